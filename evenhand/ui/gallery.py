"""The gallery's exhibits: each component, how a template calls it and what it takes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Exhibit:
    """A component: how a template calls it and what it takes."""

    name: str
    title: str
    how: str
    inputs: str

    @property
    def template(self) -> str:
        return f"ui/gallery/{self.name}.html"


EXHIBITS = [
    Exhibit(
        "buttons",
        "Buttons",
        ".button",
        "data-kind: primary (once on a page), quiet, danger. data-size: large, small.",
    ),
    Exhibit(
        "badges",
        "States and people",
        "{% badge %} {% person %}",
        "tone: neutral, good, warn, bad, info, quiet. The word says it; the colour only repeats it.",
    ),
    Exhibit(
        "figures_in_words",
        "Figures in words",
        "{{ amount|money }} {% moment %} {% day %} {% duration %} {% share %}",
        "In the reader's language and zone; hover a moment to see all of it. A share always brings its count.",
    ),
    Exhibit(
        "panels",
        "Panels and key values",
        ".panel .keyvalue",
        "data-kind: plain, for a part that only needs a line above it.",
    ),
    Exhibit(
        "tabs",
        "Tabs",
        "ui/components/tabs.html",
        "label; tabs with label, url, is_current, count. Each is an address of its own.",
    ),
    Exhibit(
        "list",
        "List and pages",
        ".list {% paginate %}",
        "Rows that lead somewhere: the whole row is the link. data-dense: one line for an inbox; "
        "data-unread. Pages keep the rest of the address.",
    ),
    Exhibit(
        "table",
        "Table",
        ".table in .table-frame",
        "Figures at the end of their column, in tabular numerals. The frame scrolls on a phone.",
    ),
    Exhibit(
        "conversation",
        "Conversation",
        "ui/components/message.html",
        "source: customer, agent, note, system; person, at, channel, body, quoted.",
    ),
    Exhibit(
        "timeline",
        "Timeline",
        "ui/components/timeline.html",
        "events with title, at, text, state: done, now, ahead, missed.",
    ),
    Exhibit(
        "options",
        "Options",
        "ui/components/option.html",
        "name, value, title, amount, reason, clause, clause_url, is_checked, is_refused.",
    ),
    Exhibit(
        "advice",
        "Advice on a draft",
        "ui/components/advice.html",
        "hints with tone (good, warn, quiet), text, example.",
    ),
    Exhibit(
        "figure",
        "Figure",
        "ui/components/figure.html",
        "title, chart (SVG), sentence, columns, rows. The sentence says what the chart shows.",
    ),
    Exhibit(
        "progress",
        "Timer and progress",
        "ui/components/timer.html, progress.html",
        "segment: talk, hold, after; segment_name, seconds, is_running. id, label, value, max, text.",
    ),
    Exhibit(
        "fields",
        "Fields",
        "{% field form.name %}",
        "Label, help and error, tied to the field for those who hear the page.",
    ),
    Exhibit(
        "dialog",
        "Dialog and menu",
        "ui/components/confirm.html .menu",
        "id, opener, title, text, action, button, kind. Both open without a script.",
    ),
    Exhibit(
        "notices",
        "Notices",
        "ui/components/notice.html",
        "tone: good, info, warn, bad; text. They land in the live region #notices.",
    ),
    Exhibit(
        "empty",
        "Empty",
        "{% empty %}",
        "icon, title, text: what would be here, and what happens next.",
    ),
    Exhibit(
        "icons",
        "Icons",
        "{% icon %}",
        "name; label only where it stands without its word. Every icon of the sprite:",
    ),
]
