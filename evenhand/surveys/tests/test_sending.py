import datetime
import email
from email import policy

import pytest

from evenhand.cases.api import (
    Case,
    Contact,
    add_customer_message,
    close_case,
    end_contact,
    mark_spam,
    name_customer,
    open_case,
    reopen_case,
    take_case,
    transfer_case,
    undo_close,
)
from evenhand.cases.testing import deliver, make_bounce
from evenhand.core.api import ActivityEntry, OutgoingMail, system
from evenhand.people.api import Account, Role, actor_for, customer_for_address
from evenhand.people.testing import make_account
from evenhand.surveys import actions
from evenhand.surveys.api import Invitation, ask_no_more, invite, send_due_invitations
from evenhand.surveys.testing import DAY, HOUR, MINUTE, MONDAY, answered_case, question_about, sent_question, vote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]

LATER = MONDAY + DAY + HOUR
TEST = system("test")


def questions_posted() -> int:
    return OutgoingMail.objects.filter(message_id__startswith="<question.").count()


def test_a_contact_that_is_over_is_asked_about_a_day_later(customer: Account, agent: Account) -> None:
    planned = question_about(answered_case(customer, agent))
    assert planned.state == Invitation.State.DUE
    assert planned.due_at == MONDAY + 20 * MINUTE + DAY
    assert planned.agent is None


def test_nothing_is_sent_before_its_time(customer: Account, agent: Account) -> None:
    answered_case(customer, agent)
    assert send_due_invitations(now=MONDAY + DAY).sent == 0
    assert questions_posted() == 0


def test_the_agent_and_the_last_day_are_fixed_when_the_question_is_sent(
    customer: Account, agent: Account, second_agent: Account, lead: Account
) -> None:
    case = answered_case(customer, agent)
    send_due_invitations(now=LATER)
    sent = question_about(case)
    assert (sent.state, sent.agent, sent.sent_at) == (Invitation.State.SENT, agent, LATER)
    assert sent.expires_at == LATER + 28 * DAY

    reopen_case(case=case, actor=actor_for(lead, "test"), now=LATER + HOUR)
    take_case(case=case, actor=actor_for(agent, "test"), now=LATER + HOUR)
    transfer_case(case=case, note="yours", to=second_agent, actor=actor_for(agent, "test"), now=LATER + 2 * HOUR)
    assert question_about(case).agent == agent


def test_sending_twice_sends_once(customer: Account, agent: Account) -> None:
    case = answered_case(customer, agent)
    assert send_due_invitations(now=LATER).sent == 1
    first = question_about(case)
    assert send_due_invitations(now=LATER + HOUR).sent == 0
    assert question_about(case).sent_at == first.sent_at
    assert questions_posted() == 1


def test_a_contact_is_asked_about_once(customer: Account, agent: Account, actor) -> None:
    case = answered_case(customer, agent)
    contact = Contact.objects.get(case=case)
    again = invite(contact_id=contact.pk, actor=actor(agent), now=LATER)
    assert again == question_about(case)
    assert ActivityEntry.objects.filter(verb="surveys.invite").count() == 1


def test_whoever_only_handed_a_case_on_is_not_asked_about(
    customer: Account, agent: Account, second_agent: Account, actor
) -> None:
    case = open_case(
        customer=customer, subject="A", text="B", channel="mail", key="k", actor=actor(customer), now=MONDAY
    )
    take_case(case=case, actor=actor(agent), now=MONDAY)
    transfer_case(case=case, note="not mine", to=second_agent, actor=actor(agent), now=MONDAY + HOUR)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("how", [reopen_case, undo_close])
def test_a_case_that_was_opened_again_is_not_asked_about(customer: Account, agent: Account, actor, how) -> None:
    case = answered_case(customer, agent)
    how(case=case, actor=actor(agent), now=MONDAY + 2 * HOUR)
    send_due_invitations(now=LATER)
    planned = question_about(case)
    assert (planned.state, planned.withheld_reason) == (Invitation.State.WITHHELD, "reopened")
    assert questions_posted() == 0


def test_a_case_that_our_bounced_reply_opened_again_is_not_asked_about(customer: Account, agent: Account) -> None:
    case = answered_case(customer, agent)
    reply_id = case.messages.exclude(message_id="").latest("pk").message_id
    deliver(make_bounce(reply_id), sender="<>", now=MONDAY + 2 * HOUR)
    assert question_about(case).withheld_reason == "reopened"


def test_a_customer_who_writes_again_before_the_question_is_not_asked_about_the_first_answer(
    customer: Account, agent: Account, actor
) -> None:
    case = answered_case(customer, agent, then_close=False)
    end_contact(contact=Contact.objects.get(case=case), actor=actor(agent), now=MONDAY + HOUR)
    add_customer_message(case=case, text="Still not here", key="w", actor=actor(customer), now=MONDAY + 3 * HOUR)
    send_due_invitations(now=LATER)
    assert question_about(case).withheld_reason == "still_open"


