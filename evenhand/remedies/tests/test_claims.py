"""Claims: piece by piece, with what may come along, with who would bear it, and with every way in which they end."""

import datetime
import io
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from evenhand.cases.api import open_case
from evenhand.core.api import ActivityEntry, Actor, InvalidInput, Money, NotFound
from evenhand.core.testing import shared
from evenhand.people.api import Account, export_of
from evenhand.remedies import api
from evenhand.remedies.models import CostShare
from evenhand.shop.api import Customer, Line, Order, Scan, Seller, Shipment, Variant
from evenhand.shop.testing import MARCH_2, make_order, make_variant, scan, send

pytestmark = pytest.mark.usefixtures("house_policies")

As = Callable[[Account], Actor]
ARRIVED = datetime.datetime(2026, 2, 20, 10, 0, tzinfo=datetime.UTC)
LATER = MARCH_2 + datetime.timedelta(days=4)


@shared
def who(agent: Account, actor: As) -> Actor:
    return actor(agent)


@shared
def cleo(customer: Account, actor: As) -> Actor:
    """The cast's customer, acting."""
    return actor(customer)


@shared
def arrived(parcel: Shipment, order: Order) -> Order:
    """The cast's order, delivered in time."""
    scan(parcel, Scan.Kind.DELIVERED, ARRIVED, "Leeds")
    return order


def say(order: Order, kind: str, who: Actor, *pieces: Line, key: str = "") -> api.Claim:
    return api.open_claim(order=order, kind=kind, lines=pieces, key=key, actor=who, now=MARCH_2)


def grant(claim: api.Claim, kind: str, who: Actor, key: str, amount: Money | None = None) -> api.Remedy:
    return api.grant_remedy(claim=claim, kind=kind, key=key, amount=amount, actor=who, now=MARCH_2)


def a_photo() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (20, 10), "red").save(written, "PNG")
    return written.getvalue()


# Piece by piece


def test_a_second_piece_that_broke_later_is_put_right_like_the_first(arrived: Order, cleo: Actor) -> None:
    kettle, lamp = arrived.lines.order_by("position")
    first = grant(say(arrived, "damaged", cleo, lamp), "refund", cleo, "k1")
    second = grant(say(arrived, "damaged", cleo, kettle), "refund", cleo, "k2")
    assert [(each.state, each.amount_minor) for each in (first, second)] == [("done", 1800), ("done", 4920)]
    assert first.claim_id != second.claim_id
    assert api.verify_ledger().problems == ()


def test_two_pieces_may_be_broken_at_once_in_claims_of_their_own(arrived: Order, cleo: Actor) -> None:
    kettle, lamp = arrived.lines.order_by("position")
    claims = {say(arrived, "damaged", cleo, each).pk for each in (kettle, lamp, kettle, lamp)}
    assert len(claims) == 2


def test_the_same_piece_is_not_refunded_twice_in_any_company(arrived: Order, cleo: Actor) -> None:
    kettle, lamp = arrived.lines.order_by("position")
    grant(say(arrived, "damaged", cleo, lamp), "refund", cleo, "k1")
    with pytest.raises(api.RemedyNotAllowed, match="put right already"):
        grant(say(arrived, "wrong_item", cleo, lamp), "refund", cleo, "k2")
    both = grant(say(arrived, "damaged", cleo, kettle, lamp), "refund", cleo, "k3")
    assert (both.state, both.amount_minor) == ("proposed", 4920 + 500)  # a person looks; never the lamp again


def test_what_is_left_of_a_piece_after_a_part_is_looked_at_by_a_second_person(arrived: Order, who: Actor) -> None:
    _kettle, lamp = arrived.lines.order_by("position")
    grant(say(arrived, "damaged", who, lamp), "refund", who, "k1", Money(500, "USD"))
    rest = grant(say(arrived, "not_as_described", who, lamp), "refund", who, "k2")
    assert (rest.state, rest.amount_minor) == ("proposed", 1300)
    assert rest.clauses[-1]["number"] == "7.5"


