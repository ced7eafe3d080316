"""Writing at the desk: who may, every version kept, two writers, publishing, withdrawing, bringing back."""

from functools import partial

import pytest
from django.test import Client

from evenhand.core.api import ActivityEntry, now
from evenhand.core.testing import at_once
from evenhand.knowledge.actions import ArticleWords, create_section, publish_article, save_version
from evenhand.knowledge.models import Address, Article, Edition, Publication, Section, Version
from evenhand.knowledge.tests.conftest import TEST, WORDS, write

NEW = {
    "title": "How do I pay?",
    "summary": "As you like.",
    "text": "By card.",
    "also_called": "money",
    "audience": "public",
    "language": "en",
    "key": "a-press-of-the-button",
}
EDIT = {"title": "Where is my parcel?", "summary": "Now shorter.", "text": "Look there.", "also_called": ""}
READS = ["", "new/", "sections/", "{}/en/", "{}/en/edit/", "{}/en/history/", "{}/en/versions/1/"]
WRITES = [
    *("new/", "sections/", "preview/", "{}/place/", "{}/translations/", "{}/en/edit/", "{}/en/publication/"),
    *("{}/en/withdrawal/", "{}/en/versions/1/restoration/"),
]


@pytest.fixture
def writer(client_for, lead) -> Client:
    return client_for(lead)


def desk(article: Article, path: str = "") -> str:
    return f"/desk/knowledge/{path}".format(article.pk)


@pytest.mark.parametrize("path", [*READS, "{}/"])
@pytest.mark.parametrize("who", ["customer", "outsider", "seller", "driver"])
def test_the_desk_of_articles_does_not_exist_for_others(client_for, request, article, path, who) -> None:
    client = client_for(request.getfixturevalue(who))
    assert client.get(desk(article, path)).status_code == 404


@pytest.mark.parametrize("path", WRITES)
def test_an_agent_reads_and_writes_nothing(client_for, agent, customer, article, path) -> None:
    said = ActivityEntry.objects.count()
    assert client_for(agent).post(desk(article, path)).status_code == 403
    assert client_for(customer).post(desk(article, path)).status_code == 404
    assert ActivityEntry.objects.count() == said


@pytest.mark.parametrize("path", ["", "{}/en/", "{}/en/history/", "{}/en/versions/1/"])
@pytest.mark.parametrize("who", ["agent", "lead", "policy_owner", "administrator", "reviewer"])
def test_the_staff_reads_all(client_for, request, article, path, who) -> None:
    assert client_for(request.getfixturevalue(who)).get(desk(article, path)).status_code == 200


@pytest.mark.parametrize("path", ["{}/place/", "{}/en/publication/", "{}/en/withdrawal/", "preview/"])
def test_a_verb_is_not_done_by_looking(writer: Client, article, path) -> None:
    assert writer.get(desk(article, path)).status_code == 405


def test_the_signed_out_are_asked_to_sign_in(client: Client, article) -> None:
    assert client.get(desk(article))["Location"].startswith("/sign-in/")


def test_an_article_is_begun_once_however_often_it_is_pressed(writer: Client, section: Section) -> None:
    for _ in range(2):
        answer = writer.post("/desk/knowledge/new/", {**NEW, "section": section.pk})
    article = Article.objects.get()
    assert answer["Location"] == f"/desk/knowledge/{article.pk}/en/"
    assert article.editions.get().slug == "how-do-i-pay"
    assert not Publication.objects.exists()
    assert ActivityEntry.objects.filter(verb="knowledge.create_article").count() == 1


def test_saved_and_published_in_one_press(writer: Client, client: Client, section: Section) -> None:
    writer.post("/desk/knowledge/new/", {**NEW, "section": section.pk, "then": "publish"})
    assert "By card." in client.get("/help/en/articles/how-do-i-pay/").content.decode()


@pytest.mark.parametrize("missing", ["title", "summary", "text", "section"])
def test_what_is_missing_is_said_and_the_rest_stays(writer: Client, section: Section, missing) -> None:
    answer = writer.post("/desk/knowledge/new/", {**NEW, "section": section.pk, missing: ""})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'aria-invalid="true"' in page
    assert NEW["also_called"] in page
    assert not Article.objects.exists()


def test_without_a_section_a_section_is_asked_for_first(writer: Client, db: None) -> None:
    assert "A section first" in writer.get("/desk/knowledge/new/").content.decode()


