"""Quiet care: known to a small role, felt by parcels to come only, and nowhere else in the house."""

import datetime
import re

import pytest
from django.test import Client

from evenhand.cases.api import Case, open_case
from evenhand.cases.testing import days_ago
from evenhand.core.api import Actor, InvalidInput, NotFound, now, system
from evenhand.core.testing import shared
from evenhand.people.testing import make_account
from evenhand.policies.packs import HOUSE, read_pack
from evenhand.remedies import api
from evenhand.remedies.misuse import noticed
from evenhand.remedies.misuse_rules import CareTerms, claim_rate, is_noticeable, same_place
from evenhand.remedies.models import Care, CareLook
from evenhand.shop.addresses import Address
from evenhand.shop.api import Customer, Order, Scan, Variant
from evenhand.shop.testing import make_customer, make_order, make_variant, scan, send

pytestmark = pytest.mark.usefixtures("house_policies")
TEST = system("test")
TERMS = CareTerms(prior_orders=20, times_percent=300, certainty_percent=95, least_claims=3)
ROOF = {"line1": "7 Elm Street", "line2": "", "city": "York", "state": "", "postal_code": "YO1 7AB", "country": "GB"}


# The arithmetic


def test_one_claim_of_two_orders_is_no_half() -> None:
    rate = claim_rate(1, 2, 0.02, TERMS)
    assert rate.shrunk == pytest.approx((20 * 0.02 + 1) / 22)
    assert rate.shrunk < 0.07
    assert not is_noticeable(rate, TERMS)


def test_one_claim_of_one_order_proposes_nothing() -> None:
    assert not is_noticeable(claim_rate(1, 1, 0.02, TERMS), TERMS)


def test_more_of_the_same_makes_surer() -> None:
    sure = [claim_rate(number, 2 * number, 0.02, TERMS).sure for number in (1, 2, 4, 8)]
    assert sure == sorted(sure)
    assert is_noticeable(claim_rate(8, 16, 0.02, TERMS), TERMS)


def test_the_chance_is_that_of_the_beta_distribution() -> None:
    """Against a sum over the binomial: P(Beta(a, b) > x) = P(Bin(a + b - 1, x) <= a - 1), for whole a and b."""
    from math import comb

    rate = claim_rate(3, 8, 0.1, CareTerms(20, 200, 95, 3))
    a, n, x = 2 + 3, 2 + 3 + 18 + 5 - 1, 0.2
    assert rate.sure == pytest.approx(sum(comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(a)))


@pytest.mark.parametrize("bad", [(3, 2, 0.1), (0, 1, 0.0), (0, 1, 1.0)])
def test_what_cannot_be_is_refused(bad: tuple[int, int, float]) -> None:
    with pytest.raises(ValueError, match="share"):
        claim_rate(*bad, TERMS)


def test_an_address_is_the_same_however_it_is_typed() -> None:
    typed = [
        Address("12 Mill Lane", "Flat 2", "Leeds", "", "LS1 4AB", "GB"),
        Address("12, mill ln.", "Apt 2", "LEEDS", "", "ls14ab", "gb"),
        Address("Flat 2, 12 Mill Lane", "", "Leeds", "West Yorkshire", "LS1-4AB", "GB"),
    ]
    assert len({same_place(each) for each in typed}) == 1
    assert same_place(Address("12 Mill Lane", "Flat 3", "Leeds", "", "LS1 4AB", "GB")) != same_place(typed[0])
    assert same_place(None) == same_place(Address("")) == ""


# Who is noticed


def shopper_of(number: int, address: dict[str, str]) -> Customer:
    customer = make_customer(make_account(f"Person {number}", "customer"))
    customer.address = address
    customer.save(update_fields=["address"])
    return customer


