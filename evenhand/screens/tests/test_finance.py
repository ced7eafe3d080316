"""The money's pages: for finance and administrators alone, exact in every currency, and safe to export."""

import csv
import datetime
import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override

from evenhand.cases.api import open_case
from evenhand.core.api import Actor, Money
from evenhand.core.testing import shared
from evenhand.people.api import Account
from evenhand.remedies import api as remedies
from evenhand.remedies.api import Dispute, Reconciliation, Remedy, new_key
from evenhand.screens.finance.ledger import safe_cell
from evenhand.screens.tests.conftest import TEST
from evenhand.shop.api import Customer, Order, Payment, Refund, Shipment
from evenhand.shop.testing import MARCH_2, make_order, make_variant, send
from evenhand.ui.testing import OpensPages, barriers, sign_in

pytestmark = pytest.mark.usefixtures("house_policies")
PAGES = ["/finance/", "/finance/ledger.csv", "/finance/reconciliations/", "/finance/chargebacks/"]
POSTS = ["/finance/reconciliations/", "/finance/chargebacks/"]


@shared
def order(parcel: Shipment) -> Order:
    """The cast's order, as on 2 March 2026."""
    return Order.objects.select_related("customer__account", "seller").get(pk=parcel.order_id)


@shared
def refunded(order: Order, agent: Account, actor: Callable[[Account], Actor]) -> Remedy:
    """The cast's order, refunded on 2 March."""
    claim = remedies.open_claim(order=order, kind="lost", actor=actor(agent), now=MARCH_2)
    return remedies.grant_remedy(claim=claim, kind="refund", key="page-1", actor=actor(agent), now=MARCH_2)


def rows_of(client: Client, address: str = "/finance/ledger.csv") -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


@pytest.mark.parametrize(
    "who", ["agent", "lead", "reviewer", "policy_owner", "customer", "outsider", "seller", "driver"]
)
def test_the_money_does_not_exist_for_others(client_for, request, refunded: Remedy, who: str) -> None:
    client: Client = client_for(request.getfixturevalue(who))
    assert [client.get(path).status_code for path in PAGES] == [404] * len(PAGES)
    assert [client.post(path).status_code for path in POSTS] == [404] * len(POSTS)
    assert client.post("/finance/chargebacks/1/end/").status_code == 404
    assert client.post("/finance/reconciliations/1/again/").status_code == 404


@pytest.mark.parametrize("days", ["until=9999-12-31", "since=9999-12-31", "since=0001-01-01", "until=0001-01-01"])
def test_days_beyond_all_calendars_are_told_and_do_not_narrow(
    client_for, finance: Account, refunded: Remedy, days: str
) -> None:
    client: Client = client_for(finance)
    page = client.get(f"/finance/?{days}")
    assert page.status_code == 200
    assert "Choose a day between 1900 and 2999." in page.content.decode()
    assert rows_of(client, f"/finance/ledger.csv?{days}") == rows_of(client)


def test_a_report_for_days_beyond_all_calendars_is_not_compared(client_for, finance: Account, refunded: Remedy) -> None:
    report = SimpleUploadedFile("r.csv", b"reference,key,kind,amount,currency,at\n")
    fields = {"report": report, "since": "2026-03-01", "until": "9999-12-31", "key": new_key()}
    page = client_for(finance).post("/finance/reconciliations/", fields)
    assert "Choose a day between 1900 and 2999." in page.content.decode()
    assert not Reconciliation.objects.exists()


@pytest.mark.parametrize("who", ["finance", "administrator"])
def test_finance_and_administrators_see_it(client_for, request, refunded: Remedy, who: str) -> None:
    client: Client = client_for(request.getfixturevalue(who))
    assert [client.get(path).status_code for path in PAGES] == [200] * len(PAGES)
    assert 'href="/finance/"' in client.get("/finance/").content.decode()


def test_the_ledger_lists_balances_and_each_transaction_with_its_remedy(client_for, finance, refunded: Remedy) -> None:
    page = client_for(finance).get("/finance/").content.decode()
    assert page.count("$72.20") >= 6
    assert "-$72.20" in page
    assert "Refunds granted" in page
    assert refunded.order.number in page


