"""The pages on which leads say who gets what."""

import pytest
from django.test import Client

from evenhand.core.api import ActivityEntry
from evenhand.routing.models import Ability, QueueMode, Rule

RULE = {"name": "Sofas", "words": "sofa, arm chair", "reason": "sofa", "priority": "2"}


@pytest.fixture
def desk(client_for, lead) -> Client:
    return client_for(lead)


def test_a_lead_sees_queues_people_and_rules(desk: Client, queue, ada, write) -> None:
    write()
    page = desk.get("/routing/").content.decode()
    assert "1 case waits for somebody" in page
    assert "Ada Agent" in page
    assert "0 of 12" in page
    assert "Here" in page


def test_how_a_queue_gives_out_is_kept_once(desk: Client, queue) -> None:
    for _ in range(2):
        assert desk.post(f"/routing/queues/{queue.pk}/mode/", {"mode": "least_busy"}).status_code == 302
    assert QueueMode.objects.get().mode == "least_busy"
    assert ActivityEntry.objects.filter(verb="routing.set_queue_mode").count() == 1
    assert desk.post(f"/routing/queues/{queue.pk}/mode/", {"mode": "whim"}).status_code == 422


def test_what_somebody_can_is_kept(desk: Client, agent) -> None:
    fields = {"skills": "Sofas, arm chairs", "languages": ["de", "en"], "most_mail": "4", "most_chat": "0"}
    for _ in range(2):
        assert desk.post(f"/routing/people/{agent.pk}/", fields).status_code == 302
    ability = Ability.objects.get()
    assert ability.skills == ["arm-chairs", "sofas"]
    assert ability.languages == ["de", "en"]
    assert ability.capacity == {"mail": 4, "chat": 0}
    assert ActivityEntry.objects.filter(verb="routing.set_abilities").count() == 1
    assert 'value="4"' in desk.get(f"/routing/people/{agent.pk}/").content.decode()


@pytest.mark.parametrize("wrong", [{"most_mail": "-1"}, {"most_mail": "201"}, {"languages": ["klingon"]}])
def test_what_cannot_be_is_said(desk: Client, agent, wrong) -> None:
    assert desk.post(f"/routing/people/{agent.pk}/", {"skills": "", **wrong}).status_code == 422
    assert not Ability.objects.exists()


def test_a_rule_is_written_changed_moved_and_taken_away(desk: Client) -> None:
    assert desk.post("/routing/rules/new/", RULE).status_code == 302
    desk.post("/routing/rules/new/", {**RULE, "name": "Lamps", "words": "lamp"})
    sofas, lamps = Rule.objects.all()
    assert sofas.words == ["sofa", "arm chair"]
    assert "arm chair" in desk.get(f"/routing/rules/{sofas.pk}/").content.decode()
    desk.post(f"/routing/rules/{sofas.pk}/", {**RULE, "name": "All sofas"})
    desk.post(f"/routing/rules/{lamps.pk}/up/")
    assert [rule.name for rule in Rule.objects.all()] == ["Lamps", "All sofas"]
    assert desk.post(f"/routing/rules/{lamps.pk}/end/").status_code == 302
    assert desk.post(f"/routing/rules/{lamps.pk}/end/").status_code == 404
    assert [rule.name for rule in Rule.objects.all()] == ["All sofas"]
    refused = desk.post("/routing/rules/new/", {"name": "Nothing"})
    assert refused.status_code == 422
    assert "Say what the cases are like" in refused.content.decode()


def test_a_lead_looks_after_their_own_team_only(client_for, lead, agent, administrator) -> None:
    agent.memberships.all().delete()
    assert client_for(lead).get(f"/routing/people/{agent.pk}/").status_code == 404
    assert client_for(administrator).get(f"/routing/people/{agent.pk}/").status_code == 200


@pytest.mark.parametrize("who", ["agent", "reviewer", "customer", "outsider", "seller"])
def test_it_does_not_exist_for_others(client_for, request, queue, agent, who) -> None:
    client = client_for(request.getfixturevalue(who))
    for path in ("/routing/", "/routing/rules/new/", f"/routing/people/{agent.pk}/"):
        assert client.get(path).status_code == 404
    assert client.post(f"/routing/queues/{queue.pk}/mode/", {"mode": "pull"}).status_code == 404


def test_nothing_is_changed_by_looking(desk: Client, queue) -> None:
    for path in (f"/routing/queues/{queue.pk}/mode/", "/routing/rules/1/up/", "/routing/rules/1/end/"):
        assert desk.get(path).status_code == 405
    assert desk.post("/routing/").status_code == 405
