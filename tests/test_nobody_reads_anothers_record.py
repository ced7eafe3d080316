"""The cast against every address that names somebody's record: nobody without the role gets a page.

The records are an agent's, a seller's and a driver's. And whoever does not work here is sent against every address of
the whole project: what opens stands in a list, and a new address that opens has to be placed in it.
"""

import datetime
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from evenhand.core.testing import shared
from evenhand.growth.api import Letter, Plan, Session, Step, answer_step, decide_step, propose_step
from evenhand.growth.models import Checkpoint
from evenhand.growth.testing import (
    DAY,
    HOUR,
    MONDAY,
    NOW,
    acknowledge_all,
    orders_of_seller,
    parcels_of_driver,
    peers_of,
    weeks_of_answers,
)
from evenhand.growth.tests.conftest import PLAN
from evenhand.growth.tests.test_sellers_and_drivers import NOTICE
from evenhand.growth.tests.test_sellers_and_drivers import PLAN as PLAN_OUTSIDE
from evenhand.people.api import Account, note_leave
from evenhand.people.testing import TEST
from evenhand.quality.api import Answer, Dispute, Review, Sample, dispute_review, draw_samples, give_review, take_next
from evenhand.quality.scorecards import HOUSE_ITEMS
from evenhand.standing.api import Audience, Contest, Finding, Mark, compute_orders, contest_mark
from evenhand.standing.models import ContestFile
from tests.rows_of_others import Others

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("standing", "growth", "quality")
"""Rooms of records: each of their addresses is walked here, by everybody who has no business there."""
OUTSIDE = ("customer", "outsider", "seller", "driver")
OWN = ("me/", "sign-in/", "^sign-in/")
"""One's own account, and signing in: these take nobody's number."""
TABLES = {
    "after_id": "phone.AfterCall",
    "article_id": "knowledge.Article",
    "attachment_id": "cases.Attachment",
    "bulk_id": "cases.BulkChange",
    "calendar_id": "promises.Calendar",
    "call_id": "phone.Call",
    "care_id": "remedies.Care",
    "case_id": "cases.Case",
    "chat_id": "chat.Chat",
    "claim_id": "remedies.Claim",
    "evidence_id": "remedies.Evidence",
    "handback_id": "routing.Handback",
    "invite_id": "people.Invite",
    "kept_id": "phone.KeptRequest",
    "line_id": "phone.Line",
    "macro_id": "macros.Macro",
    "mail_id": "cases.IncomingMail",
    "mailbox_id": "cases.Mailbox",
    "message_id": "cases.SideMessage",
    "notice_id": "policies.Notice",
    "number_id": "phone.KnownNumber",
    "question_id": "policies.OwnerQuestion",
    "queue_id": "cases.Queue",
    "reconciliation_id": "remedies.Reconciliation",
    "remedy_id": "remedies.Remedy",
    "rule_id": "routing.Rule",
    "secret_id": "phone.LineSecret",
    "section_id": "knowledge.Section",
    "thread_id": "cases.SideThread",
    "view_id": "cases.SavedView",
    "finance dispute_id": "remedies.Dispute",
    "desk file_id": "cases.DraftFile",
    "mailbox mail_id": "core.OutgoingMail",
}
"""By what an address asks for: the table of which a row that is somebody else's is filled in. Where one name means
several things, it stands with the part of the product whose address it is."""
WORDS = {
    "key": "refunds-and-claims",
    "phone key": "theirs",
    "kind": "improvement_plan",
    "desk kind": "cancel",
    "language": "en",
    "role": "agent",
    "layout": "desk",
    "slug": "theirs",
    "number": "1",
    "my number": "#T77",
    "place": "0",
    "older": "1",
    "newer": "1",
    "token": "forged",
}
"""What an address asks for that is no row: words, and numbers within something."""
OPEN = {
    "gallery/": "evenhand/ui/tests/test_gallery.py",
    "gallery/<slug:layout>/": "evenhand/ui/tests/test_gallery.py",
    "help/": "evenhand/knowledge/tests/test_pages.py",
    "help/<slug:language>/": "evenhand/knowledge/tests/test_pages.py",
    "help/<slug:language>/suggestions/": "evenhand/knowledge/tests/test_pages.py",
    "my/": "evenhand/screens/tests/test_customer.py",
    "my/write/": "evenhand/screens/tests/test_customer.py",
    "policies/": "evenhand/policies/tests/test_pages.py",
    "policies/told/": "evenhand/policies/tests/test_notices.py",
    "policies/<slug:key>/": "evenhand/policies/tests/test_pages.py",
    "policies/<slug:key>/versions/<int:number>/": "evenhand/policies/tests/test_pages.py",
    "policies/<slug:key>/versions/<int:number>/paper/": "evenhand/policies/tests/test_trials.py",
    "policies/<slug:key>/changes/<int:older>/<int:newer>/": "evenhand/policies/tests/test_trials.py",
    "record/": "evenhand/standing/tests/test_pages.py",
    "record/measures/": "evenhand/growth/tests/test_measures.py",
}
"""What whoever does not work here may open: their own or what all may read, each with the tests of what it shows."""
ROLE_SAYS_SO = {"policies/people/<int:account_id>/": ("policy_owner",)}
"""Whom a role lets see it after all: which version of a policy bound whom is the policy owner's matter."""
WITHOUT_A_ROLE = ("second_agent", "finance", "policy_owner", "customer", "seller", "driver", "outsider")
"""Each is somebody else, and neither leads the person, nor reviews, nor looks after the house."""


