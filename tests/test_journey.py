"""One customer's matter, the whole way, on the imported retailer's order, with real mail and a real browser.

Mail in, order seen, parcel found lost, refund and credit given, warm reply, one question, a "no" whose cause is the
carrier, and an agent's record that says so. Walked at a desk and on a phone, each page looked at in light and dark,
and without JavaScript.
"""

import datetime
import re
import shutil
import smtplib
import socket
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from evenhand.house.testing import House, house
from evenhand.ui.testing import OpensPages, barriers

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "build" / "pictures"
PEOPLE = (ROOT / "tests" / "journey_people.py").read_text(encoding="utf-8")
PASSWORD = "the-quick-brown-fox-9"
FRIDAY = 4

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.shared_data]

# In hours from now: by then the policies have been in force for twenty days. It is a Friday, whichever day we have:
# weeks are computed on Mondays, and a week is shown two days later.
BEGINNING = (20 + (FRIDAY - (datetime.datetime.now(datetime.UTC).weekday() + 20)) % 7) * 24

DRAFT = """Hello Emma,

thank you for writing, and I am sorry: your LED Light Bulb is lost on its way, and that is our fault. This is the
second time, and you should not have to chase us.

I have refunded $49.80 to your gift card today, and added $20.00 for your next order.

If anything is left, just answer this mail; it comes to me.

Warm regards
Ines"""


class Walk:
    """One walk: a browser page, the device it stands for, as in the names of pictures, and whether these are kept."""

    def __init__(self, there: House, page: Page, device: str, *, pictures: bool) -> None:
        self.there, self.page, self.device, self.pictures = there, page, device, pictures

    @property
    def has_scripts(self) -> bool:
        return "no-script" not in self.device

    def open(self, path: str) -> None:
        self.page.goto(f"{self.there.address}{path}" if path.startswith("/") else path)

    def leave(self) -> None:
        """Close what is open, so that no page asks a server that has gone."""
        self.page.goto("about:blank")

    def look_at(self, name: str, *, as_seen: bool = False) -> None:
        """What is on the page is usable by everyone, as wide as it is walked. A picture is kept: whole, or `as_seen`.

        A whole page draws what sticks to the window in a place where nobody sees it.
        """
        if self.has_scripts:  # axe itself is a script
            assert barriers(self.page, [1280 if "desktop" in self.device else 390]) == []
        if not self.pictures:
            return
        PICTURES.mkdir(parents=True, exist_ok=True)
        is_whole = self.device == "desktop" and not as_seen
        for theme in ("light", "dark"):
            self.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            picture = PICTURES / f"{name}-{theme}-{self.device}.png"
            self.page.screenshot(caret="initial", path=picture, full_page=is_whole)

    def as_read_at_leisure(self) -> None:
        """In a window of the usual height, from its top, with what was announced closed."""
        if "desktop" in self.device:
            self.page.set_viewport_size({"width": 1280, "height": 960})
        if self.has_scripts:
            closers = self.page.locator("#notices [data-dismiss]")
            for last in reversed(range(closers.count())):
                closers.nth(last).click()
            expect(self.page.locator("#notices .notice")).to_have_count(0)
            self.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")

    def sign_in(self, email: str) -> None:
        self.page.context.clear_cookies()
        self.open("/sign-in/password/")
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()


@pytest.fixture(scope="session")
def begun(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop on the evening before, as a data folder: the imported orders, and the people."""
    folder = tmp_path_factory.mktemp("begun") / "data"
    with house() as there:
        there.run("import_shop", str(shared / "tau_retail"))
        set_clock(there, BEGINNING)
        there.python(PEOPLE)
        shutil.copytree(there.data, folder)
    return folder


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (390, True), (1280, False)])
def test_a_lost_parcel_is_put_right_and_nobody_is_blamed_for_it(
    begun: Path, browser_page: OpensPages, pytestconfig: pytest.Config, *, width: int, scripts: bool
) -> None:
    device = f"{'desktop' if width > 600 else 'phone'}{'' if scripts else '-no-script'}"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with house(begun, mail_listen_port=str(port), shop_name="Harbour & Hill", web_workers="1") as there:
        page, pictures = browser_page(width=width, scripts=scripts), pytestconfig.getoption("--pictures")
        walk = Walk(there, page, device, pictures=pictures)

        set_clock(there, BEGINNING)
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

        set_clock(there, BEGINNING + 26 + 5 * 24)
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
    mail["From"] = f"Emma Kim <{address_of(there, '#W2768383')}>"
    mail["To"], mail["Subject"] = "help@localhost", "My parcel again (order #W2768383)"
    mail["Message-ID"], mail["Date"] = "<emma-1@mail.example>", "Mon, 02 Mar 2026 10:00:00 +0000"
    mail.set_content(
        "Hello,\n\nmy LED Light Bulb should have come last week, and tracking has not moved since. It is not the first "
        "time, and my gift card was charged all the same.\n\nCould somebody please look?\n\nEmma"
    )
    with post_office(port) as server:
        assert server.send_message(mail) == {}


def post_office(port: int, seconds: float = 120) -> smtplib.SMTP:
    """The mail listener is a part of its own, and may need a moment longer than the pages."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return smtplib.SMTP("127.0.0.1", port, timeout=30)
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "nobody takes mail"
            time.sleep(0.1)


def address_of(there: House, order: str) -> str:
    """The mail address of who ordered."""
    [(address,)] = there.read(
        "SELECT email FROM people_account WHERE id = (SELECT account_id FROM shop_customer WHERE id = "
        "(SELECT customer_id FROM shop_order WHERE number = ?))",
        order,
    )
    return str(address)


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
    walk.as_read_at_leisure()
    walk.look_at("case", as_seen=True)
    walk.press("Send and close")
    expect(page.locator("body")).to_contain_text("Closed")
    assert "refunded $49.80" in sent_mail(walk.there, "My parcel again")
    return case_path


def wait_for(walk: Walk, words: str, seconds: float = 120) -> None:
    """Mail lands within a second; a page without scripts has to be asked again."""
    deadline = time.monotonic() + seconds
    while words not in walk.page.content():
        assert time.monotonic() < deadline, f"{words!r} did not come"
        if not walk.has_scripts:
            walk.page.reload()
        walk.page.wait_for_timeout(200)


def show_the_order(walk: Walk) -> None:
    link = walk.page.get_by_role("link", name="Show the order and what we can do")
    if not walk.has_scripts:
        link.click()
    expect(walk.page.locator("#beside")).to_contain_text("Order #W2768383")


def give(walk: Walk, title: str) -> None:
    remedy = walk.page.locator("#remedies form").filter(has_text=title).first
    remedy.get_by_role("button").click()
    if walk.has_scripts:
        walk.page.wait_for_load_state("load")


def look_at_words(walk: Walk, gone: str = "") -> None:
    if not walk.has_scripts:
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
    wanted = "SELECT raw FROM core_outgoingmail WHERE instr(subject, ?) ORDER BY id DESC LIMIT 1"
    for (raw,) in there.read(wanted, subject):
        body = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
        return str(body.get_content()) if body else ""
    return ""


def wait_for_mail(there: House, words: str, seconds: float = 120) -> str:
    deadline = time.monotonic() + seconds
    while words not in (text := sent_mail(there, "My parcel again")):
        assert time.monotonic() < deadline, f"no mail says {words!r}"
        time.sleep(0.2)
    return text
