"""Putting it right from the page of a case, and agreeing to what a colleague proposed."""

import re

import pytest
from django.test import Client

from evenhand.cases.api import Case, add_customer_message, link_order
from evenhand.cases.testing import days_ago
from evenhand.core.api import now
from evenhand.core.testing import shared
from evenhand.remedies.api import (
    Answer,
    Claim,
    LedgerOnly,
    Outcome,
    RefundOrder,
    Remedy,
    add_evidence,
    new_key,
    open_claim,
)
from evenhand.remedies.tests.test_photos import taken_at_home
from evenhand.screens.tests.conftest import TEST
from evenhand.shop.api import Scan
from evenhand.shop.testing import make_gift_card, make_order, make_variant, scan, send

HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(client_for, agent) -> Client:
    return client_for(agent)


def grant(client: Client, case: Case, kind: str = "refund", claim: str = "lost", key: str = "", **headers: str):
    fields = {"claim_kind": claim, "kind": kind, "key": key or new_key(), "currency": "USD"}
    return client.post(f"/desk/cases/{case.pk}/remedies/", fields, headers=headers)


def test_a_refund_is_given_once_and_said(desk: Client, case: Case) -> None:
    key = new_key()
    assert grant(desk, case, key=key).status_code == 302
    assert grant(desk, case, key=key).status_code == 302
    remedy = Remedy.objects.get()
    assert remedy.amount.minor == 7220
    assert remedy.claim.case == case
    page = desk.get(f"/desk/cases/{case.pk}/?claim=").content.decode()
    assert "What we did" in page
    assert "$72.20" in page


def test_htmx_gets_what_stands_beside_with_a_word(desk: Client, case: Case) -> None:
    answer = grant(desk, case, **HTMX).content.decode()
    assert answer.strip().startswith('<div class="beside" id="beside"')
    assert "What we did" in answer
    assert "Refund of $72.20" in answer


def test_a_plain_browser_comes_back_to_the_same_claim(desk: Client, case: Case) -> None:
    assert grant(desk, case)["Location"] == f"/desk/cases/{case.pk}/?claim=lost#beside"


def test_what_the_policy_refuses_is_refused_in_words(desk: Client, case: Case) -> None:
    grant(desk, case)
    response = grant(desk, case)
    assert response.status_code == 409
    assert Remedy.objects.count() == 1


@pytest.mark.parametrize("broken", [{"kind": "gold"}, {"claim_kind": "bored"}, {"key": "x"}, {"amount": "ten"}])
def test_what_cannot_be_read_changes_nothing(desk: Client, case: Case, broken) -> None:
    fields = {"claim_kind": "lost", "kind": "refund", "key": new_key(), "currency": "USD", **broken}
    assert desk.post(f"/desk/cases/{case.pk}/remedies/", fields).status_code == 422
    assert not Remedy.objects.exists()
    assert not Claim.objects.exists()


def test_without_an_order_nothing_can_be_given(desk: Client, case: Case) -> None:
    link_order(case=case, order=None, actor=TEST, now=now())
    assert grant(desk, case).status_code == 422


@shared
def dear(case: Case) -> Case:
    """The case is about an order that cost more than an agent decides alone."""
    assert case.order is not None
    bought = make_order(case.order.customer, [make_variant("Piano", 90_000)], placed_at=days_ago(17))
    parcel = send(bought, sent_at=days_ago(16), promised_until=days_ago(9).date())
    scan(parcel, Scan.Kind.COLLECTED, days_ago(15), "Hull")
    return link_order(case=case, order=bought, actor=TEST, now=now())


def test_of_an_order_that_has_not_left_nothing_is_lost_but_it_can_be_changed(desk: Client, case: Case) -> None:
    assert case.order is not None
    bought = make_order(case.order.customer, [make_variant("Piano", 900)], placed_at=days_ago(0))
    link_order(case=case, order=bought, actor=TEST, now=now())
    page = desk.get(f"/desk/cases/{case.pk}/?part=beside").content.decode()
    assert 'id="claim_order" aria-current="true"' in page
    assert "Send it to another address" in page


def test_a_large_refund_waits_for_a_second_person(desk: Client, dear: Case, lead, client_for) -> None:
    assert "Propose it to a colleague" in desk.get(f"/desk/cases/{dear.pk}/?part=beside").content.decode()
    grant(desk, dear)
    remedy = Remedy.objects.get()
    assert remedy.state == Remedy.State.PROPOSED
    approval = f"/desk/cases/{dear.pk}/remedies/{remedy.pk}/approval/"
    assert approval not in desk.get(f"/desk/cases/{dear.pk}/?part=beside").content.decode()
    second = client_for(lead)
    assert approval in second.get(f"/desk/cases/{dear.pk}/?part=beside").content.decode()
    assert second.post(approval, headers=HTMX).status_code == 200
    remedy.refresh_from_db()
    assert remedy.state == Remedy.State.DONE
    assert remedy.approved_by == lead


def test_nobody_agrees_to_their_own_proposal(desk: Client, dear: Case) -> None:
    grant(desk, dear)
    remedy = Remedy.objects.get()
    assert desk.post(f"/desk/cases/{dear.pk}/remedies/{remedy.pk}/approval/").status_code in (403, 409)
    remedy.refresh_from_db()
    assert remedy.state == Remedy.State.PROPOSED


