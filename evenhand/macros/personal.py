"""What macros keep about a person: those that are their own. How often one was used stays."""

import datetime
from collections.abc import Mapping
from typing import Any

from evenhand.core.api import ERASED
from evenhand.macros.models import Macro, MacroEdition, MacroWords
from evenhand.people.api import Account


def export_macros(account: Account, now: datetime.datetime) -> Mapping[str, Any]:
    """The person's own prepared answers."""
    own = Macro.objects.filter(owner=account).prefetch_related("words")
    found = [
        {"name": macro.name, "words": {words.language: words.text for words in macro.words.all()}} for macro in own
    ]
    return {"macros": found} if found else {}


def erase_macros(account: Account, now: datetime.datetime) -> Mapping[str, int]:
    """Own macros lose their words and are offered no more; beside an edition of another, the name goes."""
    own = Macro.objects.filter(owner=account)
    numbers = list(own.values_list("pk", flat=True))
    MacroEdition.objects.filter(macro__in=numbers).delete()
    MacroWords.objects.filter(macro__in=numbers).delete()
    return {
        "macros": own.update(name=ERASED, note="", tags=[], retired_at=now),
        "names": MacroEdition.objects.filter(by=account).update(by_label=ERASED),
    }
