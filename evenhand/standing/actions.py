"""What happens to findings and marks: proposed, decided, superseded, revoked."""

import datetime

from django.db.models import F, Q
from django.utils.translation import gettext as _

from evenhand.core.api import ActivityEntry, Actor, DomainError, InvalidInput, action, record, system
from evenhand.people.api import Account, post_from_template
from evenhand.policies.api import version_binding
from evenhand.remedies.api import Claim
from evenhand.standing.checked import SecondLook
from evenhand.standing.facts import claim_evidence, people_named, what_is_known
from evenhand.standing.models import Contest, Finding, Mark
from evenhand.standing.policy import MARKS, contest_rules
from evenhand.standing.revoking import revoke_mark
from evenhand.standing.rules import (
    PERSONAL,
    RULE,
    Cause,
    Evidence,
    Proposal,
    propose_cause,
    propose_claim_cause,
)
from evenhand.surveys.api import Choice, Invitation

STANDING = system("standing")


class AlreadySuperseded(DomainError):
    """The finding was replaced by a newer one."""


@action
def propose_finding(*, invitation: Invitation, actor: Actor, now: datetime.datetime) -> Finding | None:
    """Propose the cause of a "no", or anew when the customer has said more. What a person decided stays.

    None where the answer that counts is no "no": then what was found before falls.
    """
    if invitation.choice != Choice.NO or invitation.is_void:
        drop_finding(invitation_id=invitation.pk, actor=actor, now=now)
        return None
    current = _current(vote_id=invitation.pk)
    if current is not None and current.state == Finding.State.DECIDED:
        return current
    proposal = propose_cause(what_is_known(invitation, now))
    return _propose(current or Finding(vote=invitation), proposal, actor, now)


@action
def drop_finding(*, invitation_id: int, actor: Actor, now: datetime.datetime) -> None:
    """The customer's answer is no "no" any more: what was found falls, and its mark with it. Again is harmless."""
    _supersede(_current(vote_id=invitation_id), _("The customer's answer is no longer a “No”."), actor, now)


@action
def propose_claim_finding(*, claim: Claim, actor: Actor, now: datetime.datetime) -> Finding:
    """Propose what caused a claim, beside whatever is done for the customer and apart from it."""
    current = _current(claim_id=claim.pk)
    if current is not None and current.state == Finding.State.DECIDED:
        return current
    proposal = propose_claim_cause(claim_evidence(claim, now))
    return _propose(current or Finding(claim=claim), proposal, actor, now)


@action
def drop_claim_finding(*, claim: Claim, actor: Actor, now: datetime.datetime) -> None:
    """The claim was taken back, or its parcel turned up: what was found falls, and its mark with it."""
    why = {
        Claim.State.WITHDRAWN.value: _("The customer says that it is all right after all."),
        Claim.State.FOUND.value: _("The parcel turned up after all."),
    }
    _supersede(_current(claim_id=claim.pk), why[claim.state], actor, now)


def _current(**about: int) -> Finding | None:
    return Finding.objects.select_for_update().filter(**about).exclude(state=Finding.State.SUPERSEDED).first()


def _propose(finding: Finding, proposal: Proposal, actor: Actor, now: datetime.datetime) -> Finding:
    evidence = [_as_json(each) for each in proposal.evidence]
    if finding.pk and (finding.cause, finding.evidence) == (proposal.cause.value, evidence):
        return finding
    finding.cause = finding.proposed_cause = proposal.cause.value
    finding.evidence, finding.clause, finding.policy_key = evidence, proposal.clause, proposal.policy
    finding.proposed_by, finding.proposed_at = RULE, now
    finding.save()
    record(actor=actor, verb="standing.propose_finding", subject=finding.log_subject, now=now, cause=finding.cause)
    return finding


def _as_json(evidence: Evidence) -> dict[str, object]:
    return {"fact": evidence.fact.value, "source": evidence.source, "values": dict(evidence.values)}


@action
def decide_finding(
    *,
    finding: Finding,
    cause: Cause,
    words: str,
    actor: Actor,
    now: datetime.datetime,
    policy_key: str | None = None,
    is_first: bool = False,
) -> Finding:
    """A person confirms or changes the cause. Only where it is a person, and a policy bound them, a mark follows.
    `policy_key` says which policy, where the cause is one; None leaves it as it was found. `is_first`: the actor knew
    of no decision, so one that somebody else made meanwhile stands, and is told as InvalidInput.

    Deciding the same again is harmless; deciding otherwise supersedes the earlier decision and revokes its mark.
    Nobody is named anew where somebody else has the say, or had it and said otherwise: a contest, a second look.
    Raises AlreadySuperseded, InvalidInput where words are missing or nobody may be named. Who may: access.finding_for.
    """
    # As whoever answers does: first what was asked, then what was found. The other way round, two could wait for ever.
    if finding.vote_id:
        Invitation.objects.select_for_update().filter(pk=finding.vote_id).values_list("pk").first()
    found = Finding.objects.select_for_update().get(pk=finding.pk)
    if found.state == Finding.State.SUPERSEDED:
        raise AlreadySuperseded(_("Something newer has replaced this finding. Nothing was changed; please look again."))
    is_decided = found.state == Finding.State.DECIDED
    which = (found.policy_key if policy_key is None else policy_key) if cause is Cause.POLICY else ""
    if is_decided and (found.cause, found.words, found.policy_key) == (cause.value, words, which):
        return found
    if is_decided and is_first and found.decided_by_id != actor.account_id:
        raise InvalidInput(
            _("Somebody decided this while you were writing. If you still see it otherwise, press the button again.")
        )
    person = _answerable(found, cause)
    require_words(found, cause, words)
    if person is not None:
        _require_the_say(found, cause, person, actor)
    if is_decided:
        found = _replace(found, actor, now)
    found.cause, found.words, found.person, found.policy_key = cause.value, words, person, which
    found.state, found.decided_by_id, found.decided_at = Finding.State.DECIDED, actor.account_id, now
    found.save()
    record(
        actor=actor,
        verb="standing.decide_finding",
        subject=found.log_subject,
        now=now,
        cause=cause.value,
        proposed=found.proposed_cause,
    )
    if person is not None:
        _set_mark(found, person, actor, now)
    return found


