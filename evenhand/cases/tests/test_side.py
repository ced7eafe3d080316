"""Side conversations: asked by mail, answered beside the case, and nothing of the customer leaves with them."""

import email
import email.policy
from pathlib import Path

import pytest
from django.db.models import QuerySet

from evenhand.cases.actions import close_case, merge_cases, open_side, reply, undo_merge, write_side
from evenhand.cases.errors import CannotBeAnswered, FileIsInfected, NotScannedYet
from evenhand.cases.files import LARGEST_SENT, MOST_SENT, IncomingFile
from evenhand.cases.mail.addresses import reply_address, side_address, side_in_address
from evenhand.cases.models import Case, IncomingMail, Message, SideMessage, SideThread
from evenhand.cases.personal import erase_cases, export_cases
from evenhand.cases.queries import conversation
from evenhand.cases.scanning import scan_due
from evenhand.cases.side import side_file, side_for, side_talks
from evenhand.cases.testing import NOON, at, deliver, make_bounce, make_case, make_mail, without_grace
from evenhand.cases.testing_scanner import VIRUS
from evenhand.core.api import Actor, InvalidInput, OutgoingMail, system
from evenhand.core.testing import shared
from evenhand.people.api import Account

TEST = system("test")
CARRIER = "depot@northway.example"
PDF = b"%PDF-1.7 delivery note"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path, monkeypatch) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    without_grace(monkeypatch)
    return tmp_path / "files"


@shared
def case(customer: Account, house_policies: object) -> Case:
    return make_case(customer, text="My secret words.")


@shared
def ada(agent, actor) -> Actor:
    return actor(agent)


@shared
def thread(case: Case, ada: Actor) -> SideThread:
    return open_side(
        case=case,
        address=CARRIER,
        name="Northway",
        subject="Parcel NW7",
        text="Where is NW7?",
        key="side-1",
        actor=ada,
        now=at(1),
    )


def sent(case: Case) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(about=case.log_subject)


def answer(thread: SideThread, text: str = "In Leeds.", **headers: str) -> IncomingMail:
    to = side_address(thread.pk)
    return deliver(
        make_mail(text, sender=f"Northway <{CARRIER}>", to=to, **headers), sender=CARRIER, to=(to,), now=at(5)
    )


def test_what_leaves_carries_nothing_of_the_customer(thread: SideThread, case: Case) -> None:
    mail = sent(case).get()
    raw = bytes(mail.raw).decode()
    assert case.customer.email not in raw
    assert "Cleo" not in raw
    assert "My secret words" not in raw
    assert reply_address(case.pk) not in raw
    assert side_address(thread.pk) in raw
    assert mail.recipient.endswith(f"<{CARRIER}>")
    assert "Where is NW7?" in raw


def test_a_second_press_asks_once(thread: SideThread, case: Case, ada: Actor) -> None:
    again = open_side(
        case=case, address=CARRIER, name="", subject="x", text="Where is NW7?", key="side-1", actor=ada, now=at(2)
    )
    assert again.pk == thread.pk
    write_side(thread=thread, text="And now?", key="side-2", actor=ada, now=at(3))
    write_side(thread=thread, text="And now?", key="side-2", actor=ada, now=at(3))
    assert sent(case).count() == 2


def test_what_was_changed_after_it_was_sent_goes_out_as_well(thread: SideThread, case: Case, ada: Actor) -> None:
    asked = {"case": case, "address": CARRIER, "name": "", "subject": "x", "key": "side-9", "actor": ada, "now": at(2)}
    first = open_side(**asked, text="Where?")
    for text in ("Where is it?", "Where is it? ", "Where?"):
        assert open_side(**asked, text=text) == first
    write_side(thread=first, text="And now?", key="side-2", actor=ada, now=at(3))
    write_side(thread=first, text="And today?", key="side-2", actor=ada, now=at(3))
    said = first.messages.order_by("pk").values_list("text", flat=True)
    assert list(said) == ["Where?", "Where is it?", "And now?", "And today?"]


