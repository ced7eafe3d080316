"""The double check of causes: drawn by lot with a kept seed, blind, settled by a third; and who changes how often."""

import pytest

from evenhand.core.api import ActivityEntry, InvalidInput, NotFound
from evenhand.core.testing import shared
from evenhand.people.api import Role, actor_for
from evenhand.people.testing import make_account
from evenhand.policies.api import acknowledge, notices_of
from evenhand.standing.api import Cause, Finding, Mark, decide_finding
from evenhand.standing.changers import who_changes
from evenhand.standing.checked import SampleDraw, SecondLook
from evenhand.standing.computing import counting_marks
from evenhand.standing.second_looks import (
    LookIsOver,
    draw_second_looks,
    drawn_from,
    give_second_look,
    look_for,
    settle_second_look,
)
from evenhand.standing.testing import Given, answer_about
from evenhand.surveys.testing import DAY, HOUR, MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]
LATER = MONDAY + 30 * DAY


@shared
def second(db):
    """Another reviewer."""
    return make_account("Rafa Reviewer", Role.REVIEWER)


@shared
def third(db):
    """A third reviewer."""
    return make_account("Runa Reviewer", Role.REVIEWER)


@shared
def decided(agent, reviewer):
    """Ten causes decided by the reviewer, all of them the agent's, and the drawing of all of them."""
    for notice in notices_of(agent.pk):
        acknowledge(notice=notice, actor=actor_for(agent, "test"), now=notice.given_at + HOUR)
    answer_about(agent, Given(marked=10), since=MONDAY, decider=actor_for(reviewer, "test"))
    return Finding.objects.filter(state="decided")


def look_drawn(monkeypatch, seed: int = 5) -> SecondLook:
    monkeypatch.setattr("evenhand.standing.second_looks.second_look_percent", lambda at: 100)
    draw_second_looks(now=LATER, seed=seed)
    return SecondLook.objects.order_by("id").first()


def test_the_share_of_the_policy_is_drawn_and_the_kept_seed_draws_it_again(decided) -> None:
    draw = draw_second_looks(now=LATER, seed=12)
    assert draw.considered == sorted(decided.values_list("pk", flat=True))
    assert draw.drawn == drawn_from(draw.considered, draw.percent, draw.seed)
    assert (draw.percent, len(draw.drawn)) in ((10, 1), (10, 2))
    assert list(SecondLook.objects.values_list("finding_id", flat=True)) == draw.drawn
    assert ActivityEntry.objects.get(verb="standing.draw_second_looks").facts["seed"] == "12"


def test_over_many_drawings_the_share_is_what_the_policy_says() -> None:
    sizes = [len(drawn_from(list(range(7)), 10, seed)) for seed in range(2000)]
    assert 0.63 < sum(sizes) / 2000 < 0.77
    often = [sum(each in drawn_from(list(range(7)), 50, seed) for seed in range(1000)) for each in range(7)]
    assert min(often) > 420, "each as likely as the others"


def test_a_drawing_happens_once_a_day_and_considers_each_decision_once(decided) -> None:
    assert draw_second_looks(now=LATER) is not None
    assert draw_second_looks(now=LATER + HOUR) is None
    assert draw_second_looks(now=LATER + DAY).considered == []
    assert SampleDraw.objects.count() == 2


def test_the_second_person_sees_the_evidence_and_not_the_decision(
    decided, second, reviewer, monkeypatch, client_for
) -> None:
    look = look_drawn(monkeypatch)
    page = client_for(second).get(f"/standing/second-looks/{look.pk}/").content.decode().split("<main")[1]
    assert "What is known" in page
    assert "Read the manual" not in page
    assert "Rosa Reviewer" not in page
    finding = client_for(second).get(f"/standing/findings/{look.finding_id}/").content.decode().split("<main")[1]
    assert "shown afterwards" in finding
    assert "Read the manual" not in finding
    own = client_for(reviewer).get(f"/standing/findings/{look.finding_id}/").content.decode()
    assert "Read the manual" in own


