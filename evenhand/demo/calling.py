"""A telephone for the demo: Clara calls, Nadia speaks, and the visitor says what happens next. Each press is an event
as a telephone system sends it."""

import datetime
import json
from dataclasses import dataclass
from uuid import uuid4

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evenhand.cases.api import Queue
from evenhand.demo.people import FOUNDER, staff_address
from evenhand.demo.present import CLARA, OWN_AGENT
from evenhand.people.api import account_with_address
from evenhand.phone.api import Call, Line, give_extension, make_line, note_number, take_event

EXTENSION, CLARAS_NUMBER = "201", "+441174960123"  # a number that is kept for drama


@dataclass(frozen=True)
class Step:
    """Something that can happen next: an event's kind, and the words on its button."""

    kind: str
    words: str | Promise
    icon: str


CALLS = Step("ringing", _("Clara calls Nadia"), "phone-incoming")
PICKS_UP = Step("answered", _("Nadia picks up"), "phone-call")
HOLDS = Step("hold", _("Nadia puts her on hold"), "circle-pause")
GOES_ON = Step("resumed", _("Nadia is back"), "circle-play")
HANGS_UP = Step("ended", _("Clara hangs up"), "phone-off")
_NEXT = {
    "ringing": (PICKS_UP, HANGS_UP),
    "answered": (HOLDS, HANGS_UP),
    "hold": (GOES_ON, HANGS_UP),
    "resumed": (HOLDS, HANGS_UP),
}


def install_telephone(queue: Queue, *, now: datetime.datetime) -> None:
    """Nadia has a telephone, and Clara's number is known."""
    agent, clara = account_with_address(staff_address(OWN_AGENT)), account_with_address(CLARA)
    assert agent is not None
    assert clara is not None
    make_line(name="Telephone", queue=queue, actor=FOUNDER, now=now)
    give_extension(account=agent, extension=EXTENSION, actor=FOUNDER, now=now)
    note_number(account=clara, written=CLARAS_NUMBER, actor=FOUNDER, now=now)


def next_steps() -> tuple[Step, ...]:
    """What can happen now; nothing where there is no telephone."""
    if not Line.objects.exists():
        return ()
    call = _running()
    last = call.events.order_by("-id").values_list("kind", flat=True).first() if call else None
    return _NEXT.get(last or "", (CALLS,))


def happen(kind: str, *, now: datetime.datetime) -> bool:
    """Let it happen, and answer whether it did: what cannot happen now, as a second press cannot, changes nothing."""
    if kind not in {step.kind for step in next_steps()}:
        return False
    call = _running()
    event = {
        "id": uuid4().hex,
        "call": call.reference if call else f"demo-{uuid4().hex[:12]}",
        "kind": kind,
        "at": now.isoformat(),
        "number": CLARAS_NUMBER,
        "agent": "" if kind == HANGS_UP.kind else EXTENSION,
    }
    take_event(line=call.line if call else Line.objects.order_by("id")[0], body=json.dumps(event).encode(), now=now)
    return True


def _running() -> Call | None:
    calls = Call.objects.filter(reference__startswith="demo-", ended_at=None)
    return calls.select_related("line").order_by("-id").first()
