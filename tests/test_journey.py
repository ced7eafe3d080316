"""One customer's matter, the whole way, on the imported retailer's order, with real mail and a real browser.

Mail in, order seen, parcel found lost, refund and credit given, warm reply, one question, a "no" whose cause is the
carrier, and an agent's record that says so. Walked in light and dark, at a desk and on a phone, and without JavaScript.
"""

import re
import smtplib
import socket
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from evenhand.house.testing import House, house
from evenhand.ui.testing import OpensPages, axe_violations, overflow

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "build" / "pictures"
PEOPLE = (ROOT / "tests" / "journey_people.py").read_text(encoding="utf-8")
PASSWORD = "the-quick-brown-fox-9"

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.shared_data]

BEGINNING = 20 * 24  # hours: by then the policies have been in force for twenty days

DRAFT = """Hello Emma,

thank you for writing, and I am sorry: your LED Light Bulb is lost on its way, and that is our fault. This is the
second time, and you should not have to chase us.

I have refunded $49.80 to your gift card today, and added $20.00 for your next order.

If anything is left, just answer this mail; it comes to me.

Warm regards
Ines"""


class Walk:
    """One walk: a browser page, what it is called in pictures, and whether scripts run."""

    def __init__(self, there: House, page: Page, look: str) -> None:
        self.there, self.page, self.look = there, page, look

    def open(self, path: str) -> None:
        self.page.goto(f"{self.there.address}{path}" if path.startswith("/") else path)

    def leave(self) -> None:
        """Close what is open, so that no page asks a server that has gone."""
        self.page.goto("about:blank")

    def look_at(self, name: str) -> None:
        """What is on the page is accessible, fits, and is kept as a picture."""
        if "no-script" not in self.look:  # axe itself is a script
            self.page.wait_for_timeout(300)
            assert axe_violations(self.page) == []
            assert overflow(self.page) == 0
        PICTURES.mkdir(parents=True, exist_ok=True)
        picture = PICTURES / f"{name}-{self.look}.png"
        self.page.screenshot(caret="initial", path=picture, full_page="desktop" in self.look)

    def sign_in(self, email: str) -> None:
        self.page.context.clear_cookies()
        self.open("/sign-in/password/")
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()


LOOKS = [
    ("light", 1280, True),
    ("dark", 1280, True),
    ("light", 390, True),
    ("dark", 390, True),
    ("light", 1280, False),
]


@pytest.mark.parametrize(("theme", "width", "scripts"), LOOKS)
def test_a_lost_parcel_is_put_right_and_nobody_is_blamed_for_it(
    shared: Path, browser_page: OpensPages, theme: str, width: int, scripts: bool
) -> None:
    look = f"{theme}-{'desktop' if width > 600 else 'phone'}{'' if scripts else '-no-script'}"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with house(mail_listen_port=str(port), shop_name="Harbour & Hill", web_workers="1") as there:
        there.run("import_shop", str(shared / "tau_retail"))
        set_clock(there, BEGINNING)
        there.python(PEOPLE)
        walk = Walk(there, browser_page(theme, width, scripts=scripts), look)

        there.start()
        send_mail(port, there)
        case_path = serve_the_customer(walk)
        walk.leave()
        there.stop()

        set_clock(there, BEGINNING + 26)
        there.start()
        say_no(walk)
        find_the_cause(walk)
        walk.leave()
        there.stop()

        set_clock(there, BEGINNING + 26 + 4 * 24)
        there.start()
        read_the_record(walk, case_path)
        assert "each follows from the one before it" in there.run("verify_activity")
        there.run("verify_ledger")
        walk.leave()


def set_clock(there: House, hours: int) -> None:
    """From its next start on, the installation lives so many hours ahead of us."""
    there.environment["EVENHAND_CLOCK_AHEAD_HOURS"] = str(hours)


def send_mail(port: int, there: House) -> None:
    """The customer writes, by a real mail client."""
    mail = EmailMessage()
    mail["From"] = f"Emma Kim <{there.python(ADDRESS)}>"
    mail["To"], mail["Subject"] = "help@localhost", "My parcel again (order #W2768383)"
    mail["Message-ID"], mail["Date"] = "<emma-1@mail.example>", "Mon, 02 Mar 2026 10:00:00 +0000"
    mail.set_content(
        "Hello,\n\nmy LED Light Bulb should have come last week, and tracking has not moved since. It is not the first "
        "time, and my gift card was charged all the same.\n\nCould somebody please look?\n\nEmma"
    )
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
        assert server.send_message(mail) == {}


ADDRESS = """
from evenhand.shop.api import Order
print(Order.objects.get(number="#W2768383").customer.account.email)
"""


