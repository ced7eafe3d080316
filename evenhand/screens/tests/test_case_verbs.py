"""What agents do with a case as a whole: done once, recorded, harmless when repeated, the same for HTMX."""

import pytest
from django.test import Client

from evenhand.cases.api import Case, Contact, Queue, Segment, take_case
from evenhand.core.api import ActivityEntry, now
from evenhand.routing.api import be_away
from evenhand.shop.testing import make_customer, make_order

HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(client_for, agent) -> Client:
    return client_for(agent)


def verbs_on(case: Case) -> list[str]:
    return list(ActivityEntry.objects.filter(subject=f"case:{case.pk}").order_by("id").values_list("verb", flat=True))


def press(desk: Client, case: Case, verb: str, headers: dict[str, str] | None = None, **fields: object) -> str:
    response = desk.post(f"/desk/cases/{case.pk}/{verb}/", fields, headers=headers or {})
    case.refresh_from_db()
    if headers:
        assert response.status_code == 200
        return response.content.decode()
    assert response.status_code == 302
    assert response["Location"].startswith(f"/desk/cases/{case.pk}/")
    return ""


def test_taking_a_case_begins_a_contact_once(desk: Client, case: Case, agent) -> None:
    press(desk, case, "assignment")
    press(desk, case, "assignment")
    assert case.assignee == agent
    assert Contact.objects.filter(case=case).count() == 1
    assert verbs_on(case).count("cases.begin_contact") == 1


def test_htmx_gets_where_the_case_stands(desk: Client, case: Case) -> None:
    standing = press(desk, case, "assignment", HTMX)
    assert standing.strip().startswith('<section class="case-bar" id="standing"')
    assert "It is yours" in standing
    assert "Hold" in standing
    assert "<html" not in standing


def test_a_colleagues_case_is_not_taken_away(desk: Client, case: Case, second_agent, actor) -> None:
    take_case(case=case, actor=actor(second_agent), now=now())
    response = desk.post(f"/desk/cases/{case.pk}/assignment/", headers=HTMX)
    assert response.status_code == 409
    assert response["HX-Retarget"] == "#notices"
    assert "Amir Agent has this case" in response.content.decode()


def test_hold_and_go_on_are_stretches_of_the_contact(desk: Client, case: Case) -> None:
    press(desk, case, "assignment")
    assert "Go on" in press(desk, case, "segments", HTMX, kind="hold")
    press(desk, case, "segments", HTMX, kind="hold")
    press(desk, case, "segments", HTMX, kind="talk")
    kinds = Segment.objects.filter(contact__case=case).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["talk", "hold", "talk"]


def test_closing_can_be_undone_and_both_are_safe_twice(desk: Client, case: Case) -> None:
    waiting_since = case.waiting_since
    assert "Undo the closing" in press(desk, case, "closure", HTMX)
    press(desk, case, "closure")
    assert case.is_closed
    press(desk, case, "closure/undo")
    press(desk, case, "closure/undo")
    assert case.is_open
    assert case.waiting_since == waiting_since
    assert verbs_on(case).count("cases.close_case") == verbs_on(case).count("cases.undo_close") == 1


def test_what_is_set_aside_comes_back(desk: Client, case: Case) -> None:
    press(desk, case, "setting-aside", as_what="spam")
    page = desk.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "Bring it back" in page
    assert "reply_text" not in page
    press(desk, case, "reopening")
    assert case.is_open


def test_nothing_is_set_aside_as_something_unknown(desk: Client, case: Case) -> None:
    assert desk.post(f"/desk/cases/{case.pk}/setting-aside/", {"as_what": "dull"}).status_code == 422


def test_handing_on_takes_the_note_along(desk: Client, case: Case, second_agent) -> None:
    press(desk, case, "transfers", to=second_agent.pk, note="Called the depot; they look on Monday.")
    assert case.assignee == second_agent
    assert "they look on Monday" in desk.get(f"/desk/cases/{case.pk}/").content.decode()


@pytest.mark.parametrize("chosen", [{}, {"queue": "none"}])
def test_a_transfer_to_nowhere_says_so_and_keeps_the_words(desk: Client, case: Case, chosen) -> None:
    response = desk.post(f"/desk/cases/{case.pk}/transfers/", {"note": "Called the depot.", **chosen})
    assert response.status_code == 422
    assert "Called the depot." in response.content.decode()


def test_a_transfer_lists_those_who_answer_customers(desk: Client, case: Case, reviewer, second_agent) -> None:
    Queue.objects.create(slug="parcels", name="Parcels", channel="mail")
    page = desk.get(f"/desk/cases/{case.pk}/transfers/").content.decode()
    assert "Amir Agent" in page
    assert "Parcels" in page
    assert "Rosa Reviewer" not in page


def test_a_transfer_says_who_is_away(desk: Client, case: Case, second_agent, actor) -> None:
    be_away(actor=actor(second_agent), now=now())
    assert "Amir Agent (Away)" in desk.get(f"/desk/cases/{case.pk}/transfers/").content.decode()


def test_a_page_before_somebodys_eyes_keeps_its_contact_alive(desk: Client, case: Case) -> None:
    press(desk, case, "assignment")
    contact = Contact.objects.get(case=case)
    said = verbs_on(case)
    assert 'id="others"' in press(desk, case, "presence", HTMX)
    assert Contact.objects.get(case=case).last_sign_at > contact.last_sign_at
    assert verbs_on(case) == said


def test_another_customers_order_is_not_put_beside_the_case(desk: Client, case: Case, outsider, lamp) -> None:
    theirs = make_order(make_customer(outsider), [lamp])
    mine = case.order_id
    assert desk.post(f"/desk/cases/{case.pk}/order/", {"order": theirs.pk}).status_code == 422
    case.refresh_from_db()
    assert case.order_id == mine


def test_the_customers_orders_can_be_chosen_from_a_page_of_their_own(desk: Client, case: Case) -> None:
    page = desk.get(f"/desk/cases/{case.pk}/order/").content.decode()
    assert "It is this one" in page
    press(desk, case, "order", order="")
    assert case.order_id is None
