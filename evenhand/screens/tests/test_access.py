"""Who may see and do what: the whole cast against every address of the screens."""

import pytest
from django.test import Client

from evenhand.cases.api import Case
from evenhand.core.api import ActivityEntry
from evenhand.people.api import Role
from evenhand.people.testing import make_account

READ = ["/desk/", "/desk/search/", "/desk/cases/{}/", "/desk/cases/{}/?part=beside", "/desk/cases/{}/?part=composer"]
WRITE = [
    *("assignment", "replies", "notes", "draft", "closure", "closure/undo", "setting-aside", "reopening", "segments"),
    *("presence", "transfers", "order", "remedies", "macros/1", "draft/files", "draft/files/1/removal"),
]
ASKED_FIRST = ("transfers", "order")


@pytest.mark.parametrize("path", READ)
@pytest.mark.parametrize("who", ["customer", "outsider", "seller", "driver"])
def test_the_desk_does_not_exist_for_those_who_do_not_work_there(client_for, request, case: Case, path, who) -> None:
    client: Client = client_for(request.getfixturevalue(who))
    assert client.get(path.format(case.pk)).status_code == 404


@pytest.mark.parametrize("verb", WRITE)
@pytest.mark.parametrize("who", ["customer", "outsider", "seller", "driver"])
def test_no_verb_exists_for_those_who_do_not_work_there(client_for, request, case: Case, verb, who) -> None:
    client: Client = client_for(request.getfixturevalue(who))
    said = ActivityEntry.objects.count()
    assert client.post(f"/desk/cases/{case.pk}/{verb}/").status_code == 404
    assert ActivityEntry.objects.count() == said


@pytest.mark.parametrize("path", READ)
@pytest.mark.parametrize("who", ["agent", "lead", "administrator", "reviewer", "policy_owner", "finance"])
def test_staff_read_the_desk(client_for, request, case: Case, path, who) -> None:
    client: Client = client_for(request.getfixturevalue(who))
    assert client.get(path.format(case.pk)).status_code == 200


@pytest.mark.parametrize("verb", WRITE)
def test_a_reviewer_looks_and_changes_nothing(client_for, reviewer, case: Case, verb) -> None:
    client: Client = client_for(reviewer)
    said = ActivityEntry.objects.count()
    assert client.post(f"/desk/cases/{case.pk}/{verb}/").status_code == 403
    assert ActivityEntry.objects.count() == said


def test_a_reviewer_is_offered_no_verbs(client_for, reviewer, case: Case) -> None:
    page = client_for(reviewer).get(f"/desk/cases/{case.pk}/?claim=").content.decode()
    assert 'action="/desk/cases/' not in page
    assert "Refund $72.20" in page


@pytest.mark.parametrize("verb", [verb for verb in WRITE if verb not in ASKED_FIRST])
def test_a_verb_is_not_done_by_looking(client_for, agent, case: Case, verb) -> None:
    assert client_for(agent).get(f"/desk/cases/{case.pk}/{verb}/").status_code == 405


@pytest.mark.parametrize("path", READ)
def test_reading_takes_no_post(client_for, agent, case: Case, path) -> None:
    assert client_for(agent).post(path.format(case.pk)).status_code == 405


@pytest.mark.parametrize("who", ["outsider", "agent", "lead", "seller", "driver"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_customers_pages_are_the_customers_alone(client_for, request, case: Case, who, method) -> None:
    client: Client = client_for(request.getfixturevalue(who))
    assert case.order is not None
    number = case.order.number.removeprefix("#")
    assert getattr(client, method)(f"/my/orders/{number}/").status_code == 404
    assert getattr(client, method)(f"/my/cases/{case.pk}/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["agent", "reviewer", "customer", "seller"])
def test_outgoing_mail_is_for_those_who_look_after_the_house(client_for, request, who) -> None:
    assert client_for(request.getfixturevalue(who)).get("/mailbox/").status_code == 404


@pytest.mark.parametrize("path", ["/desk/", "/desk/cases/1/", "/mailbox/", "/my/", "/my/orders/W1/"])
def test_the_signed_out_are_asked_to_sign_in(client: Client, db: None, path) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/")


ODD = ["%00", "a%00b", "%C2%B2", "-1", "9" * 30, "9" * 5_000, "%F0%9F%99%82", "%0D%0A", "%27"]
ASKED = [
    *("/people/?q={}", "/people/?page={}", "/mailbox/?to={}", "/sign-in/?next={}", "/help/en/?q={}"),
    *("/desk/?page={}", "/desk/?changed={}", "/desk/?view={}", "/desk/search/?q={}", "/desk/search/?q=%23{}"),
    *("/desk/cases/{case}/?macro={}", "/desk/cases/{case}/?part={}", "/desk/cases/{case}/?claim={}"),
    *(
        "/desk/cases/{case}/?went={}",
        "/desk/knowledge/?q={}",
        "/policies/binding/?q={}",
        "/standing/findings/?policy={}",
    ),
    *("/standing/findings/?agent={}", "/standing/findings/?state={}", "/standing/findings/?computation={}"),
]


@pytest.mark.parametrize("address", ASKED)
def test_no_address_breaks_a_page_by_what_it_asks_for(client_for, case: Case, address: str) -> None:
    browser: Client = client_for(make_account("Ona Of-All-Trades", Role.LEAD, Role.ADMINISTRATOR))
    for odd in ("plain", *ODD):
        answer = browser.get(address.replace("{case}", str(case.pk)).replace("{}", odd))
        assert answer.status_code < 500, odd
        assert odd != "plain" or answer.status_code == 200 or "part=" in address, "it asks for a page that there is"