def serve_the_customer(walk: Walk) -> str:
    """The agent finds the case, sees the lost parcel and the earlier one, puts it right, and answers warmly."""
    page = walk.page
    walk.sign_in("ines@shop.example")
    walk.open("/desk/?view=unassigned")
    wait_for(walk, "My parcel again")
    walk.look_at("inbox")
    page.get_by_role("link", name=re.compile("My parcel again")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("My parcel again")
    case_path = re.sub(r"https?://[^/]+", "", page.url).split("?")[0]
    walk.press("Take the case")
    show_the_order(walk)
    expect(page.locator("#beside")).to_contain_text("Believed lost")
    expect(page.locator("#beside")).to_contain_text("We have let them down")
    give(walk, "Refund")
    expect(page.locator("#beside")).to_contain_text("$49.80")
    give(walk, "towards the next order")
    expect(page.locator("#beside")).to_contain_text("What we did")
    page.get_by_label("Reply to Emma").fill("You claim it never came, but our policy says you must wait.")
    look_at_words(walk)
    expect(page.locator("#advice")).to_contain_text("You claim")
    page.get_by_label("Reply to Emma").fill(DRAFT)
    look_at_words(walk, gone="You claim")
    walk.look_at("case")
    walk.press("Send and close")
    expect(page.locator("body")).to_contain_text("Closed")
    assert "refunded $49.80" in sent_mail(walk.there, "My parcel again")
    return case_path


def wait_for(walk: Walk, words: str, seconds: float = 20) -> None:
    """Mail lands within a second; a page without scripts has to be asked again."""
    deadline = time.monotonic() + seconds
    while words not in walk.page.content():
        assert time.monotonic() < deadline, f"{words!r} did not come"
        if "no-script" in walk.look:
            walk.page.reload()
        walk.page.wait_for_timeout(200)


def show_the_order(walk: Walk) -> None:
    link = walk.page.get_by_role("link", name="Show the order and what we can do")
    if "no-script" in walk.look:
        link.click()
    expect(walk.page.locator("#beside")).to_contain_text("Order #W2768383")


def give(walk: Walk, title: str) -> None:
    remedy = walk.page.locator("#remedies form").filter(has_text=title).first
    remedy.get_by_role("button").click()
    if "no-script" not in walk.look:
        walk.page.wait_for_load_state("load")


def look_at_words(walk: Walk, gone: str = "") -> None:
    if "no-script" in walk.look:
        walk.press("Keep the draft and look at my words")
    if gone:
        expect(walk.page.locator("#advice")).not_to_contain_text(gone)


def say_no(walk: Walk) -> None:
    """The one question comes by mail a day later. She presses No, and says why: the parcel."""
    text = wait_for_mail(walk.there, "Was this helpful")
    link = next(link for link in re.findall(r"http://\S+/answer/\S+", text) if "no" in link.split("?")[-1])
    walk.page.context.clear_cookies()
    walk.open(walk.there.address + re.sub(r"https?://[^/]+", "", link))
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("Was this helpful?")
    walk.look_at("question")
    walk.press("No")
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("Thank you")
    walk.page.get_by_label(re.compile("parcel|delivery", re.IGNORECASE)).first.check()
    walk.look_at("reason")
    walk.press("Send")
    expect(walk.page.locator("body")).to_contain_text("We have noted that")


def find_the_cause(walk: Walk) -> None:
    """Her lead reads what is known, and confirms that it was the carrier."""
    walk.sign_in("mara@shop.example")
    walk.open("/standing/findings/")
    walk.look_at("findings")
    walk.page.get_by_role("link", name=re.compile("My parcel again")).first.click()
    expect(walk.page.locator("main")).to_contain_text("carrier")
    walk.look_at("finding")
    walk.press("Decide")


def read_the_record(walk: Walk, case_path: str) -> None:
    """The agent's record names the carrier, counts nothing against her, and does not pretend to know more."""
    main = walk.page.locator("main")
    walk.sign_in("ines@shop.example")
    walk.open("/record/")
    expect(main).to_contain_text("not against you: the cause was the carrier")
    expect(main).to_contain_text("0 was found to be about you")
    expect(main).to_contain_text(re.compile("not enough evidence|not yet known", re.IGNORECASE))
    walk.look_at("record")
    walk.sign_in("mara@shop.example")
    walk.open("/board/")
    walk.look_at("board")
    walk.open(case_path)
    walk.look_at("case-closed")


def sent_mail(there: House, subject: str) -> str:
    """The text of the newest mail that left with such a subject, or nothing."""
    return there.python(MAIL.format(subject=subject))


MAIL = """
from email import message_from_bytes, policy
from evenhand.core.api import OutgoingMail
mail = OutgoingMail.objects.filter(subject__contains={subject!r}).order_by("-id").first()
print(message_from_bytes(bytes(mail.raw), policy=policy.default).get_body(("plain",)).get_content() if mail else "")
"""


def wait_for_mail(there: House, words: str, seconds: float = 60) -> str:
    deadline = time.monotonic() + seconds
    while words not in (text := sent_mail(there, "My parcel again")):
        assert time.monotonic() < deadline, f"no mail says {words!r}"
        time.sleep(1)
    return text
