"""A person is erased: not one of their words is left in any table, and everything that was counted stays as it was."""

import datetime
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from PIL import Image

from evenhand.cases.api import Case, IncomingFile, add_customer_message, add_note, land_mail, open_case
from evenhand.cases.mail.accepting import ArrivedMail, store_mails
from evenhand.cases.testing import without_grace
from evenhand.core.api import ActivityEntry, OutgoingMail, verify_chain
from evenhand.core.testing import shared
from evenhand.growth.api import Letter, Step, answer_step, decide_step, propose_step
from evenhand.growth.testing import (
    HOUR,
    MONDAY,
    NOW,
    acknowledge_all,
    orders_of_seller,
    parcels_of_driver,
    peers_of,
    weeks_of_answers,
)
from evenhand.growth.tests.conftest import PLAN
from evenhand.people.actions import LastAdministrator, end_role, visitor_without_address
from evenhand.people.api import Account, Role, actor_for, erase_person, export_of, holds_of
from evenhand.people.erasures import ask_erasure, erase_what_was_held, forget_who_was_told
from evenhand.people.models import Erasure
from evenhand.people.personal import PersonalData, _rooms, personal_data
from evenhand.people.testing import make_account
from evenhand.remedies.api import add_evidence, grant_remedy, open_claim, verify_ledger
from evenhand.shop.api import Order, Shipment
from evenhand.shop.testing import MARCH_2
from evenhand.standing.api import Cause, Computation, Finding, compute_due, contest_mark, decide_contest, decide_finding
from evenhand.standing.models import Mark, StandingResult
from evenhand.standing.verification import verify
from evenhand.surveys.api import Invitation
from evenhand.surveys.testing import sent_question, vote

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
MAIL = b"""From: Cleo Customer <cleo.customer@cast.example>\r
To: help@shop.example\r
Subject: The lamp for my grandmother\r
Message-ID: <a-lamp@cast.example>\r
Date: Tue, 3 Mar 2026 09:00:00 +0000\r
\r
Grandmother waited at the window.\r
\r
Cleo Customer, 12 Mill Lane, Leeds\r
"""
WORDS_OF_CLEO = ("Cleo", "Mill Lane", "grandmother", "LS1 4AB", "ending 9212")


def where_it_still_stands(*words: str) -> set[str]:
    """Each table and column in which one of these words stands, letters small or capital, files on disk included."""
    found = set()
    for model in apps.get_models():
        for row in model._base_manager.values():
            for column, value in row.items():
                text = bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                if any(word.lower() in text.lower() for word in words):
                    found.add(f"{model._meta.label}.{column}")
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if path.is_file() and any(word.lower().encode() in path.read_bytes().lower() for word in words):
            found.add("file")
    return found


def a_photo() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (20, 10), "red").save(written, "PNG")
    return written.getvalue()


@pytest.fixture(autouse=True)
def _own_files(tmp_path, settings, monkeypatch) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    without_grace(monkeypatch)


@pytest.fixture
def lived(house_policies, customer: Account, agent: Account, lead: Account, order: Order, actor) -> Invitation:
    """The customer wrote by mail and on the page, with a file; claimed, was made whole, was asked, and said no."""
    cleo, ada = actor(customer), actor(agent)
    acknowledge_all(agent)
    [mail] = store_mails([ArrivedMail(MAIL, "cleo.customer@cast.example", ("help@shop.example",), "smtp")], now=MARCH_2)
    landed = land_mail(mail, now=MARCH_2)
    assert landed.landed_in is not None
    claim = open_claim(
        order=order, kind="lost", customer_words="Grandmother needs it.", actor=cleo, now=MARCH_2, key="press"
    )
    add_evidence(claim=claim, key="photo", photo=a_photo(), actor=cleo, now=MARCH_2)
    grant_remedy(claim=claim, kind="refund", key="refund", actor=ada, now=MARCH_2 + HOUR)
    question = sent_question(customer, agent, at=MARCH_2, order=order)
    add_customer_message(
        case=question.case,
        text="Grandmother says thank you.",
        key="thanks",
        attached=[IncomingFile("letter-of-cleo.txt", "text/plain", b"Grandmother's letter")],
        actor=cleo,
        now=MARCH_2 + 2 * DAY,
    )
    add_note(case=question.case, text="Cleo's grandmother is 90.", key="note", actor=ada, now=MARCH_2 + 2 * DAY)
    answered = vote(question, "no", reason="unclear", comment="Cleo here: nobody answered grandmother's question.")
    finding = Finding.objects.get(vote=answered, state=Finding.State.PROPOSED)
    words = "“Read the manual”, to Cleo's question."
    decide_finding(finding=finding, cause=Cause.AGENT, words=words, actor=actor(lead), now=MARCH_2 + 3 * DAY)
    Case.objects.update(status=Case.Status.CLOSED, waiting_since=None)
    return answered


