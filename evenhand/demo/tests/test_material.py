"""What the demo says is there for every matter, and fits."""

import re

import pytest

from evenhand.demo.material import LANGUAGES, the_goods, the_house, the_places, words_in
from evenhand.demo.matters import COURSES, SORTS, suits
from evenhand.demo.people import staff_address
from evenhand.remedies.api import Claim
from evenhand.tone.api import language_of

KINDS = sorted({kind for team in the_house().teams for kind in team.matters})
PLACEHOLDERS = {"product", "order", "promised", "first", "name", "agent", "remedy", "amount", "method"}


def test_every_kind_of_matter_comes_to_some_desk() -> None:
    assert {*Claim.Kind.values, "question", "address_change", "thanks"} == set(KINDS)
    assert set(COURSES) == set(KINDS) - {"question"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_who_can_write_about_a_matter_gets_an_answer_in_the_same_language(language: str, kind: str) -> None:
    words = words_in(language)
    assert all(words.lines(kind, name) for name in ("subjects", "warm", "replies"))
    said = [line for name in ("warm", "long", "angry", "replies") for line in words.lines(kind, name)]
    assert {language_of(line) for line in said} <= {language, ""}
    assert language_of(" ".join(said)) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_what_can_be_filled_in_stands_in_braces(language: str) -> None:
    words = words_in(language)
    text = str(words._sections)
    assert set(re.findall(r"\{(\w+)\}", text)) <= PLACEHOLDERS


@pytest.mark.parametrize("kind", KINDS)
def test_some_product_suits_every_matter_and_no_scarf_arrives_broken(kind: str) -> None:
    suited = [product for product in SORTS if suits(product, kind)]
    assert suited
    assert ("Lambswool scarf" in suited) == (kind not in ("damaged", "missing_part"))


def test_the_house_is_as_large_as_it_should_be() -> None:
    goods, house = the_goods(), the_house()
    assert 6 <= len(goods.sellers) <= 8
    assert sum(len(seller.products) for seller in goods.sellers) >= 60
    assert len(house.drivers.names) == 10
    assert sum(place.share for place in the_places().places) == 100


def test_nobody_shares_an_address() -> None:
    people = [name for team in the_house().teams for name in (team.lead, *(agent.name for agent in team.agents))]
    people += [each.name for each in the_house().others]
    people += [*the_house().drivers.names, *(seller.person for seller in the_goods().sellers)]
    assert len({staff_address(name) for name in people}) == len(people)
