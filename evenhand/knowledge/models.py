"""Articles on their shelves, in languages, with every version that was ever written."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Section(models.Model):
    """A shelf of articles. `names` holds its name by language, as in {"en": "Parcels"}."""

    names = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name_in(("en",))

    def name_in(self, languages: tuple[str, ...]) -> str:
        """Its name in the first of `languages` that it has one in; else in any."""
        names: dict[str, str] = self.names
        return next((names[each] for each in languages if names.get(each)), next(iter(names.values()), "–"))


class Article(models.Model):
    """One thing that people ask about, on a shelf, for customers or for the staff alone."""

    class Audience(models.TextChoices):
        PUBLIC = "public", _("Everybody")
        STAFF = "staff", _("Staff only")

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="articles")
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.PUBLIC)
    position = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=64, unique=True, help_text="By which a second press is known.")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"article {self.pk}"

    @property
    def log_subject(self) -> str:
        return f"article:{self.pk}"


class Edition(models.Model):
    """An article in one language. `slug` is where it is now; `Address` keeps where it ever was."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="editions")
    language = models.CharField(max_length=16, help_text="As in en or de-at.")
    slug = models.SlugField(max_length=80)

    class Meta:
        ordering = ["article", "id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "language"], name="an_article_is_written_once_in_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.article} in {self.language}"


class Address(models.Model):
    """A place that leads to an edition, now or from earlier. It is never given to another one."""

    language = models.CharField(max_length=16)
    slug = models.SlugField(max_length=80)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="addresses")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "slug"], name="an_address_leads_to_one_edition")]

    def __str__(self) -> str:
        return f"{self.language}/{self.slug}"


class Version(models.Model):
    """What an edition said, from one press of "save" to the next. It never changes; the newest is the draft."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300)
    text = models.TextField()
    also_called = models.CharField(max_length=300, blank=True, help_text="Other words by which people ask for it.")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()
    restored_from = models.PositiveIntegerField(null=True)
    helped = models.PositiveIntegerField(default=0)
    did_not_help = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["edition", "-number"]
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="an_article_version_has_its_number")]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class Publication(models.Model):
    """That a version could be read, from when until when, and who said so."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="publications")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["edition", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition"], condition=Q(ended_at=None), name="one_version_of_an_edition_is_read"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} since {self.at:%Y-%m-%d}"


class ArticleText(models.Model):
    """By which words a published edition is found; there as long as it is. The index is the database's own."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, primary_key=True, related_name="found_by")
    language = models.CharField(max_length=16)
    title = models.TextField()
    words = models.TextField()

    def __str__(self) -> str:
        return self.title