def test_the_list_of_causes_does_not_tell_the_decision_either(
    decided, second, reviewer, administrator, monkeypatch, client_for
) -> None:
    look_drawn(monkeypatch)
    for reader, rows, told in ((second, 10, False), (reviewer, 10, True), (administrator, 10, True)):
        page = client_for(reader).get("/standing/findings/?state=decided").content.decode().split("<main")[1]
        assert page.count('class="list-title"') == rows
        assert ("decided by Rosa Reviewer" in page) is told
        assert ("not shown yet" in page) is not told
        by_cause = client_for(reader).get("/standing/findings/?state=decided&cause=agent").content.decode()
        assert ('class="list-title"' in by_cause) is told


@pytest.mark.parametrize(
    "odd",
    [
        "agent=" + "9" * 30,
        "computation=" + "9" * 4400,
        "since=0001-01-01T00:00:00%2B14:00",
        "since=9999-12-31T23:59:59-14:00",
        "since=0001-01-01T00:00:00Z",
    ],
)
def test_a_link_to_causes_that_names_nothing_possible_is_no_error(reviewer, client_for, odd: str) -> None:
    assert client_for(reviewer).get(f"/standing/findings/?{odd}").status_code == 200


def test_nobody_looks_at_their_own_decision_and_outsiders_find_nothing(
    decided, agent, customer, reviewer, administrator, monkeypatch, client_for
) -> None:
    look = look_drawn(monkeypatch)
    for somebody in (reviewer, agent, customer, administrator):
        assert client_for(somebody).get(f"/standing/second-looks/{look.pk}/").status_code == 404, somebody
    with pytest.raises(NotFound):
        look_for(actor_for(reviewer, "test"), look.pk, LATER)


def test_where_both_agree_it_is_done_and_again_is_harmless(decided, second, monkeypatch) -> None:
    look = look_drawn(monkeypatch)
    for _ in range(2):
        give_second_look(
            look=look, cause=Cause.AGENT, words="The same.", actor=actor_for(second, "test"), now=LATER + HOUR
        )
    look.refresh_from_db()
    assert look.agrees
    assert ActivityEntry.objects.filter(verb="standing.give_second_look").count() == 1
    with pytest.raises(LookIsOver):
        give_second_look(look=look, cause=Cause.SYSTEM, words="x", actor=actor_for(second, "test"), now=LATER + DAY)


def test_words_are_asked_for_whatever_was_decided_so_that_nothing_is_given_away(decided, second, monkeypatch) -> None:
    look = look_drawn(monkeypatch)
    for cause in (Cause.AGENT, Cause.CARRIER):
        with pytest.raises(InvalidInput):
            give_second_look(look=look, cause=cause, words="", actor=actor_for(second, "test"), now=LATER)


def test_a_disagreement_keeps_the_mark_from_counting_until_a_third_settles_it(
    decided, reviewer, second, third, monkeypatch, client_for
) -> None:
    look = look_drawn(monkeypatch)
    client_for(second).post(f"/standing/second-looks/{look.pk}/", {"cause": "system", "words": "The tool was down."})
    look.refresh_from_db()
    assert look.is_disputed
    assert counting_marks().count() == 9
    assert "Seen differently" in client_for(third).get("/standing/second-looks/").content.decode()
    for involved in (reviewer, second):
        assert client_for(involved).get(f"/standing/second-looks/{look.pk}/").status_code == 404
    page = client_for(third).get(f"/standing/second-looks/{look.pk}/").content.decode()
    assert "The tool was down." in page
    assert "Read the manual" in page
    client_for(third).post(f"/standing/second-looks/{look.pk}/", {"cause": "system", "words": "Down from 9 to 11."})
    assert Finding.objects.get(vote=look.finding.vote, state="decided").cause == "system"
    assert not Mark.objects.get(finding=look.finding).counts
    assert counting_marks().count() == 9


