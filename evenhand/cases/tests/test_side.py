"""Side conversations: asked by mail, answered beside the case, and nothing of the customer leaves with them."""

import pytest
from django.db.models import QuerySet

from evenhand.cases.actions import close_case, merge_cases, open_side, undo_merge, write_side
from evenhand.cases.errors import CannotBeAnswered
from evenhand.cases.mail.addresses import reply_address, side_address, side_in_address
from evenhand.cases.models import Case, IncomingMail, Message, SideMessage, SideThread
from evenhand.cases.queries import conversation
from evenhand.cases.testing import NOON, at, deliver, make_case, make_mail
from evenhand.core.api import Actor, InvalidInput, OutgoingMail, system
from evenhand.people.api import Account

TEST = system("test")
CARRIER = "depot@northway.example"


@pytest.fixture
def case(customer: Account, house_policies: object) -> Case:
    return make_case(customer, text="My secret words.")


@pytest.fixture
def ada(agent, actor) -> Actor:
    return actor(agent)


@pytest.fixture
def thread(case: Case, ada: Actor) -> SideThread:
    return open_side(
        case=case,
        address=CARRIER,
        name="Northway",
        subject="Parcel NW7",
        text="Where is NW7?",
        key="side-1",
        actor=ada,
        now=at(1),
    )


def sent(case: Case) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(about=case.log_subject)


def answer(thread: SideThread, text: str = "In Leeds.", **headers: str) -> IncomingMail:
    to = side_address(thread.pk)
    return deliver(
        make_mail(text, sender=f"Northway <{CARRIER}>", to=to, **headers), sender=CARRIER, to=(to,), now=at(5)
    )


def test_what_leaves_carries_nothing_of_the_customer(thread: SideThread, case: Case) -> None:
    mail = sent(case).get()
    raw = bytes(mail.raw).decode()
    assert case.customer.email not in raw
    assert "Cleo" not in raw
    assert "My secret words" not in raw
    assert reply_address(case.pk) not in raw
    assert side_address(thread.pk) in raw
    assert mail.recipient.endswith(f"<{CARRIER}>")
    assert "Where is NW7?" in raw


def test_a_second_press_asks_once(thread: SideThread, case: Case, ada: Actor) -> None:
    again = open_side(
        case=case, address=CARRIER, name="", subject="x", text="Where?", key="side-1", actor=ada, now=at(2)
    )
    assert again.pk == thread.pk
    write_side(thread=thread, text="And now?", key="side-2", actor=ada, now=at(3))
    write_side(thread=thread, text="And now?", key="side-2", actor=ada, now=at(3))
    assert sent(case).count() == 2


@pytest.mark.parametrize(
    ("address", "text", "problem"),
    [
        ("no address", "Where?", CannotBeAnswered),
        ("cleo.customer@cast.example", "Where?", InvalidInput),
        (CARRIER, "Ask CLEO.Customer@cast.example herself.", InvalidInput),
        (CARRIER, "  ", InvalidInput),
    ],
)
def test_the_customers_address_does_not_leave(case: Case, ada: Actor, address, text, problem) -> None:
    with pytest.raises(problem):
        open_side(case=case, address=address, name="", subject="x", text=text, key="k", actor=ada, now=at(1))
    assert not sent(case).exists()
    assert not SideThread.objects.exists()


def test_an_answer_lands_beside_the_case_and_the_customer_never_sees_it(thread: SideThread, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(status="waiting", waiting_since=None)
    assert answer(thread).state == IncomingMail.State.LANDED
    thread.refresh_from_db()
    case.refresh_from_db()
    assert thread.is_answered
    assert [message.text for message in thread.messages.all()] == ["Where is NW7?", "In Leeds."]
    assert case.is_open
    assert case.messages.count() == 1
    assert [message.text for message in conversation(case).for_customer(NOON)] == ["My secret words."]


def test_the_same_answer_twice_stands_there_once(thread: SideThread) -> None:
    mail = make_mail("In Leeds.", sender=CARRIER, to=side_address(thread.pk))
    deliver(mail, sender=CARRIER, to=(side_address(thread.pk),), now=at(5))
    assert deliver(mail, sender=CARRIER, to=(side_address(thread.pk),), now=at(6)).state != IncomingMail.State.LANDED
    assert SideMessage.objects.filter(is_ours=False).count() == 1


def test_an_answer_to_the_wrong_address_is_known_by_what_it_answers(thread: SideThread) -> None:
    asked = thread.messages.get().message_id
    mail = make_mail("In Leeds.", sender=CARRIER, In_Reply_To=asked, References=asked)
    assert deliver(mail, sender=CARRIER, now=at(5)).state == IncomingMail.State.LANDED
    assert thread.messages.count() == 2
    assert Case.objects.count() == 1


def test_a_forged_address_reaches_nothing(thread: SideThread) -> None:
    forged = side_address(thread.pk).replace(f"+s{thread.pk}.", f"+s{thread.pk + 1}.")
    assert side_in_address(forged) is None
    assert side_in_address(side_address(thread.pk).upper()) == thread.pk
    deliver(make_mail("Hello", sender=CARRIER, to=forged), sender=CARRIER, to=(forged,), now=at(5))
    assert thread.messages.count() == 1


def test_an_answering_machine_is_shown_and_wakes_nobody(thread: SideThread, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(status="waiting", waiting_since=None)
    answer(thread, "Out of office.", Auto_Submitted="auto-replied")
    case.refresh_from_db()
    thread.refresh_from_db()
    assert case.status == Case.Status.WAITING
    assert not thread.is_answered
    assert thread.messages.count() == 2
    assert sent(case).count() == 1


def test_an_answer_after_closing_comes_before_whoever_asked_and_opens_nothing(
    thread: SideThread, case: Case, ada: Actor
) -> None:
    close_case(case=case, actor=ada, now=at(2))
    answer(thread)
    case.refresh_from_db()
    assert case.is_closed
    note = case.messages.get(kind=Message.Kind.NOTE)
    assert "Northway answered" in note.text
    assert note.mentions.get().account_id == ada.account_id


def test_it_goes_along_when_cases_are_merged_and_comes_back(thread: SideThread, case: Case, customer, ada) -> None:
    other = make_case(customer, text="Again.")
    merge_cases(case=case, into=other, actor=ada, now=at(3))
    thread.refresh_from_db()
    assert thread.case_id == other.pk
    answer(thread)
    undo_merge(case=case, actor=ada, now=at(9))
    thread.refresh_from_db()
    assert thread.case_id == case.pk
    assert thread.messages.count() == 2
