"""Writes: going over to another pack's rules while the house is running, as new versions of its policies."""

import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from evenhand.core.api import Actor, DomainError, action, environment
from evenhand.policies.actions import publish_version, save_draft, start_draft
from evenhand.policies.models import Policy
from evenhand.policies.packs import PackedPolicy, install_packed, read_pack
from evenhand.policies.queries import words_of


class DraftInTheWay(DomainError):
    """Somebody is writing the next version of a policy that the pack has too."""


@action
def adopt_pack(
    folder: Path, *, effective_from: datetime.datetime, actor: Actor, now: datetime.datetime
) -> dict[str, bool]:
    """From a moment on, the policies of a pack say what the pack says: all or none. Answers key by key what is new.

    Other policies stay as they are, and so does one that says the same already. Raises BrokenPack, DraftInTheWay, and
    TooSoon where the notice that people were promised would be cut short.
    """
    pack = read_pack(folder)
    return {policy.key: _adopt(policy, effective_from, actor, now) for policy in pack}


def _adopt(packed: PackedPolicy, effective_from: datetime.datetime, actor: Actor, now: datetime.datetime) -> bool:
    policy = Policy.objects.filter(key=packed.key).first()
    if policy is None:
        return install_packed(packed, owner=None, actor=actor, now=now)
    newest = policy.versions.filter(published_at__isnull=False).order_by("-number").first()
    if newest is not None and words_of(newest) == packed.words():
        return False
    if policy.versions.filter(published_at=None).exists():
        raise DraftInTheWay(
            _("Somebody is writing the next version of “%(policy)s”. Publish that draft, or discard it, first.")
            % {"policy": policy.title}
        )
    draft = start_draft(policy=policy, actor=actor, now=now)
    draft = save_draft(
        draft=draft,
        words=packed.words(),
        changes=_("The rules are now those of another pack: %(purpose)s") % {"purpose": packed.purpose},
        notice_days=packed.notice_days,
        audience_days=packed.other_notice(),
        needs_acknowledgement=packed.needs_acknowledgement,
        revision=draft.revision,
        actor=actor,
        now=now,
    )
    begins = effective_from.astimezone(environment().zone)
    publish_version(
        draft=draft,
        revision=draft.revision,
        effective_on=begins.date(),
        effective_at=begins.time(),
        actor=actor,
        now=now,
    )
    return True
