"""What no person wrote: that a mail did not arrive, that somebody is away, receipts, lists, circles."""

from evenhand.cases.tests.hard_mails.making import OURS, REPLY_TO, HardMail, head, mixed, part, plain

DAEMON = "Mail Delivery Subsystem <mailer-daemon@mx.example>"
RETURNED = (
    f"Message-ID: {OURS}\r\nFrom: help@localhost\r\nTo: ann@mail.example\r\nSubject: Re: My parcel\r\n\r\nDear Ann"
)
FIELDS = (
    "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; ann@mail.example\r\nAction: {action}\r\n"
    "Status: {status}\r\nDiagnostic-Code: smtp; {why}\r\n"
)


def report(action: str = "failed", status: str = "5.1.1", why: str = "550 no such user", returned: str = "") -> bytes:
    fields = FIELDS.format(action=action, status=status, why=why)
    back = part("message/rfc822", RETURNED) if not returned else part(returned, RETURNED.partition("\r\n\r\n")[0])
    parts = (part("text/plain", "Sorry."), part("message/delivery-status", fields), back)
    kind = "multipart/report; report-type=delivery-status"
    return mixed(*parts, kind=kind, sender=DAEMON, subject="Delivery Status Notification (Failure)")


def in_words(text: str, *lines: str, subject: str, sender: str = DAEMON) -> bytes:
    return plain(text, "utf-8", *lines, sender=sender, subject=subject)


def bounced(name: str, raw: bytes, why: str) -> HardMail:
    return HardMail(f"not delivered: {name}", raw, is_note=True, in_case=True, bounce_reason=why, envelope_from="<>")


def away(language: str, subject: str, text: str, *lines: str) -> HardMail:
    raw = plain(text, "utf-8", f"In-Reply-To: {OURS}", *lines, subject=subject)
    return HardMail(f"away: {language}", raw, has=text, is_note=True, in_case=True, bounce_reason="")


def ignored(name: str, raw: bytes, reason: str, **more: str) -> HardMail:
    return HardMail(name, raw, "ignored", reason=reason, **more)


QMAIL = f"""Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ann@mail.example>:
550 5.1.1 mailbox unknown

--- Below this line is a copy of the message.

{RETURNED}"""
EXIM = f"""This message was created automatically by mail delivery software.
A message that you sent could not be delivered to one or more of its recipients.

  ann@mail.example
    host mx.mail.example: 552 mailbox is full

------ This is a copy of the message, including all the headers. ------

{RETURNED}"""
EXCHANGE = """Delivery has failed to these recipients or groups:

ann@mail.example
Remote Server returned '550 5.7.1 not allowed'"""
GERMAN = f"""Ihre Nachricht an <ann@mail.example> konnte nicht zugestellt werden:
554 5.4.14 zu viele Stationen

> {RETURNED}"""
LATE = f"""Your message has not yet been delivered to <ann@mail.example>.
451 4.4.1 no answer. It will be retried.

{RETURNED}"""
RECEIPT = part(
    "message/disposition-notification",
    "Final-Recipient: rfc822; ann@mail.example\r\nDisposition: manual-action; displayed",
)
COMPLAINT = part("message/feedback-report", "Feedback-Type: abuse\r\nUser-Agent: x/1.0\r\nVersion: 1")