def test_of_two_who_look_blind_at_once_the_second_settles_nothing_and_keeps_their_words(
    decided, second, third, monkeypatch, client_for
) -> None:
    where, blind = f"/standing/second-looks/{look_drawn(monkeypatch).pk}/", {"words": "It was down.", "blind": "on"}
    assert 'name="blind"' in client_for(third).get(where).content.decode()
    for _twice in range(2):
        assert client_for(second).post(where, {"cause": "system", **blind}).status_code == 302
    page = client_for(third).post(where, {"cause": "policy", **blind, "words": "Clause 3 says no."})
    assert (page.status_code, SecondLook.objects.filter(settled_at=None).count()) == (422, 10)
    for shown in ("Somebody else was quicker", "Clause 3 says no.", "Seen differently by two"):
        assert shown in page.content.decode()
    assert 'name="blind"' not in page.content.decode()
    for _twice in range(2):
        assert client_for(third).post(where, {"cause": "system", "words": "So it was."}).status_code == 302


def test_words_about_a_look_that_is_over_are_kept_and_tell_nothing(
    decided, second, third, reviewer, monkeypatch, client_for
) -> None:
    where, blind = f"/standing/second-looks/{look_drawn(monkeypatch).pk}/", {"cause": "agent", "blind": "on"}
    client_for(second).post(where, {**blind, "words": "Nothing was answered."})
    page = client_for(third).post(where, {**blind, "words": "My own words."})
    assert (page.status_code, "My own words." in page.content.decode()) == (422, True)
    assert "Nothing was answered." not in page.content.decode()
    assert client_for(reviewer).post(where, {**blind, "words": "Mine."}).status_code == 404


def test_who_decided_first_does_not_escape_the_second_look_by_deciding_again(
    decided, reviewer, second, third, monkeypatch
) -> None:
    look = look_drawn(monkeypatch)
    give_second_look(look=look, cause=Cause.POLICY, words="Clause 3.", actor=actor_for(second, "test"), now=LATER)
    again = {"cause": Cause.AGENT, "words": "I still think so.", "actor": actor_for(reviewer, "test"), "now": LATER}
    with pytest.raises(InvalidInput, match="what a third says"):
        decide_finding(finding=look.finding, **again)
    settle_second_look(look=look, cause=Cause.POLICY, words="Clause 3.", actor=actor_for(third, "test"), now=LATER)
    with pytest.raises(InvalidInput, match="what a third says"):
        decide_finding(finding=Finding.objects.get(vote=look.finding.vote, state="decided"), **again)
    assert counting_marks().count() == 9


def test_a_third_who_confirms_the_first_lets_the_mark_count_again(decided, second, third, monkeypatch) -> None:
    look = look_drawn(monkeypatch)
    give_second_look(look=look, cause=Cause.POLICY, words="Clause 3.", actor=actor_for(second, "test"), now=LATER)
    settle_second_look(look=look, cause=Cause.AGENT, words="No clause.", actor=actor_for(third, "test"), now=LATER)
    assert counting_marks().count() == 10


def test_who_changes_causes_how_often_is_visible_with_its_range(
    decided, reviewer, second, agent, lead, monkeypatch, client_for
) -> None:
    look = look_drawn(monkeypatch)
    give_second_look(look=look, cause=Cause.POLICY, words="Clause 3.", actor=actor_for(second, "test"), now=LATER)
    [row] = who_changes(LATER + DAY)
    assert (row.name, row.changed.part, row.changed.whole) == (str(reviewer), 10, 10)
    assert (row.disagreed.part, row.disagreed.whole) == (1, 1)
    assert 0.2 < row.disagreed.low < row.disagreed.high == 1
    assert client_for(lead).get("/standing/causes/who/").status_code == 200
    assert client_for(agent).get("/standing/causes/who/").status_code == 404
