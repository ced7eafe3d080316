"""Asking a seller or a carrier from the page of a case."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import expect

from evenhand.cases.api import Case, SideThread, merge_cases
from evenhand.cases.testing import make_case
from evenhand.core.api import OutgoingMail, now, system
from evenhand.remedies.api import new_key
from evenhand.ui.testing import OpensPages, barriers, sign_in

ASKED = {"address": "depot@northway.example", "name": "Northway", "subject": "NW7", "text": "Where is it?"}
PDF = b"%PDF-1.7 delivery note"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path / "files")
    return tmp_path


@pytest.fixture
def desk(client_for, agent) -> Client:
    return client_for(agent)


def ask(client: Client, case: Case, **others: str):
    return client.post(f"/desk/cases/{case.pk}/sides/", {**ASKED, "key": new_key(), **others})


def mails_to_them():
    return OutgoingMail.objects.filter(recipient__contains=ASKED["address"])


def test_one_asks_goes_on_and_sees_it_beside_the_case(desk: Client, case: Case) -> None:
    assert ask(desk, case).status_code == 302
    thread = SideThread.objects.get()
    path = f"/desk/cases/{case.pk}/sides/{thread.pk}/"
    assert desk.post(path, {"text": "And now?", "key": new_key()}).status_code == 302
    page = desk.get(f"/desk/cases/{case.pk}/sides/").content.decode()
    assert "Where is it?" in page
    assert "And now?" in page
    assert f"/desk/cases/{case.pk}/sides/#side_{thread.pk}" in desk.get(f"/desk/cases/{case.pk}/").content.decode()


def test_the_order_and_nothing_of_the_customer_is_suggested(desk: Client, case: Case) -> None:
    page = desk.get(f"/desk/cases/{case.pk}/sides/").content.decode()
    assert case.order is not None
    assert f"About order {case.order.number}" in page
    assert case.customer.email not in page


def test_whom_one_asked_before_is_offered(desk: Client, case: Case) -> None:
    ask(desk, case)
    ask(desk, case, name="Northway depot")
    page = desk.get(f"/desk/cases/{case.pk}/sides/").content.decode()
    assert page.count('<option value="depot@northway.example">Northway depot</option>') == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"address": "nowhere"}, "valid email"),
        ({"text": ""}, "required"),
        ({"text": "Write to cleo.customer@cast.example"}, "mail address stands in your words"),
    ],
)
def test_what_cannot_be_asked_is_said_and_the_words_stay(desk: Client, case: Case, wrong, said) -> None:
    response = ask(desk, case, **wrong)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not mails_to_them().exists()


def test_words_that_would_give_the_address_away_stay_in_the_thread(desk: Client, case: Case) -> None:
    ask(desk, case)
    path = f"/desk/cases/{case.pk}/sides/{SideThread.objects.get().pk}/"
    refused = desk.post(path, {"text": f"She is {case.customer.email}", "key": new_key()})
    assert refused.status_code == 422
    assert "She is" in refused.content.decode()
    assert mails_to_them().count() == 1


def upload(name: str = "note.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def test_files_go_along_and_staff_open_them(desk: Client, case: Case, client_for, reviewer) -> None:
    ask(desk, case, file=[upload("a <b>.pdf"), upload("two.txt", b"x")])
    thread = SideThread.objects.get()
    path = f"/desk/cases/{case.pk}/sides/{thread.pk}/"
    shown = desk.post(path, {"text": "And this", "key": new_key(), "file": [upload()]}, headers={"HX-Request": "true"})
    assert "note.pdf" in shown.content.decode()
    page = desk.get(f"/desk/cases/{case.pk}/sides/").content.decode()
    assert "a &lt;b&gt;.pdf" in page
    assert "<b>" not in page
    first = thread.messages.first()
    assert first
    where = f"/desk/sides/{first.pk}/files/0/"
    assert f'href="{where}"' in page
    download = client_for(reviewer).get(where)
    assert download.status_code == 200
    assert "sandbox" in download["Content-Security-Policy"]
    assert client_for(case.customer).get(where).status_code == 404
    assert b"two.txt" in bytes(OutgoingMail.objects.filter(about=case.log_subject).earliest("id").raw)


def test_a_file_that_we_do_not_send_stops_the_question_and_the_words_stay(desk: Client, case: Case) -> None:
    refused = ask(desk, case, file=[upload(), upload("setup.exe")])
    assert refused.status_code == 422
    assert "can run programs" in refused.content.decode()
    assert "Where is it?" in refused.content.decode()
    assert not mails_to_them().exists()
    ask(desk, case)
    path = f"/desk/cases/{case.pk}/sides/{SideThread.objects.get().pk}/"
    line = {"text": "And now?", "key": new_key(), "file": [upload("page.html", b"<p>")]}
    refused = desk.post(path, line)
    assert refused.status_code == 422
    assert "And now?" in refused.content.decode()
    line["file"] = [upload("page.html", b"<p>")]
    part = desk.post(path, line, headers={"HX-Request": "true"})
    assert part["HX-Retarget"] == "#notices"
    assert mails_to_them().count() == 1


@pytest.mark.parametrize("who", ["customer", "outsider", "seller", "driver"])
def test_no_customer_and_no_seller_reaches_it(desk: Client, case: Case, client_for, request, who) -> None:
    ask(desk, case)
    client = client_for(request.getfixturevalue(who))
    thread = SideThread.objects.get()
    assert client.get(f"/desk/cases/{case.pk}/sides/{thread.pk}/").status_code == 404
    assert client.get(f"/desk/cases/{case.pk}/sides/").status_code == 404
    assert client.post(f"/desk/cases/{case.pk}/sides/{thread.pk}/", {"text": "x", "key": "k"}).status_code == 404
    assert client.get(f"/desk/sides/{thread.messages.get().pk}/files/0/").status_code == 404


def test_the_customers_page_shows_nothing_of_it(desk: Client, case: Case, client_for) -> None:
    ask(desk, case)
    page = client_for(case.customer).get(f"/my/cases/{case.pk}/").content.decode()
    assert "Where is it?" not in page
    assert "Northway<" not in page


def test_a_reviewer_reads_and_asks_nobody(desk: Client, case: Case, client_for, reviewer) -> None:
    ask(desk, case)
    client = client_for(reviewer)
    assert "Where is it?" in client.get(f"/desk/cases/{case.pk}/sides/").content.decode()
    assert ask(client, case).status_code == 403


def test_a_thread_of_another_case_does_not_exist_here(desk: Client, case: Case) -> None:
    ask(desk, case)
    thread = SideThread.objects.get()
    assert desk.post(f"/desk/cases/{case.pk + 1}/sides/{thread.pk}/", {"text": "x", "key": "k"}).status_code == 404
    assert desk.get(f"/desk/cases/{case.pk + 1}/sides/{thread.pk}/").status_code == 404
    assert desk.get("/desk/sides/999/files/0/").status_code == 404


def test_from_a_merged_cases_old_page_one_asks_and_goes_on_in_the_case_that_stayed(desk: Client, case: Case) -> None:
    ask(desk, case)
    thread = SideThread.objects.get()
    stayed = make_case(case.customer, text="Again.", key="again")
    merge_cases(case=case, into=stayed, actor=system("test"), now=now())
    said = desk.post(f"/desk/cases/{case.pk}/sides/{thread.pk}/", {"text": "And now?", "key": new_key()})
    assert said.url == ask(desk, case).url == f"/desk/cases/{stayed.pk}/sides/"
    assert (stayed.sides.count(), thread.messages.count()) == (2, 2)


@pytest.mark.browser
def test_a_file_dropped_on_its_field_is_not_taken_for_the_reply(
    live_server, browser_page: OpensPages, desk: Client, case: Case, agent
) -> None:
    ask(desk, case)
    page = browser_page()
    sign_in(page, live_server.url, agent)
    page.goto(f"{live_server.url}/desk/cases/{case.pk}/")
    page.locator(".case-side summary").first.click()
    expect(page.get_by_label("Files to send along")).to_be_visible()
    is_taken = """([where]) => {
      const carried = new DataTransfer()
      carried.items.add(new File(["x"], "x.txt"))
      const event = new DragEvent("dragover", {dataTransfer: carried, bubbles: true, cancelable: true})
      document.querySelector(where).dispatchEvent(event)
      return event.defaultPrevented
    }"""
    assert page.evaluate(is_taken, ["#reply_text"])
    assert not page.evaluate(is_taken, [".case-side input[type=file]"])


@pytest.mark.browser
def test_it_is_read_and_answered_in_the_page_of_the_case_with_the_keyboard_alone(
    live_server, browser_page: OpensPages, desk: Client, case: Case, agent, tmp_path: Path
) -> None:
    ask(desk, case)
    (tmp_path / "photo.pdf").write_bytes(PDF)
    page = browser_page()
    sign_in(page, live_server.url, agent)
    page.on("filechooser", lambda chooser: None)  # the browser asks us, not a window of its own, from the beginning
    page.goto(f"{live_server.url}/desk/cases/{case.pk}/")
    fold = page.locator(".case-side")
    summary = fold.locator("summary").first
    while not summary.evaluate("each => each === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(fold).to_contain_text("Where is it?")
    page.keyboard.press("Tab")
    expect(fold.get_by_label("Write to Northway")).to_be_focused()
    page.keyboard.type(f"She is {case.customer.email}")
    page.keyboard.press("Tab")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(tmp_path / "photo.pdf")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("mail address stands in your words")
    field = fold.get_by_label("Write to Northway")
    expect(field).to_have_value(f"She is {case.customer.email}")
    field.press("ControlOrMeta+a")
    page.keyboard.type("And when will it come?")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(fold.locator(".conversation-entry")).to_have_count(2)
    expect(fold).to_contain_text("And when will it come?")
    expect(field).to_have_value("")
    expect(fold.get_by_role("link", name="photo.pdf")).to_be_visible()
    expect(fold.get_by_label("Files to send along")).to_have_value("")
    assert barriers(page) == []
    assert mails_to_them().count() == 2


@pytest.mark.browser
def test_a_question_that_is_refused_keeps_its_words_and_its_files(
    live_server, browser_page: OpensPages, case: Case, agent, tmp_path: Path
) -> None:
    (tmp_path / "photo.pdf").write_bytes(PDF)
    page = browser_page()
    sign_in(page, live_server.url, agent)
    page.goto(f"{live_server.url}/desk/cases/{case.pk}/sides/")
    page.get_by_label("Mail address").fill("depot@northway.example")
    page.get_by_label("Subject").fill("NW7")
    page.get_by_label("What do you want to know?").fill(f"She is {case.customer.email}")
    page.get_by_label("Files to send along").set_input_files(tmp_path / "photo.pdf")
    page.get_by_role("button", name="Ask them").click()
    expect(page.locator("#notices")).to_contain_text("mail address stands in your words")
    page.get_by_label("What do you want to know?").fill("Where is it?")
    page.get_by_role("button", name="Ask them").click()
    expect(page.get_by_role("link", name="photo.pdf")).to_be_visible()
    expect(page.get_by_label("Write to depot@northway.example")).to_be_visible()
    assert mails_to_them().get().subject == "NW7"
