"""Files at the reply: with and without JavaScript, with the keyboard alone, and never to the wrong person."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import expect

from evenhand.cases.api import LARGEST_SENT, Attachment, Case, DraftFile, Message
from evenhand.ui.testing import OpensPages, barriers, press_key, sign_in

HTMX = {"HX-Request": "true"}
PDF = b"%PDF-1.7 return label"
TEXT = "Dear Cleo, here is your label."


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path / "files")
    return tmp_path


@pytest.fixture
def desk(client_for, agent) -> Client:
    return client_for(agent)


def upload(name: str = "label.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def fields(case: Case, **others: object) -> dict[str, object]:
    return {"text": TEXT, "seen_message_id": case.messages.latest("id").pk, "key": "one-press", **others}


def url(case: Case, verb: str) -> str:
    return f"/desk/cases/{case.pk}/{verb}/"


def test_a_plain_form_sends_words_and_files_at_once(desk: Client, case: Case) -> None:
    for _ in range(2):
        sent = desk.post(url(case, "replies"), fields(case, file=[upload(), upload("two.txt", b"x")]))
        assert sent.status_code == 302
    reply = Message.objects.get(key="one-press")
    assert [each.name for each in reply.attachments.order_by("id")] == ["label.pdf", "two.txt"]
    assert not DraftFile.objects.exists()
    assert "two.txt" in desk.get(f"/desk/cases/{case.pk}/").content.decode()


def test_a_plain_form_keeps_words_and_files_while_it_adds_and_takes_away(desk: Client, case: Case) -> None:
    assert desk.post(url(case, "draft/files"), fields(case, file=[upload()])).status_code == 302
    page = desk.get(f"/desk/cases/{case.pk}/").content.decode()
    assert TEXT in page
    file = DraftFile.objects.get()
    assert f'name="with_files" value="{file.pk}"' in page
    download = desk.get(url(case, f"draft/files/{file.pk}"))
    assert download["Content-Disposition"] == 'attachment; filename="label.pdf"'
    assert "sandbox" in download["Content-Security-Policy"]
    assert desk.post(url(case, f"draft/files/{file.pk}/removal"), fields(case, version=1)).status_code == 302
    assert not DraftFile.objects.exists()
    assert TEXT in desk.get(f"/desk/cases/{case.pk}/").content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_program_stops_the_reply_and_nothing_is_lost(desk: Client, case: Case, headers) -> None:
    files = [upload("label.pdf"), upload("setup.exe")]
    desk.post(url(case, "replies"), fields(case, file=files), headers=headers)
    assert not Message.objects.filter(key="one-press").exists()
    page = desk.get(f"/desk/cases/{case.pk}/").content.decode()
    assert TEXT in page
    assert "label.pdf" in page


def test_a_file_at_a_draft_is_its_writers_alone(desk: Client, case: Case, client_for, second_agent, reviewer) -> None:
    desk.post(url(case, "draft/files"), {"file": [upload()]}, headers=HTMX)
    where = url(case, f"draft/files/{DraftFile.objects.get().pk}")
    assert client_for(second_agent).get(where).status_code == 404
    assert client_for(reviewer).get(where).status_code == 403
    assert client_for(case.customer).get(where).status_code == 404


def test_a_customer_gets_the_file_once_it_has_left(desk: Client, case: Case, client_for, settings) -> None:
    desk.post(url(case, "replies"), fields(case, file=[upload()]))
    file = Attachment.objects.get(name="label.pdf")
    mine = client_for(case.customer)
    assert mine.get(f"/files/{file.pk}/").status_code == 404
    file.message.held.delete()
    assert mine.get(f"/files/{file.pk}/").status_code == 200
    assert "label.pdf" in mine.get(f"/my/cases/{case.pk}/").content.decode()


def test_a_note_takes_files_that_no_customer_reaches(desk: Client, case: Case, client_for) -> None:
    note = {"text": "Look", "key": "note", "file": [upload("shot.pdf")]}
    assert desk.post(url(case, "notes"), note).status_code == 302
    file = Attachment.objects.get()
    assert desk.get(f"/files/{file.pk}/").status_code == 200
    assert client_for(case.customer).get(f"/files/{file.pk}/").status_code == 404
    assert desk.post(url(case, "notes"), {**note, "key": "b", "file": [upload("a.exe")]}).status_code == 422


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_with_the_keyboard_files_are_chosen_taken_away_sent_and_brought_back(
    live_server, browser_page: OpensPages, agent, case: Case, folder: Path
) -> None:
    for name in ("label.pdf", "other.pdf"):
        (folder / name).write_bytes(PDF)
    page = browser_page()
    sign_in(page, live_server.url, agent)
    page.on("filechooser", lambda chooser: None)  # the browser asks us, not a window of its own, from the beginning
    page.goto(f"{live_server.url}/desk/cases/{case.pk}/")
    press_key(page, "a")
    expect(page.locator("#reply_file")).to_be_focused()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files([folder / "label.pdf", folder / "other.pdf"])
    expect(page.locator("#draft_files li")).to_have_count(2)
    assert barriers(page) == []
    page.locator("#draft_files button").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#draft_files li")).to_have_count(1)
    page.reload()
    expect(page.locator("#draft_files")).to_contain_text("label.pdf")
    press_key(page, "r")
    page.keyboard.type(TEXT)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#latest")).to_contain_text("label.pdf")
    expect(page.locator("#draft_files li")).to_have_count(0)
    expect(page.locator("#latest")).to_be_focused()
    press_key(page, "z")
    expect(page.locator("#draft_files")).to_contain_text("label.pdf")
    expect(page.locator("#reply_text")).to_have_value(TEXT)
    drop(page, "dropped.txt", "Hello")
    expect(page.locator("#draft_files")).to_contain_text("dropped.txt")
    drop(page, "setup.exe", "Hello")
    expect(page.locator("#notices")).to_contain_text("can run programs")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    drop(page, "film.txt", "x", times=LARGEST_SENT + 1)
    expect(page.locator("#uploads")).to_contain_text("film.txt is larger than 10 MB. Choose a smaller one.")
    assert "POST" not in sent, "it went over the line all the same"
    assert DraftFile.objects.filter(name="film.txt").count() == 0
    page.goto("about:blank")


def drop(page, name: str, text: str, times: int = 1) -> None:
    """Let a file fall into the reply, once its scripts can catch it."""
    page.wait_for_load_state("load")
    page.evaluate(
        """([name, text, times]) => {
          const carried = new DataTransfer()
          carried.items.add(new File([text.repeat(times)], name))
          const target = document.getElementById("reply_text")
          for (const kind of ["dragover", "drop"])
            target.dispatchEvent(new DragEvent(kind, {dataTransfer: carried, bubbles: true, cancelable: true}))
        }""",
        [name, text, times],
    )