def test_nothing_is_not_offered_as_a_refund(shopper: Customer, lamp: Variant, cleo: Actor) -> None:
    order = make_order(shopper, [lamp])  # nothing was paid for shipping
    scan(send(order), Scan.Kind.COLLECTED, ARRIVED)
    found = {each.kind: each for each in api.options(order=order, claim_kind="late", actor=cleo, now=MARCH_2)}
    assert found["refund"].verdict == "not_allowed"
    assert "no money left to give back" in found["refund"].reason


def test_one_press_opens_one_claim_however_often_it_arrives(arrived: Order, cleo: Actor) -> None:
    lamp = arrived.lines.get(product_name="Lamp")
    first = say(arrived, "damaged", cleo, lamp, key="a-press-of-the-button")
    grant(first, "refund", cleo, "k1")
    assert say(arrived, "damaged", cleo, lamp, key="a-press-of-the-button") == first


def test_the_database_itself_keeps_one_open_claim_for_the_same_pieces(arrived: Order, cleo: Actor) -> None:
    claim = say(arrived, "damaged", cleo)
    claim.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        claim.save(force_insert=True)


# The customer's word


@pytest.mark.parametrize("kind", api.Claim.Kind.values)
def test_what_is_given_with_a_claim_changes_nothing_about_its_remedies(
    arrived: Order, parcel: Shipment, cleo: Actor, kind: str
) -> None:
    claim = say(arrived, kind, cleo)
    before = api.options_for_claim(claim, cleo, MARCH_2)
    api.add_evidence(claim=claim, key="p", photo=a_photo(), actor=cleo, now=MARCH_2)
    api.add_evidence(claim=claim, key="w", text="The box was open.", actor=cleo, now=MARCH_2)
    assert api.options_for_claim(claim, cleo, MARCH_2) == before


def test_a_photo_is_kept_once_and_shown_to_those_who_see_the_claim(
    arrived: Order, cleo: Actor, who: Actor, outsider: Account, actor: As
) -> None:
    claim = say(arrived, "damaged", cleo)
    for _ in range(2):
        given = api.add_evidence(claim=claim, key="p", photo=a_photo(), actor=cleo, now=MARCH_2)
    assert claim.evidence.count() == 1
    for reader in (cleo, who):
        response = api.picture(api.evidence_for(reader, given.pk))
        assert response["Content-Type"] == "image/jpeg"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert response["Cache-Control"] == "private, no-store"
        assert b"".join(response.streaming_content).startswith(b"\xff\xd8")
    with pytest.raises(NotFound):
        api.evidence_for(actor(outsider), given.pk)


def test_what_is_no_photo_leaves_nothing_behind(arrived: Order, cleo: Actor) -> None:
    claim = say(arrived, "damaged", cleo)
    with pytest.raises(api.NotAPhoto):
        api.add_evidence(claim=claim, key="p", photo=b"<script>", actor=cleo, now=MARCH_2)
    with pytest.raises(InvalidInput):
        api.add_evidence(claim=claim, key="q", text=" ", actor=cleo, now=MARCH_2)
    assert not claim.evidence.exists()


def test_the_parcels_own_story_stands_beside_what_was_given(
    arrived: Order, cleo: Actor, django_assert_num_queries
) -> None:
    words = "The lid is broken."
    claim = api.open_claim(order=arrived, kind="damaged", customer_words=words, actor=cleo, now=MARCH_2)
    api.add_evidence(claim=claim, key="w", text="The box was open.", actor=cleo, now=LATER)
    other = say(arrived, "wrong_item", cleo)
    with django_assert_num_queries(2):
        known = api.evidence_of([claim, other])
    assert [(each.words, each.place, each.text, each.is_given) for each in known[claim.pk]][-3:] == [
        ("Delivered", "Leeds", "", False),
        ("In the customer's words", "", "The lid is broken.", True),
        ("In the customer's words", "", "The box was open.", True),
    ]
    assert not [each for each in known[other.pk] if each.is_given]
    assert api.evidence_of([]) == {}