@pytest.mark.parametrize(
    ("query", "transactions"),
    [
        ("", 2),
        ("since=2026-03-02&until=2026-03-02", 2),
        ("since=2026-03-03", 0),
        ("until=2026-03-01", 0),
        ("account=refunds_granted", 1),
        ("account=goodwill_expense", 0),
        ("order={number}", 2),
        ("order={bare}", 2),
        ("order=nobody", 0),
        ("since=yesterday&account=nonsense", 2),
    ],
)
def test_the_ledger_is_narrowed_by_days_account_and_order(
    client_for, finance, refunded: Remedy, query: str, transactions: int
) -> None:
    number = refunded.order.number
    query = query.format(number=number.replace("#", "%23"), bare=number.removeprefix("#").lower())
    answer = client_for(finance).get(f"/finance/?{query}")
    assert len(answer.context["transactions"]) == transactions
    found = rows_of(client_for(finance), f"/finance/ledger.csv?{query}")
    assert len({row["transaction"] for row in found}) == transactions


def test_more_transactions_ask_no_more_queries(
    client_for, finance, refunded: Remedy, agent, actor, django_assert_max_num_queries
) -> None:
    claim, who = refunded.its_claim, actor(agent)
    client = client_for(finance)
    client.get("/finance/")
    with django_assert_max_num_queries(11) as few:
        client.get("/finance/")
    remedies.grant_remedy(claim=claim, kind="credit", key="page-2", actor=who, now=MARCH_2)
    with django_assert_max_num_queries(len(few)):
        client.get("/finance/")


def test_the_file_holds_each_posting_in_minor_units_and_in_decimals(client_for, finance, refunded: Remedy) -> None:
    rows = rows_of(client_for(finance))
    assert len(rows) == 4
    assert sum(int(row["amount_minor"]) for row in rows) == 0
    granted = next(row for row in rows if row["account"] == "refunds_granted")
    assert (granted["amount_minor"], granted["amount"], granted["currency"]) == ("7220", "72.20", "USD")
    assert (granted["remedy"], granted["remedy_id"], granted["order"]) == (
        "Refund",
        str(refunded.pk),
        refunded.order.number,
    )


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "＝1", "\r=1"])
def test_no_cell_is_taken_for_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


def test_words_that_are_no_formula_stay_as_they_are() -> None:
    assert [safe_cell(text) for text in ("#W1", "Ada - agent", "")] == ["#W1", "Ada - agent", ""]


def report(*rows: str, header: str = "reference,key,kind,amount,currency,at") -> SimpleUploadedFile:
    return SimpleUploadedFile("march.csv", "\n".join([header, *rows]).encode(), content_type="text/csv")


def compare(client: Client, upload: SimpleUploadedFile, **more: str) -> Reconciliation:
    answer = client.post("/finance/reconciliations/", {"report": upload, "key": new_key()} | more)
    assert answer.status_code == 302, answer.context["form"].errors
    return Reconciliation.objects.latest("pk")


def test_a_report_is_compared_line_by_line_and_again_later(client_for, finance, refunded: Remedy) -> None:
    client, [refund] = client_for(finance), refunded.refunds.all()
    upload = report(
        f",page-1:{refund.pk},refund,-72.20,USD,2026-03-02 12:00:05",
        "re_stranger,,refund,-5.00,USD,2026-03-02 13:00:00",
        "po_1,,payout,-900.00,USD,2026-03-02 14:00:00",
    )
    made = compare(client, upload)
    assert remedies.outcome_totals(made) == {"differs": 0, "missing_there": 0, "missing_here": 1, "matched": 1}
    assert made.left_aside == 1
    page = client.get(f"/finance/reconciliations/{made.pk}/?outcome=matched").content.decode()
    assert "-$72.20" in page
    assert refunded.order.number in page
    client.post(f"/finance/reconciliations/{made.pk}/again/", {"key": new_key()})
    again = Reconciliation.objects.latest("pk")
    assert again.pk != made.pk
    assert remedies.outcome_totals(again) == remedies.outcome_totals(made)


