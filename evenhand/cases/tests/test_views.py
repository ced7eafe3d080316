"""Pages of cases alone: the quarantine and the download of files."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from evenhand.cases.api import Attachment, Case, IncomingFile, IncomingMail, add_customer_message
from evenhand.cases.files import LARGEST_FILE, MOST_FILES
from evenhand.cases.testing import at, deliver, make_case, make_mail
from evenhand.core.api import ActivityEntry
from evenhand.ui.testing import barriers, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]
PAGES = ["quarantine", "quarantined_mail"]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def mail():
    """A mail that nobody can read."""
    return deliver(b"Subject: <b>Help</b>\r\n\r\n<script>alert(1)</script> My parcel!" + b" one long line" * 50)


@pytest.fixture
def outsiders(outsider, seller, driver):
    """People who have nothing to look for at the desk."""
    return [outsider, seller, driver]


def address(name, mail):
    return reverse(f"cases:{name}", args=[] if name == "quarantine" else [mail.pk])


def test_list_and_mail_show_what_came_as_mere_text(client_for, agent, mail):
    client = client_for(agent)
    listed = client.get(reverse("cases:quarantine"))
    assert b"which address it came from" in listed.content
    shown = client.get(address("quarantined_mail", mail))
    assert b"&lt;script&gt;alert(1)&lt;/script&gt; My parcel!" in shown.content
    assert b"<script>alert" not in shown.content


@pytest.mark.parametrize(("sender", "words"), [("<>", "a mail server, without an address"), ("", "unknown sender")])
def test_a_mail_without_an_address_says_so_in_words(client_for, agent, mail, sender, words):
    IncomingMail.objects.filter(pk=mail.pk).update(sender="", envelope_from=sender)
    for page in PAGES:
        assert words in client_for(agent).get(address(page, mail)).content.decode()


def test_mail_is_released_into_a_case(client_for, agent, customer, mail):
    case = make_case(customer)
    for _ in range(2):
        response = client_for(agent).post(address("mail_release", mail), {"case": case.pk})
    assert response.status_code in (302, 404)
    mail.refresh_from_db()
    assert (mail.state, mail.landed_in.case) == ("landed", case)
    assert "My parcel!" in mail.landed_in.text
    assert case.messages.count() == 2
    assert ActivityEntry.objects.filter(verb="cases.release_mail", actor_id=agent.pk).count() == 1


def test_mail_is_released_into_a_new_case_of_a_customers(client_for, agent, mail):
    client_for(agent).post(address("mail_release", mail), {"customer_address": "Ann@Mail.example"})
    case = Case.objects.get()
    assert (case.customer.email, case.messages.get().author_kind) == ("ann@mail.example", "customer")


@pytest.mark.parametrize("given", [{}, {"case": "999"}, {"case": "x"}, {"customer_address": "nobody"}])
def test_release_without_a_place_says_what_is_needed(client_for, agent, mail, given):
    response = client_for(agent).post(address("mail_release", mail), given)
    assert response.status_code == 422
    mail.refresh_from_db()
    assert mail.state == "quarantined"


def test_mail_is_set_aside_and_brought_back(client_for, agent, mail):
    client = client_for(agent)
    for _ in range(2):
        client.post(address("mail_setting_aside", mail))
    mail.refresh_from_db()
    assert mail.state == "ignored"
    assert b"Help" in client.get(reverse("cases:quarantine"), {"state": "ignored"}).content
    client.post(address("mail_return", mail))
    mail.refresh_from_db()
    assert mail.state == "quarantined"
    assert ActivityEntry.objects.filter(verb="cases.set_mail_aside").count() == 1


@pytest.mark.parametrize("name", [*PAGES, "mail_release", "mail_setting_aside", "mail_return"])
def test_outsiders_do_not_know_the_quarantine(client_for, outsiders, mail, name):
    for account in outsiders:
        method = "get" if name in PAGES else "post"
        assert getattr(client_for(account), method)(address(name, mail)).status_code == 404


@pytest.mark.parametrize("name", ["mail_release", "mail_setting_aside", "mail_return"])
def test_readers_may_look_but_not_touch(client_for, reviewer, agent, mail, name):
    client = client_for(reviewer)
    assert client.get(address("quarantined_mail", mail)).status_code == 200
    assert client.post(address(name, mail)).status_code == 403
    assert client_for(agent).get(address(name, mail)).status_code == 405


def test_signed_out_are_asked_to_sign_in(client, mail):
    assert client.get(reverse("cases:quarantine")).status_code == 302


def test_mail_that_landed_is_not_in_the_quarantine(client_for, agent):
    landed = deliver(make_mail())
    assert client_for(agent).get(address("quarantined_mail", landed)).status_code == 404


def test_more_mails_need_no_more_queries(client_for, agent, mail, django_assert_max_num_queries):
    for number in range(30):
        deliver(b"Subject: %d\r\n\r\nx" % number)
    client = client_for(agent)
    with django_assert_max_num_queries(10):
        assert client.get(reverse("cases:quarantine")).status_code == 200


def send(case, actor, *files, key="f"):
    return add_customer_message(case=case, text="See", key=key, attached=files, actor=actor, now=at(1))


def test_file_is_downloaded_and_never_opened(client_for, customer, agent, outsider, actor):
    case = make_case(customer)
    send(case, actor(customer), IncomingFile("bill <1>.html", "text/html", b"<script>"))
    where = reverse("cases:attachment", args=[Attachment.objects.get().pk])
    for account in (customer, agent):
        response = client_for(account).get(where)
        assert b"".join(response.streaming_content) == b"<script>"
        assert response["Content-Type"] == "application/octet-stream"
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
    assert client_for(outsider).get(where).status_code == 404


def test_same_file_is_kept_once_on_disk(customer, actor, settings):
    case = make_case(customer)
    same = IncomingFile("a.png", "image/png", b"x")
    send(case, actor(customer), same, IncomingFile("b.png", "image/png", b"x"))
    assert len([path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ([IncomingFile("a.EXE", "application/x-msdownload", b"x")], "run programs"),
        ([IncomingFile("a.bin", "application/octet-stream", b"x" * (LARGEST_FILE + 1))], "larger than 20 MB"),
        ([IncomingFile(f"{n}.txt", "text/plain", b"x") for n in range(MOST_FILES + 1)], "30 files"),
    ],
    ids=["program", "large", "many"],
)
def test_file_that_we_do_not_keep_says_why(client_for, customer, actor, files, reason):
    send(make_case(customer), actor(customer), *files)
    last = Attachment.objects.order_by("-id").first()
    assert reason in last.problem
    assert client_for(customer).get(reverse("cases:attachment", args=[last.pk])).status_code == 404


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_quarantine_is_usable_by_everyone(live_server, browser_page, agent, mail):
    page = browser_page()
    sign_in(page, live_server.url, agent)
    for name in PAGES:
        page.goto(live_server.url + address(name, mail))
        assert barriers(page) == [], name
    page.get_by_label("Or the customer's mail address, for a new case").fill("ann@mail.example")
    page.get_by_role("button", name="Put it there").click()
    expect(page.get_by_text("It stands in case")).to_be_visible()
    assert IncomingMail.objects.get(pk=mail.pk).state == "landed"
