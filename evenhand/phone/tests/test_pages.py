"""The pages of phone, each by its ritual."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from evenhand.cases.api import Case, draft_of, open_case
from evenhand.core.api import ActivityEntry, now
from evenhand.phone.models import AfterCall, Call, KeptRequest, KnownNumber, Line
from evenhand.phone.numbers import is_unknown, note_number
from evenhand.phone.testing import CALLER, Exchange
from evenhand.phone.tests.conftest import TEST
from evenhand.shop.testing import MARCH_2, make_order

pytestmark = pytest.mark.django_db
OUTSIDERS = ["customer", "outsider", "seller", "driver"]


@pytest.fixture
def desk(ada, client_for) -> Client:
    return client_for(ada)


@pytest.fixture
def ringing(exchange, ada, cleo) -> Call:
    exchange.send(exchange.event("ringing", 0, "201"))
    return Call.objects.get()


@pytest.fixture
def after(exchange, ringing) -> AfterCall:
    """The work after a call of the customer's, with most of its time before it."""
    exchange.began_at = now() - datetime.timedelta(seconds=30)
    exchange.send(exchange.event("answered", 5, "201"))
    exchange.send(exchange.event("ended", 25))
    return AfterCall.objects.get()


@pytest.fixture
def stranger(exchange, ada) -> Case:
    """A case of somebody whose number nobody knows."""
    exchange.send(exchange.event("answered", 5, "201"))
    return Case.objects.get()


def page_of(client, name, *args, **more):
    return client.get(reverse(f"phone:{name}", args=args), **more).content.decode()


def said():
    return ActivityEntry.objects.count()


def test_what_rings_shows_who_it_is_with_orders_and_cases(desk, ringing, cleo, shopper, lamp):
    order = make_order(shopper, [lamp], placed_at=MARCH_2)
    case = open_case(customer=cleo, subject="A lamp", text="Hello", channel="mail", key="a", actor=TEST, now=now())
    for page in (page_of(desk, "pop"), page_of(desk, "calls")):
        assert "Cleo Customer" in page
        assert "+44 770 090 0123" in page
        assert order.number in page
        assert f"#{case.pk} A lamp" in page
        assert f'action="/calls/{ringing.pk}/case/"' in page


def test_what_rings_for_somebody_else_is_not_shown(client_for, amir, ringing):
    assert "Cleo Customer" not in page_of(client_for(amir), "pop")


def test_nothing_rings_any_more_once_it_was_answered_or_is_over(desk, exchange, ringing):
    exchange.send(exchange.event("ended", 30))
    assert page_of(desk, "pop").strip() == ""
    assert "Nobody rings" in page_of(desk, "calls")


def test_while_one_speaks_the_way_to_the_case_stands_on_every_page_but_its_own(desk, exchange, ringing):
    exchange.send(exchange.event("answered", 10, "201"))
    case = f"/desk/cases/{Case.objects.get().pk}/"
    assert f'href="{case}"' in page_of(desk, "pop")
    assert page_of(desk, "pop", headers={"HX-Current-URL": f"http://testserver{case}?all=1"}).strip() == ""
    exchange.send(exchange.event("ended", 30))
    assert page_of(desk, "pop").strip() == ""


def test_each_page_of_somebody_with_a_telephone_looks_for_what_rings_and_no_other(desk, client_for, lead):
    assert 'data-live="calls:' in desk.get("/desk/").content.decode()
    assert 'id="ringing"' not in client_for(lead).get("/desk/").content.decode()


def test_a_press_opens_the_case_and_a_second_one_the_same(desk, ringing):
    answers = [desk.post(f"/calls/{ringing.pk}/case/") for _ in range(2)]
    case = Case.objects.get()
    assert [answer["Location"] for answer in answers] == [f"/desk/cases/{case.pk}/"] * 2
    assert case.contacts.count() == 0
    assert ActivityEntry.objects.filter(verb="phone.open_for_call", actor_id__isnull=False).count() == 1


def test_the_call_goes_on_in_the_case_that_was_opened_while_it_rang(desk, exchange, ringing):
    desk.post(f"/calls/{ringing.pk}/case/")
    exchange.send(exchange.event("answered", 10, "201"))
    assert Case.objects.get().contacts.count() == 1


