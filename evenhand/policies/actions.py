"""Writes: drafts, publication, notices and acknowledgements."""

import datetime
from collections.abc import Mapping
from dataclasses import asdict

from django.utils.translation import gettext as _

from evenhand.core.api import Actor, DomainError, InvalidInput, action, environment, record, site_day
from evenhand.people.api import Account
from evenhand.policies.decisions import forget_versions
from evenhand.policies.models import Acknowledgement, Clause, Notice, Policy, PolicyVersion, PublishedNeverChanges
from evenhand.policies.queries import words_of
from evenhand.policies.wording import Problem, VersionWords, problems


class NotFitToPublish(InvalidInput):
    """A draft has something in it that could not be judged or understood."""

    def __init__(self, found: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in found))
        self.problems = found


class DraftMoved(DomainError):
    """Somebody else saved the same draft in between. What both wrote is kept until one decides."""

    message = (
        "Somebody else saved this draft while you were writing. Nothing is lost: your words are below, theirs beside "
        "them. Save again to keep yours, or open the draft to keep theirs."
    )


class TooSoon(InvalidInput):
    """A version takes effect only after the notice that people were promised."""


class WouldBeUndone(TooSoon):
    """Another version is published already and takes effect later: it would take the place of this one."""


@action
def create_policy(
    *,
    key: str,
    title: str,
    purpose: str,
    audiences: list[str],
    owner: Account | None,
    actor: Actor,
    now: datetime.datetime,
) -> Policy:
    """Make a policy with an empty first draft. There already by key, it is answered as it stands."""
    policy, is_new = Policy.objects.get_or_create(
        key=key,
        defaults={"title": title, "purpose": purpose, "audiences": audiences, "owner": owner, "created_at": now},
    )
    if is_new:
        PolicyVersion.objects.create(policy=policy, number=1, drafted_at=now)
        record(actor=actor, verb="policies.create_policy", subject=f"policy:{key}", now=now)
    return policy


@action
def start_draft(*, policy: Policy, actor: Actor, now: datetime.datetime) -> PolicyVersion:
    """The draft of the next version: the one that is there, else a copy of the newest published version."""
    Policy.objects.select_for_update().get(pk=policy.pk)
    draft: PolicyVersion | None = policy.versions.filter(published_at=None).first()
    if draft is not None:
        return draft
    newest = policy.versions.order_by("-number").first()
    draft = PolicyVersion.objects.create(policy=policy, number=(newest.number if newest else 0) + 1, drafted_at=now)
    if newest is not None:
        draft.notice_days, draft.needs_acknowledgement = newest.notice_days, newest.needs_acknowledgement
        draft.audience_days = newest.audience_days
        _write(draft, words_of(newest))
    record(actor=actor, verb="policies.start_draft", subject=_subject(draft), now=now)
    return draft


@action
def save_draft(
    *,
    draft: PolicyVersion,
    words: VersionWords,
    changes: str,
    notice_days: int,
    needs_acknowledgement: bool,
    revision: int,
    actor: Actor,
    now: datetime.datetime,
    audience_days: Mapping[str, int] | None = None,
) -> PolicyVersion:
    """Write `words` into a draft, right or not yet right. DraftMoved where it is no longer at `revision`.

    `audience_days` names those audiences that are promised another notice than `notice_days`.
    """
    draft = _locked_draft(draft)
    if draft.revision != revision:
        raise DraftMoved
    draft.changes, draft.notice_days, draft.needs_acknowledgement = changes, notice_days, needs_acknowledgement
    draft.audience_days = dict(audience_days) if audience_days else None
    _write(draft, words)
    record(actor=actor, verb="policies.save_draft", subject=_subject(draft), now=now, revision=draft.revision)
    return draft


@action
def discard_draft(*, draft: PolicyVersion, actor: Actor, now: datetime.datetime) -> None:
    """Throw a draft away; published versions stay."""
    draft = _locked_draft(draft)
    subject = _subject(draft)
    draft.delete()
    record(actor=actor, verb="policies.discard_draft", subject=subject, now=now)


@action
def publish_version(
    *,
    draft: PolicyVersion,
    revision: int,
    effective_on: datetime.date,
    actor: Actor,
    now: datetime.datetime,
    effective_at: datetime.time = datetime.time.min,
) -> PolicyVersion:
    """Seal a draft; from `effective_at` on the clock of the site on `effective_on`, it holds.

    Raises DraftMoved, NotFitToPublish, TooSoon where the notice that people were promised would be cut short, or
    WouldBeUndone where a published version takes effect later.
    """
    draft = _locked_draft(draft)
    if draft.revision != revision:
        raise DraftMoved
    begins = datetime.datetime.combine(effective_on, effective_at, tzinfo=environment().zone)
    effective_from = max(begins, now)
    _refuse_to_be_undone(draft, effective_from)
    earliest = earliest_day(draft, now)
    if effective_on < earliest:
        raise TooSoon(
            _("People are promised notice, so this version can hold from %(day)s at the earliest.") % {"day": earliest}
        )
    return _publish(draft, effective_from=effective_from, actor=actor, now=now)