def test_each_save_is_a_version_and_the_same_words_are_none(writer: Client, article, edition: Edition) -> None:
    for over in (1, 2):
        writer.post(desk(article, "{}/en/edit/"), {**EDIT, "slug": edition.slug, "over": over})
    assert list(edition.versions.values_list("number", flat=True)) == [2, 1]
    assert edition.versions.get(number=1).summary == WORDS.summary
    page = writer.get(desk(article, "{}/en/versions/2/")).content.decode()
    assert "<del>" in page
    assert "Now shorter." in page


def test_two_who_write_at_once_lose_no_word(writer: Client, article, edition: Edition) -> None:
    theirs = ArticleWords("Where is my parcel?", "Theirs.", "Their text.")
    save_version(edition=edition, words=theirs, over=1, actor=TEST, now=now())
    answer = writer.post(desk(article, "{}/en/edit/"), {**EDIT, "slug": edition.slug, "over": 1})
    assert answer.status_code == 409
    page = answer.content.decode()
    for words in ("Now shorter.", "Theirs.", "Nothing is lost"):
        assert words in page
    assert edition.versions.count() == 2
    assert 'name="over" value="2"' in page.replace(' id="id_over"', "").replace('type="hidden" ', "")
    writer.post(desk(article, "{}/en/edit/"), {**EDIT, "slug": edition.slug, "over": 2})
    assert edition.versions.latest("number").summary == "Now shorter."


def test_an_older_version_comes_back_on_top(writer: Client, article, edition: Edition) -> None:
    writer.post(desk(article, "{}/en/edit/"), {**EDIT, "slug": edition.slug, "over": 1})
    for _ in range(2):
        writer.post(desk(article, "{}/en/versions/1/restoration/"))
    newest = edition.versions.latest("number")
    assert (newest.number, newest.summary, newest.restored_from) == (3, WORDS.summary, 1)
    assert "brought back from version 1" in writer.get(desk(article, "{}/en/history/")).content.decode()


def test_publishing_is_of_the_version_that_was_looked_at(writer: Client, article, edition: Edition) -> None:
    writer.post(desk(article, "{}/en/edit/"), {**EDIT, "slug": edition.slug, "over": 1})
    writer.post(desk(article, "{}/en/publication/"), {"number": 1})
    assert Publication.objects.get(ended_at=None).version.number == 1
    for _ in range(2):
        writer.post(desk(article, "{}/en/publication/"), {"number": 2})
    assert Publication.objects.get(ended_at=None).version.number == 2
    assert Publication.objects.count() == 2
    assert writer.post(desk(article, "{}/en/publication/"), {"number": "x"}).status_code == 422


def test_withdrawn_and_published_again(writer: Client, client: Client, article, edition: Edition) -> None:
    for _ in range(2):
        writer.post(desk(article, "{}/en/withdrawal/"))
    address = f"/help/en/articles/{edition.slug}/"
    assert client.get(address).status_code == 404
    assert ActivityEntry.objects.filter(verb="knowledge.withdraw_article").count() == 1
    writer.post(desk(article, "{}/en/publication/"), {"number": 1})
    assert client.get(address).status_code == 200


def test_an_address_that_leads_elsewhere_is_refused_and_the_words_stay(writer: Client, article, section) -> None:
    write(section, ArticleWords("How do I pay?", "As you like.", "By card."))
    answer = writer.post(desk(article, "{}/en/edit/"), {**EDIT, "slug": "how-do-i-pay", "over": 1})
    assert answer.status_code == 422
    assert "leads to another article" in answer.content.decode()
    assert "Now shorter." in answer.content.decode()
    assert Version.objects.filter(edition__article=article).count() == 1, "nothing of it was saved"
    assert Address.objects.count() == 2


def test_a_translation_begins_with_the_words_at_hand_once(writer: Client, article: Article) -> None:
    for _ in range(2):
        answer = writer.post(desk(article, "{}/translations/"), {"language": "de"})
        assert answer["Location"] == desk(article, "{}/de/edit/")
    german = article.editions.get(language="de")
    assert german.versions.get().title == WORDS.title
    assert not german.publications.exists()
    assert writer.post(desk(article, "{}/translations/"), {"language": "xx"}).status_code == 422


