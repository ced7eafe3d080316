"""The page of our mailboxes, how polling keeps their state, and from which of them a case is answered."""

import socketserver
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from evenhand.cases.actions import open_side, reply, write_side
from evenhand.cases.actions.mailboxes import add_mailbox
from evenhand.cases.api import Case, IncomingMail, Queue, land_due
from evenhand.cases.mail.accepting import ArrivedMail, receive_mails
from evenhand.cases.mail.addresses import side_address
from evenhand.cases.mail.polling import mailbox_of_settings, poll_due
from evenhand.cases.mail.senders import sender_for
from evenhand.cases.models import Mailbox
from evenhand.cases.testing import NOON, at, deliver, landed_message, make_case, make_mail
from evenhand.cases.testing_dovecot import Dovecot, running_dovecot
from evenhand.core.api import ActivityEntry, OutgoingMail, hand_over_due, system, unseal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]

GIVEN = {
    "name": "Returns",
    "address": "Returns@Shop.example",
    "user": "returns@shop.example",
    "password": "s3cret",
    "imap_host": "imap.shop.example",
    "imap_port": 993,
    "imap_security": "tls",
    "imap_folder": "INBOX",
    "smtp_host": "",
    "smtp_port": 587,
    "smtp_security": "starttls",
    "sign_in": "password",
}


def make_mailbox(password: str = "p/w", **settings: object) -> Mailbox:
    plain = {name: value for name, value in GIVEN.items() if name != "password"}
    usual = {"queue": None, "token_url": "", "client_id": "", "scope": "", **plain, "address": "returns@shop.example"}
    return add_mailbox(settings={**usual, **settings}, secrets={"password": password}, actor=system("test"), now=NOON)


def of_dovecot(server: Dovecot, **settings: object) -> Mailbox:
    where = {"imap_host": "127.0.0.1", "imap_port": server.port, "imap_security": "none", "user": "help@localhost"}
    return make_mailbox(**where, **settings)


def test_an_administrator_adds_a_mailbox_and_its_password_is_sealed(client_for, administrator):
    client = client_for(administrator)
    answer = client.post("/mailboxes/new/", GIVEN)
    mailbox = Mailbox.objects.get()
    assert answer.url == f"/mailboxes/{mailbox.pk}/"
    assert (mailbox.address, unseal(mailbox.sealed_password)) == ("returns@shop.example", "s3cret")
    assert "s3cret" not in mailbox.sealed_password
    entry = ActivityEntry.objects.get(verb="cases.add_mailbox")
    assert "s3cret" not in str(entry.facts)
    for address in (answer.url, "/mailboxes/"):
        page = client.get(address).content.decode()
        assert "Returns" in page
        assert "s3cret" not in page
        assert mailbox.sealed_password not in page