@pytest.mark.walk
def test_not_one_word_of_an_erased_customer_is_left_in_any_table(
    lived, customer, administrator, actor, django_capture_on_commit_callbacks
) -> None:
    assert len(where_it_still_stands(*WORDS_OF_CLEO)) > 15, "the words are all over the house before"
    with django_capture_on_commit_callbacks(execute=True):
        done = erase_person(account=customer, actor=actor(administrator), now=MARCH_2 + 40 * DAY)
    assert (done.held_by, done.done_at) == ([], MARCH_2 + 40 * DAY)
    assert where_it_still_stands(*WORDS_OF_CLEO) == set()
    assert {"cases", "shop", "surveys", "remedies", "standing", "people", "core"} <= set(done.removed)


def test_what_was_counted_decided_and_paid_stays_as_it_was(lived, customer, agent, administrator, actor) -> None:
    def counted() -> dict[str, Any]:
        mark = Mark.objects.get()
        return {
            "answer": Invitation.objects.values_list("choice", "reason__code", "answered_at").get(pk=lived.pk),
            "mark": (mark.account_id, mark.at, mark.revoked_at, mark.finding.cause),
            "paid": Order.objects.values_list("number", "payments__captured_minor", "payments__refunded_minor").get(),
            "chain": verify_chain().head,
        }

    before = counted()
    assert verify_ledger().problems == ()
    erase_person(account=customer, actor=actor(administrator), now=MARCH_2 + 40 * DAY)
    after = counted()
    assert {**after, "chain": ""} == {**before, "chain": ""}
    assert verify_ledger().problems == ()
    assert verify_chain().broken_at is None
    assert ActivityEntry.objects.filter(hash=before["chain"]).exists(), "the head noted before still stands in the log"


@pytest.mark.walk
def test_pages_still_open_where_an_erased_customer_was(
    lived, customer, agent, administrator, client_for, actor
) -> None:
    erase_person(account=customer, actor=actor(administrator), now=MARCH_2 + 40 * DAY)
    desk = client_for(agent)
    page = desk.get(f"/desk/cases/{lived.case_id}/")
    assert page.status_code == 200
    assert "(erased)" in page.content.decode()
    assert desk.get("/desk/").status_code == 200
    assert desk.get("/record/").status_code == 200
    assert client_for(administrator).get(f"/people/{customer.pk}/").status_code == 200
    assert client_for(customer).get("/my/").status_code == 302, "nobody signs in as somebody erased"


def test_an_open_case_holds_an_erasure_and_the_duty_does_it_later(
    lived, customer, administrator, actor, django_capture_on_commit_callbacks
) -> None:
    Case.objects.filter(pk=lived.case_id).update(status=Case.Status.OPEN, waiting_since=MARCH_2)
    asked = erase_person(account=customer, actor=actor(administrator), now=MARCH_2 + 5 * DAY)
    assert (asked.done_at, asked.held_by) == (None, ["1 case is not closed yet."])
    assert Account.objects.get(pk=customer.pk).name == "Cleo Customer", "nothing is removed by halves"
    assert erase_what_was_held(now=MARCH_2 + 6 * DAY) == 0
    Case.objects.filter(pk=lived.case_id).update(status=Case.Status.CLOSED, waiting_since=None)
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_what_was_held(now=MARCH_2 + 7 * DAY) == 1
    assert erase_what_was_held(now=MARCH_2 + 8 * DAY) == 0
    assert where_it_still_stands("grandmother") == set()


@pytest.mark.parametrize("is_known", [True, False])
def test_an_erasure_that_cannot_be_done_holds_up_no_other(
    customer, administrator, actor, monkeypatch, is_known
) -> None:
    other = make_account("Ben Administrator", Role.ADMINISTRATOR)
    monkeypatch.setattr("evenhand.people.erasures.holds_of", lambda account, now: ["A case is open."])
    for number, account in enumerate((other, customer)):
        erase_person(account=account, actor=actor(administrator), now=NOW + number * HOUR)
    if is_known:
        end_role(account=administrator, role=Role.ADMINISTRATOR, actor=actor(administrator), now=NOW)
        why = LastAdministrator.message
    else:
        monkeypatch.setitem(_rooms, "surveys", PersonalData("surveys", "", erase=_fails_for(other)))
        why = "A case is open."
    monkeypatch.setattr("evenhand.people.erasures.holds_of", lambda account, now: [])
    assert erase_what_was_held(now=NOW + DAY) == 1
    assert Erasure.objects.get(account=customer).done_at == NOW + DAY
    assert Erasure.objects.get(account=other).held_by == [why]
    assert Account.objects.get(pk=other.pk).name == "Ben Administrator", "nothing is removed by halves"