def test_what_differs_and_what_they_do_not_have_is_shown_first(client_for, finance, refunded: Remedy) -> None:
    client, [refund] = client_for(finance), refunded.refunds.all()
    made = compare(client, report(f",page-1:{refund.pk},refund,-72.00,USD,2026-03-02 12:00:05"))
    page = client.get(f"/finance/reconciliations/{made.pk}/").content.decode()
    assert "-$72.20" in page
    assert "-$72.00" in page
    missing = compare(client, report(), since="2026-03-01", until="2026-03-02")
    assert remedies.outcome_totals(missing)["missing_there"] == 1
    other_days = compare(client, report(), since="2026-03-03", until="2026-03-04")
    assert remedies.outcome_totals(other_days)["missing_there"] == 0


def test_stripes_own_report_is_read_by_its_columns(client_for, finance, refunded: Remedy) -> None:
    Refund.objects.update(reference="re_1")
    upload = report(
        "txn_1,2026-03-02 12:00:05,usd,-72.20,0.00,-72.20,refund,re_1",
        "txn_2,2026-03-02 12:00:05,usd,-72.20,0.00,-72.20,refund,re_1",
        "txn_3,2026-03-02 12:00:05,usd,100.00,3.20,96.80,charge,ch_1",
        "txn_4,2026-03-03 12:00:05,usd,-96.80,0.00,-96.80,payout,po_1",
        header="balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id",
    )
    made = compare(client_for(finance), upload)
    assert remedies.outcome_totals(made) == {"differs": 0, "missing_there": 0, "missing_here": 2, "matched": 1}
    assert made.left_aside == 1


def test_the_same_press_twice_compares_once(client_for, finance, refunded: Remedy) -> None:
    client, key = client_for(finance), new_key()
    for _ in range(2):
        compare(client, report("re_1,,refund,-5.00,USD,2026-03-02 13:00:00"), key=key)
    assert Reconciliation.objects.count() == 1


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (report("re_1,,refund,-5.001,USD,2026-03-02 13:00:00"), "Line 2: &#x27;-5.001&#x27; is no amount in USD"),
        (report("re_1,,refund,NaN,USD,2026-03-02 13:00:00"), "is no amount"),
        (report("re_1,,refund,-5,dollars,2026-03-02 13:00:00"), "is no currency"),
        (report("re_1,,refund,-5,USD,yesterday"), "is no time"),
        (report("1,2", header="a,b"), "These columns are missing: reference, amount, currency, at"),
        (report(), "no rows"),
        (SimpleUploadedFile("x.csv", b"\xff\xfe\x00"), "not text in UTF-8"),
        (SimpleUploadedFile("x.csv", b""), "empty"),
    ],
)
def test_a_report_that_cannot_be_read_is_told_with_its_line(
    client_for, finance, refunded: Remedy, upload: SimpleUploadedFile, words: str
) -> None:
    upload.seek(0)
    answer = client_for(finance).post("/finance/reconciliations/", {"report": upload, "key": new_key()})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Reconciliation.objects.exists()


def test_a_chargeback_is_noted_and_ended_by_finance(client_for, finance, order: Order) -> None:
    client = client_for(finance)
    noted = {"order": order.number.lower(), "kind": "chargeback", "amount": "72.20", "key": new_key()}
    for _ in range(2):
        assert client.post("/finance/chargebacks/", noted).status_code == 302
    dispute = Dispute.objects.get()
    assert (dispute.amount, Payment.objects.get().held_back_minor) == (Money(7220, "USD"), 7220)
    assert "We lost" in client.get("/finance/chargebacks/").content.decode()
    assert client.post(f"/finance/chargebacks/{dispute.pk}/end/", {"state": "won"}).status_code == 302
    assert Payment.objects.get().held_back_minor == 0
    assert client.post(f"/finance/chargebacks/{dispute.pk}/end/", {"state": "lost"}).status_code == 409


