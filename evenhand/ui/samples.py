"""A sample of everything that the gallery's components can hold."""

import datetime
from dataclasses import dataclass, field

from django import forms
from django.core.paginator import Page, Paginator
from django.utils.safestring import SafeString, mark_safe

from evenhand.core.api import Money
from evenhand.ui.templatetags.ui import icon_names


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name", help_text="As your customers read it.")
    address = forms.EmailField(label="Mail address", required=False)
    channel = forms.ChoiceField(label="Channel", choices=[("mail", "Mail"), ("chat", "Chat"), ("phone", "Telephone")])
    words = forms.CharField(
        label="Anything else we should know?", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    speed = forms.ChoiceField(
        label="How soon", choices=[("now", "Now"), ("later", "After an hour")], widget=forms.RadioSelect, initial="now"
    )
    told = forms.BooleanField(label="The customer has been told", help_text="By mail or on the telephone.")


@dataclass(frozen=True)
class Somebody:
    """A person of the samples."""

    name: str
    email: str


INES = Somebody("Ines Okafor", "ines@shop.example")
MARA = Somebody("Mara Lindqvist", "mara@mail.example")
LONG_NAME = "Maximiliane-Theodora von und zu Hohenfels-Wartenberg"
EUR_49_90 = Money(4990, "EUR")
JPY_7800 = Money(7800, "JPY")

LETTER = mark_safe(
    "<p>Hello, my parcel was due on Tuesday and has not moved since. It is a birthday present for Saturday, "
    "and it is the second one this year that went missing.</p><p>Mara</p>"
)
QUOTED = mark_safe("<p>Your order 10234 has left our warehouse.</p>")
NOTE = mark_safe("<p>Last scan in Athlone nine days ago. Counts as lost under 2.1.</p>")
REPLY = mark_safe(
    "<p>Hello Mara,</p><p>I am sorry: we lost your parcel, and so close to a birthday. I have sent the present "
    "again by express; it reaches you on Thursday. The express is on us, and there is a credit of €10 in your "
    "account.</p><p>Thank you for telling us so kindly.<br>Ines</p>"
)
TAKEN = mark_safe("Ines Okafor took the case")
SENT_AGAIN = mark_safe("Sent again by express, under Refunds and claims 2.3")


@dataclass(frozen=True)
class Entry:
    """An entry of the sample conversation."""

    source: str
    at: datetime.datetime
    body: SafeString
    person: Somebody | None = None
    channel: str = ""
    quoted: SafeString | None = None
    icon_name: str = ""


@dataclass(frozen=True)
class Step:
    """A step of the sample timeline."""

    title: str
    state: str = "done"
    at: datetime.datetime | None = None
    text: str = ""


@dataclass(frozen=True)
class Row:
    """A row of the sample list."""

    who: str
    title: str
    text: str
    state: str
    tone: str
    at: datetime.datetime


@dataclass(frozen=True)
class AgentRow:
    """A row of the sample table."""

    name: str
    verdict: str
    tone: str
    no: int
    answers: int
    fair: str
    seconds: int


@dataclass(frozen=True)
class Hint:
    """A hint beside the sample draft."""

    tone: str
    text: str
    example: str = ""


@dataclass(frozen=True)
class Tab:
    """One of the sample tabs."""

    label: str
    url: str
    is_current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Figure:
    """The sample chart: four agents, each with the range in which the true share may lie."""

    title: str
    chart: SafeString
    sentence: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


AGENTS = [
    AgentRow("Ines Okafor", "Among the best", "good", 3, 88, "5 %", 372),
    AgentRow("Tomasz Grzegorczyk-Wiśniewski", "Like the team", "neutral", 9, 96, "9 %", 415),
    AgentRow("Leïla B.", "Like the team", "neutral", 12, 101, "11 %", 388),
    AgentRow("Sam Park", "Not enough evidence", "quiet", 2, 9, "–", 450),
]
RANGES = [(28, 10, 62), (52, 26, 92), (66, 38, 112), (124, 30, 260)]


def _chart() -> SafeString:
    lines = []
    for number, (agent, (middle, low, high)) in enumerate(zip(AGENTS, RANGES, strict=True)):
        y, tone = 18 + 30 * number, "quiet" if agent.tone == "quiet" else "accent"
        lines.append(
            f'<text class="figure-text" x="0" y="{y + 4}">{agent.name.split()[0]}</text>'
            f'<path class="figure-range" d="M{90 + low} {y}H{90 + high}"/>'
            f'<circle class="figure-point" data-tone="{tone}" cx="{90 + middle}" cy="{y}" r="5"/>'
            f'<text class="figure-text" x="{100 + high}" y="{y + 4}">{agent.no} of {agent.answers}</text>'
        )
    axis = '<path class="figure-axis" d="M90 0V128"/>'
    return mark_safe(f'<svg viewBox="0 0 440 132" role="presentation">{axis}{"".join(lines)}</svg>')  # noqa: S308


@dataclass(frozen=True)
class Sample:
    """Everything that the gallery's templates put into components."""

    now: datetime.datetime
    agent: Somebody = INES
    customer: Somebody = MARA
    long_name: Somebody = Somebody(LONG_NAME, "m@mail.example")
    nameless: Somebody = Somebody("", "someone.new@mail.example")
    amount: Money = EUR_49_90
    yen: Money = JPY_7800
    refund: Money = -EUR_49_90
    form: SampleForm = field(default_factory=SampleForm)
    form_with_errors: SampleForm = field(
        default_factory=lambda: SampleForm({"address": "mara(at)mail", "channel": "fax"}, prefix="wrong")
    )
    agents: tuple[AgentRow, ...] = tuple(AGENTS)
    tabs: tuple[Tab, ...] = (
        Tab("Mine", "#tabs", is_current=True, count=7),
        Tab("Waiting", "?show=waiting#tabs", count=23),
        Tab("All open", "?show=open#tabs", count=1204),
        Tab("Closed", "?show=closed#tabs"),
    )
    hints: tuple[Hint, ...] = (
        Hint("good", "You greet Mara by name."),
        Hint("good", "You say what happens next, and when."),
        Hint("warn", "“The carrier lost it” puts the blame elsewhere.", "We lost your parcel, and I am sorry."),
        Hint("quiet", "A word of thanks would round it off."),
    )

    def at(self, **ago: float) -> datetime.datetime:
        """So long ago."""
        return self.now - datetime.timedelta(**ago)

    @property
    def earlier_today(self) -> datetime.datetime:
        return self.now.replace(hour=0, minute=5)

    @property
    def yesterday(self) -> datetime.datetime:
        return self.at(days=1)

    @property
    def this_year(self) -> datetime.datetime:
        return self.at(days=9)

    @property
    def long_ago(self) -> datetime.datetime:
        return self.at(days=500)

    @property
    def a_day(self) -> datetime.date:
        return self.at(days=12).date()

    @property
    def icons(self) -> list[str]:
        return sorted(icon_names())

    @property
    def page(self) -> Page[int]:
        """The second of several pages."""
        return Paginator(range(100), 20).page(2)

    @property
    def events(self) -> list[Step]:
        """A parcel that is late."""
        return [
            Step("Ordered", at=self.at(days=12)),
            Step("Left our warehouse in Cork", at=self.at(days=10)),
            Step(
                "Should have arrived", "missed", self.at(days=4), "No scan since Athlone; the carrier has been asked."
            ),
            Step("We look after it", "now", self.at(minutes=20)),
            Step("With you", "ahead", text="On Thursday, if you choose to have it sent again."),
        ]

    @property
    def rows(self) -> list[Row]:
        """An inbox with short and long subjects."""
        long = "A subject that goes on for very much longer than anybody would wish, with every order number in it"
        first = "It was due on Tuesday and the tracking has not moved …"
        second = "I asked for 43 and got 41 again. I need them on Saturday …"
        return [
            Row("Mara Lindqvist", "Parcel has not come", first, "New", "info", self.at(minutes=6)),
            Row("Piet de Vries", "Wrong size, second time", second, "Yours", "neutral", self.at(hours=3)),
            Row(LONG_NAME, long, "See above …", "Overdue", "bad", self.at(days=2)),
        ]

    @property
    def conversation(self) -> list[Entry]:
        """A short one, with an entry of each kind."""
        return [
            Entry("customer", self.at(hours=2), LETTER, MARA, "Mail", quoted=QUOTED),
            Entry("system", self.at(hours=1), TAKEN, icon_name="user-check"),
            Entry("note", self.at(minutes=50), NOTE, INES),
            Entry("agent", self.at(minutes=20), REPLY, INES, "Mail"),
            Entry("system", self.at(minutes=20), SENT_AGAIN, icon_name="package-plus"),
        ]

    @property
    def figure(self) -> Figure:
        """Shares of four agents."""
        return Figure(
            title="Share of “no” by agent, last four weeks",
            chart=_chart(),
            sentence="Three agents cannot be told apart by their answers; for Sam there are too few to say anything.",
            columns=("Agent", "No", "Answers"),
            rows=tuple((row.name, str(row.no), str(row.answers)) for row in AGENTS),
        )