def test_an_answered_case_that_waits_for_the_customer_is_asked_about(customer: Account, agent: Account, actor) -> None:
    case = answered_case(customer, agent, then_close=False)
    end_contact(contact=Contact.objects.get(case=case), actor=actor(agent), now=MONDAY + HOUR)
    send_due_invitations(now=LATER)
    assert question_about(case).state == Invitation.State.SENT


def test_spam_is_not_asked_about(customer: Account, agent: Account, actor) -> None:
    case = answered_case(customer, agent)
    mark_spam(case=case, actor=actor(agent), now=MONDAY + HOUR)
    send_due_invitations(now=LATER)
    assert question_about(case).withheld_reason == "set_aside"


def test_a_case_closed_by_the_system_is_not_asked_about(customer: Account, agent: Account) -> None:
    case = answered_case(customer, agent)
    case.closures.update(by=None)
    send_due_invitations(now=LATER)
    assert question_about(case).withheld_reason == "closed_by_itself"


def test_people_who_work_here_are_not_asked(agent: Account, second_agent: Account) -> None:
    case = answered_case(second_agent, agent)
    send_due_invitations(now=LATER)
    assert question_about(case).withheld_reason == "customer_is_staff"


def test_a_customer_is_asked_once_in_a_while(customer: Account, agent: Account) -> None:
    first, second = answered_case(customer, agent), answered_case(customer, agent, subject="Another thing")
    result = send_due_invitations(now=LATER)
    assert (result.sent, result.withheld) == (1, 1)
    states = {question_about(case).withheld_reason for case in (first, second)}
    assert states == {"", "asked_lately"}

    third = answered_case(customer, agent, at=MONDAY + 40 * DAY, subject="Weeks later")
    send_due_invitations(now=MONDAY + 42 * DAY)
    assert question_about(third).state == Invitation.State.SENT


def test_a_customer_who_wants_no_questions_is_not_asked(customer: Account, agent: Account, actor) -> None:
    case = answered_case(customer, agent)
    ask_no_more(customer=customer, actor=actor(customer), now=MONDAY + HOUR)
    ask_no_more(customer=customer, actor=actor(customer), now=MONDAY + HOUR)
    later = answered_case(customer, agent, at=MONDAY + DAY, subject="Later")
    send_due_invitations(now=MONDAY + 3 * DAY)
    assert question_about(case).withheld_reason == question_about(later).withheld_reason == "customer_declined"
    assert ActivityEntry.objects.filter(verb="surveys.ask_no_more").count() == 1


def test_what_was_so_before_the_agent_acted_is_fixed_with_the_agent(customer: Account, agent: Account) -> None:
    sent = sent_question(customer, agent)
    assert sent.circumstances == {"channel": "mail", "matter": "none", "earlier_failures": "no"}


def test_a_question_about_what_turned_out_to_be_spam_is_taken_back(customer: Account, agent: Account, actor) -> None:
    sent = sent_question(customer, agent)
    mark_spam(case=sent.case, actor=actor(agent), now=LATER + HOUR)
    assert question_about(sent.case).state == Invitation.State.WITHDRAWN


def test_nobody_makes_a_no_go_away_by_setting_its_case_aside(customer: Account, agent: Account, actor) -> None:
    sent = vote(sent_question(customer, agent), "no")
    mark_spam(case=Case.objects.get(pk=sent.case_id), actor=actor(agent), now=LATER + 2 * HOUR)
    kept = Invitation.objects.get(pk=sent.pk)
    assert (kept.state, kept.choice) == (Invitation.State.SENT, "no")


def test_the_question_stands_in_the_conversation_and_says_that_a_program_sent_it(
    customer: Account, agent: Account
) -> None:
    sent = sent_question(customer, agent)
    posted = OutgoingMail.objects.get(message_id__startswith="<question.")
    mail = email.message_from_bytes(bytes(posted.raw), policy=policy.default)
    answer = OutgoingMail.objects.exclude(pk=posted.pk).latest("id")
    assert mail["In-Reply-To"] == answer.message_id
    assert answer.message_id in mail["References"]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Subject"] == "Re: My parcel"
    assert f"+c{sent.case_id}." in mail["From"]
    assert "List-Unsubscribe" not in mail
    text, html = mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()
    for part in (text, html):
        assert "Was this helpful?" in part
        assert "?choice=yes" in part
        assert "?choice=no" in part
    assert "/more/" in html
    assert "/more/" not in text


def test_a_reader_of_another_language_gets_a_question_in_one_language(customer: Account, agent: Account) -> None:
    Account.objects.filter(pk=customer.pk).update(language="es")
    customer.refresh_from_db()
    sent_question(customer, agent)
    mail = email.message_from_bytes(
        bytes(OutgoingMail.objects.get(message_id__startswith="<question.").raw), policy=policy.default
    )
    text, html = mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()
    assert "Yes: http" in text
    assert " de " not in text, "no day is written in another language than the sentence about it"
    assert '<html lang="en"' in html