@pytest.mark.parametrize(
    ("address", "text", "problem"),
    [
        ("no address", "Where?", CannotBeAnswered),
        ("cleo.customer@cast.example", "Where?", InvalidInput),
        (CARRIER, "Ask CLEO.Customer@cast.example herself.", InvalidInput),
        (CARRIER, "  ", InvalidInput),
    ],
)
def test_the_customers_address_does_not_leave(case: Case, ada: Actor, address, text, problem) -> None:
    with pytest.raises(problem):
        open_side(case=case, address=address, name="", subject="x", text=text, key="k", actor=ada, now=at(1))
    assert not sent(case).exists()
    assert not SideThread.objects.exists()


def test_an_answer_lands_beside_the_case_and_the_customer_never_sees_it(thread: SideThread, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(status="waiting", waiting_since=None)
    assert answer(thread).state == IncomingMail.State.LANDED
    thread.refresh_from_db()
    case.refresh_from_db()
    assert thread.is_answered
    assert [message.text for message in thread.messages.all()] == ["Where is NW7?", "In Leeds."]
    assert case.is_open
    assert case.messages.count() == 1
    assert [message.text for message in conversation(case).for_customer(NOON)] == ["My secret words."]


def test_the_same_answer_twice_stands_there_once(thread: SideThread) -> None:
    mail = make_mail("In Leeds.", sender=CARRIER, to=side_address(thread.pk))
    deliver(mail, sender=CARRIER, to=(side_address(thread.pk),), now=at(5))
    assert deliver(mail, sender=CARRIER, to=(side_address(thread.pk),), now=at(6)).state != IncomingMail.State.LANDED
    assert SideMessage.objects.filter(is_ours=False).count() == 1


def test_an_answer_to_the_wrong_address_is_known_by_what_it_answers(thread: SideThread) -> None:
    asked = thread.messages.get().message_id
    mail = make_mail("In Leeds.", sender=CARRIER, In_Reply_To=asked, References=asked)
    assert deliver(mail, sender=CARRIER, now=at(5)).state == IncomingMail.State.LANDED
    assert thread.messages.count() == 2
    assert Case.objects.count() == 1


def test_a_forged_address_reaches_nothing(thread: SideThread) -> None:
    forged = side_address(thread.pk).replace(f"+s{thread.pk}.", f"+s{thread.pk + 1}.")
    assert side_in_address(forged) is None
    assert side_in_address(side_address(thread.pk).upper()) == thread.pk
    deliver(make_mail("Hello", sender=CARRIER, to=forged), sender=CARRIER, to=(forged,), now=at(5))
    assert thread.messages.count() == 1


def test_an_answering_machine_is_shown_and_wakes_nobody(thread: SideThread, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(status="waiting", waiting_since=None)
    answer(thread, "Out of office.", Auto_Submitted="auto-replied")
    case.refresh_from_db()
    thread.refresh_from_db()
    assert case.status == Case.Status.WAITING
    assert not thread.is_answered
    assert thread.messages.count() == 2
    assert sent(case).count() == 1


def test_an_answer_after_closing_comes_before_whoever_asked_and_opens_nothing(
    thread: SideThread, case: Case, ada: Actor
) -> None:
    close_case(case=case, actor=ada, now=at(2))
    answer(thread)
    case.refresh_from_db()
    assert case.is_closed
    note = case.messages.get(kind=Message.Kind.NOTE)
    assert "Northway answered" in note.text
    assert note.mentions.get().account_id == ada.account_id


def test_a_question_that_did_not_arrive_brings_the_case_back(thread: SideThread, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(status="waiting", waiting_since=None)
    asked = thread.messages.get()
    deliver(make_bounce(asked.message_id, "delayed"), sender="<>", now=at(5))
    asked.refresh_from_db()
    case.refresh_from_db()
    assert asked.problem == "It is late and is being tried again: there is no such address (5.1.1 550 no such user)"
    assert case.status == Case.Status.WAITING
    deliver(make_bounce(asked.message_id), sender="<>", now=at(6))
    asked.refresh_from_db()
    case.refresh_from_db()
    assert asked.problem == "It did not arrive: there is no such address (5.1.1 550 no such user)"
    assert (case.status, case.waiting_since) == ("open", at(6))


def test_in_a_settled_case_whoever_asked_is_told_that_it_did_not_arrive(
    thread: SideThread, case: Case, ada: Actor
) -> None:
    close_case(case=case, actor=ada, now=at(2))
    deliver(make_bounce(thread.messages.get().message_id), sender="<>", now=at(6))
    note = case.messages.get(kind=Message.Kind.NOTE)
    assert note.text == "Our mail to Northway did not arrive in the side conversation “Parcel NW7”."
    assert note.mentions.get().account_id == ada.account_id


def test_it_goes_along_when_cases_are_merged_and_comes_back(thread: SideThread, case: Case, customer, ada) -> None:
    other = make_case(customer, text="Again.")
    merge_cases(case=case, into=other, actor=ada, now=at(3))
    thread.refresh_from_db()
    assert thread.case_id == other.pk
    answer(thread)
    undo_merge(case=case, actor=ada, now=at(9))
    thread.refresh_from_db()
    assert thread.case_id == case.pk
    assert thread.messages.count() == 2


def test_what_they_answered_since_a_merge_is_not_overlooked_once_it_is_undone(
    thread: SideThread, case: Case, customer, ada
) -> None:
    reply(case=case, text="We ask.", seen_message_id=case.messages.latest("pk").pk, key="a", actor=ada, now=at(2))
    other = make_case(customer, text="Again.")
    merge_cases(case=other, into=case, actor=ada, now=at(3))
    answer(thread)
    undo_merge(case=other, actor=ada, now=at(9))
    case.refresh_from_db()
    assert (case.status, case.waiting_since) == ("open", at(5))


def test_who_is_asked_from_a_merged_cases_old_page_is_asked_in_the_case_that_stayed(case: Case, customer, ada) -> None:
    other = make_case(customer, text="Again.")
    merge_cases(case=case, into=other, actor=ada, now=at(3))
    asked = open_side(
        case=case, address=CARRIER, name="", subject="NW7", text="Where?", key="late", actor=ada, now=at(4)
    )
    assert asked.case == other
    assert side_for(ada, Case.objects.get(pk=case.pk), asked.pk) == asked
    answer(asked)
    assert [talk.thread for talk in side_talks(other)] == [asked]
    assert not case.messages.exists()


def tell(thread: SideThread, who: Actor, *files: tuple[str, bytes], key: str = "side-2") -> SideMessage:
    attached = [IncomingFile(name, "text/html", content) for name, content in files]
    return write_side(thread=thread, text="See", key=key, attached=attached, actor=who, now=at(3))


def test_files_leave_in_the_mail_as_they_are_and_a_second_press_sends_them_once(
    thread: SideThread, case: Case, ada: Actor, folder: Path
) -> None:
    name = "Schadensfoto für Zoë.pdf"
    said = tell(thread, ada, (name, PDF), ("list.txt", b"x"))
    assert tell(thread, ada, (name, PDF), ("list.txt", b"x")).pk == said.pk
    raw = bytes(sent(case).latest("id").raw)
    parts = list(email.message_from_bytes(raw, policy=email.policy.default).iter_attachments())
    assert [(each.get_filename(), each.get_content_type()) for each in parts] == [
        (name, "application/pdf"),
        ("list.txt", "text/plain"),
    ]
    assert parts[0].get_payload(decode=True) == PDF
    assert [kept["name"] for kept in said.files] == [name, "list.txt"]
    assert on_disk(folder) == 2
    assert sent(case).count() == 2


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("setup.exe", b"x")], "can run programs"),
        ([("bill.pdf", b"<html>")], "something else than its name says"),
        ([("film.txt", b"x" * (LARGEST_SENT + 1))], "larger than 10 MB"),
        ([(f"{n}.txt", b"%d" % n) for n in range(MOST_SENT)], "takes 10 files"),
        ([("a.txt", b"a" * LARGEST_SENT), ("b.txt", b"b" * LARGEST_SENT)], "larger than 18 MB"),
        ([("cleo.customer@cast.example.txt", b"x")], "mail address stands in your words"),
    ],
    ids=["name", "bytes", "large", "many", "together", "address"],
)
def test_with_a_file_that_does_not_go_nothing_goes_and_none_stays_on_disk(
    thread: SideThread, case: Case, ada: Actor, folder: Path, django_capture_on_commit_callbacks, files, said
) -> None:
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(InvalidInput, match=said):
        tell(thread, ada, ("good.pdf", PDF), *files)
    assert thread.messages.count() == 1
    assert sent(case).count() == 1
    assert on_disk(folder) == 0


