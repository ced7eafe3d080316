"""From which of our addresses a case is answered, and over which server that leaves."""

from dataclasses import dataclass
from urllib.parse import quote

from evenhand.cases.mail.addresses import reply_address
from evenhand.cases.mail.tokens import access_token
from evenhand.cases.models import Case, IncomingMail, Mailbox
from evenhand.core.api import MailServer, NoRoute, environment, unseal

ROUTE = "mailbox"
_SCHEMES = {
    Mailbox.Security.TLS.value: "smtps",
    Mailbox.Security.STARTTLS.value: "smtp+tls",
    Mailbox.Security.NONE.value: "smtp",
}


@dataclass(frozen=True)
class Sender:
    """Who a mail in a case is from. `reply_address` brings answers, and reports of failure, back into it."""

    address: str
    reply_address: str
    route: str = ""

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


def sender_for(case: Case) -> Sender:
    """The mailbox of the case's queue; of several, or where it has none, the one that was written to last.

    Where there is no such mailbox, the address of the settings.
    """
    mailbox = _mailbox_for(case)
    address = mailbox.address if mailbox else environment().mail_from
    route = f"{ROUTE}:{mailbox.pk}" if mailbox and mailbox.smtp_host else ""
    return Sender(address, reply_address(case.pk, address), route)


def _mailbox_for(case: Case) -> Mailbox | None:
    ours = list(Mailbox.objects.filter(is_active=True, from_settings=False).order_by("id"))
    of_queue = [each for each in ours if each.queue_id == case.queue_id]
    if not ours or len(of_queue) == 1:
        return next(iter(of_queue), None)
    among = of_queue or ours
    came_by = IncomingMail.objects.filter(landed_in__case=case, mailbox__in=among).order_by("-id")
    written_to = came_by.values_list("mailbox_id", flat=True).first()
    return next((each for each in among if each.pk == written_to), next(iter(of_queue), None))


def mail_server_of(route: str) -> MailServer:
    """The server of the mailbox that `route` names. Raises NoRoute."""
    mailbox = Mailbox.objects.filter(pk=route.partition(":")[2]).first()
    if mailbox is None or not mailbox.smtp_host:
        raise NoRoute("The mailbox from which it was to leave has no outgoing server any more.")
    by_password = mailbox.sign_in == Mailbox.SignIn.PASSWORD
    password = quote(unseal(mailbox.sealed_password), safe="") if by_password else ""
    login = f"{quote(mailbox.user, safe='')}:{password}@" if mailbox.user else ""
    url = f"{_SCHEMES[mailbox.smtp_security]}://{login}{mailbox.smtp_host}:{mailbox.smtp_port}"
    return MailServer(url, access_token=None if by_password else lambda: access_token(mailbox))
