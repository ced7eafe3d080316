"""The pages of macros: whose they are, how they are written, what they were before."""

import pytest
from django.test import Client

from evenhand.core.api import ActivityEntry, Actor, now
from evenhand.core.testing import shared
from evenhand.macros.actions import Wanted, change_macro, make_macro, retire_macro
from evenhand.macros.errors import NameTaken
from evenhand.macros.models import Macro
from evenhand.macros.queries import macro_lines
from evenhand.macros.testing import make


@pytest.fixture
def desk(client_for, agent) -> Client:
    return client_for(agent)


@shared
def ada(agent, actor) -> Actor:
    return actor(agent)


@shared
def lena(lead, actor) -> Actor:
    return actor(lead)


def fields(name: str = "Sorry", whose: str = "own", *texts: tuple[str, str], **others: object) -> dict[str, object]:
    said = texts or (("en", "Dear {{customer.first_name}},"),)
    words = {
        f"words-{place}-{part}": value
        for place, text in enumerate(said)
        for part, value in zip(("language", "text"), text, strict=True)
    }
    management = {"words-TOTAL_FORMS": len(said), "words-INITIAL_FORMS": 0}
    return {"name": name, "whose": whose, **management, **words, **others}


def names(client: Client, query: str = "") -> str:
    return client.get("/macros/", {"q": query}).content.decode()


def test_a_macro_is_written_and_found_by_its_words(desk: Client) -> None:
    response = desk.post(
        "/macros/new/", fields("Lost parcel", "own", ("en", "I am sorry."), ("de", "Es tut mir leid."))
    )
    macro = Macro.objects.get()
    assert response["Location"] == f"/macros/{macro.pk}/"
    assert {each.language for each in macro.words.all()} == {"en", "de"}
    assert ActivityEntry.objects.filter(verb="macros.make_macro", subject=macro.log_subject).count() == 1
    assert "Lost parcel" in names(desk, "leid LOST")
    assert "Lost parcel" not in names(desk, "kettle")


def test_what_it_does_is_written_with_it(desk: Client, second_agent) -> None:
    done = {"tags": "late, Kettle", "priority": "2", "note": "For you.", "hand_to": second_agent.pk}
    desk.post("/macros/new/", fields(**done, remedy="lost:refund"))
    deeds = Macro.objects.get().deeds
    assert deeds.tags == ("late", "kettle")
    assert (deeds.priority, deeds.hand_to, deeds.note) == (2, second_agent.pk, "For you.")
    assert (deeds.claim_kind, deeds.remedy_kind) == ("lost", "refund")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (fields("X", "own", ("en", "Dear {{customer.surname}},")), "means nothing to us"),
        (fields("X", "own", ("en", "Dear {{customer.name},")), "two braces stand alone"),
        (fields(note="{{order.nummer}}", hand_queue=""), "means nothing to us"),
        (fields("X", "own", ("en", "  ")), "now it would do nothing"),
        (fields(closes="on", sleep_days="3"), "choose one of the three"),
        (fields(sleep_days="900"), "less than or equal to 90"),
        (fields(remedy="late:replacement"), "Select a valid choice"),
        (fields(name=""), "required"),
        (fields(name="x" * 81), "at most 80"),
        (fields(whose="shop"), "Select a valid choice"),
        (fields("X", "own", ("en", "x" * 20_001)), "at most 20000"),
        (fields("X", "own", ("", "Hello")), "In which language"),
        ({**fields(), "words-TOTAL_FORMS": "many"}, "Keep the macro"),
    ],
)
def test_what_cannot_be_kept_is_said_and_the_words_stay(desk: Client, wrong, said) -> None:
    response = desk.post("/macros/new/", wrong)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Macro.objects.exists()


def test_two_macros_of_one_name_do_not_stand_side_by_side(desk: Client, ada: Actor, lena: Actor, team) -> None:
    make(ada, "Sorry")
    assert desk.post("/macros/new/", fields("Sorry ")).status_code == 422
    make(lena, "Sorry", team_id=team.pk)
    make(lena, "Sorry", own=False)
    with pytest.raises(NameTaken):
        make(lena, "Sorry", own=False)


def test_an_edition_is_kept_and_can_be_brought_back(desk: Client, ada: Actor) -> None:
    macro = make(ada, "Sorry", texts={"en": "The first words."})
    page = f"/macros/{macro.pk}/"
    desk.post(page, fields("Sorry", "own", ("en", "The second words."), edition=1))
    macro.refresh_from_db()
    assert macro.edition == 2
    shown = desk.get(page).content.decode()
    assert "The first words." in shown
    assert "Edition 1 by Ada Agent" in shown
    assert "The first words.</textarea>" in desk.get(f"{page}?edition=1").content.decode()
    assert "The second words.</textarea>" in desk.get(f"{page}?edition=x").content.decode()
    entries = ActivityEntry.objects.count()
    desk.post(page, fields("Sorry", "own", ("en", "The second words."), edition=2))
    assert ActivityEntry.objects.count() == entries
    assert macro.editions.count() == 2