@pytest.mark.parametrize("wrong", [{"order": "nobody"}, {"amount": "1.234"}, {"amount": "-1"}, {"kind": "car"}])
def test_a_chargeback_that_cannot_be_is_told(client_for, finance, order: Order, wrong: dict[str, str]) -> None:
    noted = {"order": order.number, "kind": "chargeback", "amount": "72.20", "key": new_key()} | wrong
    assert client_for(finance).post("/finance/chargebacks/", noted).status_code == 422
    assert not Dispute.objects.exists()


@pytest.mark.parametrize(
    ("currency", "minor", "english", "german", "decimal"),
    [
        ("JPY", 1234, "¥1,234", "1.234\N{NO-BREAK SPACE}¥", "1234"),
        ("EUR", 1234, "€12.34", "12,34\N{NO-BREAK SPACE}€", "12.34"),
        ("KWD", 12345, "KWD\N{NO-BREAK SPACE}12.345", "12,345\N{NO-BREAK SPACE}KWD", "12.345"),
    ],
)
def test_each_currency_is_shown_as_the_reader_writes_it(
    client_for,
    finance,
    agent,
    lead,
    actor,
    shopper: Customer,
    currency: str,
    minor: int,
    english: str,
    german: str,
    decimal: str,
) -> None:
    order = make_order(shopper, [make_variant("Cup", minor, currency=currency)])
    send(order)
    claim = remedies.open_claim(order=order, kind="lost", actor=actor(agent), now=MARCH_2)
    given = remedies.grant_remedy(claim=claim, kind="refund", key="k", actor=actor(agent), now=MARCH_2)
    if given.state == "proposed":  # the house's limits are in dollars
        remedies.approve_remedy(remedy=given, actor=actor(lead), now=MARCH_2)
    case = open_case(
        customer=shopper.account,
        subject="My cup",
        text="?",
        channel="mail",
        order=order,
        key="m",
        actor=TEST,
        now=MARCH_2,
    )
    for language, written, elsewhere in (("en", english, german), ("de", german, english)):
        finance.language = language
        finance.save(update_fields=["language"])
        case_page = f"/desk/cases/{case.pk}/?claim="
        order_page = f"/my/orders/{order.number.removeprefix('#')}/"
        for who, path in ((finance, "/finance/"), (finance, case_page), (shopper.account, order_page)):
            with override(language):
                page = client_for(who).get(path, headers={"Accept-Language": language}).content.decode()
            assert written in page, path
            assert elsewhere not in page, path
            assert f">{decimal}<" not in page, path
    assert {row["amount"].lstrip("-") for row in rows_of(client_for(finance))} == {decimal}


def test_days_are_the_sites(client_for, finance, refunded: Remedy) -> None:
    tomorrow = (MARCH_2 + datetime.timedelta(days=1)).date().isoformat()
    assert client_for(finance).get(f"/finance/?since={tomorrow}").context["transactions"] == []


@pytest.mark.browser
def test_the_moneys_pages_are_usable_by_everyone(
    live_server, browser_page: OpensPages, finance, client_for, refunded: Remedy
) -> None:
    client = client_for(finance)
    Refund.objects.update(reference="re_a_very_long_number_of_a_provider_that_never_ends_3MtwBwLkdIwHu7ix28a3tqPa")
    [refund] = refunded.refunds.all()
    made = compare(client, report(f"{refund.reference},,refund,-72.00,USD,2026-03-02 12:00:05"))
    for kind, reference in (("chargeback", "du_1MtJUT2eZvKYlo2CNaw2HvEv"), ("inquiry", "du_2")):
        noted = {"order": refunded.order.number, "kind": kind, "amount": "72.20", "reference": reference}
        client.post("/finance/chargebacks/", noted | {"key": new_key(), "reason": "product not received"})
    page = browser_page()
    sign_in(page, live_server.url, finance)
    for path in (
        *("/finance/", "/finance/?since=2030-01-01", "/finance/chargebacks/"),
        *("/finance/reconciliations/", f"/finance/reconciliations/{made.pk}/"),
    ):
        page.goto(live_server.url + path)
        assert barriers(page) == [], path