def test_what_is_said_again_in_other_words_is_kept_once(arrived: Order, cleo: Actor) -> None:
    for key, words in (("a", "The lid is broken."), ("a", " The lid is broken. "), ("a", "So is the foot."), ("b", "")):
        said = {"order": arrived, "kind": "damaged", "customer_words": words, "key": key}
        claim = api.open_claim(**said, actor=cleo, now=MARCH_2)
        assert api.open_claim(**said, actor=cleo, now=LATER) == claim
    assert claim.customer_words == "The lid is broken."
    assert list(claim.evidence.values_list("text", flat=True)) == ["So is the foot."]
    [told] = export_of(arrived.customer.account, LATER)["remedies"]["what_went_wrong"]
    assert told["your_words"] == "The lid is broken."
    assert [each["words"] for each in told["you_added"]] == ["So is the foot."]


def test_a_claim_with_plenty_beside_it_is_put_right_all_the_same(arrived: Order, cleo: Actor) -> None:
    lamp = arrived.lines.get(product_name="Lamp")
    claim = say(arrived, "damaged", cleo, lamp)
    for number in range(12):
        api.add_evidence(claim=claim, text=f"Line {number}", key=f"e{number}", actor=cleo, now=MARCH_2)
    more = {"lines": [lamp], "customer_words": "It leaks"}
    again = api.open_claim(order=arrived, kind="damaged", **more, actor=cleo, now=MARCH_2)
    assert (again, claim.evidence.count()) == (claim, 12)
    assert grant(again, "refund", cleo, "k").state == "done"


# Who would bear it


def shares(remedy: api.Remedy) -> dict[str, int]:
    return {each.party: each.amount_minor for each in CostShare.objects.filter(remedy=remedy)}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("lost", {"platform": 0, "carrier": 1801}),
        ("damaged", {"platform": 0, "carrier": 901, "seller": 900}),
        ("missing_part", {"platform": 0, "seller": 1801}),
    ],
)
def test_who_would_bear_a_remedy_is_proposed_to_companies_to_the_cent(
    shopper: Customer, cleo: Actor, kind: str, expected: dict[str, int]
) -> None:
    seller = Seller.objects.create(name="Lumen & Co")
    order = make_order(shopper, [make_variant("Lamp", 1801, seller=seller)])
    scan(send(order), Scan.Kind.COLLECTED, ARRIVED - datetime.timedelta(days=2))
    remedy = grant(say(order, kind, cleo), "refund", cleo, "k1")
    assert shares(remedy) == expected
    assert sum(expected.values()) == remedy.amount_minor
    told = [(each.party_words, each.company) for each in api.shares_of(remedy.pk)]
    assert told[0] == ("We ourselves", "")
    assert {company for _party, company in told[1:]} <= {"Northway", "Lumen & Co"}


def test_without_anybody_else_we_bear_it_ourselves(arrived: Order, cleo: Actor) -> None:
    remedy = grant(say(arrived, "missing_part", cleo), "refund", cleo, "k1")
    assert shares(remedy) == {"platform": 7220}


def test_goodwill_and_proposals_are_nobodys_share(arrived: Order, who: Actor) -> None:
    grant(say(arrived, "damaged", who), "credit", who, "k1")
    assert not CostShare.objects.exists()


# How claims end


def test_a_claim_is_withdrawn_with_who_and_when(arrived: Order, cleo: Actor) -> None:
    claim = say(arrived, "not_received", cleo)
    for _ in range(2):
        ended = api.withdraw_claim(claim=claim, actor=cleo, now=MARCH_2)
        assert (ended.state, ended.closed_at, ended.closed_by_id) == ("withdrawn", MARCH_2, cleo.account_id)
    assert ActivityEntry.objects.filter(verb="remedies.withdraw_claim").count() == 1
    assert say(arrived, "not_received", cleo) != claim


