"""Addresses and words that are worked out once are those that Django finds."""

from collections.abc import Iterator

import pytest
from django.template import Context, Template
from django.templatetags.static import static as django_static
from django.test import override_settings
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, path, reverse, set_script_prefix
from django.utils import translation


def every_address(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, int]]:
    """The name of each address of the house, and how many values stand in it."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from every_address(entry, f"{before}{entry.namespace}:" if entry.namespace else before)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{before}{entry.name}", len(entry.pattern.converters)


def drawn(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


def test_every_address_of_the_house_is_the_one_that_django_finds() -> None:
    seen = 0
    for name, count in every_address(get_resolver()):
        numbers = [7, 41, 1_000_003, 12][:count]
        try:
            expected = reverse(name, args=numbers)
        except NoReverseMatch:
            continue  # it wants something else than numbers
        words = " ".join(map(str, numbers))
        assert drawn(f"{{% url '{name}' {words} %}}{{% url '{name}' {words} %}}") == expected * 2
        seen += count > 0
    assert seen > 50


urlpatterns = [
    path("a/<int:first>/b{x}&/<int:second>/", lambda request: None, name="two"),
    path("say/<str:word>/", lambda request: None, name="word"),
]


@override_settings(ROOT_URLCONF=__name__)
def test_whatever_stands_in_an_address_is_kept_as_django_writes_it() -> None:
    assert drawn("{% url 'two' first second %}", first=3, second=4) == "/a/3/b%7Bx%7D&amp;/4/"
    assert drawn("{% url 'two' first second %}", first=4, second=3) == "/a/4/b%7Bx%7D&amp;/3/"
    assert drawn("{% url 'word' word %}", word="a&b") == "/say/a&amp;b/"
    assert drawn("{% url 'word' number %}", number=3) == "/say/3/"
    assert drawn("{% url 'word' number as there %}[{{ there }}]", number=3) == "[/say/3/]"


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("wrong", ["'two' 3", "'two' 3 -4", "'nowhere' 3", "'word' 'a/b'"])
def test_an_address_that_is_none_is_still_an_error(wrong: str) -> None:
    with pytest.raises(NoReverseMatch):
        drawn(f"{{% url {wrong} %}}")


@override_settings(ROOT_URLCONF=__name__)
def test_an_address_begins_where_the_house_is_served() -> None:
    assert drawn("{% url 'word' 3 %}") == "/say/3/"
    set_script_prefix("/help/")
    try:
        assert drawn("{% url 'word' 3 %}") == "/help/say/3/"
    finally:
        set_script_prefix("/")


def test_words_are_those_of_each_language() -> None:
    template = Template("{% translate 'Monday' %}, {% translate day %}")
    for language, expected in (("en", "Monday, Friday"), ("de", "Montag, Freitag"), ("fr", "lundi, vendredi")) * 2:
        with translation.override(language):
            assert template.render(Context({"day": "Friday"})) == expected


def test_words_keep_their_signs_and_their_context() -> None:
    assert drawn("{% translate 'Up to 50% & <b>more</b>' %}") == "Up to 50% & <b>more</b>"
    with translation.override("de"):
        assert drawn("{% translate 'May' context 'abbrev. month' %}") == "Mai"
        assert drawn("{% translate 'Monday' as day %}[{{ day }}]") == "[Montag]"


def test_static_files_are_named_as_django_names_them() -> None:
    expected = django_static("ui/js/live.js")
    assert drawn("{% static 'ui/js/live.js' %}{% static name as there %}[{{ there }}]", name="ui/js/live.js") == (
        f"{expected}[{expected}]"
    )
