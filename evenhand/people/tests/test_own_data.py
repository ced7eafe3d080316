"""The page of one's own data, and the administrators' pages of erasure: the ritual, and the cast against each."""

import pytest

from evenhand.core.api import ActivityEntry
from evenhand.people.models import Account, Erasure

pytestmark = pytest.mark.django_db

EVERYBODY = ["agent", "lead", "administrator", "customer", "seller", "driver"]


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_reads_and_takes_along_their_own_data(client_for, request, who) -> None:
    account: Account = request.getfixturevalue(who)
    browser = client_for(account)
    assert browser.get("/me/data/").status_code == 200
    response = browser.get("/me/data/file/")
    assert response.json()["people"]["account"]["address"] == account.email
    assert response["Cache-Control"] == "private, no-store"


def test_it_is_there_on_paper_too(client_for, customer) -> None:
    paper = client_for(customer).get("/me/data/paper/")
    if paper.status_code == 503:
        pytest.skip("the library Pango is not on this machine")
    assert paper.content.startswith(b"%PDF")


@pytest.mark.parametrize("path", ["/me/data/", "/me/data/file/", "/me/data/paper/"])
def test_the_signed_out_are_asked_to_sign_in_and_nothing_is_posted_there(client, client_for, customer, path) -> None:
    assert client.get(path).status_code == 302
    assert client_for(customer).post(path).status_code == 405


def test_somebody_asks_to_be_erased_once_and_thinks_better_of_it(client_for, customer) -> None:
    browser = client_for(customer)
    for _ in range(2):
        assert browser.post("/me/data/erasure/").status_code == 302
    assert Erasure.objects.get().asked_by == customer
    assert "Somebody looks at it" in browser.get("/me/data/").content.decode()
    browser.post("/me/data/erasure/", {"wish": "withdraw"})
    assert not Erasure.objects.exists()
    verbs = ActivityEntry.objects.filter(verb__contains="erasure").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["people.ask_erasure", "people.withdraw_erasure"]
    assert browser.get("/me/data/erasure/").status_code == 405


@pytest.mark.parametrize(
    "who", ["agent", "lead", "reviewer", "policy_owner", "finance", "customer", "seller", "driver"]
)
def test_erasing_is_for_administrators_alone(client_for, request, customer, who) -> None:
    browser = client_for(request.getfixturevalue(who))
    assert browser.get("/people/erasures/").status_code == 404
    assert browser.post(f"/people/{customer.pk}/erasure/", {"number": customer.pk}).status_code == 404
    assert Account.objects.get(pk=customer.pk).erased_at is None


def test_an_administrator_erases_only_by_writing_out_the_number(client_for, administrator, customer) -> None:
    browser, path = client_for(administrator), f"/people/{customer.pk}/erasure/"
    assert "Nothing was done" not in browser.get(path).content.decode()
    wrong = browser.post(path, {"number": "0"})
    assert wrong.status_code == 422
    assert "Nothing was done" in wrong.content.decode()
    for _ in range(2):
        assert browser.post(path, {"number": str(customer.pk)})["Location"] == "/people/erasures/"
    gone = Account.objects.get(pk=customer.pk)
    assert (gone.name, gone.email, gone.is_active) == ("(erased)", f"erased-{gone.pk}@erased.invalid", False)
    assert "things removed" in browser.get("/people/erasures/").content.decode()
    assert browser.get("/people/987654/erasure/").status_code == 404


def test_who_was_erased_is_not_let_in_again(client_for, administrator, customer) -> None:
    browser, person = client_for(administrator), f"/people/{customer.pk}/"
    browser.post(f"{person}erasure/", {"number": str(customer.pk)})
    assert "Open the account again" not in browser.get(person).content.decode()
    assert browser.post(f"{person}reactivation/").status_code == 409
    assert not Account.objects.get(pk=customer.pk).is_active


def test_the_last_administrator_is_told_why_not(client_for, administrator) -> None:
    path = f"/people/{administrator.pk}/erasure/"
    response = client_for(administrator).post(path, {"number": str(administrator.pk)})
    assert response.status_code >= 400
    assert Account.objects.get(pk=administrator.pk).erased_at is None


def test_who_asked_stands_before_the_administrators(client_for, customer, administrator) -> None:
    client_for(customer).post("/me/data/erasure/")
    assert "Cleo Customer" in client_for(administrator).get("/people/erasures/").content.decode()
