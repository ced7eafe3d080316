"""Which articles are found, on SQLite and PostgreSQL alike; and which are suggested to somebody who writes."""

import pytest

from evenhand.core.api import now
from evenhand.core.testing import shared
from evenhand.knowledge.actions import ArticleWords, publish_article, save_version, translate_article, withdraw_article
from evenhand.knowledge.models import Article, ArticleText, Edition, Section
from evenhand.knowledge.search import search_articles, suggested_articles
from evenhand.knowledge.starting import load_starting_articles
from evenhand.knowledge.tests.conftest import TEST, write

PUBLIC, ALL = ("public",), ("public", "staff")

ASKED = [
    ("en", "Where is my parcel? It was due last Tuesday.", "where-is-my-parcel"),
    ("en", "Hello, the tracking has not moved for a week. When will it be delivered?", "where-is-my-parcel"),
    ("en", "It says delivered but there is nothing here and my neighbour has not got it", "my-parcel-is-marked-as-"),
    ("en", "The lamp arrived broken in two pieces, I want a new one", "it-arrived-broken"),
    ("en", "You sent me the wrong size, I ordered M and got XL", "it-arrived-broken"),
    ("en", "One part is missing from the box", "it-arrived-broken"),
    ("en", "I want to cancel order 123 please", "how-do-i-cancel"),
    ("en", "Ordered by mistake, can you stop it?", "how-do-i-cancel"),
    ("en", "Can you send it to another address, I have moved", "can-i-change-the-address"),
    ("en", "I typed the wrong postcode in the delivery address", "can-i-change-the-address"),
    ("en", "I would like to return the shoes, they are too small", "how-do-i-send-something-back"),
    ("en", "Please send me a return label", "how-do-i-send-something-back"),
    ("en", "How long does a refund take? My bank shows nothing.", "when-do-i-get-my-money-back"),
    ("en", "You charged me twice for the kettle", "i-was-charged-twice"),
    ("en", "How do I use my store credit?", "what-is-my-credit"),
    ("en", "I want to speak to a manager, this is a complaint", "how-do-i-reach-a-person"),
    ("en", "Please delete my account and all personal data", "what-do-you-know-about-me"),
    ("de", "Wo bleibt meine Sendung? Sie sollte letzte Woche ankommen", "wo-ist-mein-paket"),
    ("de", "Die Vase kam kaputt an, ich hätte gern Ersatz", "es-kam-beschadigt-an"),
    ("de", "Wie lange dauert die Erstattung auf meine Karte?", "wann-bekomme-ich-mein-geld"),
]
NOTHING = ["Thank you so much!", "Happy birthday to the whole team", "Do you sell garden gnomes in Iceland?", "", "???"]


@shared
def shelf(db: None) -> None:
    load_starting_articles(actor=TEST, now=now())


def found(question: str, language: str = "en", audiences: tuple[str, ...] = PUBLIC) -> list[str]:
    return [each.slug for each in search_articles(question, language, audiences)]


