"""Tags on cases."""

import datetime

from django.utils.translation import gettext as _

from evenhand.cases.conversation import locked_survivor
from evenhand.cases.events import CaseMoved
from evenhand.cases.models import Case, CaseTag, Tag
from evenhand.cases.rules import tag_name
from evenhand.core.api import Actor, InvalidInput, action, publish, record

MOST_TAGS = 20


@action
def tag_case(*, case: Case, name: str, actor: Actor, now: datetime.datetime) -> bool:
    """Put a tag on the case, or on the one where it went; answers whether it was not there yet.

    The tag is made where nobody has used it before.
    """
    plain = tag_name(name)
    if not plain:
        raise InvalidInput(_("A tag is a word or two, in letters and digits."))
    case = locked_survivor(case)
    if case.case_tags.count() >= MOST_TAGS:
        raise InvalidInput(_("A case carries %(most)d tags at most. Take one off first.") % {"most": MOST_TAGS})
    tag, _is_new = Tag.objects.get_or_create(name=plain)
    _carried, is_new = CaseTag.objects.get_or_create(
        case=case, tag=tag, defaults={"by_id": actor.account_id, "at": now}
    )
    if is_new:
        record(actor=actor, verb="cases.tag_case", subject=case.log_subject, now=now, tag=plain)
        publish(CaseMoved(case_id=case.pk, at=now))
    return is_new


@action
def untag_case(*, case: Case, name: str, actor: Actor, now: datetime.datetime) -> bool:
    """Take a tag off the case, or off the one where it went; answers whether it was there."""
    case = locked_survivor(case)
    taken_off, _each = CaseTag.objects.filter(case=case, tag__name=tag_name(name)).delete()
    if taken_off:
        record(actor=actor, verb="cases.untag_case", subject=case.log_subject, now=now, tag=tag_name(name))
        publish(CaseMoved(case_id=case.pk, at=now))
    return taken_off > 0