def test_two_who_change_a_macro_do_not_overwrite_each_other(lena: Actor, lead, administrator, client_for) -> None:
    macro = make(lena, "Sorry", own=False)
    page = f"/macros/{macro.pk}/"
    client_for(administrator).post(page, fields("Sorry", "shop", ("en", "Theirs."), edition=1))
    late = client_for(lead).post(page, fields("Sorry", "shop", ("en", "Mine."), edition=1))
    assert late.status_code == 422
    shown = late.content.decode()
    assert "Abel Administrator changed this macro" in shown
    assert "Mine.</textarea>" in shown
    assert [each.text for each in macro.words.all()] == ["Theirs."]


def test_a_retired_macro_is_offered_no_more_until_it_is_brought_back(desk: Client, ada: Actor) -> None:
    macro = make(ada)
    for _ in range(2):
        assert desk.post(f"/macros/{macro.pk}/retirement/").status_code == 302
    assert macro_lines(ada) == []
    assert ActivityEntry.objects.filter(verb="macros.retire_macro").count() == 1
    assert "Retired" in names(desk)
    for _ in range(2):
        assert desk.post(f"/macros/{macro.pk}/bringing-back/").status_code == 302
    assert [line.name for line in macro_lines(ada)] == ["Sorry"]


def test_a_name_that_was_taken_meanwhile_is_not_brought_back(desk: Client, ada: Actor) -> None:
    macro = make(ada)
    retire_macro(macro=macro, actor=ada, now=now())
    make(ada)
    assert desk.post(f"/macros/{macro.pk}/bringing-back/").status_code == 422


def test_own_macros_are_ones_own_those_of_a_team_its_teams(ada: Actor, lena: Actor, second_agent, team, client_for):
    own, shared = make(ada, "Ada's"), make(lena, "The team's", team_id=team.pk)
    amir = client_for(second_agent)
    assert amir.get(f"/macros/{own.pk}/").status_code == 404
    assert amir.post(f"/macros/{own.pk}/", fields()).status_code == 404
    assert "Ada&#x27;s" not in names(amir)
    assert "The team&#x27;s" in names(amir)
    assert amir.get(f"/macros/{shared.pk}/").status_code == 200
    assert "Keep the macro" not in amir.get(f"/macros/{shared.pk}/").content.decode()
    for path in (f"/macros/{shared.pk}/", f"/macros/{shared.pk}/retirement/", f"/macros/{shared.pk}/bringing-back/"):
        assert amir.post(path, fields()).status_code == 403
    second_agent.memberships.all().delete()
    assert amir.get(f"/macros/{shared.pk}/").status_code == 404


@pytest.mark.parametrize("who", ["customer", "outsider", "seller", "driver", "reviewer", "finance"])
def test_macros_do_not_exist_for_those_who_do_not_answer(ada: Actor, who, request, client_for) -> None:
    macro = make(ada)
    client = client_for(request.getfixturevalue(who))
    for path in ("/macros/", "/macros/new/", f"/macros/{macro.pk}/"):
        assert client.get(path).status_code == 404
    assert client.post(f"/macros/{macro.pk}/retirement/").status_code == 404


@pytest.mark.parametrize("path", ["retirement/", "bringing-back/"])
def test_nothing_is_done_by_looking(desk: Client, ada: Actor, path) -> None:
    assert desk.get(f"/macros/{make(ada).pk}/{path}").status_code == 405
    assert desk.post("/macros/").status_code == 405


def test_more_macros_need_no_more_queries(desk: Client, ada: Actor, django_assert_max_num_queries) -> None:
    for number in range(3):
        make(ada, f"Macro {number}", texts={"en": "One", "de": "Eins"})
    with django_assert_max_num_queries(12) as few:
        desk.get("/macros/")
    for number in range(3, 9):
        make(ada, f"Macro {number}")
    with django_assert_max_num_queries(len(few)):
        desk.get("/macros/")


def test_changing_the_scope_needs_the_right_to_keep_it_there(ada: Actor, lena: Actor, team) -> None:
    macro = make(lena, team_id=team.pk)
    moved = Wanted("Sorry", {"en": "Hello"}, owner_id=lena.account_id)
    change_macro(macro=macro, wanted=moved, edition=1, actor=lena, now=now())
    macro.refresh_from_db()
    assert (macro.owner_id, macro.team_id) == (lena.account_id, None)
    make_macro(wanted=Wanted("Mine", {"en": "x"}, owner_id=ada.account_id), actor=ada, now=now())