def test_the_calls_page_and_its_part_show_the_same(desk, ringing):
    whole, part = page_of(desk, "calls"), page_of(desk, "calls", headers={"HX-Request": "true"})
    assert 'id="calls"' in part
    assert "<html" not in part
    assert 'action="/calls/' in whole
    assert 'action="/calls/' in part


def test_more_calls_are_no_more_queries(desk, line, ada, cleo, began_at, django_assert_max_num_queries):
    for number in range(12):
        each = Exchange(line, began_at, call=f"call-{number}")
        each.send(each.event("answered", number, "201"))
        each.send(each.event("ended", number + 1))
    with django_assert_max_num_queries(12):
        desk.get("/calls/")


def test_a_call_that_nobody_answered_is_there_to_call_back(desk, exchange, ringing):
    exchange.send(exchange.event("ended", 40))
    page = page_of(desk, "calls")
    assert "waited 40" in page.replace("\xa0", " ")
    assert "Open a case" in page


def test_the_case_page_counts_down_and_more_time_has_a_cause(desk, after, ada):
    case = after.leg.contact.case
    page = desk.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "Time to write it up" in page
    assert "Waiting on the carrier" in page
    for _ in range(2):
        answer = desk.post(f"/calls/after/{after.pk}/extensions/", {"cause": "slow system", "key": "one"})
        assert (answer.status_code, answer["Location"]) == (302, f"/desk/cases/{case.pk}/")
    assert after.extensions.get().cause == "slow system"
    assert case.contacts.get().segments.get(ended_at=None).cause == "slow system"


def test_more_time_without_a_cause_of_the_list_is_refused(desk, after):
    for sent in ({}, {"cause": "because", "key": "one"}, {"cause": "other"}):
        assert desk.post(f"/calls/after/{after.pk}/extensions/", sent).status_code == 422
    assert not after.extensions.exists()


def test_done_is_done_and_twice_harmless(desk, after):
    for _ in range(2):
        assert desk.post(f"/calls/after/{after.pk}/end/").status_code == 302
    contact = after.leg.contact
    contact.refresh_from_db()
    assert contact.ended_at is not None
    assert contact.case.status == "open"
    assert desk.post(f"/calls/after/{after.pk}/extensions/", {"cause": "other", "key": "two"}).status_code == 409


def test_the_work_after_a_colleagues_call_does_not_exist(client_for, amir, after):
    for verb in ("end", "extensions"):
        assert (
            client_for(amir).post(f"/calls/after/{after.pk}/{verb}/", {"cause": "other", "key": "k"}).status_code == 404
        )


def test_a_number_is_noted_once_called_by_a_link_and_taken_off(desk, cleo, shopper, house_policies):
    case = open_case(customer=cleo, subject="A lamp", text="Hello", channel="mail", key="a", actor=TEST, now=now())
    address = f"/calls/cases/{case.pk}/numbers/"
    for _ in range(2):
        assert desk.post(address, {"number": "+49 30 1234567"}).status_code == 302
    number = KnownNumber.objects.get(number="+49301234567")
    beside = desk.get(f"/desk/cases/{case.pk}/?part=beside").content.decode()
    assert 'href="tel:+49301234567"' in beside
    for _ in range(2):
        answer = desk.post(f"{address}{number.pk}/end/")
    assert answer.status_code == 404
    assert KnownNumber.objects.filter(account=cleo).count() == 1


@pytest.mark.parametrize("written", ["", "hello", "0301234567", "+1", "+" + "1" * 39, "<script>"])
def test_what_is_no_number_is_said_kindly_and_kept_before_the_writers_eyes(desk, cleo, house_policies, written):
    case = open_case(customer=cleo, subject="A lamp", text="Hello", channel="mail", key="a", actor=TEST, now=now())
    answer = desk.post(f"/calls/cases/{case.pk}/numbers/", {"number": written})
    assert answer.status_code == 422
    assert answer.content.count(b'class="error"') == 1
    assert KnownNumber.objects.count() == 1


