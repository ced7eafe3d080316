"""Which answers count, how many answered, what an agent sees."""

import pytest

from evenhand.cases.api import Case
from evenhand.people.api import Account, Role
from evenhand.people.testing import make_account
from evenhand.surveys.api import (
    Invitation,
    VoteFirst,
    Window,
    answers,
    answers_as_of,
    give_reason,
    response_rates,
)
from evenhand.surveys.testing import DAY, HOUR, MONDAY, sent_question, vote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]

WINDOW = Window(MONDAY, MONDAY + 28 * DAY)


def many_questions(agent: Account, count: int) -> list[Invitation]:
    """Questions to as many customers about as many answers, one a day."""
    return [
        sent_question(make_account(f"Customer {agent.pk} {number}", Role.CUSTOMER), agent, at=MONDAY + number * DAY)
        for number in range(count)
    ]


def test_a_customer_who_does_not_answer_is_in_no_share(agent: Account) -> None:
    first, second, _silent = many_questions(agent, 3)
    vote(first, "yes")
    vote(second, "no")
    assert [answer.choice for answer in answers(WINDOW)] == ["yes", "no"]
    [rate] = response_rates(WINDOW, now=MONDAY + 10 * DAY)
    assert (rate.agent_id, rate.sent, rate.answered, rate.still_open) == (agent.pk, 3, 2, 1)


def test_a_question_that_expired_can_no_longer_be_answered_in_the_rates(agent: Account) -> None:
    many_questions(agent, 1)
    [rate] = response_rates(WINDOW, now=MONDAY + 60 * DAY)
    assert (rate.sent, rate.answered, rate.still_open) == (1, 0, 0)


def test_a_slip_is_no_answer(agent: Account) -> None:
    vote(many_questions(agent, 1)[0], "no", reason="mistake")
    assert answers(WINDOW) == ()
    assert response_rates(WINDOW, now=MONDAY + 10 * DAY)[0].answered == 0


def test_a_slip_that_is_answered_anew_counts_from_then_on(agent: Account) -> None:
    [question] = many_questions(agent, 1)
    vote(question, "no", reason="mistake")
    vote(question, "no", at=question.sent_at + 3 * HOUR)
    assert [(each.choice, each.answered_at) for each in answers(WINDOW)] == [("no", question.sent_at + 3 * HOUR)]
    assert answers_as_of(question.sent_at + 2 * HOUR, WINDOW, [agent.pk]) == ()
    assert len(answers_as_of(question.sent_at + 4 * HOUR, WINDOW, [agent.pk])) == 1


def test_a_slip_that_was_none_after_all_counts_from_then_on(agent: Account, actor) -> None:
    [question] = many_questions(agent, 1)
    vote(question, "no", reason="mistake")
    sent, said = question.sent_at, {"reason_code": "", "comment": "I meant it.", "actor": actor(question.customer)}
    give_reason(invitation=question, **said, now=sent + 3 * HOUR)
    assert len(answers(WINDOW)) == 1
    assert answers_as_of(sent + 2 * HOUR, WINDOW, [agent.pk]) == ()
    assert [each.choice for each in answers_as_of(sent + 4 * HOUR, WINDOW, [agent.pk])] == ["no"]


def test_answers_belong_to_the_window_in_which_they_were_asked_for(agent: Account) -> None:
    [question] = many_questions(agent, 1)
    vote(question, "no", at=WINDOW.end - HOUR)
    assert answers(Window(question.sent_at, question.sent_at + HOUR))
    assert not answers(Window(question.sent_at + HOUR, WINDOW.end))
    assert not answers(Window(MONDAY, question.sent_at))


def test_answers_of_some_agents_only(agent: Account, second_agent: Account) -> None:
    vote(many_questions(agent, 1)[0], "yes")
    vote(many_questions(second_agent, 1)[0], "no")
    assert [answer.agent_id for answer in answers(WINDOW, [second_agent.pk])] == [second_agent.pk]
    assert answers(WINDOW, []) == ()


def test_an_answer_carries_its_reason_and_whose_it_is_to_act(agent: Account) -> None:
    first, second = many_questions(agent, 2)
    vote(first, "no", reason="policy")
    vote(second, "no")
    [said, silent] = answers(WINDOW)
    assert (said.reason_code, said.reason_owner) == ("policy", "policy")
    assert (silent.reason_code, silent.reason_owner) == ("", "unknown")


def test_more_answers_take_no_more_queries(agent: Account, django_assert_num_queries) -> None:
    for question in many_questions(agent, 4):
        vote(question, "yes")
    with django_assert_num_queries(1):
        assert len(answers(WINDOW)) == 4


def test_as_they_stood_at_a_moment_nothing_that_came_later_is_in_them(agent: Account) -> None:
    kept, late, changed, slip, slip_before = many_questions(agent, 5)
    moment = slip_before.sent_at + DAY
    for question in (kept, changed, slip):
        vote(question, "no")
    vote(slip_before, "no", reason="mistake")
    vote(late, "no", at=moment)
    vote(changed, "yes", at=moment + HOUR)
    vote(slip, "yes", at=moment + HOUR)
    vote(slip, "no", reason="mistake", at=moment + 2 * HOUR)
    then = answers_as_of(moment, WINDOW, [agent.pk])
    assert [(each.invitation_id, each.choice) for each in then] == [
        (kept.pk, "no"),
        (changed.pk, "no"),
        (slip.pk, "no"),
    ]
    assert all(each.answered_at < moment for each in then)
    assert [each.choice for each in answers(WINDOW)] == ["no", "no", "yes"]


def test_a_reason_needs_a_vote(agent: Account, customer: Account, actor) -> None:
    question = sent_question(customer, agent)
    with pytest.raises(VoteFirst):
        give_reason(invitation=question, reason_code="policy", comment="", actor=actor(customer), now=MONDAY + 3 * DAY)
    assert Case.objects.count() == 1