def test_the_order_of_the_answers_in_the_mail_is_the_one_that_is_stored(customer: Account, agent: Account) -> None:
    case = answered_case(customer, agent)
    for yes_first in (True, False):
        Invitation.objects.filter(case=case).update(
            yes_first=yes_first, state="due", sent_at=None, nonce=f"n{yes_first}"
        )
        OutgoingMail.objects.filter(message_id__startswith="<question.").delete()
        send_due_invitations(now=LATER)
        raw = bytes(OutgoingMail.objects.get(message_id__startswith="<question.").raw).decode().replace("=\r\n", "")
        assert (raw.index("choice=3Dyes") < raw.index("choice=3Dno")) is yes_first


def test_everything_sent_leaves_an_entry_that_does_not_tell_the_open_case_page(
    customer: Account, agent: Account
) -> None:
    sent = sent_question(customer, agent)
    entry = ActivityEntry.objects.get(verb="surveys.send_question")
    assert entry.subject == f"question:{sent.pk}"
    assert entry.facts == {"agent": agent.pk}
    assert isinstance(entry.at, datetime.datetime)


def spoken_with(stranger: Account, agent: Account) -> Case:
    """Somebody called at Monday nine o'clock; the agent spoke with them and closed the case."""
    case = open_case(
        customer=stranger, subject="Call", text="By telephone.", channel="phone", key="call", actor=TEST, now=MONDAY
    )
    take_case(case=case, actor=actor_for(agent, "test"), now=MONDAY)
    return close_case(case=case, actor=actor_for(agent, "test"), now=MONDAY + 20 * MINUTE)


def test_a_caller_whom_nobody_knows_is_not_asked(agent: Account) -> None:
    stranger = customer_for_address("caller-1@phone.invalid", "Caller", actor=TEST, now=MONDAY)
    case = spoken_with(stranger, agent)
    assert send_due_invitations(now=LATER).withheld == 1
    assert question_about(case).withheld_reason == "no_address"


def test_a_caller_who_is_named_in_time_is_asked(customer: Account, agent: Account) -> None:
    stranger = customer_for_address("caller-1@phone.invalid", "Caller", actor=TEST, now=MONDAY)
    case = spoken_with(stranger, agent)
    name_customer(case=case, customer=customer, actor=actor_for(agent, "test"), now=MONDAY + HOUR)
    assert send_due_invitations(now=LATER).sent == 1
    assert question_about(case).customer == customer
    assert ActivityEntry.objects.filter(verb="surveys.ask_the_customer").count() == 1


@pytest.mark.parametrize(
    ("email_address", "name", "outcome"),
    [
        ("jörg@mail.example", "Jörg", (Invitation.State.WITHHELD, "no_address")),
        ("a b@mail.example", "Ann", (Invitation.State.WITHHELD, "no_address")),
        ("me@exämple.com", "Ann", (Invitation.State.SENT, "")),
        ("ann@mail.example", "Ann\nLee", (Invitation.State.SENT, "")),
        ("ann@mail.example", "Ann\r\nBcc: all@mail.example", (Invitation.State.SENT, "")),
    ],
)
def test_an_odd_address_or_name_holds_up_nobody(
    customer: Account, agent: Account, email_address: str, name: str, outcome: tuple[str, str]
) -> None:
    odd = make_account("Odd", Role.CUSTOMER)
    about_odd, about_other = answered_case(odd, agent), answered_case(customer, agent)
    Account.objects.filter(pk=odd.pk).update(name=name, email=email_address)
    send_due_invitations(now=LATER)
    asked = question_about(about_odd)
    assert (asked.state, asked.withheld_reason) == outcome
    assert question_about(about_other).state == Invitation.State.SENT


def test_a_name_over_several_lines_adds_no_header(customer: Account, agent: Account) -> None:
    Account.objects.filter(pk=customer.pk).update(name="Ann\r\nBcc: all@mail.example")
    customer.refresh_from_db()
    sent_question(customer, agent)
    raw = bytes(OutgoingMail.objects.get(message_id__startswith="<question.").raw)
    mail = email.message_from_bytes(raw, policy=policy.default)
    assert mail["Bcc"] is None
    assert [each.addr_spec for each in mail["To"].addresses] == [customer.email]


def test_a_question_that_fails_is_tried_again_later_and_holds_up_no_other(
    customer: Account, agent: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = answered_case(make_account("Failing", Role.CUSTOMER), agent)
    others = [answered_case(make_account(f"Other {number}", Role.CUSTOMER), agent) for number in range(3)]
    question_mail = actions.question_mail

    def fails_for_one(invitation: Invitation, *rest: object) -> object:
        if invitation.case_id == failing.pk:
            raise RuntimeError("as where nobody foresaw it")
        return question_mail(invitation, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(actions, "question_mail", fails_for_one)
        assert send_due_invitations(now=LATER).sent == 3
        assert {question_about(case).state for case in others} == {Invitation.State.SENT}
        held = question_about(failing)
        assert (held.state, held.sent_at) == (Invitation.State.DUE, None)
    assert send_due_invitations(now=LATER + MINUTE).sent == 0
    assert send_due_invitations(now=LATER + HOUR).sent == 1
    assert ActivityEntry.objects.filter(verb="surveys.send_question").count() == 4