def test_what_they_send_stands_there_as_the_scanner_saw_it(
    thread: SideThread, case: Case, ada: Actor, scanner: Path
) -> None:
    mail = make_mail("The note.", sender=CARRIER, to=side_address(thread.pk))
    for name, content in (("a.pdf", PDF), ("b.pdf", VIRUS)):
        mail.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    deliver(mail, sender=CARRIER, to=(side_address(thread.pk),), now=at(5))
    came = thread.messages.get(is_ours=False)
    assert ["Not scanned" in each for each in problems(case)] == [True, True]
    with pytest.raises(NotScannedYet):
        side_file(ada, came.pk, 0)
    scan_due(now=at(6))
    assert problems(case)[0] == ""
    assert "found Test.Virus-1" in problems(case)[1]
    assert side_file(ada, came.pk, 0).status_code == 200
    with pytest.raises(FileIsInfected):
        side_file(ada, came.pk, 1)


def test_no_virus_leaves_and_no_file_that_was_not_seen(
    thread: SideThread, case: Case, ada: Actor, scanner: Path
) -> None:
    with pytest.raises(InvalidInput, match=r"found Test\.Virus-1"):
        tell(thread, ada, ("a.txt", VIRUS))
    scanner.rename(scanner.with_name("away"))
    with pytest.raises(NotScannedYet):
        tell(thread, ada, ("b.txt", b"hello"))
    assert sent(case).count() == 1