def test_a_secret_left_empty_stays_and_the_log_says_what_changed_and_not_to_what(client_for, administrator):
    mailbox = make_mailbox()
    client = client_for(administrator)
    client.post(f"/mailboxes/{mailbox.pk}/", {**GIVEN, "password": "", "imap_folder": "Support"})
    client.post(f"/mailboxes/{mailbox.pk}/", {**GIVEN, "password": "", "imap_folder": "Support"})
    mailbox.refresh_from_db()
    assert (mailbox.imap_folder, unseal(mailbox.sealed_password)) == ("Support", "p/w")
    assert ActivityEntry.objects.get(verb="cases.change_mailbox").facts == {"changed": ["imap_folder"]}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"address": ""}, "required"),
        ({"address": "help+x@shop.example"}, "behind the plus"),
        ({"password": ""}, "needed to sign in"),
        ({"imap_security": "none"}, "Only a server on this machine"),
        ({"imap_port": "nonsense"}, "whole number"),
        ({"imap_host": "imap..shop.example"}, "no name of a server"),
        ({"smtp_host": "smtp..shop.example"}, "no name of a server"),
        ({"sign_in": "oauth2"}, "needed to sign in"),
        ({"sign_in": "oauth2", "token_url": "http://tokens.example/"}, "https://"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_added(client_for, administrator, wrong, words):
    answer = client_for(administrator).post("/mailboxes/new/", {**GIVEN, **wrong})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Mailbox.objects.exists()


@pytest.mark.parametrize("who", ["agent", "lead", "reviewer", "customer", "outsider"])
def test_mailboxes_exist_for_administrators_only(client_for, request, who):
    mailbox = make_mailbox()
    client = client_for(request.getfixturevalue(who))
    for address in ("/mailboxes/", "/mailboxes/new/", f"/mailboxes/{mailbox.pk}/"):
        assert client.get(address).status_code == 404
    for verb in ("trial", "switch"):
        assert client.post(f"/mailboxes/{mailbox.pk}/{verb}/").status_code == 404


def test_a_mailbox_is_switched_off_and_on_by_a_press_only(client_for, administrator):
    mailbox = make_mailbox()
    client, address = client_for(administrator), f"/mailboxes/{mailbox.pk}/switch/"
    assert client.get(address).status_code == 405
    for _twice in range(2):
        client.post(address, {"on": "0"})
    assert poll_due(now=NOON) == 0
    assert ActivityEntry.objects.filter(verb="cases.switch_mailbox_off").count() == 1
    client.post(address, {"on": "1"})
    mailbox.refresh_from_db()
    assert mailbox.is_active


def test_one_mailbox_out_of_reach_is_said_and_holds_up_no_other(dovecot: Dovecot, client_for, administrator):
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as free:
        closed = free.server_address[1]
    gone = make_mailbox(imap_host="127.0.0.1", imap_port=closed, imap_security="none", address="a@shop.example")
    returns = Queue.objects.create(name="Returns", slug="returns", channel="mail")
    works = of_dovecot(dovecot, queue=returns)
    dovecot.append(make_mail("One"))
    assert poll_due(now=NOON) == 1
    assert poll_due(now=NOON) == 0
    for each in (gone, works):
        each.refresh_from_db()
    assert (gone.last_error, gone.failing_since, gone.failures) == (
        "Nothing answers there. Is the port right?",
        NOON,
        1,
    )
    assert (works.last_error, works.mails_taken, works.last_mail_at) == ("", 1, NOON)
    land_due(now=NOON)
    assert Case.objects.get().queue == returns
    page = client_for(administrator).get("/mailboxes/").content.decode()
    assert "Out of reach" in page
    assert "In order" in page


def test_a_server_whose_name_is_none_is_said_and_holds_up_no_other(dovecot: Dovecot, client_for, administrator):
    wrong = make_mailbox(imap_host="imap..shop.example", address="a@shop.example")
    of_dovecot(dovecot)
    dovecot.append(make_mail("One"))
    assert poll_due(now=NOON) == 1
    wrong.refresh_from_db()
    assert (wrong.last_error, wrong.failing_since) == ("No server of this name can be found.", NOON)
    said = client_for(administrator).post(f"/mailboxes/{wrong.pk}/trial/", follow=True).content.decode()
    assert "No server of this name can be found." in said


def test_a_password_with_any_letters_opens_a_mailbox(client_for, administrator):
    with running_dovecot(password="pässwörd") as server:
        mailbox = of_dovecot(server, password="pässwörd")
        assert poll_due(now=NOON) == 0
        mailbox.refresh_from_db()
        assert mailbox.last_error == ""
        said = client_for(administrator).post(f"/mailboxes/{mailbox.pk}/trial/", follow=True).content.decode()
        assert "It opens" in said
        wrong = of_dovecot(server, password="pässword", address="b@shop.example")
        said = client_for(administrator).post(f"/mailboxes/{wrong.pk}/trial/", follow=True).content.decode()
        assert "did not accept the user name and its password or token: [AUTHENTICATIONFAILED]" in said


def test_only_a_mailbox_that_has_secrets_says_that_they_stay(client_for, administrator):
    client, mailbox = client_for(administrator), make_mailbox()
    assert "what was entered before stays" not in client.get("/mailboxes/new/").content.decode()
    assert "what was entered before stays" in client.get(f"/mailboxes/{mailbox.pk}/").content.decode()


def test_a_wrong_password_is_told_to_the_administrator_who_tries_it(dovecot: Dovecot, client_for, administrator):
    mailbox = of_dovecot(dovecot)
    address, client = f"/mailboxes/{mailbox.pk}/", client_for(administrator)
    assert "It opens" in client.post(f"{address}trial/", follow=True).content.decode()
    form = {**GIVEN, "imap_host": "127.0.0.1", "imap_port": dovecot.port, "imap_security": "none"}
    client.post(address, {**form, "password": "wrong"})
    said = client.post(f"{address}trial/", follow=True).content.decode()
    assert "did not accept the user name and its password or token: [AUTHENTICATIONFAILED]" in said
    assert "expected, but" not in said


def test_a_mail_that_is_too_large_stays_in_the_mailbox_and_its_writer_is_asked_kindly(dovecot: Dovecot, monkeypatch):
    small = type("Small", (), {"mail_max_bytes": 50_000, "shop_name": "Shop", "mail_from": "help@localhost"})
    for module in ("mailbox", "oversize"):
        monkeypatch.setattr(f"evenhand.cases.mail.{module}.environment", lambda: small)
    of_dovecot(dovecot)
    for number in range(2):
        dovecot.append(make_mail("0123456789abcdef\n" * 6_000, Subject=f"Photos {number}"))
    dovecot.append(make_mail("Small", sender="bo@mail.example"))
    poll_due(now=NOON)
    land_due(now=NOON)
    large = IncomingMail.objects.filter(state="quarantined").order_by("id")
    assert [(mail.subject, mail.sender) for mail in large] == [
        ("Photos 0", "ann@mail.example"),
        ("Photos 1", "ann@mail.example"),
    ]
    assert "lies unread in help@localhost@127.0.0.1/INBOX" in large[0].problem
    assert dovecot.flags() == {"1": set(), "2": set(), "3": {"\\Seen"}}
    told = OutgoingMail.objects.get(about=f"mail:{large[0].pk}")
    assert (told.recipient, told.sender, told.returns_to) == ("ann@mail.example", "Shop <returns@shop.example>", "<>")
    assert b"Auto-Submitted: auto-replied" in bytes(told.raw)
    assert not OutgoingMail.objects.filter(about=f"mail:{large[1].pk}").exists()


def test_the_mailbox_of_the_settings_has_a_row_that_only_shows(
    dovecot: Dovecot, client_for, administrator, monkeypatch
):
    set_up = type("Set", (), {"imap_url": dovecot.url, "mail_from": "help@localhost", "imap_poll_seconds": 30})
    monkeypatch.setattr("evenhand.cases.mail.polling.environment", lambda: set_up)
    monkeypatch.setattr(
        "evenhand.cases.mail.mailbox.environment", lambda: type("E", (set_up,), {"mail_max_bytes": 10**8})
    )
    row = mailbox_of_settings()
    assert mailbox_of_settings() == row
    dovecot.append(make_mail("One"))
    assert poll_due(now=NOON) == 1
    page = client_for(administrator).get(f"/mailboxes/{row.pk}/").content.decode()
    assert "named by EVENHAND_IMAP_URL" in page
    assert "p/w" not in page
    assert client_for(administrator).post(f"/mailboxes/{row.pk}/", GIVEN).status_code == 422
    set_up.imap_url = ""
    mailbox_of_settings()
    assert poll_due(now=at(60)) == 0


class Server:
    """An outgoing server that keeps what it is handed."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, bytes]] = []

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((envelope.mail_from, envelope.content))
        return "250 OK"


@pytest.fixture
def server():
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as free:
        port = free.server_address[1]
    handler = Server()
    handler.port = port
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler
    controller.stop()


def test_a_case_is_answered_from_the_mailbox_of_its_queue_and_all_its_addresses_agree(server, customer, agent, actor):
    returns = Queue.objects.create(name="Returns", slug="returns", channel="mail")
    mailbox = make_mailbox(
        queue=returns, smtp_host="127.0.0.1", smtp_port=server.port, smtp_security="none", user="", name="Returns"
    )
    case = make_case(customer)
    Case.objects.filter(pk=case.pk).update(queue=returns)
    case.refresh_from_db()
    seen = case.messages.get().pk
    sent = reply(case=case, text="Here you are.", seen_message_id=seen, key="r", actor=actor(agent), now=NOON)
    assert hand_over_due(now=at(5)) == 1
    envelope_from, content = server.mails[0]
    mail = message_from_bytes(content, policy=policy.default)
    for address in (mail["From"].addresses[0].addr_spec, mail["Reply-To"].addresses[0].addr_spec, envelope_from):
        assert address.startswith("returns")
        assert address.endswith("@shop.example")
    assert mail["Message-ID"].endswith("@shop.example>")
    assert sent.outgoing.route == f"mailbox:{mailbox.pk}"

    lost = b"From: MAILER-DAEMON@mx.example\r\nTo: " + envelope_from.encode() + b"\r\nSubject: failure notice\r\n\r\n"
    deliver(lost + b"550 5.1.1 no such user", sender="<>", to=(envelope_from,), now=at(6))
    sent.refresh_from_db()
    assert (sent.bounced_at, sent.bounce_reason) == (at(6), "there is no such address (5.1.1 550 no such user)")


def test_of_several_mailboxes_the_one_written_to_answers():
    Queue.objects.create(name="Help", slug="help", channel="mail")
    returns = Queue.objects.create(name="Returns", slug="returns", channel="mail")
    first, second, alone = (
        make_mailbox(address=f"{name}@shop.example", queue=queue)
        for name, queue in (("first", returns), ("second", returns), ("alone", None))
    )
    for mailbox in (second, alone):
        raw = make_mail(f"To {mailbox.address}", sender=f"ann.{mailbox.name}{mailbox.pk}@mail.example").as_bytes()
        receive_mails([ArrivedMail(raw, "ann@mail.example", (), "imap", mailbox.pk)], now=NOON)
    land_due(now=NOON)
    by_second, by_alone = Case.objects.order_by("id")
    assert sender_for(by_second).address == "second@shop.example"
    assert sender_for(by_alone).address == "alone@shop.example"
    IncomingMail.objects.update(mailbox=None)
    assert sender_for(by_second).address == first.address
    assert sender_for(by_alone).address == "help@localhost"


def test_mail_of_a_mailbox_that_cannot_send_waits_with_the_reason(customer, agent, actor):
    returns = Queue.objects.create(name="Returns", slug="returns", channel="mail")
    mailbox = make_mailbox(queue=returns, smtp_host="127.0.0.1", smtp_port=9, smtp_security="none")
    case = make_case(customer)
    seen = case.messages.get().pk
    reply(case=case, text="Here you are.", seen_message_id=seen, key="r", actor=actor(agent), now=NOON)
    Mailbox.objects.filter(pk=mailbox.pk).update(smtp_host="")
    assert hand_over_due(now=at(5)) == 0
    left = OutgoingMail.objects.get(about=case.log_subject)
    assert (left.state, left.attempts) == ("waiting", 1)
    assert "no outgoing server" in left.problem


def test_our_own_mailboxes_address_is_never_a_customer():
    make_mailbox()
    assert deliver(make_mail(sender="returns@shop.example")).state == "ignored"
    assert landed_message(deliver(make_mail(sender="ann@mail.example"))).case.customer.email == "ann@mail.example"


def test_somebody_is_asked_beside_a_case_from_its_mailbox_and_answers_into_it(customer, agent, actor):
    case = make_case(customer)
    box = make_mailbox(queue=case.queue, smtp_host="smtp.shop.example")
    asked = {"address": "depot@northway.example", "name": "Northway", "subject": "NW7", "text": "Where?", "key": "a"}
    thread = open_side(case=case, **asked, actor=actor(agent), now=at(1))
    write_side(thread=thread, text="And now?", key="b", actor=actor(agent), now=at(2))
    for sent in OutgoingMail.objects.filter(about=case.log_subject):
        mail = message_from_bytes(bytes(sent.raw), policy=policy.default)
        assert mail["From"].addresses[0].addr_spec == "returns@shop.example"
        assert mail["Reply-To"].addresses[0].addr_spec == side_address(thread.pk, "returns@shop.example")
        assert mail["Message-ID"].endswith("@shop.example>")
        assert sent.route == f"mailbox:{box.pk}"
    to = side_address(thread.pk, "returns@shop.example")
    deliver(make_mail("In Leeds.", sender="depot@northway.example", to=to), sender="depot@northway.example", to=(to,))
    assert [each.is_ours for each in thread.messages.all()] == [True, True, False]
    assert case.messages.count() == 1
