"""Asking for a draft, taking it into the reply, throwing it away."""

import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from evenhand.cases.api import Case, add_to_draft
from evenhand.core.api import Actor, NotFound, action, environment, record
from evenhand.drafting.asking import NoDraft, ask
from evenhand.drafting.grounding import ground_of
from evenhand.drafting.models import Proposal
from evenhand.drafting.rules import clauses_named, gaps_in, without_clauses

KEPT_FOR = datetime.timedelta(days=1)
_UNTIL_GIVEN_UP = datetime.timedelta(seconds=30)


def is_on() -> bool:
    """Whether an administrator has set up a language model."""
    return bool(environment().drafting_url)


def propose(*, case: Case, actor: Actor, now: datetime.datetime) -> Proposal:
    """Ask for a draft in `case`. Before a word leaves the house, the log says that it was asked; its words, never.

    A second press while one is on its way asks nothing. What goes wrong stands in the proposal, for the agent to read.
    """
    if not is_on():
        raise NotFound
    proposal = _begin(case=case, actor=actor, now=now)
    if proposal is None:
        return Proposal.objects.get(case=case, agent_id=actor.account_id)
    shows_all = environment().drafting_sends_personal_data
    ground, placeholders = ground_of(case, now, shows_all=shows_all)
    try:
        drafted = ask(ground)
    except NoDraft as problem:
        return _keep(proposal, problem=str(problem))
    text = drafted if shows_all else placeholders.put_back(drafted)
    checked = clauses_named(text, ground.in_force)
    gaps = [] if shows_all else list(gaps_in(text))
    return _keep(proposal, text=text, clauses=list(checked.known), made_up=list(checked.made_up), gaps=gaps)


@action
def take_proposal(*, case: Case, actor: Actor, now: datetime.datetime) -> None:
    """Put the draft before what the agent has begun to write; from now on it is theirs. Twice changes nothing."""
    proposal = _own(case, actor).exclude(text="").first()
    if proposal is not None:
        add_to_draft(case, without_clauses(proposal.text), actor=actor, now=now)
        proposal.delete()


def drop_proposal(*, case: Case, actor: Actor) -> None:
    """Throw the draft away. Twice changes nothing."""
    Proposal.objects.filter(case=case, agent_id=actor.account_id).delete()


def forget_old_proposals(*, now: datetime.datetime) -> int:
    """Drafts that nobody took; answers how many."""
    return Proposal.objects.filter(asked_at__lt=now - KEPT_FOR).delete()[0]


@action
def _begin(*, case: Case, actor: Actor, now: datetime.datetime) -> Proposal | None:
    """The proposal that is to be filled; None where one is on its way already."""
    assert actor.account_id is not None
    Proposal.objects.get_or_create(case=case, agent_id=actor.account_id, defaults={"asked_at": now, "problem": "-"})
    proposal = _own(case, actor).get()
    longest = _UNTIL_GIVEN_UP + datetime.timedelta(seconds=environment().drafting_timeout_seconds)
    if proposal.is_on_its_way and now < proposal.asked_at + longest:
        return None
    proposal.asked_at, proposal.text, proposal.problem = now, "", ""
    proposal.clauses, proposal.made_up, proposal.gaps = [], [], []
    proposal.save()
    model = environment().drafting_model
    record(actor=actor, verb="drafting.ask", subject=case.log_subject, now=now, model=model)
    return proposal


def _own(case: Case, actor: Actor) -> QuerySet[Proposal]:
    return Proposal.objects.select_for_update().filter(case=case, agent_id=actor.account_id)


def _keep(proposal: Proposal, **found: object) -> Proposal:
    """Keep what came of it, unless it was thrown away or asked anew meanwhile."""
    Proposal.objects.filter(pk=proposal.pk, asked_at=proposal.asked_at).update(**found)
    for name, value in found.items():
        setattr(proposal, name, value)
    return proposal


def words_of_check(proposal: Proposal) -> list[str]:
    """What the agent is to look at in the draft, in whole sentences."""
    warnings = []
    if proposal.made_up:
        warnings.append(_("It names clauses that do not exist: %(names)s.") % {"names": ", ".join(proposal.made_up)})
    if not proposal.clauses:
        warnings.append(_("It names no clause that is in force: check each promise in it."))
    if proposal.gaps:
        warnings.append(_("It leaves gaps to fill: %(gaps)s.") % {"gaps": ", ".join(proposal.gaps)})
    return warnings
