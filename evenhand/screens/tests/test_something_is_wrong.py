"""Something is wrong with this order: in three steps to what the policy allows, once, and true afterwards."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from evenhand.cases.api import Case
from evenhand.cases.testing import days_ago
from evenhand.core.api import ActivityEntry, now
from evenhand.core.testing import shared
from evenhand.remedies.api import Claim, Evidence, FoundParcel, Remedy, approve_remedy, note_parcel_found, open_claim
from evenhand.remedies.tests.test_photos import PLACE, taken_at_home
from evenhand.shop.api import Customer, Order, Refund, Scan, Variant
from evenhand.shop.testing import make_order, make_variant, scan, send

pytestmark = pytest.mark.usefixtures("house_policies")
KEY = "one-press-of-one-button"


@pytest.fixture
def mine(client_for, customer) -> Client:
    return client_for(customer)


@shared
def arrived(shopper: Customer, kettle: Variant, lamp: Variant) -> Order:
    """A kettle and a lamp that came in time, three days ago."""
    bought = make_order(shopper, [kettle, lamp], placed_at=days_ago(9), shipping_fee_minor=500)
    parcel = send(bought, sent_at=days_ago(8), promised_until=days_ago(2).date())
    scan(parcel, Scan.Kind.DELIVERED, days_ago(3), "Leeds")
    return bought


def wrong(order: Order, query: str = "") -> str:
    return f"/my/orders/{order.number.removeprefix('#')}/something-is-wrong/{query}"


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def press(client: Client, order: Order, remedy: str, **choices: object):
    return client.post(wrong(order), {"remedy": remedy, "key": KEY, **choices}, follow=True)


def piece(order: Order, name: str) -> int:
    return order.lines.get(product_name=name).pk


# The steps


def test_the_order_leads_there(mine: Client, order: Order) -> None:
    page = read(mine, f"/my/orders/{order.number.removeprefix('#')}/")
    assert "Something is wrong with this order" in page
    assert "/something-is-wrong/" in page


def test_what_is_likeliest_comes_first(mine: Client, order: Order, arrived: Order) -> None:
    for bought, first in ((order, "It has not arrived"), (arrived, "It arrived damaged")):
        page = read(mine, wrong(bought))
        words = re.findall(r'class="option-title">([^<]+)<', page)
        assert words[0] == first
        assert "It has not arrived" in words
        assert "Step 1 of 3" in page


def test_a_lost_parcel_needs_two_presses(mine: Client, order: Order) -> None:
    page = read(mine, wrong(order, "?what=not_arrived"))
    assert "How shall we put it right?" in page  # there is one parcel only, so nobody asks which
    for words in (
        "Refund $72.20 to Visa ending 9212",
        "Send the same 2 pieces again",
        "$10.00 towards the next order",
        "Talk to a person",
    ):
        assert words in page


def test_pieces_are_chosen_where_there_are_several(mine: Client, arrived: Order) -> None:
    page = read(mine, wrong(arrived, "?what=damaged"))
    assert "Which piece is it?" in page
    page = read(mine, wrong(arrived, f"?what=damaged&piece={piece(arrived, 'Lamp')}"))
    assert "Refund $18.00 to Visa ending 9212" in page
    assert "towards the next order" not in page  # our records show no failure, so a credit is for a person to give


def test_an_address_that_fits_nothing_asks_again(mine: Client, arrived: Order, order: Order) -> None:
    others = piece(order, "Lamp")
    for query, heading in (
        ("?what=nonsense", "What is wrong?"),
        (f"?what=damaged&piece={others}", "Which piece is it?"),
        ("?what=damaged&piece=x&parcel=y", "Which piece is it?"),
        ("?what=late", "What is wrong?"),
    ):
        assert heading in read(mine, wrong(arrived, query))


def test_what_was_put_right_is_shown_and_cannot_be_chosen_again(mine: Client, arrived: Order) -> None:
    press(mine, arrived, "refund", what="damaged", piece=piece(arrived, "Lamp"))
    page = read(mine, wrong(arrived, "?what=wrong_item"))
    assert "We have put this right already." in page
    assert f'value="{piece(arrived, "Lamp")}"' not in page
    assert f'value="{piece(arrived, "Kettle")}"' in page


def test_of_two_parcels_one_is_chosen(mine: Client, shopper: Customer, kettle: Variant, lamp: Variant) -> None:
    bought = make_order(shopper, [kettle, lamp], placed_at=days_ago(17))
    for line in bought.lines.order_by("position"):
        from evenhand.shop.api import ship
        from evenhand.shop.testing import TEST

        parcel = ship(
            order=bought,
            lines=[line],
            carrier="Northway",
            tracking=f"NW-{line.pk}",
            promised_until=days_ago(9).date(),
            actor=TEST,
            now=days_ago(16),
        )
        scan(parcel, Scan.Kind.COLLECTED, days_ago(15), "Hull")
    assert "Which parcel is it?" in read(mine, wrong(bought, "?what=not_arrived"))
    page = read(mine, wrong(bought, f"?what=not_arrived&parcel={parcel.pk}"))
    assert "Refund $18.00" in page
    press(mine, bought, "refund", what="not_arrived", parcel=parcel.pk)
    assert Remedy.objects.get().amount_minor == 1800


# Pressing


def test_one_press_puts_it_right_and_says_when_the_money_comes(mine: Client, order: Order) -> None:
    response = press(mine, order, "refund", what="not_arrived", words="It never came.")
    claim = Claim.objects.get()
    assert response.redirect_chain == [(f"/my/claims/{claim.pk}/", 302)]
    page = response.content.decode()
    assert "We have put it right" in page
    assert re.search(r"\$72\.20 went back to Visa ending 9212 on [^.]+\. Banks take 5 to 7 days\.", page)
    assert (claim.kind, claim.state, claim.customer_words) == ("lost", "settled", "It never came.")
    assert "What you told us" in page
    assert "It never came." in page
    entry = ActivityEntry.objects.get(verb="remedies.grant_remedy")
    assert entry.actor_id == order.customer.account_id
    assert not Case.objects.exists()
    on_the_order = read(mine, f"/my/orders/{order.number.removeprefix('#')}/")
    assert "Banks take 5 to 7 days." in on_the_order
    assert f"/my/claims/{claim.pk}/" in on_the_order


def test_when_the_bank_has_had_its_time_nothing_is_said_of_it(mine: Client, order: Order) -> None:
    press(mine, order, "refund", what="not_arrived")
    Remedy.objects.update(done_at=days_ago(8))
    assert "Banks take" not in read(mine, f"/my/orders/{order.number.removeprefix('#')}/")


def test_pressing_again_changes_nothing(mine: Client, order: Order) -> None:
    for _ in range(3):
        assert press(mine, order, "refund", what="not_arrived").status_code == 200
    assert (Claim.objects.count(), Remedy.objects.count(), Refund.objects.count()) == (1, 1, 1)


def test_back_and_another_choice_is_told_kindly_and_gives_nothing_twice(mine: Client, order: Order) -> None:
    press(mine, order, "refund", what="not_arrived")
    response = press(mine, order, "replacement", what="not_arrived", key="a-page-from-before-it")
    assert "so nothing was done twice" in response.content.decode()
    assert Remedy.objects.count() == 1


def test_a_replacement_shows_the_parcel_on_the_order(mine: Client, order: Order) -> None:
    press(mine, order, "replacement", what="not_arrived")
    page = read(mine, f"/my/orders/{order.number.removeprefix('#')}/")
    assert "We are sending your pieces again" in page
    assert "It has not left yet." in page


def test_a_credit_stands_beside_a_refund_where_our_records_show_the_failure(mine: Client, order: Order) -> None:
    press(mine, order, "credit", what="not_arrived")
    claim = Claim.objects.get()
    page = read(mine, f"/my/claims/{claim.pk}/")
    assert "You have $10.00 towards an order" in page
    mine.post(f"/my/claims/{claim.pk}/remedies/", {"remedy": "refund", "key": "another-button-pressed"})
    assert set(Remedy.objects.values_list("kind", "state")) == {("credit", "done"), ("refund", "done")}


def test_a_claim_taken_back_leaves_one_credit_for_the_order(mine: Client, order: Order) -> None:
    press(mine, order, "credit", what="not_arrived")
    mine.post(f"/my/claims/{Claim.objects.get().pk}/withdrawal/")
    assert "towards the next order" not in read(mine, wrong(order, "?what=not_arrived"))
    answer = press(mine, order, "credit", what="not_arrived", key="another-press-of-the-button").content.decode()
    assert "For this order a credit was given already" in answer
    assert Remedy.objects.get().kind == "credit"


def test_a_credit_that_is_not_offered_cannot_be_pressed(mine: Client, arrived: Order) -> None:
    press(mine, arrived, "credit", what="damaged", piece=piece(arrived, "Lamp"))
    assert not Remedy.objects.exists()


def test_what_needs_a_second_person_is_put_before_one_in_one_case(mine: Client, shopper: Customer, lead, actor) -> None:
    bought = make_order(shopper, [make_variant("Sofa", 90_000)], placed_at=days_ago(17))
    scan(send(bought, sent_at=days_ago(16), promised_until=days_ago(9).date()), Scan.Kind.COLLECTED, days_ago(15))
    assert "Ask for this" in read(mine, wrong(bought, "?what=not_arrived"))
    for _ in range(2):
        page = press(mine, bought, "refund", what="not_arrived").content.decode()
    assert "A colleague is looking at it" in page
    case = Case.objects.get()
    assert Claim.objects.get().case == case
    approve_remedy(remedy=Remedy.objects.get(), actor=actor(lead), now=now())
    assert "$900.00 went back" in read(mine, f"/my/claims/{Claim.objects.get().pk}/")


def test_a_person_is_brought_in_by_one_case_however_often_it_is_pressed(mine: Client, order: Order) -> None:
    for _ in range(3):
        page = press(mine, order, "person", what="not_arrived", words="Could somebody call?").content.decode()
    claim, case = Claim.objects.get(), Case.objects.get()
    assert (claim.case, case.order, case.channel) == (case, order, "order_page")
    assert case.messages.get().text == "Could somebody call?"
    assert f"/my/cases/{case.pk}/" in page
    mine.post(f"/my/claims/{claim.pk}/remedies/", {"remedy": "person", "key": "another-button-pressed"})
    assert Case.objects.count() == 1
    assert not Remedy.objects.exists()


def test_words_of_somebody_who_went_back_reach_the_person_who_looks_at_it(mine: Client, order: Order) -> None:
    for words in ("Could somebody call?", "Could somebody call?", "In the evening, please.", "In the evening, please."):
        press(mine, order, "person", what="not_arrived", words=words)
    case = Case.objects.get()
    assert [each.text for each in case.messages.order_by("id")] == ["Could somebody call?", "In the evening, please."]
    press(mine, order, "refund", what="not_arrived", words="Money is fine, too.", key="another-button-pressed")
    assert case.messages.latest("id").text == "Money is fine, too."
    assert Remedy.objects.get().state == "done"


def test_without_words_nothing_is_said_of_words(mine: Client, order: Order) -> None:
    assert "What you told us" not in press(mine, order, "refund", what="not_arrived").content.decode()


def test_words_sent_again_for_what_was_put_right_are_kept(mine: Client, order: Order) -> None:
    for words in ("It never came.", "The driver was kind, though."):
        page = press(mine, order, "refund", what="not_arrived", words=words).content.decode()
    assert "It never came." in page
    assert "The driver was kind, though." in page
    assert Claim.objects.count() == Remedy.objects.count() == 1
    assert not Case.objects.exists()


def test_what_is_missing_is_asked_again_and_nothing_is_opened(mine: Client, arrived: Order) -> None:
    for choices in (
        {"what": "damaged"},
        {"what": ""},
        {"what": "damaged", "piece": piece(arrived, "Lamp"), "key": "x"},
    ):
        page = press(mine, arrived, "refund", **choices).content.decode()
        assert "Something was missing." in page
    assert not Claim.objects.exists()


def test_looking_changes_nothing(mine: Client, order: Order) -> None:
    before = ActivityEntry.objects.count()
    for query in ("", "?what=not_arrived", "?what=damaged"):
        mine.get(wrong(order, query))
        mine.head(wrong(order, query))
    assert ActivityEntry.objects.count() == before
    assert not Claim.objects.exists()


# Others


def test_it_exists_for_its_customer_only(
    client_for, outsider, agent, seller, driver, order: Order, cleos: Claim
) -> None:
    for account in (outsider, agent, seller, driver):
        browser = client_for(account)
        assert browser.get(wrong(order)).status_code == 404
        assert browser.post(wrong(order), {"what": "not_arrived", "remedy": "refund", "key": KEY}).status_code == 404
        assert browser.get(f"/my/claims/{cleos.pk}/").status_code == 404
        for verb in ("remedies", "withdrawal", "turned-up", "choice", "photos"):
            assert browser.post(f"/my/claims/{cleos.pk}/{verb}/", {}).status_code == 404
    assert Client().get(wrong(order)).status_code == 302


@shared
def cleos(order: Order, customer, actor) -> Claim:
    """That the parcel is lost; nothing was chosen yet."""
    return open_claim(order=order, kind="lost", actor=actor(customer), now=now())


@pytest.mark.parametrize("verb", ["remedies", "withdrawal", "turned-up", "choice", "photos"])
def test_only_pressing_changes_a_claim(mine: Client, cleos: Claim, verb: str) -> None:
    assert mine.get(f"/my/claims/{cleos.pk}/{verb}/").status_code == 405


# Endings


def test_a_claim_is_taken_back(mine: Client, cleos: Claim) -> None:
    page = mine.post(f"/my/claims/{cleos.pk}/withdrawal/", follow=True).content.decode()
    assert "You took this back" in page
    cleos.refresh_from_db()
    assert (cleos.state, cleos.closed_by_id) == ("withdrawn", cleos.order.customer.account_id)


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ("keep", "It is yours, with our compliments"),
        ("send_back", "handing it over costs you nothing"),
        ("pay", "Nothing is charged by itself"),
    ],
)
def test_when_the_parcel_turns_up_the_customer_chooses(mine: Client, order: Order, choice: str, words: str) -> None:
    press(mine, order, "refund", what="not_arrived")
    claim = Claim.objects.get()
    page = mine.post(f"/my/claims/{claim.pk}/turned-up/", follow=True).content.decode()
    assert "How good that it turned up" in page
    assert "What we gave you stays yours." in page
    for _ in range(2):
        page = mine.post(f"/my/claims/{claim.pk}/choice/", {"choice": choice}, follow=True).content.decode()
    assert words in page
    assert FoundParcel.objects.get().choice == choice
    assert Case.objects.count() == (choice == "pay")
    assert Remedy.objects.get().state == "done"
    accusing = ("suspicious", "fraud", "abuse", "prove", "really", "honest")
    assert not [word for word in accusing if word in page.lower()]


def test_found_before_anything_was_given_all_is_well(mine: Client, cleos: Claim, customer, actor) -> None:
    note_parcel_found(claim=cleos, actor=actor(customer), now=now())
    page = read(mine, f"/my/claims/{cleos.pk}/")
    assert "everything is as it should be" in page
    assert 'value="keep"' not in page


def test_who_would_like_to_pay_for_it_says_so_in_the_case_that_is_there(mine: Client, order: Order) -> None:
    press(mine, order, "person", what="not_arrived", words="Where is it?")
    claim = Claim.objects.get()
    mine.post(f"/my/claims/{claim.pk}/turned-up/")
    for _ in range(2):
        mine.post(f"/my/claims/{claim.pk}/choice/", {"choice": "pay"})
    assert [each.text for each in Case.objects.get().messages.order_by("id")] == [
        "Where is it?",
        "The parcel turned up after all, and I would like to pay for it.",
    ]


# A photo, if they like


@shared
def broken(arrived: Order, customer, actor) -> Claim:
    lamp = arrived.lines.get(product_name="Lamp")
    return open_claim(order=arrived, kind="damaged", lines=[lamp], actor=actor(customer), now=now())


def test_a_photo_is_offered_kept_without_its_place_and_shown(
    mine: Client, broken: Claim, client_for, outsider, agent
) -> None:
    assert "If you would rather not send one, that is quite all right." in read(mine, f"/my/claims/{broken.pk}/")
    sent = taken_at_home("JPEG")
    assert PLACE in sent
    for _ in range(2):
        mine.post(
            f"/my/claims/{broken.pk}/photos/",
            {"photo": SimpleUploadedFile("x.exe", sent, "text/html"), "words": "The foot", "key": KEY},
        )
    given = Evidence.objects.get()
    assert f"/my/photos/{given.pk}/" in read(mine, f"/my/claims/{broken.pk}/")
    response = mine.get(f"/my/photos/{given.pk}/")
    kept = b"".join(response.streaming_content)
    assert Image.open(io.BytesIO(kept)).format == "JPEG"
    assert PLACE not in kept
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert client_for(agent).get(f"/my/photos/{given.pk}/").status_code == 200
    assert client_for(outsider).get(f"/my/photos/{given.pk}/").status_code == 404


@pytest.mark.parametrize("sent", [b"<script>alert(1)</script>", b""])
def test_what_is_no_photo_is_said_kindly_and_the_claim_goes_on(mine: Client, broken: Claim, sent: bytes) -> None:
    photo = SimpleUploadedFile("lamp.jpg", sent, "image/jpeg")
    response = mine.post(f"/my/claims/{broken.pk}/photos/", {"photo": photo, "words": "The foot", "key": KEY})
    assert response.status_code == 422
    assert "The foot" in response.content.decode()
    assert not Evidence.objects.exists()
    mine.post(f"/my/claims/{broken.pk}/remedies/", {"remedy": "refund", "key": KEY})
    assert Remedy.objects.get().state == "done"


def test_a_wrong_piece_of_value_goes_back_at_our_cost_and_the_refund_does_not_wait(
    mine: Client, shopper: Customer
) -> None:
    bought = make_order(shopper, [make_variant("Clock", 5_000)], placed_at=days_ago(9))
    scan(send(bought, sent_at=days_ago(8), promised_until=days_ago(2).date()), Scan.Kind.DELIVERED, days_ago(3))
    page = press(mine, bought, "refund", what="wrong_item").content.decode()
    assert "$50.00 went back" in page
    assert "it costs you nothing" in page