def orders_with_claims(customer: Customer, orders: int, claims: int, variant: Variant) -> None:
    for number in range(orders):
        bought = make_order(customer, [variant], placed_at=days_ago(60))
        scan(send(bought, sent_at=days_ago(59), promised_until=days_ago(50).date()), Scan.Kind.DELIVERED, days_ago(52))
        if number < claims:
            api.open_claim(order=bought, kind="not_received", actor=TEST, now=days_ago(50))


@shared
def town(db: None) -> Variant:
    """Ten people of two orders each, and no claim among them; answers what they buy."""
    lamp = make_variant("Lamp", 1800)
    for number in range(10):
        orders_with_claims(shopper_of(number, {**ROOF, "line1": f"{number} Oak Road"}), 2, 0, lamp)
    return lamp


def test_chance_is_not_noticed(town: Variant) -> None:
    orders_with_claims(shopper_of(40, ROOF), 2, 1, town)
    orders_with_claims(shopper_of(41, {**ROOF, "line1": "9 Ash Row"}), 20, 3, town)
    assert noticed(now()) == ()


def test_what_is_beyond_chance_is_noticed_and_lost_parcels_are_not_counted(town: Variant) -> None:
    one = shopper_of(50, ROOF)
    orders_with_claims(one, 8, 7, town)
    [found] = noticed(now())
    assert (found.account_ids, found.rate.claims, found.rate.orders) == ((one.account_id,), 7, 8)
    for claim in api.Claim.objects.filter(order__customer=one)[:6]:
        api.withdraw_claim(claim=claim, actor=TEST, now=now())
    assert noticed(now()) == ()


def test_claims_moved_over_accounts_under_one_roof_are_seen_together(town: Variant) -> None:
    family = [
        shopper_of(number, {**ROOF, "line1": typed}) for number, typed in ((60, "7 Elm Street"), (61, "7, elm st."))
    ]
    for member in family:
        orders_with_claims(member, 4, 3, town)
    [found] = noticed(now())
    assert found.is_household
    assert found.account_ids == tuple(sorted(member.account_id for member in family))


def test_an_office_is_no_household(town: Variant) -> None:
    for number in range(70, 77):
        orders_with_claims(shopper_of(number, ROOF), 2, 1, town)
    assert noticed(now()) == ()


# What comes of it


@shared
def one(town: Variant) -> Customer:
    """Somebody whose parcels keep going wrong."""
    customer = shopper_of(50, ROOF)
    orders_with_claims(customer, 8, 7, town)
    return customer


@pytest.fixture
def care(one: Customer) -> Care:
    assert api.propose_care(actor=TEST, now=now()) == 1
    return Care.objects.get()


@pytest.fixture
def rosa(reviewer, actor) -> Actor:
    return actor(reviewer)


def decide(care: Care, who: Actor, handover: str = "one_time_code", at: datetime.datetime | None = None) -> Care:
    return api.decide_care(care=care, handover=handover, reason="Let them arrive.", actor=who, now=at or now())


def next_parcel(customer: Customer, lamp: Variant, at: datetime.datetime) -> str:
    return send(make_order(customer, [lamp], placed_at=at), sent_at=at, promised_until=None).handover


def test_a_proposal_is_made_once_and_changes_nothing(care: Care, one: Customer, town: Variant) -> None:
    assert api.propose_care(actor=TEST, now=now()) == 0
    assert next_parcel(one, town, now()) == ""


def test_a_person_decides_and_it_is_felt_by_parcels_to_come_and_ends_by_itself(
    care: Care, one: Customer, town: Variant, rosa: Actor
) -> None:
    earlier = make_order(one, [town], placed_at=days_ago(1))
    left = send(earlier, sent_at=days_ago(1), promised_until=None)
    for _ in range(2):
        decided = decide(care, rosa)
    left.refresh_from_db()
    assert left.handover == ""
    assert next_parcel(one, town, now()) == "one_time_code"
    assert decided.review_on is not None
    assert decided.ends_at is not None
    assert next_parcel(one, town, decided.ends_at) == ""
    assert api.end_care_due(actor=TEST, now=decided.ends_at) == 1