def test_a_caller_whom_nobody_knows_is_named_and_known_the_next_time(desk, exchange, stranger, customer, began_at):
    assert is_unknown(stranger.customer)
    page = desk.get(f"/desk/cases/{stranger.pk}/?part=beside").content.decode()
    assert "Say who is calling" in page
    assert 'href="tel:+447700900123"' in page
    for _ in range(2):
        desk.post(f"/calls/cases/{stranger.pk}/caller/", {"email": "Cleo.Customer@cast.example"})
    stranger.refresh_from_db()
    assert stranger.customer == customer
    assert stranger.messages.first().author == customer
    assert KnownNumber.objects.get().account == customer
    second = Exchange(exchange.line, began_at, call="call-2")
    second.send(second.event("ringing", 60, "201"))
    assert Call.objects.get(reference="call-2").customer == customer


def test_who_shares_a_number_is_offered_and_chosen_by_a_press(desk, stranger, customer, outsider, actor, ada):
    for account in (customer, outsider):
        note_number(account=account, written="+44 7700 900123", actor=actor(ada), now=now())
    address = f"/calls/cases/{stranger.pk}/caller/"
    page = desk.get(address).content.decode()
    assert "Several customers share this number" in page
    assert [page.count(f'value="{each.email}"') for each in (customer, outsider)] == [1, 1]
    assert desk.post(address, {"email": customer.email}).status_code == 302
    stranger.refresh_from_db()
    assert stranger.customer == customer
    assert "share this number" not in desk.get(address).content.decode()


def test_a_case_that_has_its_customer_is_given_to_nobody_else(desk, cleo, outsider, house_policies, began_at):
    case = open_case(customer=cleo, subject="A lamp", text="Hello", channel="mail", key="a", actor=TEST, now=now())
    answer = desk.post(f"/calls/cases/{case.pk}/caller/", {"email": outsider.email})
    assert answer.status_code == 422
    assert b"We know already" in answer.content
    case.refresh_from_db()
    assert case.customer == cleo


def test_nobody_who_works_here_becomes_a_customer_by_mistake(desk, stranger, lead):
    assert desk.post(f"/calls/cases/{stranger.pk}/caller/", {"email": lead.email}).status_code == 422
    stranger.refresh_from_db()
    assert is_unknown(stranger.customer)


def test_a_caller_without_an_address_gets_no_mail_and_no_word_is_lost(desk, stranger, ada, actor):
    seen = stranger.messages.latest("id").pk
    answer = desk.post(f"/desk/cases/{stranger.pk}/replies/", {"text": "Dear you", "seen_message_id": seen, "key": "k"})
    assert answer.status_code == 302
    draft = draft_of(stranger, actor(ada))
    assert draft is not None
    assert draft.text == "Dear you"


def test_a_household_that_shares_a_number_is_nobody_in_particular(desk, exchange, ada, cleo, outsider):
    note_number(account=outsider, written=CALLER, actor=TEST, now=now())
    exchange.send(exchange.event("ringing", 0, "201"))
    assert Call.objects.get().customer is None


def test_a_lead_says_whose_telephone_is_whose(client_for, lead, agent, second_agent, house_policies):
    browser = client_for(lead)
    for _ in range(2):
        assert browser.post(f"/telephones/{agent.pk}/", {"extension": " 20 1 "}).status_code == 302
    agent.refresh_from_db()
    assert agent.extension == "201"
    assert ActivityEntry.objects.filter(verb="people.set_extension").count() == 1
    assert browser.post(f"/telephones/{second_agent.pk}/", {"extension": "201"}).status_code == 409
    assert browser.post(f"/telephones/{second_agent.pk}/", {"extension": "2;1"}).status_code == 422
    browser.post(f"/telephones/{agent.pk}/", {"extension": ""})
    agent.refresh_from_db()
    assert agent.extension == ""


def test_what_nobody_has_stands_on_the_page_of_telephones(client_for, lead, exchange):
    exchange.send(exchange.event("answered", 0, "299"))
    assert "<strong>299</strong>" in page_of(client_for(lead), "telephones")


def test_a_line_is_made_once_and_shows_its_address_and_secret(client_for, administrator, line):
    browser = client_for(administrator)
    sent = {"name": "Second line", "queue": line.queue_id, "country_code": "44"}
    for _ in range(2):
        answer = browser.post("/telephones/lines/", sent)
    made = Line.objects.get(name="Second line")
    page = browser.get(answer["Location"])
    assert f"/hooks/phone/{made.key}/" in page.content.decode()
    assert page.content.decode().count("phone_") == 1
    assert "no-store" in page["Cache-Control"]


