"""The first address sends each to their own."""

import pytest
from django.test import Client


def test_the_signed_out_come_to_the_door(client: Client, db: None) -> None:
    response = client.get("/")
    assert response.status_code == 302
    assert response["Location"] == "/sign-in/"


@pytest.mark.parametrize(
    ("who", "place"),
    [
        *[(who, "/desk/") for who in ("agent", "lead", "reviewer", "policy_owner", "administrator")],
        *[("customer", "/my/"), ("seller", "/record/"), ("driver", "/record/")],
    ],
)
def test_everybody_else_comes_to_their_first_page(client_for, request, house_policies, who, place) -> None:
    response = client_for(request.getfixturevalue(who)).get("/", follow=True)
    assert response.redirect_chain[-1][0] == place
    assert response.status_code == 200


def test_only_looking_is_answered(client: Client, db: None) -> None:
    assert client.post("/").status_code == 405