def test_a_person_may_leave_it_as_it_is_and_it_rests(care: Care, one: Customer, town: Variant, rosa: Actor) -> None:
    assert decide(care, rosa, "").state == "declined"
    assert next_parcel(one, town, now()) == ""
    assert api.propose_care(actor=TEST, now=now()) == 0


def test_it_can_be_ended_early(care: Care, one: Customer, town: Variant, rosa: Actor) -> None:
    decide(care, rosa)
    for _ in range(2):
        assert api.end_care(care=care, reason="It was the hallway.", actor=rosa, now=now()).state == "ended"
    assert next_parcel(one, town, now()) == ""


def test_nobody_decides_without_a_reason(care: Care, rosa: Actor) -> None:
    with pytest.raises(InvalidInput):
        api.decide_care(care=care, handover="one_time_code", reason=" ", actor=rosa, now=now())


def test_only_the_small_role_decides_or_reads(care: Care, agent, lead, one: Customer, actor) -> None:
    for account in (agent, lead, one.account):
        who = actor(account)
        with pytest.raises(NotFound):
            decide(care, who)
        with pytest.raises(NotFound):
            api.look_at_care(care=care, reason="Curious", actor=who, now=now())
        with pytest.raises(NotFound):
            api.read_care(who, care.pk, now())


def test_whoever_reads_says_what_for_and_it_is_kept(care: Care, rosa: Actor) -> None:
    assert api.read_care(rosa, care.pk, now()) is None
    api.look_at_care(care=care, reason="It waits for a decision", actor=rosa, now=now())
    statement = api.read_care(rosa, care.pk, now())
    assert statement is not None
    assert [(look.by_id, look.reason) for look in statement.looks] == [(rosa.account_id, "It waits for a decision")]
    assert api.read_care(rosa, care.pk, now() + datetime.timedelta(hours=2)) is None


def test_those_whom_it_is_about_may_read_every_word(care: Care, one: Customer, rosa: Actor) -> None:
    decide(care, rosa)
    [statement] = api.statements_about(one.account_id)
    said = " ".join(statement.sentences)
    assert "7 of 8 orders" in said
    assert "We took each word for it." in said
    assert "Let them arrive." in said
    assert "stay as for everybody" in said
    assert not re.search(r"fraud|abuse|suspic|misuse|liar|risk|score", said, re.IGNORECASE)


# And nowhere else


@pytest.fixture
def their_case(one: Customer, town: Variant) -> Case:
    bought = make_order(one, [town], placed_at=days_ago(17))
    scan(send(bought, sent_at=days_ago(16), promised_until=days_ago(9).date()), Scan.Kind.COLLECTED, days_ago(15))
    return open_case(
        customer=one.account,
        subject="Where is it?",
        text="It was due.",
        channel="mail",
        order=Order.objects.get(pk=bought.pk),
        key="first",
        actor=TEST,
        now=now(),
    )


def seen(browser: Client, path: str) -> str:
    """A page without what differs on every look: tokens, keys and the moment."""
    page = browser.get(path).content.decode()
    page = re.sub(r'nonce="[^"]*"|(value|content)="[0-9A-Za-z_-]{16,}"', "", page)
    page = re.sub(r"\b[0-9a-f]{32}\b|\b[0-9A-Za-z]{64}\b", "", page)
    return re.sub(r"<time.*?</time>|nonce-[^'\"]+|\d+:\d\d(:\d\d)?", "", page)