@pytest.mark.usefixtures("shelf")
class TestOfTheStartingSet:
    def test_what_customers_write_brings_the_article_that_answers_it(self) -> None:
        for language, message, slug in ASKED:
            suggested = [each.slug for each in suggested_articles(message, language, PUBLIC)]
            assert any(each.startswith(slug) for each in suggested), (message, suggested)
            assert len(suggested) <= 3

    def test_where_nothing_answers_nothing_is_suggested(self) -> None:
        for message in NOTHING:
            assert suggested_articles(message, "en", PUBLIC) == (), message

    def test_words_are_found_wherever_they_stand_and_the_title_counts_most(self) -> None:
        assert found("parcel")[0] == "where-is-my-parcel"
        assert found("police") == ["my-parcel-is-marked-as-delivered-but-it-is-not-here"]
        assert found("courier") == ["where-is-my-parcel"], "by a word that nobody reads"

    def test_all_words_are_wanted_and_a_minus_excludes(self) -> None:
        assert found("label exchange") == ["how-do-i-send-something-back"]
        assert "where-is-my-parcel" not in found("parcel -promised")

    def test_what_begins_alike_or_was_mistyped_is_found(self) -> None:
        for typed in ("refun", "Refund!", "refunds", "rfund"):
            assert "when-do-i-get-my-money-back" in found(typed), typed

    def test_hits_are_marked(self) -> None:
        (hit,) = search_articles("police", "en", PUBLIC)
        assert [piece.text for piece in hit.snippet if piece.is_hit] == ["police"]

    def test_each_article_is_found_once_in_the_best_language_of_its_reader(self) -> None:
        assert "wo-ist-mein-paket" in found("Paket", "de-at")
        assert found("Widerruf", "en") == ["wie-schicke-ich-etwas-zuruck"], "better in another language than not at all"
        ids = [each.article_id for each in search_articles("30", "de", PUBLIC)]
        assert len(ids) == len(set(ids))

    def test_what_is_for_the_staff_is_found_by_the_staff(self) -> None:
        assert "lost-or-only-late-how-to-tell-and-what-to-offer" in found("investigation", audiences=ALL)
        assert found("investigation") == []

    @pytest.mark.parametrize(
        "question", ["", "   ", '"', "-", "*", "' OR 1=1 --", "a:b & | !", "NOT", "(((", "-parcel"]
    )
    def test_no_question_breaks_it(self, question) -> None:
        search_articles(question, "en", PUBLIC)
        suggested_articles(question, "en", PUBLIC)

    def test_a_very_long_message_is_read_as_far_as_it_helps(self) -> None:
        assert suggested_articles("My parcel is lost. " + "word " * 50_000, "en", PUBLIC)

    def test_loading_again_changes_nothing(self) -> None:
        withdraw_article(edition=Edition.objects.get(slug="how-do-i-cancel-my-order"), actor=TEST, now=now())
        assert load_starting_articles(actor=TEST, now=now()) == 0
        assert found("cancellation") == []


def test_what_is_found_follows_what_is_published(edition: Edition) -> None:
    save_version(edition=edition, words=ArticleWords("Boxes", "Boxes.", "Boxes."), over=1, actor=TEST, now=now())
    assert (found("boxes"), found("parcel")) == ([], [edition.slug])
    publish_article(edition=edition, number=2, actor=TEST, now=now())
    assert (found("boxes"), found("courier")) == ([edition.slug], [])
    withdraw_article(edition=edition, actor=TEST, now=now())
    assert (found("boxes"), ArticleText.objects.count()) == ([], 0)


@shared
def many(section: Section) -> Edition:
    """Two hundred and ten older articles about paying, and the newest one about a kettle."""
    for number in range(210):
        write(section, ArticleWords(f"Fee {number}", "What PayPal costs.", "For each order."))
    return write(section, ArticleWords("How do I descale my kettle?", "With vinegar, paid by PayPal.", "Slowly."))


class TestOfALargeShelf:
    """More editions with the words than are read to be compared."""

    def test_the_best_answer_is_suggested_however_many_share_a_word_with_it(self, many: Edition) -> None:
        letter = "I paid my order with PayPal, but how do I descale the kettle?"
        assert [each.slug for each in suggested_articles(letter, "en", PUBLIC)] == [many.slug]

    def test_words_of_the_title_come_first_however_many_have_them_in_the_text(
        self, many: Edition, section: Section
    ) -> None:
        titled = write(section, ArticleWords("PayPal", "A way to pay.", "Choose it."))
        assert found("paypal")[0] == titled.slug

    def test_what_others_may_not_read_takes_no_place(self, many: Edition) -> None:
        Article.objects.exclude(pk=many.article_id).update(audience=Article.Audience.STAFF)
        assert found("paypal") == [many.slug]

    def test_each_is_found_in_the_language_of_its_reader(self, many: Edition) -> None:
        words = ArticleWords("PayPal, und der Kessel ist entkalkt", "Mit Essig.", "Langsam.")
        german = translate_article(article=many.article, language="de", words=words, actor=TEST, now=now())
        publish_article(edition=german, number=1, actor=TEST, now=now())
        assert found("paypal", "de")[0] == german.slug
        assert german.slug not in found("paypal", "en")