def test_a_remedy_of_another_case_is_not_agreed_to_from_here(desk: Client, dear: Case, lead, client_for, order) -> None:
    grant(desk, dear)
    link_order(case=dear, order=order, actor=TEST, now=now())
    remedy = Remedy.objects.get()
    assert client_for(lead).post(f"/desk/cases/{dear.pk}/remedies/{remedy.pk}/approval/").status_code == 404


def test_dying_before_it_is_put_right_leaves_a_claim_that_the_next_press_finds(
    desk: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = new_key()

    def dies(**_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr("evenhand.screens.desk.case_remedies.remedies.grant_remedy", dies)
        with pytest.raises(SystemExit):
            grant(desk, case, key=key)
    assert (Claim.objects.count(), Remedy.objects.count()) == (1, 0)
    assert grant(desk, case, key=key).status_code == 302
    assert (Claim.objects.count(), Remedy.objects.get().claim) == (1, Claim.objects.get())


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.UNKNOWN, "Refund of 72,20\N{NO-BREAK SPACE}$: on its way."),
        (Outcome.REFUSED, "Refund of 72,20\N{NO-BREAK SPACE}$ did not go through, and nothing left: card closed"),
    ],
)
def test_what_the_provider_did_not_do_is_not_called_done(
    desk: Client, case: Case, monkeypatch: pytest.MonkeyPatch, outcome: Outcome, words: str
) -> None:
    class Wavering(LedgerOnly):
        def refund(self, order: RefundOrder) -> Answer:
            return Answer(outcome, "card closed" if outcome is Outcome.REFUSED else "")

    monkeypatch.setattr("evenhand.remedies.settlement.chosen_provider", Wavering)
    answer = grant(desk, case, **HTMX, **{"Accept-Language": "de"})
    assert words in answer.content.decode()


def test_what_went_back_of_a_refund_that_failed_in_part_is_said(
    desk: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refusing(LedgerOnly):
        def refund(self, order: RefundOrder) -> Answer:
            return Answer(Outcome.REFUSED, "card closed")

    assert case.order is not None
    case.order.payments.update(captured_minor=5220, position=1)
    card = make_gift_card(case.order.customer, 0)
    case.order.payments.create(method=card, captured_minor=2000, currency="USD", position=0)
    monkeypatch.setattr("evenhand.remedies.settlement.chosen_provider", Refusing)
    answer = grant(desk, case, **HTMX).content.decode()
    assert "Refund of $72.20 did not go through as a whole: $20.00 went back, the rest did not: card closed" in answer
    assert "nothing left" not in answer


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ("The lamp is cracked. Could I have another?", "damaged"),
        ("It is not broken, but it is not what the page says.", "not_as_described"),
        ("The carrier says it was handed over. Nobody rang.", "not_received"),
        ("How is it washed?", ""),
    ],
)
def test_of_a_parcel_that_came_the_customer_says_what_went_wrong_and_nobody_guesses(
    desk: Client, case: Case, words: str, chosen: str
) -> None:
    assert case.order is not None
    scan(case.order.shipments.get(), Scan.Kind.DELIVERED, days_ago(1), "Hull")
    add_customer_message(case=case, text=words, key="what", actor=TEST, now=now())
    case.messages.exclude(text=words).update(text="Hello?")
    page = desk.get(f"/desk/cases/{case.pk}/?part=beside").content.decode()
    assert [f"claim_{chosen}"] * bool(chosen) == re.findall(r'id="(claim_\w+)" aria-current="true"', page)
    assert ("What went wrong? Choose it above" in page) is (not chosen)
    assert ('name="claim_kind"' in page) is bool(chosen)


# What came with a claim


def test_what_came_with_a_claim_stands_at_the_desk(desk: Client, case: Case, customer, actor) -> None:
    cleo, order = actor(customer), case.order
    assert order is not None
    assert "What we were told" not in desk.get(f"/desk/cases/{case.pk}/?claim=").content.decode()
    scan(order.shipments.get(), Scan.Kind.DELIVERED, days_ago(1), "Leeds", note="left with <b>the neighbour</b>")
    open_claim(order=order, kind="damaged", shipment=order.shipments.get(), actor=cleo, now=now())
    claim = open_claim(order=order, kind="not_received", customer_words="Not <i>here</i>.", actor=cleo, now=now())
    photo = add_evidence(claim=claim, key="p", photo=taken_at_home("JPEG"), text="Our door", actor=cleo, now=now())
    page = desk.get(f"/desk/cases/{case.pk}/?claim=").content.decode()
    told = page[page.index("What we were told") : page.index("What we can do")]
    assert "Marked delivered, not received" in told
    assert "Not &lt;i&gt;here&lt;/i&gt;." in told
    assert told.count("left with &lt;b&gt;the neighbour&lt;/b&gt;") == 1
    assert f'src="/my/photos/{photo.pk}/" alt="Our door"' in told
    assert desk.get(f"/my/photos/{photo.pk}/").status_code == 200


def test_words_that_stand_in_the_conversation_are_not_said_twice(desk: Client, case: Case, customer, actor) -> None:
    words = case.messages.get().text
    assert case.order is not None
    open_claim(order=case.order, kind="lost", customer_words=words, actor=actor(customer), now=now())
    assert "What we were told" not in desk.get(f"/desk/cases/{case.pk}/?claim=").content.decode()