def _fails_for(account: Account) -> Callable[[Account, datetime.datetime], dict[str, int]]:
    def erase(whom: Account, now: datetime.datetime) -> dict[str, int]:
        if whom == account:
            raise OSError("the disk cannot be written")
        return {}

    return erase


def test_a_contest_about_an_answer_holds_its_customer_too(lived, customer, agent, reviewer, actor) -> None:
    contest = contest_mark(mark=Mark.objects.get(), words="I did.", actor=actor(agent), now=MARCH_2 + 4 * DAY)
    assert "contested" in " ".join(holds_of(customer, MARCH_2 + 5 * DAY))
    decide_contest(contest=contest, is_upheld=False, words="No.", actor=actor(reviewer), now=MARCH_2 + 6 * DAY)
    assert holds_of(customer, MARCH_2 + 7 * DAY) == ()


def test_a_file_that_somebody_else_sent_too_stays_for_them(
    lived, customer, outsider, administrator, actor, django_capture_on_commit_callbacks
) -> None:
    other = IncomingFile("letter.txt", "text/plain", b"Grandmother's letter")
    case = open_case(
        customer=outsider,
        subject="Mine",
        text="Same file.",
        channel="mail",
        key="same",
        attached=[other],
        actor=actor(outsider),
        now=MARCH_2,
    )
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(account=customer, actor=actor(administrator), now=MARCH_2 + 40 * DAY)
    assert where_it_still_stands("grandmother") == {"file"}
    assert case.messages.get().attachments.get().sha256


@shared
def judged(house_policies, team, agent, second_agent, lead, reviewer, actor) -> Step:
    """Eight weeks of answers, of which the agent's are worse, and an improvement plan with its letters."""
    acknowledge_all(agent)
    weeks_of_answers(agent, peers_of(team, second_agent), team, lead, computes=actor(lead))
    step = propose_step(account=agent, proposal=PLAN, actor=actor(lead), now=NOW)
    answer_step(step=step, words="Ada says: one lost van.", actor=actor(agent), now=NOW + HOUR)
    return decide_step(step=step, is_issued=True, words="Ada needs help.", actor=actor(reviewer), now=NOW + DAY)


@pytest.mark.walk
def test_an_agent_is_held_while_a_step_is_open_and_then_erased_with_every_figure_as_it_was(
    judged, agent, administrator, actor
) -> None:
    figures = list(StandingResult.objects.order_by("pk").values())
    held = erase_person(account=agent, actor=actor(administrator), now=NOW + 2 * DAY)
    assert held.done_at is None
    assert "A step is being considered" in held.held_by[0]
    Step.objects.filter(pk=judged.pk).update(state=Step.State.REVOKED, ended_at=NOW, ended_why="Ada was right.")
    assert erase_what_was_held(now=NOW + 3 * DAY) == 1
    assert where_it_still_stands("Ada Agent", "ada.agent", "Ada says", "Ada needs", "Ada was right") == set()
    assert list(StandingResult.objects.order_by("pk").values()) == figures
    call_command("verify_standing")
    assert verify_chain().broken_at is None
    assert Step.objects.get().evidence["marks"] == 13, "the figures of the step stay"
    assert set(Letter.objects.values_list("title", flat=True)) == {"(erased)"}


def test_a_sellers_and_a_drivers_figures_are_computed_again_after_both_are_erased(
    house_policies, seller, driver, lead, administrator, actor
) -> None:
    for account in (seller, driver):
        acknowledge_all(account)
    since = MONDAY - 55 * DAY
    orders_of_seller(seller, marked=5, plain=45, since=since, decider=lead)
    parcels_of_driver(driver, doors=["12 Tower", "3 Mill Lane"], plain=60, since=since, decider=lead)
    compute_due(now=MONDAY + HOUR)
    figures = list(StandingResult.objects.order_by("pk").values())
    assert len(figures) == 2
    for account in (seller, driver):
        assert erase_person(account=account, actor=actor(administrator), now=NOW).done_at == NOW
    assert where_it_still_stands("Selma Seller", "Dana Driver", "without any padding") == set()
    assert list(StandingResult.objects.order_by("pk").values()) == figures
    assert verify() == (3, []), "the team's among them"
    assert verify(MONDAY.date()) == (3, [])