def test_case_options_and_the_customers_pages_are_the_same_byte_for_byte(
    their_case: Case, one: Customer, client_for, agent, actor, rosa: Actor
) -> None:
    desk, own, who = client_for(agent), client_for(one.account), actor(agent)
    number = their_case.order.number.removeprefix("#")
    paths = [
        *((desk, f"/desk/cases/{their_case.pk}/{more}") for more in ("", "?claim=lost", "?claim=not_received")),
        *((own, path) for path in ("/my/", f"/my/orders/{number}/", f"/my/orders/{number}/something-is-wrong/")),
        (own, f"/my/orders/{number}/something-is-wrong/?what=not_arrived"),
    ]
    moment = now()

    def everything() -> list[object]:
        kinds = api.Claim.Kind.values
        offered = [api.options(order=their_case.order, claim_kind=kind, actor=who, now=moment) for kind in kinds]
        return [*offered, *(seen(browser, path) for browser, path in paths)]

    everything()  # whoever opens a case begins to be there: that is no difference of the case
    before = everything()
    assert everything() == before  # so that the comparison says something
    api.propose_care(actor=TEST, now=now())
    assert everything() == before
    api.look_at_care(care=Care.objects.get(), reason="To decide", actor=rosa, now=now())
    decide(Care.objects.get(), rosa)
    assert everything() == before


def test_it_denies_no_remedy(their_case: Case, care: Care, one: Customer, rosa: Actor, actor) -> None:
    decide(care, rosa)
    who = actor(one.account)
    claim = api.open_claim(order=their_case.order, kind="lost", actor=who, now=now())
    assert api.grant_remedy(claim=claim, kind="refund", key="k", actor=who, now=now()).state == "done"


def test_no_clause_can_read_it() -> None:
    from evenhand.policies.questions import QUESTIONS

    facts = {fact.name for question in QUESTIONS.values() for fact in question.facts}
    assert not {name for name in facts if re.search("care|misuse|rate|claims|handover", name)}
    refunds = next(policy for policy in read_pack(HOUSE) if policy.key == "refunds-and-claims")
    decided_by = " ".join(clause.condition for clause in refunds.clauses)
    assert "care_" not in decided_by


# The pages


PAGES = ("/safer-parcels/", "/safer-parcels/{}/")
VERBS = ("looks", "decision", "end")


def test_the_pages_exist_for_the_small_role_only(
    care: Care, client_for, agent, lead, policy_owner, one: Customer, seller, driver
) -> None:
    for account in (agent, lead, policy_owner, one.account, seller, driver):
        browser = client_for(account)
        assert [browser.get(path.format(care.pk)).status_code for path in PAGES] == [404, 404]
        for verb in VERBS:
            assert browser.post(f"/safer-parcels/{care.pk}/{verb}/", {"reason": "x"}).status_code == 404
        assert "Safer parcels" not in browser.get("/", follow=True).content.decode()
    assert not CareLook.objects.exists()


def test_a_reviewer_says_what_for_reads_decides_and_ends(client_for, reviewer, care: Care, one: Customer) -> None:
    browser = client_for(reviewer)
    listed = browser.get("/safer-parcels/").content.decode()
    assert "7 of 8 orders went wrong" in listed
    assert one.account.name not in listed
    assert browser.get(f"/safer-parcels/{care.pk}/")["Location"] == "/safer-parcels/"
    browser.post(f"/safer-parcels/{care.pk}/looks/", {"reason": "It waits"})
    page = browser.get(f"/safer-parcels/{care.pk}/").content.decode()
    assert one.account.name in page
    assert "It waits" in page
    browser.post(f"/safer-parcels/{care.pk}/decision/", {"handover": "pick_up_point", "reason": "Let them arrive."})
    care.refresh_from_db()
    assert (care.state, care.handover) == ("agreed", "pick_up_point")
    assert "At a pick-up point" in browser.get(f"/safer-parcels/{care.pk}/").content.decode()
    browser.post(f"/safer-parcels/{care.pk}/end/")
    assert "Nothing waits" in browser.get("/safer-parcels/").content.decode()


@pytest.mark.parametrize("verb", VERBS)
def test_only_pressing_changes_something(client_for, reviewer, care: Care, verb: str) -> None:
    assert client_for(reviewer).get(f"/safer-parcels/{care.pk}/{verb}/").status_code == 405
