"""Writes: a macro made, changed, retired and brought back. Each leaves an edition or an entry."""

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from evenhand.cases.api import tag_name
from evenhand.core.api import Actor, InvalidInput, NotPermitted, action, record
from evenhand.macros.access import may_keep
from evenhand.macros.errors import ChangedByOther, NameTaken
from evenhand.macros.models import Macro, MacroEdition, MacroWords
from evenhand.macros.rules import Deeds, contradiction, is_broken, unknown_placeholders
from evenhand.macros.words import CONTRADICTIONS
from evenhand.remedies.api import Claim, remedies_for

LONGEST_NAME, LONGEST_TEXT, LONGEST_NOTE = 80, 20_000, 2_000


@dataclass(frozen=True)
class Wanted:
    """A macro as somebody wants it: whose, its words by language, what is done. Neither owner nor team: the shop's."""

    name: str
    texts: Mapping[str, str]
    deeds: Deeds = field(default_factory=Deeds)
    owner_id: int | None = None
    team_id: int | None = None


@action
def make_macro(*, wanted: Wanted, actor: Actor, now: datetime.datetime) -> Macro:
    """Write a new macro. Raises InvalidInput with what does not go together, NameTaken, NotPermitted."""
    wanted = _checked(wanted, actor)
    _refuse_the_same_name(wanted, but=None)
    macro = Macro(changed_at=now)
    _write(macro, wanted)
    _keep_edition(macro, wanted, actor, now)
    record(actor=actor, verb="macros.make_macro", subject=macro.log_subject, now=now)
    return macro


@action
def change_macro(*, macro: Macro, wanted: Wanted, edition: int, actor: Actor, now: datetime.datetime) -> Macro:
    """Change a macro that was read as `edition`. Without a difference, nothing happens.

    Raises ChangedByOther where somebody saved meanwhile, and what `make_macro` raises.
    """
    held = Macro.objects.select_for_update().get(pk=macro.pk)
    wanted = _checked(wanted, actor)
    newest = held.editions.first()
    if newest and newest.kept == _kept(wanted):
        return held
    if held.edition != edition:
        raise ChangedByOther(newest.by_label if newest else "")
    _refuse_the_same_name(wanted, but=held.pk)
    held.edition, held.changed_at = held.edition + 1, now
    _write(held, wanted)
    _keep_edition(held, wanted, actor, now)
    record(actor=actor, verb="macros.change_macro", subject=held.log_subject, now=now, edition=held.edition)
    return held


@action
def retire_macro(*, macro: Macro, actor: Actor, now: datetime.datetime) -> Macro:
    """Offer it to nobody any more. What it did stays done. Retired already, nothing changes."""
    held = Macro.objects.select_for_update().get(pk=macro.pk)
    if held.retired_at is None:
        held.retired_at = now
        held.save(update_fields=["retired_at"])
        record(actor=actor, verb="macros.retire_macro", subject=held.log_subject, now=now)
    return held


@action
def bring_back_macro(*, macro: Macro, actor: Actor, now: datetime.datetime) -> Macro:
    """Offer a retired macro again. Offered already, nothing changes. Raises NameTaken."""
    held = Macro.objects.select_for_update().get(pk=macro.pk)
    if held.retired_at is not None:
        _refuse_the_same_name(Wanted(held.name, {}, owner_id=held.owner_id, team_id=held.team_id), but=held.pk)
        held.retired_at = None
        held.save(update_fields=["retired_at"])
        record(actor=actor, verb="macros.bring_back_macro", subject=held.log_subject, now=now)
    return held


def _checked(wanted: Wanted, actor: Actor) -> Wanted:
    """The macro as it can be kept, its words trimmed. Raises InvalidInput, NotPermitted."""
    if not may_keep(actor, owner_id=wanted.owner_id, team_id=wanted.team_id):
        raise NotPermitted(_("Macros of a team are kept by its lead, those of the shop by leads. Make it your own."))
    name = " ".join(wanted.name.split())
    texts = {language: _line_ends(text) for language, text in wanted.texts.items() if text.strip()}
    deeds = _plain(wanted.deeds)
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput(_("Give it a name of 1 to %(most)d letters.") % {"most": LONGEST_NAME})
    for text in (*texts.values(), deeds.note):
        _check_words(text)
    if not texts and not deeds.has_any:
        raise InvalidInput(_("Write words for it, or say what it does: now it would do nothing."))
    wrong = contradiction(deeds, {kind: remedies_for(kind) for kind in Claim.Kind.values})
    if wrong:
        raise InvalidInput(str(CONTRADICTIONS[wrong]))
    return Wanted(name, texts, deeds, wanted.owner_id, wanted.team_id)


def _check_words(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(_("That is longer than %(most)d signs. Make it shorter.") % {"most": LONGEST_TEXT})
    unknown = unknown_placeholders(text)
    if unknown:
        named = ", ".join(f"{{{{{name[:40]}}}}}" for name in unknown)
        raise InvalidInput(
            _("%(named)s means nothing to us, so customers would read it as it stands. The list shows all that do.")
            % {"named": named}
        )
    if is_broken(text):
        raise InvalidInput(_("Somewhere two braces stand alone. A placeholder begins with {{ and ends with }}."))


def _line_ends(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def _plain(deeds: Deeds) -> Deeds:
    tags = tuple(dict.fromkeys(plain for each in deeds.tags if (plain := tag_name(each))))
    return Deeds(**{**asdict(deeds), "tags": tags, "note": _line_ends(deeds.note)[:LONGEST_NOTE]})


def _refuse_the_same_name(wanted: Wanted, *, but: int | None) -> None:
    beside = Macro.objects.filter(Q(owner_id=wanted.owner_id, team_id=wanted.team_id), retired_at=None)
    if beside.filter(name=wanted.name).exclude(pk=but or 0).exists():
        raise NameTaken(wanted.name)


def _write(macro: Macro, wanted: Wanted) -> None:
    deeds = wanted.deeds
    macro.name, macro.owner_id, macro.team_id = wanted.name, wanted.owner_id, wanted.team_id
    macro.tags, macro.priority, macro.assign, macro.note = list(deeds.tags), deeds.priority, deeds.assign, deeds.note
    macro.hand_to_id, macro.hand_queue_id = deeds.hand_to, deeds.hand_queue
    macro.sleep_days, macro.closes = deeds.sleep_days, deeds.closes
    macro.claim_kind, macro.remedy_kind = deeds.claim_kind, deeds.remedy_kind
    macro.save()
    macro.words.all().delete()
    MacroWords.objects.bulk_create(
        MacroWords(macro=macro, language=language, text=text) for language, text in wanted.texts.items()
    )


def _keep_edition(macro: Macro, wanted: Wanted, actor: Actor, now: datetime.datetime) -> None:
    MacroEdition.objects.create(
        macro=macro,
        number=macro.edition,
        at=now,
        by_id=actor.account_id,
        by_label=actor.label[:200],
        kept=_kept(wanted),
    )


def _kept(wanted: Wanted) -> dict[str, Any]:
    """A macro as an edition keeps it: plain JSON, the same for the same macro."""
    deeds = {**asdict(wanted.deeds), "tags": list(wanted.deeds.tags)}
    return {
        "name": wanted.name,
        "owner": wanted.owner_id,
        "team": wanted.team_id,
        "texts": dict(wanted.texts),
        "deeds": deeds,
    }