def test_a_section_is_made_and_named_in_another_language(writer: Client, client: Client, article, section) -> None:
    for _ in range(2):
        writer.post("/desk/knowledge/sections/", {"language": "en", "name": "Money"})
    assert Section.objects.count() == 2
    writer.post(f"/desk/knowledge/sections/{section.pk}/", {"language": "de", "name": "Pakete"})
    assert "Pakete" in client.get("/help/de/").content.decode()
    assert writer.post(f"/desk/knowledge/sections/{section.pk}/", {"language": "de", "name": ""}).status_code == 422


def test_an_article_is_put_on_another_shelf(writer: Client, article: Article) -> None:
    money = create_section(language="en", name="Money", actor=TEST, now=now())
    writer.post(desk(article, "{}/place/"), {"section": money.pk, "audience": "staff"})
    article.refresh_from_db()
    assert (article.section, article.audience) == (money, "staff")
    assert writer.post(desk(article, "{}/place/"), {"section": 999_999, "audience": "staff"}).status_code == 422


def test_the_preview_shows_the_text_and_keeps_nothing(writer: Client, article) -> None:
    said = ActivityEntry.objects.count()
    page = writer.post("/desk/knowledge/preview/", {"text": "## So\n\n<script>alert(1)</script>"}).content.decode()
    assert "<h2>So</h2>" in page
    assert "<script>" not in page
    assert ActivityEntry.objects.count() == said


def test_searching_shows_the_same_part(writer: Client, article) -> None:
    page = writer.get("/desk/knowledge/?q=parcel").content.decode()
    part = writer.get("/desk/knowledge/?q=parcel", headers={"HX-Request": "true"}).content.decode()
    assert part.strip() in page
    assert "<mark>parcel</mark>" in part


def test_the_history_says_who_wrote_and_published_what(writer: Client, article, edition: Edition) -> None:
    writer.post(desk(article, "{}/en/edit/"), {**EDIT, "slug": "", "over": 1, "then": "publish"})
    writer.post(desk(article, "{}/en/withdrawal/"))
    page = writer.get(desk(article, "{}/en/history/")).content.decode()
    assert page.count("Lena Lead") >= 4, "wrote the second version, ended the first, published and withdrew the second"
    assert page.count("until") == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_save_and_publish_at_once_come_one_after_the_other(section: Section, lead, actor) -> None:
    edition, me = write(section, WORDS), actor(lead)

    def save(summary: str) -> object:
        words = ArticleWords(WORDS.title, summary, WORDS.text)
        return save_version(edition=edition, words=words, over=1, actor=me, now=now())

    outcomes = at_once(lambda: save("Mine."), lambda: save("Theirs."))
    assert sorted(type(each).__name__ for each in outcomes) == ["ArticleMoved", "Version"]

    def publish() -> object:
        return publish_article(edition=edition, number=2, actor=me, now=now())

    assert [type(each) for each in at_once(publish, publish)] == [Publication, Publication]
    assert Publication.objects.filter(edition=edition, version__number=2).count() == 1


@pytest.mark.django_db(transaction=True)
def test_articles_of_one_title_begun_at_once_have_addresses_of_their_own(section: Section, lead, actor) -> None:
    me = actor(lead)
    begun = at_once(*[partial(write, section, WORDS, key=f"at-once-{number}", actor=me) for number in range(3)])
    assert sorted(each.slug for each in begun) == [
        "where-is-my-parcel",
        "where-is-my-parcel-2",
        "where-is-my-parcel-3",
    ]
    again = at_once(*[partial(write, section, WORDS, key="at-once-0", actor=me) for _ in range(2)])
    assert len({each.pk for each in again}) == 1


def test_a_version_is_compared_with_any_other(writer: Client, article, edition: Edition) -> None:
    for over in (1, 2):
        writer.post(desk(article, "{}/en/edit/"), {**EDIT, "summary": f"Number {over + 1}.", "slug": "", "over": over})
    assert "From version 1 to version 3." in writer.get(desk(article, "{}/en/versions/3/?than=1")).content.decode()
    for wrong in ("9", "x", "-1"):
        assert writer.get(desk(article, "{}/en/versions/3/") + f"?than={wrong}").status_code == 404


def test_more_articles_take_no_more_queries(writer: Client, article, section, django_assert_max_num_queries) -> None:
    for number in range(12):
        write(section, ArticleWords(f"Parcel {number}", "More.", "More."))
    with django_assert_max_num_queries(12):
        writer.get("/desk/knowledge/")
