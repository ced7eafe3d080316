"""Writes: what people do about telephones: lines, whose telephone is whose, who an unknown caller was."""

import datetime
import secrets

from django.utils.text import slugify

from evenhand.cases.api import Case, Queue, name_customer
from evenhand.core.api import Actor, InvalidInput, action, record
from evenhand.people.api import Account, account_with_address, customer_for_address, set_extension
from evenhand.phone.calls import case_of_call, tell_anew
from evenhand.phone.models import Call, CallEvent, KeptRequest, Line
from evenhand.phone.numbers import customers_with_role, note_number
from evenhand.phone.rules import full_number
from evenhand.phone.secrets import make_secret


@action
def make_line(
    *,
    name: str,
    queue: Queue,
    actor: Actor,
    now: datetime.datetime,
    country_code: str = "",
    after_call_goal_seconds: int | None = None,
) -> Line:
    """A line with its first secret, at an address that nobody guesses. A name that is there answers that line."""
    known = Line.objects.filter(name=name).first()
    if known:
        return known
    line = Line.objects.create(
        name=name,
        key=f"{slugify(name)[:24] or 'line'}-{secrets.token_hex(4)}",
        queue=queue,
        country_code=country_code,
        after_call_goal_seconds=after_call_goal_seconds,
    )
    record(actor=actor, verb="phone.make_line", subject=f"phone-line:{line.pk}", now=now)
    make_secret(line=line, actor=actor, now=now)
    return line


@action
def change_line(
    *,
    line: Line,
    name: str,
    queue: Queue,
    country_code: str,
    after_call_goal_seconds: int | None,
    is_active: bool,
    actor: Actor,
    now: datetime.datetime,
) -> Line:
    """Change what is known of a line. The same again changes nothing."""
    wanted = {
        "name": name,
        "queue_id": queue.pk,
        "country_code": country_code,
        "after_call_goal_seconds": after_call_goal_seconds,
        "is_active": is_active,
    }
    changed = [field for field, value in wanted.items() if getattr(line, field) != value]
    if changed:
        Line.objects.filter(pk=line.pk).update(**wanted)
        record(actor=actor, verb="phone.change_line", subject=f"phone-line:{line.pk}", now=now, fields=changed)
    return Line.objects.get(pk=line.pk)


@action
def give_extension(*, account: Account, extension: str, actor: Actor, now: datetime.datetime) -> Account:
    """Say which telephone is somebody's. What was told of that telephone while it was nobody's counts from now on."""
    account = set_extension(account=account, extension=extension, actor=actor, now=now)
    if account.extension:
        waiting = CallEvent.objects.filter(extension=account.extension, agent=None)
        for call_id in sorted(set(waiting.values_list("call_id", flat=True))):
            tell_anew(Call.objects.select_for_update(no_key=True, of=("self",)).get(pk=call_id), now=now)
    return account


@action
def open_for_call(*, call: Call, agent: Account, actor: Actor, now: datetime.datetime) -> Case:
    """The case of a call, found or opened now. Again answers the same case."""
    held = Call.objects.select_for_update(no_key=True, of=("self",)).get(pk=call.pk)
    case = case_of_call(held, agent, now=now)
    held.save(update_fields=["case", "customer"])
    if call.case_id is None:
        record(actor=actor, verb="phone.open_for_call", subject=held.log_subject, now=now, case=case.pk)
    return case


@action
def name_caller(*, case: Case, email: str, name: str, actor: Actor, now: datetime.datetime) -> Case:
    """Who called from an unknown number is the customer with this address, known or new; the number is theirs from now
    on. Raises InvalidInput for somebody who works here, CustomerIsKnown for a case that has its customer."""
    known = account_with_address(email)
    if known and not customers_with_role(known):
        raise InvalidInput(f"{known} is no customer. Type the address that the customer has with the shop.")
    customer = known or customer_for_address(email, name, actor=actor, now=now)
    unknown_id = case.customer_id
    case = name_customer(case=case, customer=customer, actor=actor, now=now)
    calls = Call.objects.filter(case=case, customer_id=unknown_id)
    for number in {full_number(each) for each in calls.values_list("number", flat=True)} - {""}:
        note_number(account=customer, written=number, actor=actor, now=now)
    calls.update(customer=customer)
    return case


@action
def see_request(*, kept: KeptRequest, actor: Actor, now: datetime.datetime) -> None:
    """Somebody has looked at it. Seen already, nothing happens."""
    if KeptRequest.objects.filter(pk=kept.pk, seen_at=None).update(seen_at=now, seen_by_id=actor.account_id):
        record(actor=actor, verb="phone.see_request", subject=f"phone-line:{kept.line_id}", now=now, kept=kept.pk)