def require_words(finding: Finding, cause: Cause, words: str, *, always: bool = False) -> None:
    """Raises InvalidInput where a cause may not be named without words."""
    if always and not words:
        raise InvalidInput(_("Please write what it rests on."))
    if cause in PERSONAL and not words:
        raise InvalidInput(
            _("Please write what in this contact shows it. A “no” alone is no evidence against a person.")
        )
    if not always and cause != finding.cause and not words:
        raise InvalidInput(_("Please write why you see it otherwise than proposed."))


def _answerable(finding: Finding, cause: Cause) -> Account | None:
    """Whom the cause names, where it is a person."""
    if cause not in PERSONAL:
        return None
    person = people_named(finding).get(cause)
    if person is None:
        raise InvalidInput(_("We know nobody whom this could be. Choose another cause, or “not known”."))
    return person


def _require_the_say(finding: Finding, cause: Cause, person: Account, actor: Actor) -> None:
    """Raises InvalidInput where a contest of the person's is open or was upheld, or a second look saw it otherwise.

    And where the actor's own decision was contested, and then left nobody anything to decide.
    """
    Mark.objects.select_for_update().filter(finding=finding).first()  # whoever contests it now comes before or after
    same = Finding.objects.filter(Q(vote=finding.vote_id) if finding.vote_id else Q(claim=finding.claim_id))
    contests = Contest.objects.filter(mark__account=person, mark__finding__in=same)
    if contests.filter(decided_at=None).exists():
        raise InvalidInput(_("The person has contested this, and somebody else decides. Nothing was changed."))
    if contests.filter(outcome=Contest.Outcome.UPHELD).exists():
        raise InvalidInput(_("The person contested this, and it was decided for them. That stays so."))
    if contests.filter(outcome=Contest.Outcome.MOOT, first_decider=actor.account_id).exists():
        raise InvalidInput(
            _("The person contested this when you named them before: now it is for somebody else to say.")
        )
    looks = SecondLook.objects.filter(finding__in=same, at__isnull=False).exclude(cause=F("first_cause"))
    if looks.exclude(settled_cause=cause.value).exists():
        raise InvalidInput(
            _("A second person saw this otherwise: the cause is what a third says. Nothing was changed.")
        )


def _replace(old: Finding, actor: Actor, now: datetime.datetime) -> Finding:
    _supersede(old, _("The cause was decided anew."), actor, now)
    return Finding(
        vote=old.vote,
        claim=old.claim,
        cause=old.cause,
        proposed_cause=old.cause,
        clause=old.clause,
        policy_key=old.policy_key,
        evidence=old.evidence,
        proposed_by=old.decided_by_label,
        proposed_at=old.decided_at or now,
    )


def _supersede(finding: Finding | None, why: str, actor: Actor, now: datetime.datetime) -> None:
    if finding is None:
        return
    mark = Mark.objects.filter(finding=finding, revoked_at=None).first()
    if mark:
        revoke_mark(mark=mark, why=why, actor=actor, now=now)
    finding.state = Finding.State.SUPERSEDED
    finding.save(update_fields=["state"])
    record(actor=actor, verb="standing.supersede_finding", subject=finding.log_subject, now=now, reason=why)


def _set_mark(finding: Finding, person: Account, actor: Actor, now: datetime.datetime) -> Mark | None:
    """A mark, under the version that bound the person when it happened. Where none did, there is no mark."""
    version = version_binding(MARKS, person.pk, finding.happened_at)
    if version is None:
        record(actor=actor, verb="standing.leave_unmarked", subject=finding.log_subject, now=now, why="no policy bound")
        return None
    mark = Mark.objects.create(
        finding=finding, account=person, at=finding.happened_at, set_at=now, policy_version_id=version.id
    )
    record(actor=actor, verb="standing.set_mark", subject=mark.log_subject, now=now, mark=mark.pk)
    post_from_template(
        template="standing/mail/mark_set.txt",
        to=person.email,
        about=mark.log_subject,
        now=now,
        language=person.language,
        mark=mark,
        days=contest_rules(person.pk, mark.at).window_days,
    )
    return mark


@action
def note_look(
    *, account_id: int, actor: Actor, now: datetime.datetime, unless_within: datetime.timedelta | None = None
) -> None:
    """Somebody else opened this person's record: the person can read who and when.

    With `unless_within`, a look of the same person's no longer ago than that is the same one, and stands already.
    """
    subject, verb = f"record:{account_id}", "standing.open_record"
    looks = ActivityEntry.objects.filter(subject=subject, verb=verb, actor_id=actor.account_id)
    if unless_within is None or not looks.filter(at__gt=now - unless_within).exists():
        record(actor=actor, verb=verb, subject=subject, now=now)
