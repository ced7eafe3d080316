"""Every hard mail lands right, or is kept aside with a reason that a person understands; none is ever lost."""

import datetime
import random
from collections.abc import Iterator

import pytest

from evenhand.cases.actions import reply
from evenhand.cases.api import Case, IncomingMail, Message, land_due, receive_mail, reply_address
from evenhand.cases.testing import NOON, at, make_case
from evenhand.cases.tests.hard_mails import FAMILIES, MANIFEST, OURS, REPLY_TO, HardMail
from evenhand.core.api import OutgoingMail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]


@pytest.fixture
def ours(customer, agent, actor) -> Message:
    """Our reply in a case of Ann's that stands already."""
    customer.email = "ann@mail.example"
    customer.save()
    case = make_case(customer)
    seen = case.messages.get().pk
    sent = reply(case=case, text="It is on its way.", seen_message_id=seen, key="r", actor=actor(agent), now=at(1))
    OutgoingMail.objects.filter(pk=sent.outgoing_id).update(message_id=OURS)
    Message.objects.filter(pk=sent.pk).update(message_id=OURS)
    return Message.objects.select_related("case").get(pk=sent.pk)


def arrived(raw: bytes, envelope_from: str, case: Case, now: datetime.datetime) -> IncomingMail:
    raw = raw.replace(REPLY_TO.encode(), reply_address(case.pk).encode())
    mail = receive_mail(raw, envelope_from, ("help@localhost",), "smtp", now)
    land_due(now=now)
    mail.refresh_from_db()
    assert bytes(mail.raw) == raw
    return mail


@pytest.mark.parametrize("family", FAMILIES)
def test_hard_mails_land_right_or_are_kept_aside_with_a_reason(family: str, ours: Message):
    wrong: list[str] = []
    for number, hard in enumerate(FAMILIES[family]):
        wrong += [f"{hard.name}: {what}" for what in what_is_wrong(hard, ours, at(60 * (number + 1)))]
        Message.objects.filter(pk=ours.pk).update(bounced_at=None, bounce_reason="")
        Case.objects.filter(pk=ours.case_id).update(status="waiting", waiting_since=None)
    assert not wrong, "\n".join(wrong)


def what_is_wrong(hard: HardMail, ours: Message, now: datetime.datetime) -> Iterator[str]:
    """What came of a mail and should not have, in words: some are too long to be compared letter by letter."""
    mail = arrived(hard.raw, hard.envelope_from, ours.case, now)
    yield from differs("state", mail.state, hard.state)
    if hard.reason.lower() not in mail.problem.lower() or bool(mail.problem) != (hard.state != "landed"):
        yield f"reason {mail.problem!r}, not {hard.reason!r}"
    if mail.landed_in is not None:
        yield from what_looks_wrong(hard, mail.landed_in)
        yield from what_became_wrong(hard, mail.landed_in, ours)


def what_looks_wrong(hard: HardMail, message: Message) -> Iterator[str]:
    yield from differs("text", message.text, message.text if hard.text is None else hard.text)
    yield from differs("history", bool(message.quoted_text), bool(hard.quoted))
    if hard.has not in message.text or hard.quoted not in message.quoted_text:
        yield f"not there: {hard.has!r} or {hard.quoted!r} in {message.text[:200]!r} {message.quoted_text[:200]!r}"
    shown = f"{message.text} {message.html} {message.from_name} {message.case.subject}"
    yield from (f"there: {word!r}" for word in (*hard.lacks, "\x00") if word in shown)
    files = tuple(message.attachments.order_by("id").values_list("name", flat=True))
    yield from differs("files", files, hard.files)
    yield from differs("subject", message.case.subject, hard.subject or message.case.subject)
    yield from differs("sender", message.from_address, hard.sender or message.from_address)
    yield from differs("name", message.from_name, hard.sender_name or message.from_name)


def what_became_wrong(hard: HardMail, message: Message, ours: Message) -> Iterator[str]:
    ours.refresh_from_db()
    ours.case.refresh_from_db()
    was_bounced = bool(hard.bounce_reason)
    wakes = was_bounced or (hard.in_case and not hard.is_note)
    yield from differs("in the case", message.case == ours.case, hard.in_case)
    yield from differs("kind", message.kind, "note" if hard.is_note else "reply")
    yield from differs("bounce", ours.bounce_reason, hard.bounce_reason or "")
    yield from differs("bounced", ours.bounced_at is not None, was_bounced)
    yield from differs("status", ours.case.status, "open" if wakes else "waiting")


def differs(what: str, found: object, wanted: object) -> Iterator[str]:
    if found != wanted:
        yield f"{what} {str(found)[:200]!r}, not {str(wanted)[:200]!r}"


def test_there_are_more_than_a_hundred_hard_mails_and_no_two_are_the_same():
    assert len(MANIFEST) > 100
    assert len({hard.name for hard in MANIFEST}) == len({hard.raw for hard in MANIFEST}) == len(MANIFEST)


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """`raw` with pieces cut out, doubled, moved or drowned in noise."""
    content = bytearray(raw[:6_000])
    for _ in range(chance.randint(1, 5)):
        start = chance.randrange(len(content) + 1)
        piece = bytes(content[start : start + chance.randint(0, 60)])
        other = chance.choice(MANIFEST).raw[:4_000]
        put = chance.choice((b"", piece * 2, chance.randbytes(chance.randint(1, 12)), b"\r\n", b"--outer\r\n", other))
        content[start : start + len(piece)] = put
    return bytes(content)


def nothing_is_lost(seed: int, rounds: int, ours: Message) -> None:
    """Each mutated mail is kept byte for byte, and ends as a message, or aside with a reason; none stays unsettled."""
    chance = random.Random(seed)
    raws = [mutated(chance.choice(MANIFEST).raw, chance) for _ in range(rounds)]
    senders = [chance.choice(("ann@mail.example", "<>", "")) for _ in raws]
    for number, (raw, sender) in enumerate(zip(raws, senders, strict=True)):
        receive_mail(raw, sender, ("help@localhost",), "smtp", at(100 + number))
    for _ in range(6):
        land_due(now=at(100 + rounds))
    mails = list(IncomingMail.objects.select_related("landed_in").order_by("id"))
    assert [bytes(mail.raw) for mail in mails] == raws
    for mail in mails:
        assert (mail.state == "landed") == (mail.landed_in is not None), (seed, mail.pk)
        assert mail.state != "accepted", (seed, mail.pk)
        assert mail.landed_in or mail.problem, (seed, mail.pk)
        assert mail.attempts == 0, (seed, mail.pk, mail.problem)
        assert "We could not make sense" not in mail.problem, (seed, mail.pk, mail.problem)


def test_mutated_mails_are_never_lost_and_nothing_breaks(ours):
    nothing_is_lost(seed=NOON.toordinal(), rounds=200, ours=ours)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(40))
def test_many_more_mutated_mails_are_never_lost(seed, ours):
    nothing_is_lost(seed=seed, rounds=500, ours=ours)