def _refuse_to_be_undone(draft: PolicyVersion, effective_from: datetime.datetime) -> None:
    last = _last_published(draft)
    if last is None or last.effective_from is None or last.effective_from <= effective_from:
        return
    begins = last.effective_from.astimezone(environment().zone)
    raise WouldBeUndone(
        _(
            "Version %(number)s is published already and takes effect on %(day)s at %(time)s: from then on it would "
            "hold instead of this one. Choose that moment, and this version holds in its place, or a later one."
        )
        % {"number": last.number, "day": begins.date(), "time": f"{begins:%H:%M}"}
    )


def earliest_day(draft: PolicyVersion, now: datetime.datetime) -> datetime.date:
    """The first day on which `draft` may hold, in the site's calendar: the longer of its own notice and the last's.

    Nor may it hold before a version that is published already. Nobody was promised anything before the first version,
    so that may hold at once.
    """
    last = _last_published(draft)
    if last is None or last.effective_from is None:
        return site_day(now)
    promised = datetime.timedelta(days=max(last.longest_notice, draft.longest_notice))
    return max(site_day(now) + promised, site_day(last.effective_from))


def _last_published(draft: PolicyVersion) -> PolicyVersion | None:
    """The version that people know of and that none takes the place of."""
    return draft.policy.versions.filter(published_at__isnull=False).order_by("-effective_from", "-number").first()


def _publish(
    draft: PolicyVersion, *, effective_from: datetime.datetime, actor: Actor, now: datetime.datetime
) -> PolicyVersion:
    words = words_of(draft)
    if found := problems(draft.policy.key, words):
        raise NotFitToPublish(found)
    draft.sha256, draft.effective_from = words.seal, effective_from
    draft.published_at, draft.published_by_id = now, actor.account_id
    draft.save()
    forget_versions()
    record(
        actor=actor,
        verb="policies.publish_version",
        subject=_subject(draft),
        now=now,
        sha256=draft.sha256,
        effective_from=effective_from.isoformat(),
    )
    return draft


@action
def install_policy(
    *,
    key: str,
    title: str,
    purpose: str,
    audiences: list[str],
    words: VersionWords,
    notice_days: int,
    needs_acknowledgement: bool,
    owner: Account | None,
    actor: Actor,
    now: datetime.datetime,
    audience_days: Mapping[str, int] | None = None,
) -> bool:
    """Make a policy with a first version that holds at once. A policy that is there stays as it is: answers False."""
    if Policy.objects.filter(key=key).exists():
        return False
    policy = create_policy(
        key=key, title=title, purpose=purpose, audiences=audiences, owner=owner, actor=actor, now=now
    )
    draft = policy.versions.get()
    draft.notice_days, draft.needs_acknowledgement = notice_days, needs_acknowledgement
    draft.audience_days = dict(audience_days) if audience_days else None
    _write(draft, words)
    _publish(draft, effective_from=now, actor=actor, now=now)
    return True


@action
def acknowledge(*, notice: Notice, actor: Actor, now: datetime.datetime) -> Acknowledgement:
    """Note that the person has read what they were told. The first time counts."""
    acknowledgement, is_new = Acknowledgement.objects.get_or_create(notice=notice, defaults={"at": now})
    if is_new:
        record(actor=actor, verb="policies.acknowledge", subject=f"notice:{notice.pk}", now=now)
    return acknowledgement


def _locked_draft(draft: PolicyVersion) -> PolicyVersion:
    locked: PolicyVersion = (
        PolicyVersion.objects.select_for_update(of=("self",)).select_related("policy").get(pk=draft.pk)
    )
    if locked.is_published:
        raise PublishedNeverChanges
    return locked


def _write(draft: PolicyVersion, words: VersionWords) -> None:
    draft.text = words.text
    draft.parameters = [asdict(parameter) for parameter in words.parameters]
    draft.revision += 1
    draft.save()
    draft.clauses.all().delete()
    Clause.objects.bulk_create(
        Clause(version=draft, position=position, **asdict(clause)) for position, clause in enumerate(words.clauses)
    )


def _subject(version: PolicyVersion) -> str:
    return f"policy:{version.policy.key}/{version.number}"