def test_what_was_put_right_cannot_be_withdrawn(arrived: Order, cleo: Actor) -> None:
    claim = say(arrived, "not_received", cleo)
    grant(claim, "refund", cleo, "k1")
    with pytest.raises(api.ClaimHasEnded):
        api.withdraw_claim(claim=claim, actor=cleo, now=MARCH_2)


@pytest.mark.parametrize("kind", ["refund", "replacement"])
def test_when_the_parcel_turns_up_what_was_given_stays_given(order: Order, cleo: Actor, kind: str) -> None:
    claim = say(order, "lost", cleo)
    remedy = grant(claim, kind, cleo, "k1")
    for _ in range(2):
        found = api.note_parcel_found(claim=claim, actor=cleo, now=LATER)
        assert (found.state, found.closed_by_id) == ("found", cleo.account_id)
    remedy.refresh_from_db()
    assert remedy.state == "done"
    with pytest.raises(api.ClaimHasEnded):
        grant(claim, "credit", cleo, "k2")
    with pytest.raises(api.RemedyNotAllowed):
        grant(say(order, "lost", cleo), "refund", cleo, "k3")


def test_what_to_do_with_it_is_the_customers_choice_and_may_change(order: Order, cleo: Actor) -> None:
    claim = say(order, "lost", cleo)
    grant(claim, "refund", cleo, "k1")
    api.note_parcel_found(claim=claim, actor=cleo, now=LATER)
    kept = api.choose_for_found(claim=claim, choice="keep", actor=cleo, now=LATER)
    assert (kept.choice, kept.hand_over_until) == ("keep", None)
    back = api.choose_for_found(claim=claim, choice="send_back", actor=cleo, now=LATER)
    assert back.hand_over_until == datetime.date(2026, 4, 5)
    assert api.choose_for_found(claim=claim, choice="send_back", actor=cleo, now=LATER) == back
    assert ActivityEntry.objects.filter(verb="remedies.choose_for_found").count() == 2
    with pytest.raises(InvalidInput):
        api.choose_for_found(claim=claim, choice="throw_away", actor=cleo, now=LATER)


def test_without_a_parcel_there_is_nothing_to_choose(order: Order, cleo: Actor) -> None:
    with pytest.raises(api.ClaimHasEnded):
        api.choose_for_found(claim=say(order, "lost", cleo), choice="keep", actor=cleo, now=LATER)


def test_what_waits_for_a_second_person_falls_with_its_claim(
    shopper: Customer, who: Actor, lead: Account, actor: As
) -> None:
    order = make_order(shopper, [make_variant("Sofa", 90000)])
    scan(send(order), Scan.Kind.COLLECTED, ARRIVED - datetime.timedelta(days=2))
    claim = say(order, "lost", who)
    proposal = grant(claim, "refund", who, "k1")
    api.note_parcel_found(claim=claim, actor=who, now=MARCH_2)
    with pytest.raises(api.NotWaitingForApproval):
        api.approve_remedy(remedy=proposal, actor=actor(lead), now=MARCH_2)


def test_when_the_bank_decides_an_open_claim_ends_and_a_settled_one_stays(
    order: Order, cleo: Actor, who: Actor
) -> None:
    claim = say(order, "lost", cleo)
    assert api.end_by_chargeback(claim=claim, actor=who, now=MARCH_2).state == "chargeback"
    other = say(order, "late", cleo)
    grant(other, "refund", cleo, "k1")
    assert api.end_by_chargeback(claim=other, actor=who, now=MARCH_2).state == "settled"


def test_a_claim_is_put_before_a_person_in_one_case(arrived: Order, cleo: Actor, who: Actor) -> None:
    claim = say(arrived, "damaged", cleo)
    opened = [
        open_case(
            customer=arrived.customer.account,
            subject="The lamp",
            text="Broken.",
            channel="order_page",
            order=arrived,
            key=key,
            actor=cleo,
            now=MARCH_2,
        )
        for key in ("first", "second")
    ]
    for case in opened:
        assert api.put_before_a_person(claim=claim, case=case, actor=cleo, now=MARCH_2).case_id == opened[0].pk
