"""The page that says by what people are measured: read from the policies and the code, to everybody who is rated."""

import pytest

from evenhand.growth.gate import NEEDS
from evenhand.growth.rules import Kind
from evenhand.growth.testing import HOUR, NOW
from evenhand.growth.words import CONDITION_WORDS
from evenhand.people.api import actor_for
from evenhand.policies.api import Policy, PolicyVersion
from evenhand.standing import views
from evenhand.standing.measures import measures_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]
ADDRESS = "/record/measures/"


@pytest.fixture(autouse=True)
def _today(monkeypatch) -> None:
    monkeypatch.setattr(views, "clock", lambda: NOW + HOUR)


@pytest.mark.parametrize("who", ["agent", "lead", "reviewer", "policy_owner", "administrator", "seller", "driver"])
def test_everybody_who_is_rated_or_rates_reads_it(client_for, request, who) -> None:
    assert client_for(request.getfixturevalue(who)).get(ADDRESS).status_code == 200


def test_for_others_it_does_not_exist_and_nothing_is_posted_there(client, client_for, customer, agent) -> None:
    assert client_for(customer).get(ADDRESS).status_code == 404
    assert client.get(ADDRESS).status_code == 302
    assert client_for(agent).post(ADDRESS).status_code == 405


def test_every_figure_of_every_policy_that_binds_the_reader_stands_there(client_for, bound) -> None:
    page = client_for(bound).get(ADDRESS).content.decode()
    for policy in Policy.objects.filter(key__in=("survey-and-marks", "standing-and-steps")):
        for row in PolicyVersion.objects.get(policy=policy).parameters:
            assert f"<code>{row['name']}</code>" in page
            assert row["explanation"].split(".")[0][:40] in page.replace("&#x27;", "'")


def test_what_does_not_bind_the_reader_yet_is_not_shown_as_if_it_did(client_for, agent) -> None:
    page = client_for(agent).get(ADDRESS).content.decode()
    assert "No version of this binds you today" in page, "told, and not acknowledged"
    assert "<code>minimum_answers</code>" not in page


def test_weights_are_those_of_the_computation(bound) -> None:
    weights = {
        (each.choice, each.cause): (each.answers, each.no) for each in measures_for(actor_for(bound, "t"), NOW).weights
    }
    assert weights["yes", None] == (1, 0)
    assert weights["no", "agent"] == (1, 1)
    assert {counts for (choice, cause), counts in weights.items() if choice == "no" and cause != "agent"} == {(0, 0)}


def test_the_conditions_of_each_step_are_those_of_the_gate(client_for, bound) -> None:
    page = client_for(bound).get(ADDRESS).content.decode()
    for condition in NEEDS[Kind.FINAL_WARNING]:
        assert str(CONDITION_WORDS[condition]) in page


def test_the_figures_shown_name_their_computation(client_for, weeks, bound) -> None:
    page = client_for(bound).get(ADDRESS).content.decode()
    assert weeks.inputs_sha256[:12] in page