def addresses() -> Iterator[tuple[str, frozenset[str]]]:
    """Every address of these rooms, or of a person anywhere, that takes a number, with the names of what it takes."""
    for pattern, prefix, namespace in _walk(get_resolver(), "", ""):
        route = prefix + str(pattern.pattern)
        names = re.findall(r"<int:(\w+)>", route)
        if names and (namespace in ROOMS or "account_id" in names):
            yield route, frozenset(names)


def _walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[tuple[URLPattern, str, str]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _walk(each, prefix + str(each.pattern), each.namespace or namespace)
        else:
            yield each, prefix, namespace


@shared
def record(house_policies, team, agent, second_agent, lead, reviewer, actor) -> dict[str, int]:
    """Everything that can stand in somebody's record, by the name under which addresses ask for it."""
    acknowledge_all(agent)
    weeks_of_answers(agent, peers_of(team, second_agent), team, lead, computes=actor(lead))
    step = propose_step(account=agent, proposal=PLAN, actor=actor(lead), now=NOW)
    answer_step(step=step, words="One lost van.", actor=actor(agent), now=NOW + HOUR)
    decide_step(step=step, is_issued=True, words="Help.", actor=actor(reviewer), now=NOW + DAY)
    first = datetime.date(2026, 5, 1)
    leave = note_leave(account=agent, first_day=first, last_day=first, actor=actor(lead), now=NOW)
    mark = Mark.objects.filter(account=agent).latest("at")
    contest = contest_mark(mark=mark, words="I did.", actor=actor(agent), now=NOW + DAY)
    file = ContestFile.objects.create(contest=contest, name="a.txt", size=1, sha256="0" * 64)
    sample, review = _reviewed(agent, reviewer, actor)
    return {
        "account_id": agent.pk,
        "team_id": team.pk,
        "step_id": step.pk,
        "letter_id": Letter.objects.filter(account=agent).latest("id").pk,
        "session_id": Session.objects.filter(step=step)[0].pk,
        "checkpoint_id": Checkpoint.objects.filter(plan__step=step)[0].pk,
        "plan_id": Plan.objects.get(step=step).pk,
        "leave_id": leave.pk,
        "mark_id": mark.pk,
        "contest_id": Contest.objects.get().pk,
        "file_id": file.pk,
        "finding_id": Finding.objects.get(mark=mark).pk,
        "look_id": 1,
        "sample_id": sample.pk,
        "review_id": review.pk,
        "dispute_id": Dispute.objects.get().pk,
    }


def _reviewed(agent, reviewer, actor) -> tuple[Sample, Review]:
    draw = draw_samples(now=datetime.datetime(2026, 3, 16, 9, 0, tzinfo=datetime.UTC), seed=3)
    assert draw is not None
    Sample.objects.exclude(agent=agent).update(agent=agent)
    Review.objects.update(agent=agent)
    review = take_next(actor=actor(reviewer), now=NOW)
    assert review is not None
    answers = {item.key: Answer.MISSED.value for item in HOUSE_ITEMS}
    Review.objects.filter(sample=review.sample_id, seat=2).delete()
    give_review(review=review, answers=answers, words="Nothing of it.", actor=actor(reviewer), now=NOW)
    sample = Sample.objects.get(pk=review.sample_id)
    dispute_review(sample=sample, items=["true"], words="It is.", actor=actor(agent), now=NOW)
    return sample, review


@shared
def sellers_record(house_policies, seller, lead, administrator, reviewer, actor) -> dict[str, int]:
    """A seller's plan with its letter, talks and checkpoints, and a mark that the seller contests."""
    acknowledge_all(seller)
    orders_of_seller(seller, marked=8, plain=92, since=MONDAY - 55 * DAY, decider=lead)
    compute_orders(audience=Audience.SELLERS, window_end=MONDAY, actor=TEST, now=MONDAY + HOUR)
    return _outside(seller, PLAN_OUTSIDE, administrator, reviewer, actor)


@shared
def drivers_record(house_policies, driver, lead, administrator, reviewer, actor) -> dict[str, int]:
    """A driver's notice with its letter, and a mark that the driver contests."""
    acknowledge_all(driver)
    doors = [f"{number} Mill Lane" for number in range(8)]
    parcels_of_driver(driver, doors=doors, plain=92, since=MONDAY - 55 * DAY, decider=lead)
    compute_orders(audience=Audience.DRIVERS, window_end=MONDAY, actor=TEST, now=MONDAY + HOUR)
    return _outside(driver, NOTICE, administrator, reviewer, actor)


def _outside(account: Account, proposal, administrator, reviewer, actor) -> dict[str, int]:
    step = propose_step(account=account, proposal=proposal, actor=actor(administrator), now=NOW)
    answer_step(step=step, words="A week without padding.", actor=actor(account), now=NOW + HOUR)
    decide_step(step=step, is_issued=True, words="Help.", actor=actor(reviewer), now=NOW + DAY)
    mark = Mark.objects.filter(account=account).latest("at")
    contest = contest_mark(mark=mark, words="See the photo.", actor=actor(account), now=NOW + DAY)
    file = ContestFile.objects.create(contest=contest, name="a.txt", size=1, sha256="0" * 64)
    numbers = {
        "account_id": account.pk,
        "step_id": step.pk,
        "letter_id": Letter.objects.filter(account=account).latest("id").pk,
        "mark_id": mark.pk,
        "contest_id": contest.pk,
        "file_id": file.pk,
        "finding_id": mark.finding_id,
    }
    if Plan.objects.filter(step=step).exists():
        numbers["plan_id"] = Plan.objects.get(step=step).pk
        numbers["session_id"] = Session.objects.filter(step=step)[0].pk
        numbers["checkpoint_id"] = Checkpoint.objects.filter(plan__step=step)[0].pk
    return numbers


def test_every_address_that_names_a_record_is_known_here(record) -> None:
    unknown = {name for _route, names in addresses() for name in names} - set(record)
    assert unknown == set(), "a new kind of record needs its place in this test"


@shared
def others(house_policies, agent) -> Others:
    """Rows of people who are not asking."""
    return Others(agent)


@pytest.fixture
def filled(record, others) -> Callable[[str, str], str]:
    """The address with everything that it asks for filled in: what is in the record, else another's row, else a word.

    Whoever adds an address that asks for something new teaches it in TABLES or WORDS.
    """

    def fill(route: str, namespace: str) -> str:
        def value(found: re.Match[str]) -> str:
            name = found[1]
            own = f"{namespace} {name}"
            if own in TABLES:
                return str(others.row(TABLES[own]).pk)
            if own in WORDS:
                return quote(WORDS[own])
            if name in record:
                return str(record[name])
            return str(others.row(TABLES[name]).pk) if name in TABLES else quote(WORDS[name])

        return "/" + re.sub(r"<(?:int|slug|str):(\w+)>", value, route)

    return fill


@pytest.mark.parametrize("who", OUTSIDE)
def test_whoever_does_not_work_here_opens_no_address_but_those_listed(client_for, request, filled, who) -> None:
    """Every address of the whole project; whoever adds one that is open to others lists it, and says who tests it."""
    assert opened(client_for(request.getfixturevalue(who)), filled) == []


def opened(browser, filled, methods=("get", "head", "post")) -> list[tuple[str, str, int]]:
    """Every address that shows anything, of those that nobody from outside should see."""
    shown = []
    for pattern, prefix, namespace in _walk(get_resolver(), "", ""):
        route = prefix + str(pattern.pattern)
        if route in OPEN or route.startswith(OWN):
            continue
        path = filled(route, namespace)
        for method in methods:
            answer = getattr(browser, method)(path)
            if answer.status_code not in (401, 403, 404, 405) and not answer.get("Location", "").startswith(
                "/sign-in/"
            ):
                shown.append((method, path, answer.status_code))
    return shown


REMOVED = {
    "evenhand.cases.access._may_see": lambda actor, case: True,
    "evenhand.remedies.access._visible": lambda rows, actor, owner: rows,
    "evenhand.standing.access._may_see_record": lambda actor, account, now: True,
}
"""Checks of who may see what, each with what stands there once somebody has taken it out."""
OPENED = ("/files/", "/my/photos/", "/record/", "/growth/letters/", "/growth/steps/", "/quality/contacts/")
"""What a customer then reaches of others; a customer's cases, claims and orders are asked for twice."""


def test_a_check_that_is_taken_out_is_found(client_for, customer, filled, monkeypatch) -> None:
    for name, anything in REMOVED.items():
        monkeypatch.setattr(name, anything)
    browser = client_for(customer)
    browser.raise_request_exception = False
    shown = opened(browser, filled, methods=("get",))
    assert [part for part in OPENED if not any(path.startswith(part) for _method, path, _status in shown)] == []


def test_the_rows_are_real_and_shown_to_whose_they_are(client_for, others, filled) -> None:
    browser = client_for(others.customer)
    for route in ("my/cases/<int:case_id>/", "my/claims/<int:claim_id>/", "my/orders/<str:number>/"):
        assert browser.get(filled(route, "my")).status_code == 200, route


def test_each_open_address_is_one_of_the_project_and_tested_where_it_says() -> None:
    routes = {prefix + str(pattern.pattern) for pattern, prefix, _namespace in _walk(get_resolver(), "", "")}
    assert OPEN.keys() <= routes
    for path in set(OPEN.values()):
        assert (ROOT / path).is_file(), path


@pytest.mark.parametrize("who", WITHOUT_A_ROLE)
def test_nobody_without_the_role_is_shown_anothers_record(client_for, request, record, who) -> None:
    _shows_nothing(client_for(request.getfixturevalue(who)), record, who)


@pytest.mark.parametrize("who", ["agent", "lead", *(each for each in WITHOUT_A_ROLE if each != "seller")])
def test_nobody_without_the_role_is_shown_a_sellers_record(client_for, request, sellers_record, who) -> None:
    _shows_nothing(client_for(request.getfixturevalue(who)), sellers_record, who)


@pytest.mark.parametrize("who", ["agent", "lead", *(each for each in WITHOUT_A_ROLE if each != "driver")])
def test_nobody_without_the_role_is_shown_a_drivers_record(client_for, request, drivers_record, who) -> None:
    _shows_nothing(client_for(request.getfixturevalue(who)), drivers_record, who)


BY_A_SCRIPT = {"HX-Request": "true"}
WAYS = (("get", {}), ("get", BY_A_SCRIPT), ("post", {}), ("post", BY_A_SCRIPT), ("head", {}))
"""Every way in which a page is asked for; no script of ours asks for the head alone."""


def _shows_nothing(browser, record: dict[str, int], who: str) -> None:
    """Every address that these numbers fill, by every method: the page does not exist, and nothing is written."""
    steps, letters, shown, asked = Step.objects.count(), Letter.objects.count(), [], 0
    for route, names in addresses():
        if not names <= record.keys() or who in ROLE_SAYS_SO.get(route, ()):
            continue
        path = "/" + re.sub(r"<int:(\w+)>", lambda found: str(record[found[1]]), route)
        path, asked = path.replace("<slug:kind>", "improvement_plan"), asked + 1
        for method, headers in WAYS:
            status = getattr(browser, method)(path, headers=headers).status_code
            if status not in (403, 404, 405):
                shown.append((method, path, status))
    assert shown == []
    assert asked > 10
    assert (Step.objects.count(), Letter.objects.count()) == (steps, letters)


def test_the_person_is_shown_what_is_theirs(record, client_for, agent) -> None:
    browser = client_for(agent)
    for path in (
        "/record/",
        "/growth/steps/{step_id}/",
        "/growth/letters/{letter_id}/",
        "/growth/sessions/{session_id}/",
        "/standing/contests/{contest_id}/",
        "/quality/contacts/{sample_id}/",
        "/quality/disputes/{dispute_id}/",
    ):
        assert browser.get(path.format(**record)).status_code == 200, path


@pytest.mark.parametrize(("name", "who"), [("sellers_record", "seller"), ("drivers_record", "driver")])
def test_sellers_and_drivers_are_shown_what_is_theirs(request, client_for, name, who) -> None:
    numbers, browser = request.getfixturevalue(name), client_for(request.getfixturevalue(who))
    paths = ["/record/", "/growth/steps/{step_id}/", "/growth/letters/{letter_id}/", "/standing/contests/{contest_id}/"]
    for path in (*paths, *(["/growth/sessions/{session_id}/"] if "session_id" in numbers else [])):
        assert browser.get(path.format(**numbers)).status_code == 200, path