def test_a_second_secret_can_be_made_a_third_not_and_the_last_cannot_end(client_for, administrator, line):
    browser, address = client_for(administrator), f"/telephones/lines/{line.pk}/secrets/"
    old = line.secrets.get()
    assert browser.post(f"{address}{old.pk}/end/").status_code == 409
    assert [browser.post(address).status_code for _ in range(2)] == [302, 409]
    assert [browser.post(f"{address}{old.pk}/end/").status_code for _ in range(2)] == [302, 302]
    assert line.secrets.filter(ended_at=None).exclude(pk=old.pk).count() == 1


def test_a_line_rests_and_says_so(client_for, administrator, line):
    sent = {"name": line.name, "queue": line.queue_id, "after_call_goal_seconds": "45"}
    assert client_for(administrator).post(f"/telephones/lines/{line.pk}/", sent).status_code == 302
    line.refresh_from_db()
    assert (line.is_active, line.after_call_goal_seconds) == (False, 45)
    assert "At rest" in page_of(client_for(administrator), "lines")


def test_what_could_not_be_taken_is_looked_at_once(client_for, lead, exchange):
    exchange.send({**exchange.event("ringing", 0), "kind": "<b>boom</b>"})
    browser, kept = client_for(lead), KeptRequest.objects.get()
    page = page_of(browser, "kept")
    assert "&lt;b&gt;boom" in page
    assert "<b>boom" not in page
    for _ in range(2):
        assert browser.post(f"/telephones/kept/{kept.pk}/seen/").status_code == 302
    kept.refresh_from_db()
    assert kept.seen_by == lead
    assert "Nothing to look at" in page_of(browser, "kept")


READ = ["/calls/", "/calls/now/", "/calls/cases/{case}/numbers/", "/calls/cases/{case}/caller/"]
WRITE = ["/calls/{call}/case/", "/calls/after/{after}/extensions/", "/calls/after/{after}/end/"]
KEEP = ["/telephones/", "/telephones/kept/"]
KEEP_WRITE = ["/telephones/{agent}/", "/telephones/kept/1/seen/"]
LINES = ["/telephones/lines/", "/telephones/lines/{line}/"]
LINES_WRITE = ["/telephones/lines/{line}/secrets/", "/telephones/lines/{line}/secrets/1/end/"]


@pytest.fixture
def whole(after) -> dict[str, int]:
    leg = after.leg
    return {
        "case": leg.contact.case_id,
        "call": leg.call_id,
        "after": after.pk,
        "agent": leg.agent_id,
        "line": leg.call.line_id,
    }


def test_outsiders_find_nothing(client_for, request, whole):
    for who in (*OUTSIDERS, "reviewer", "finance", "policy_owner"):
        browser = client_for(request.getfixturevalue(who))
        for path in (*READ, *KEEP, *LINES):
            assert browser.get(path.format(**whole)).status_code == 404, (who, path)
        for path in (*WRITE, *KEEP_WRITE, *LINES_WRITE):
            assert browser.post(path.format(**whole)).status_code == 404, (who, path)


def test_agents_keep_no_telephones_and_leads_no_lines(desk, client_for, lead, whole):
    for path in (*KEEP, *LINES):
        assert desk.get(path.format(**whole)).status_code == 404
    for path in (*KEEP_WRITE, *LINES_WRITE):
        assert desk.post(path.format(**whole)).status_code == 404
    for path in LINES:
        assert client_for(lead).get(path.format(**whole)).status_code == 404


def test_wrong_methods_are_refused(desk, client_for, administrator, whole):
    for path in (*WRITE, *KEEP_WRITE, *LINES_WRITE):
        assert client_for(administrator).get(path.format(**whole)).status_code == 405
    for path in ("/calls/", "/calls/now/"):
        assert desk.post(path).status_code == 405
    for path in KEEP:
        assert client_for(administrator).post(path).status_code == 405


def test_looking_changes_nothing(desk, client_for, administrator, whole):
    before = said()
    for path in READ:
        assert desk.get(path.format(**whole)).status_code == 200
    for path in (*KEEP, *LINES):
        assert client_for(administrator).get(path.format(**whole)).status_code == 200
    assert said() == before