def test_every_room_that_knows_people_says_how_it_exports_and_erases_them() -> None:
    """A new room with a table that points to a person must register its part: people.api.register_personal_data."""
    rooms = {
        model._meta.app_label
        for model in apps.get_models()
        if model.__module__.startswith("evenhand.")
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model is Account and not field.auto_created
    }
    assert rooms <= {part.room for part in personal_data()}


def test_an_export_holds_what_is_the_persons_and_nothing_of_others(lived, customer, agent) -> None:
    theirs = json.dumps(export_of(customer, MARCH_2 + 9 * DAY), default=str)
    for words in (
        "Grandmother waited at the window",
        "12 Mill Lane",
        "nobody answered grandmother",
        "#T",
        "letter-of-cleo",
    ):
        assert words in theirs, words
    assert "is 90" not in theirs, "notes among colleagues are no part of what a click gives away"
    assert "Read the manual" not in theirs, "what was found about an agent is the agent's"
    agents = json.dumps(export_of(agent, MARCH_2 + 9 * DAY), default=str)
    assert "Read the manual" in agents
    assert "grandmother" not in agents.lower()


def test_the_commands_export_and_erase(lived, customer, tmp_path, capsys) -> None:
    call_command("export_person", "cleo.customer@cast.example", "--out", str(tmp_path / "cleo.json"))
    assert json.loads((tmp_path / "cleo.json").read_text())["people"]["account"]["name"] == "Cleo Customer"
    with pytest.raises(CommandError, match="say --yes"):
        call_command("erase_person", str(customer.pk))
    call_command("erase_person", str(customer.pk), "--yes")
    call_command("erase_person", str(customer.pk), "--yes")
    assert Erasure.objects.get().done_at is not None
    with pytest.raises(CommandError, match="nobody with"):
        call_command("export_person", "cleo.customer@cast.example")


def test_parcels_keep_their_days_without_their_places(lived, customer, administrator, actor) -> None:
    days = list(Shipment.objects.values_list("shipped_at", "promised_until"))
    erase_person(account=customer, actor=actor(administrator), now=MARCH_2 + 40 * DAY)
    assert list(Shipment.objects.values_list("shipped_at", "promised_until")) == days
    assert list(Shipment.objects.values_list("address", "tracking")) == [({}, "")]


def test_who_asked_is_told_by_a_last_mail_that_is_forgotten_too(
    lived, customer, administrator, actor, django_capture_on_commit_callbacks
) -> None:
    ask_erasure(account=customer, actor=actor(customer), now=MARCH_2)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            erase_person(account=customer, actor=actor(administrator), now=MARCH_2 + 40 * DAY)
    mail = OutgoingMail.objects.get(recipient=customer.email)
    assert "it is done" in bytes(mail.raw).decode()
    assert (mail.about, mail.returns_to) == ("erasures", "<>")
    assert where_it_still_stands(*WORDS_OF_CLEO) == {"core.OutgoingMail.recipient", "core.OutgoingMail.raw"}
    assert forget_who_was_told(MARCH_2 + 46 * DAY) == 0
    assert forget_who_was_told(MARCH_2 + 48 * DAY) == 1
    assert where_it_still_stands(*WORDS_OF_CLEO) == set()


def test_nothing_is_written_to_who_did_not_ask_or_has_no_address(customer, administrator, actor) -> None:
    nameless = visitor_without_address("Somebody", actor=actor(customer), now=NOW)
    ask_erasure(account=nameless, actor=actor_for(nameless, "test"), now=NOW)
    for account in (customer, nameless):
        erase_person(account=account, actor=actor(administrator), now=NOW)
    assert not OutgoingMail.objects.exists()


def test_an_administrator_who_erases_themselves_stands_nowhere_by_name(administrator, actor) -> None:
    make_account("Ben Administrator", Role.ADMINISTRATOR)
    own = replace(actor(administrator), label="Abel Administrator", source="web 203.0.113.7")
    done = erase_person(account=administrator, actor=own, now=NOW)
    assert done.done_at == NOW
    assert where_it_still_stands("Abel Administrator", "203.0.113.7") == set()
    verbs = ActivityEntry.objects.filter(verb__contains="eras").order_by("id").values_list("verb", "actor_id")
    assert list(verbs) == [("people.ask_erasure", None), ("people.erase_person", None)]
    assert verify_chain().broken_at is None
    assert OutgoingMail.objects.get().recipient == administrator.email, "they asked, so they are told"


def test_the_last_administrator_is_not_erased(administrator, actor) -> None:
    with pytest.raises(LastAdministrator):
        erase_person(account=administrator, actor=actor(administrator), now=NOW)
    other = make_account("Ben Administrator", Role.ADMINISTRATOR)
    assert erase_person(account=administrator, actor=actor_for(other, "test"), now=NOW).done_at == NOW
    assert not Computation.objects.exists()
