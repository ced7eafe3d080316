"""What those fill in who write articles, and what readers answer."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from evenhand.core.api import environment
from evenhand.knowledge.actions import ArticleWords
from evenhand.knowledge.markup import LONGEST_TEXT
from evenhand.knowledge.models import Article, Section
from evenhand.knowledge.queries import language_name


def _languages() -> list[tuple[str, str]]:
    """The site's language first, then all that Django knows, by their own names."""
    codes = [code for code, _name in settings.LANGUAGES]
    site = environment().language
    ordered = [site, *sorted((code for code in codes if code != site), key=language_name)]
    return [(code, language_name(code)) for code in ordered]


def new_key() -> str:
    """By which a second press is known."""
    return get_random_string(24)


class LanguageForm(forms.Form):
    """A language to write in."""

    language = forms.ChoiceField(label=_("Language"), choices=_languages)


class WordsForm(forms.Form):
    """What an article says in one language."""

    title = forms.CharField(
        label=_("Title"), max_length=120, help_text=_("As a customer would ask, as in “Where is my parcel?”.")
    )
    summary = forms.CharField(
        label=_("The answer in a sentence or two"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stands under the title, in lists and in what is found."),
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true"}),
        strip=True,
    )
    also_called = forms.CharField(
        label=_("Other words for it"),
        max_length=300,
        required=False,
        help_text=_("By which people ask for it, as in “shipping, courier, tracking”. Nobody reads them."),
    )

    def clean_text(self) -> str:
        """Browsers send line ends their own way; a version has one."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")

    def clean_summary(self) -> str:
        """One paragraph, without line ends."""
        return " ".join(self.cleaned_data["summary"].split())

    @property
    def words(self) -> ArticleWords:
        """What was typed."""
        typed = self.cleaned_data
        return ArticleWords(typed["title"], typed["summary"], typed["text"], typed["also_called"])


class ArticleForm(WordsForm):
    """The next version of an article. `over` is the version that the writer began from."""

    slug = forms.SlugField(
        label=_("Address"),
        max_length=80,
        required=False,
        help_text=_("The end of its address. Earlier addresses go on to lead here."),
    )
    over = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)


class PlaceForm(forms.Form):
    """On which shelf an article stands, and for whom."""

    section = forms.ModelChoiceField(label=_("Section"), queryset=Section.objects.none(), empty_label=_("Choose one"))
    audience = forms.ChoiceField(label=_("For whom"), choices=Article.Audience.choices, initial=Article.Audience.PUBLIC)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        section = self.fields["section"]
        assert isinstance(section, forms.ModelChoiceField)
        section.queryset = Section.objects.all()


class NewArticleForm(PlaceForm, WordsForm):
    """An article in its first language. `key` makes a second press harmless."""

    language = forms.ChoiceField(label=_("Language"), choices=_languages)
    key = forms.RegexField(r"^[0-9A-Za-z-]{16,64}$", widget=forms.HiddenInput, initial=new_key)
    field_order = ["section", "audience", "language", "title", "summary", "text", "also_called", "key"]


class SectionForm(LanguageForm):
    """A shelf's name in one language."""

    name = forms.CharField(label=_("Name"), max_length=80)


class HelpedForm(forms.Form):
    """Whether an article helped."""

    helped = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
