"""Who may see calls, lines and what was kept. What you may not see does not exist."""

from evenhand.cases.api import WORKERS, Case, case_for
from evenhand.core.api import Actor, NotFound
from evenhand.people.api import Account, Role, accounts_with_role
from evenhand.phone.models import AfterCall, Call, KeptRequest, KnownNumber, Line, LineSecret

KEEPERS = frozenset({Role.LEAD, Role.ADMINISTRATOR})
"""Who says whose telephone is whose, and looks at what could not be taken."""


def call_for(actor: Actor, call_id: int) -> Call:
    """A call, to those who answer customers: whoever sees the case may see who called. Raises NotFound."""
    call = Call.objects.select_related("line", "customer", "case").filter(pk=call_id).first()
    if call is None or not actor.has_role(*WORKERS):
        raise NotFound
    return call


def after_for(actor: Actor, after_id: int) -> AfterCall:
    """The work after one's own call. Raises NotFound for anybody else's."""
    after = AfterCall.objects.filter(pk=after_id, leg__agent_id=actor.account_id or 0).first()
    if after is None:
        raise NotFound
    return after


def line_for(actor: Actor, line_id: int) -> Line:
    """A line with its secrets, to an administrator. Raises NotFound."""
    line = Line.objects.prefetch_related("secrets").filter(pk=line_id).first()
    if line is None or not actor.has_role(Role.ADMINISTRATOR):
        raise NotFound
    return line


def secret_for(actor: Actor, line_id: int, secret_id: int) -> LineSecret:
    """A secret of a line, to an administrator. Raises NotFound."""
    secret = LineSecret.objects.filter(pk=secret_id, line=line_for(actor, line_id)).first()
    if secret is None:
        raise NotFound
    return secret


def kept_for(actor: Actor, kept_id: int) -> KeptRequest:
    """What could not be taken, to leads and administrators. Raises NotFound."""
    kept = KeptRequest.objects.select_related("line").filter(pk=kept_id).first()
    if kept is None or not actor.has_role(*KEEPERS):
        raise NotFound
    return kept


def worker_for(actor: Actor, account_id: int) -> Account:
    """Somebody who answers customers, to leads and administrators. Raises NotFound."""
    account = accounts_with_role(WORKERS).filter(pk=account_id).first() if actor.has_role(*KEEPERS) else None
    if account is None:
        raise NotFound
    return account


def number_for(actor: Actor, case_id: int, number_id: int) -> KnownNumber:
    """A number of the customer of a case that the actor works on. Raises NotFound, NotPermitted."""
    case: Case = case_for(actor, case_id, to="work")
    number = KnownNumber.objects.filter(pk=number_id, account_id=case.customer_id).first()
    if number is None:
        raise NotFound
    return number