MAILS = [
    bounced("the standard's form", report(), "there is no such address (5.1.1 550 no such user)"),
    bounced(
        "with the head only",
        report(returned="text/rfc822-headers"),
        "there is no such address (5.1.1 550 no such user)",
    ),
    bounced(
        "within another box",
        mixed(report().partition(b"MIME-Version: 1.0\r\n")[2], kind="multipart/mixed", sender=DAEMON),
        "there is no such address (5.1.1 550 no such user)",
    ),
    bounced("qmail", in_words(QMAIL, subject="failure notice"), "there is no such address (5.1.1 550 mailbox unknown)"),
    bounced(
        "Exim",
        in_words(
            EXIM, "X-Failed-Recipients: ann@mail.example", subject="Mail delivery failed: returning message to sender"
        ),
        "host mx.mail.example: 552 mailbox is full",
    ),
    bounced(
        "Exchange of old",
        mixed(
            part("text/plain", EXCHANGE),
            part("message/rfc822", RETURNED),
            sender="postmaster@mx.example",
            subject="Undeliverable: Re: My parcel",
        ),
        "their server refused it (5.7.1 Remote Server returned '550 not allowed')",
    ),
    bounced(
        "a German server",
        in_words(GERMAN, subject="Unzustellbar: Re: My parcel", sender="postmaster@mx.example"),
        "5.4.14 554 zu viele Stationen",
    ),
    bounced(
        "by its thread only",
        in_words(
            "550 5.2.2 over quota for <ann@mail.example>",
            f"In-Reply-To: {OURS}",
            subject="Returned mail: see transcript for details",
        ),
        "the mailbox is full (5.2.2 550 over quota for <ann@mail.example>)",
    ),
    HardMail(
        "late, in the standard's form",
        report("delayed", "4.4.7"),
        is_note=True,
        in_case=True,
        has="is late",
        bounce_reason="",
    ),
    HardMail(
        "late, in words",
        in_words(LATE, subject="Warning: message delayed"),
        is_note=True,
        in_case=True,
        has="is late",
        bounce_reason="",
        envelope_from="<>",
    ),
    ignored("arrived: nobody needs to know", report("delivered", "2.0.0"), "report"),
    ignored("not delivered, and not ours", report().replace(OURS.encode(), b"<other@x.example>"), "none of ours"),
    away("English", "Automatic reply: My parcel", "I am away until Monday."),
    away("English, by its header", "Re: My parcel", "I am away until Monday.", "Auto-Submitted: auto-replied"),
    away("English, by an old header", "Re: My parcel", "I am on leave.", "X-Autoreply: yes"),
    away("German", "Abwesenheitsnotiz: My parcel", "Ich bin im Urlaub."),
    away("French", "Réponse automatique : My parcel", "Je suis absente."),
    away("Spanish", "=?utf-8?q?Respuesta_autom=C3=A1tica=3A_My_parcel?=", "Estoy de vacaciones."),
    away("Dutch", "Automatisch antwoord: My parcel", "Ik ben afwezig."),
    away("Polish", "Odpowiedź automatyczna: My parcel", "Jestem na urlopie."),
    away("Russian", "Автоматический ответ: My parcel", "Я в отпуске."),
    away("Japanese", "自動応答: My parcel", "休暇中です"),
    ignored("away, and in no case", plain("x", subject="Out of Office: hello"), "while somebody is away"),
    ignored("away, from nobody", plain("x", subject="hello"), "no sender", envelope_from="<>"),
    ignored(
        "a receipt",
        mixed(part("text/plain", "Read."), RECEIPT, kind="multipart/report; report-type=disposition-notification"),
        "report",
    ),
    ignored(
        "a complaint",
        mixed(part("text/plain", "Spam."), COMPLAINT, kind="multipart/report; report-type=feedback-report"),
        "report",
    ),
    ignored("a newsletter", plain("Buy", "utf-8", "List-Unsubscribe: <https://news.example/off>"), "list"),
    ignored("a mailing list", plain("Hi all", "utf-8", "List-Id: <talk.list.example>", "Precedence: list"), "many"),
    ignored("do not reply", plain("x", sender="do-not-reply@bank.example"), "no sender"),
    ignored("our own mail, back again", RETURNED.encode(), "our own"),
    HardMail(
        "going in circles",
        ("Received: from a by b\r\n" * 60 + head()).encode() + b"\r\nx",
        "quarantined",
        reason="circles",
    ),
    HardMail(
        "a person whose subject speaks of holidays",
        plain("Absence makes the heart grow fonder.", subject="My absence"),
        text="Absence makes the heart grow fonder.",
    ),
    HardMail(
        "a person who asks about a bounce",
        plain(f"I got this:\n550 no such user\nMessage-ID: {OURS}", subject="Undeliverable"),
        has="I got this",
    ),
    HardMail(
        "an answer to the case's address while away",
        plain("Away.", "utf-8", "Auto-Submitted: auto-replied").replace(b"help@localhost", REPLY_TO.encode()),
        has="Away.",
        is_note=True,
        in_case=True,
    ),
]
