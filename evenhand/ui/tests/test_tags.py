"""The tags that every template speaks with."""

import re
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory

from evenhand.ui.templatetags.ui import icon_names

PACKAGE = Path(__file__).resolve().parents[2]


def rendered(markup: str, /, request: HttpRequest | None = None, **values: object) -> str:
    return engines["django"].from_string("{% load ui %}" + markup).render(values, request)


def test_an_icon_beside_its_word_is_hidden_from_those_who_hear_the_page() -> None:
    assert 'aria-hidden="true"' in rendered('{% icon "package" %}')


def test_an_icon_that_stands_alone_has_a_name() -> None:
    alone = rendered('{% icon "phone" label=word %}', word='By "phone"')
    assert 'role="img" aria-label="By &quot;phone&quot;"' in alone
    assert "aria-hidden" not in alone


def test_an_icon_that_the_sprite_lacks_is_refused() -> None:
    with pytest.raises(LookupError, match="bin/icons"):
        rendered('{% icon "no-such-icon" %}')


def test_every_icon_named_in_a_template_or_in_code_is_in_the_sprite() -> None:
    named = re.compile(r'{% icon "([^"]+)"|\bicon="([^"]+)"|\bicon_name="([^"]+)"')
    sources = [path for kind in ("html", "py") for path in PACKAGE.rglob(f"*.{kind}") if "tests" not in path.parts]
    used = {name for path in sources for match in named.findall(path.read_text()) for name in match if name}
    assert "package-x" in used
    assert used - icon_names() == set()


def test_a_badge_escapes_its_words_and_knows_its_tones() -> None:
    assert "&lt;b&gt;" in rendered('{% badge text tone="warn" icon="truck" %}', text="<b>")
    with pytest.raises(LookupError, match="neutral"):
        rendered('{% badge "Lost" tone="purple" %}')


def test_a_person_without_a_name_is_shown_by_address() -> None:
    account = type("Account", (), {"name": "", "email": "new@mail.example"})()
    assert "new@mail.example" in rendered("{% person account %}", account=account)
    assert "&lt;script&gt;" in rendered("{% person name %}", name="<script>")


class Form(forms.Form):
    name = forms.CharField(help_text="As you are called.")
    speed = forms.ChoiceField(choices=[("now", "Now")], widget=forms.RadioSelect)
    told = forms.BooleanField()


def test_a_field_is_tied_to_its_help_and_its_error() -> None:
    html = rendered("{% field form.name %}", form=Form({}))
    assert 'aria-describedby="id_name_help id_name_error"' in html
    assert 'id="id_name_help"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_field_without_error_is_tied_to_its_help_alone() -> None:
    html = rendered("{% field form.name %}", form=Form({"name": "Ines"}))
    assert 'aria-describedby="id_name_help"' in html
    assert "_error" not in html


def test_a_form_that_was_not_taken_opens_on_its_first_wrong_field() -> None:
    form = Form({"name": "Ines"})
    fields = [rendered("{% field field %}", field=form[name]) for name in ("name", "speed", "told")]
    assert ["autofocus" in html for html in fields] == [False, True, False]
    assert "autofocus" not in rendered("{% field form.name %}", form=Form())


def test_several_choices_stand_in_a_group_with_a_legend() -> None:
    html = rendered("{% field form.speed %}", form=Form({}))
    assert html.lstrip().startswith('<fieldset class="field" aria-describedby="id_speed_error">')
    assert "<legend>" in html


def test_pages_keep_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/inbox/", {"queue": "returns", "page": "2"})
    html = rendered("{% paginate page %}", request=request, page=Paginator(range(100), 20).page(2))
    assert 'href="?queue=returns&amp;page=1"' in html
    assert 'href="?queue=returns&amp;page=3"' in html


def test_a_single_page_needs_no_ways_to_others() -> None:
    request = RequestFactory().get("/inbox/")
    assert "<nav" not in rendered("{% paginate page %}", request=request, page=Paginator([1], 20).page(1))


def test_templates_stay_short() -> None:
    templates = list((PACKAGE / "ui/templates").rglob("*.html"))
    assert templates
    assert [path.name for path in templates if len(path.read_text().splitlines()) > 120] == []


def test_no_template_sets_a_style_or_a_handler_inline() -> None:
    inline = re.compile(r"""\s(?:style|on[a-z]+|hx-on[:\w-]*)=["']""")
    pages = [path for path in PACKAGE.rglob("templates/**/*.html") if "mail" not in path.stem]
    assert [path for path in pages if inline.search(path.read_text())] == []