def test_reading_many_takes_as_many_queries_as_one(
    thread: SideThread, case: Case, ada: Actor, django_assert_num_queries
) -> None:
    for n in range(3):
        tell(thread, ada, (f"{n}.txt", b"%d" % n), key=f"k{n}")
    with django_assert_num_queries(3):
        assert len(side_talks(case)[0].messages) == 4


@pytest.mark.django_db(transaction=True)
def test_erasing_the_customer_takes_their_files_and_ours(
    thread: SideThread, case: Case, ada: Actor, folder: Path, customer: Account
) -> None:
    tell(thread, ada, ("label.pdf", PDF))
    close_case(case=case, actor=ada, now=at(4))
    assert on_disk(folder) == 1
    assert "label.pdf" not in str(export_cases(customer, at(4)))
    erase_cases(customer, at(5))
    assert on_disk(folder) == 0
    assert not SideMessage.objects.exists()


def test_erasing_an_agent_takes_their_name_out_of_what_they_asked(thread: SideThread, agent: Account) -> None:
    SideMessage.objects.update(text="Ada Agent asks: where is NW7?")
    erase_cases(agent, at(5))
    said = thread.messages.get()
    assert "Ada" not in said.from_name + said.text
    assert "where is NW7?" in said.text


def problems(case: Case) -> list[str]:
    return [file.problem for talk in side_talks(case) for said in talk.messages for file in said.files]


def on_disk(folder: Path) -> int:
    return len([path for path in folder.rglob("*") if path.is_file()])
