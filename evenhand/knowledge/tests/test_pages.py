"""What customers read: shelves, articles, addresses that stay, whether it helped; without an account and a cookie."""

import pytest
from django.test import Client

from evenhand.core.api import ActivityEntry, environment, now
from evenhand.knowledge.actions import (
    ArticleWords,
    place_article,
    publish_article,
    save_version,
    translate_article,
    withdraw_article,
)
from evenhand.knowledge.models import Article, Edition, Publication, Section, Version
from evenhand.knowledge.tests.conftest import TEST, WORDS, days_ago, write

HERE = "/help/en/articles/where-is-my-parcel/"
GERMAN = ArticleWords("Wo ist mein Paket?", "Es steht bei Ihrer Bestellung.", "Öffnen Sie die Bestellung.", "Sendung")


def in_german(article: Article) -> Edition:
    edition = translate_article(article=article, language="de", words=GERMAN, actor=TEST, now=days_ago(1))
    publish_article(edition=edition, number=1, actor=TEST, now=days_ago(1))
    return edition


def test_anybody_reads_an_article_and_gets_no_cookie(client: Client, edition: Edition) -> None:
    page = client.get(HERE)
    assert page.status_code == 200
    assert not page.cookies
    for words in ("Where is my parcel?", "<h2>It is late</h2>", "<strong>put it right</strong>", "Did this help?"):
        assert words in page.content.decode()


def test_each_page_offers_a_person(client: Client, edition: Edition) -> None:
    for path in ("/help/en/", HERE, f"{HERE}?thanks=no", "/help/en/?q=zzzz"):
        page = client.get(path).content.decode()
        assert 'href="/my/write/"' in page, path
        assert f"mailto:{environment().mail_from}" in page, path


def test_a_way_that_is_not_theirs_is_offered_to_nobody(client_for, customer, agent, seller, edition: Edition) -> None:
    for path in ("/help/en/", HERE):
        assert 'href="/my/write/"' in client_for(customer).get(path).content.decode()
        for reader in (agent, seller):
            page = client_for(reader).get(path).content.decode()
            assert 'href="/my/write/"' not in page
            assert f"mailto:{environment().mail_from}" in page


def test_the_shelves_list_what_is_published_and_nothing_else(client: Client, edition: Edition, section) -> None:
    write(section, ArticleWords("For us", "Only us.", "Text"), audience="staff")
    begun = write(section, ArticleWords("Not yet", "Soon.", "Text"))
    withdraw_article(edition=begun, actor=TEST, now=now())
    page = client.get("/help/en/").content.decode()
    assert "Where is my parcel?" in page
    assert "For us" not in page
    assert "Not yet" not in page


def test_what_is_for_the_staff_exists_for_the_staff_alone(client_for, client: Client, section, agent, customer) -> None:
    write(section, ArticleWords("For us", "Only us.", "Text"), audience="staff")
    address = "/help/en/articles/for-us/"
    assert client.get(address).status_code == 404
    assert client_for(customer).get(address).status_code == 404
    assert client_for(agent).get(address).status_code == 200


@pytest.mark.parametrize("path", ["/help/", "/help/en/", HERE])
def test_looking_takes_no_post(client: Client, edition: Edition, path: str) -> None:
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/help/en/articles/never-was/", "/help/xx/articles/where-is-my-parcel/"])
def test_what_never_was_is_not_found(client: Client, edition: Edition, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_draft_is_not_read_before_it_is_published(client: Client, edition: Edition) -> None:
    newer = ArticleWords("Where is my parcel?", "Another answer.", "Another text.")
    save_version(edition=edition, words=newer, over=1, actor=TEST, now=now())
    assert "The page of your order shows it." in client.get(HERE).content.decode()
    publish_article(edition=edition, number=2, actor=TEST, now=now())
    assert "Another answer." in client.get(HERE).content.decode()


def test_earlier_addresses_lead_to_the_new_one_and_are_given_to_no_other(client: Client, edition, section) -> None:
    for slug in ("parcels", "my-parcel"):
        save_version(edition=edition, words=WORDS, over=1, slug=slug, actor=TEST, now=now())
    for earlier in ("where-is-my-parcel", "parcels"):
        answer = client.get(f"/help/en/articles/{earlier}/")
        assert (answer.status_code, answer["Location"]) == (301, "/help/en/articles/my-parcel/")
    other = write(section, ArticleWords("Parcels", "Another.", "Another."))
    assert other.slug == "parcels-2"


def test_an_article_that_goes_back_to_its_earlier_address_leads_no_browser_in_a_circle(client: Client, edition) -> None:
    save_version(edition=edition, words=WORDS, over=1, slug="parcels", actor=TEST, now=now())
    there = client.get(HERE)
    assert "no-cache" in there["Cache-Control"]  # else a browser keeps it for good, and is sent back by the next
    save_version(edition=edition, words=WORDS, over=1, slug="where-is-my-parcel", actor=TEST, now=now())
    assert client.get(there["Location"])["Location"] == HERE
    assert client.get(HERE).status_code == 200


def test_a_reader_goes_to_their_language_and_else_to_the_next_best(client: Client, article: Article) -> None:
    in_german(article)
    assert client.get("/help/", headers={"Accept-Language": "de-AT,de;q=0.9"})["Location"] == "/help/de/"
    assert client.get("/help/", headers={"Accept-Language": "pt"})["Location"] == "/help/en/"
    assert "Wo ist mein Paket?" in client.get("/help/de-at/").content.decode()
    assert "Where is my parcel?" in client.get("/help/pt/").content.decode()


def test_an_edition_that_was_withdrawn_leads_to_the_article_in_another_language(client: Client, article) -> None:
    german = in_german(article)
    withdraw_article(edition=german, actor=TEST, now=now())
    answer = client.get(f"/help/de/articles/{german.slug}/")
    assert (answer.status_code, answer["Location"]) == (302, HERE)
    withdraw_article(edition=article.editions.get(language="en"), actor=TEST, now=now())
    assert client.get(HERE).status_code == 404


def test_a_browser_that_has_the_page_is_told_so_until_it_changes(client: Client, edition: Edition) -> None:
    first = client.get(HERE)
    again = client.get(HERE, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "Content-Security-Policy" not in again, "the page that is kept goes with the policy that came with it"
    assert "private" in first["Cache-Control"]
    save_version(edition=edition, words=ArticleWords("Where?", "New.", "New."), over=1, actor=TEST, now=now())
    publish_article(edition=edition, number=2, actor=TEST, now=now())
    changed = client.get(HERE, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert client.get("/help/en/", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_page_that_is_kept_is_not_taken_for_a_part_of_it(client: Client, edition: Edition) -> None:
    address = "/help/en/?q=parcel"
    whole, part = client.get(address), client.get(address, headers={"HX-Request": "true"})
    assert whole.content != part.content
    kept = client.get(address, headers={"If-None-Match": whole["ETag"]})
    assert kept.status_code == 304
    for answer in (whole, part, kept):
        assert "HX-Request" in answer["Vary"]


def test_a_page_of_somebody_who_is_signed_in_is_never_answered_from_memory(client_for, customer, edition) -> None:
    page = client_for(customer).get(HERE)
    assert "ETag" not in page
    assert "no-cache" in page["Cache-Control"]
    assert "Cleo" in page.content.decode()


def test_whether_it_helped_is_counted_once_for_a_press_and_its_echo(client: Client, edition: Edition) -> None:
    for _ in range(2):
        answer = client.post(f"{HERE}helped/", {"helped": "yes"})
        assert (answer.status_code, answer["Location"]) == (303, f"{HERE}?thanks=yes#helped")
        assert not answer.cookies
    version = Version.objects.get(edition=edition)
    assert (version.helped, version.did_not_help) == (1, 0)
    entry = ActivityEntry.objects.get(verb="knowledge.note_whether_it_helped")
    assert entry.actor_id is None
    assert "127.0.0.1" not in f"{entry.source} {entry.facts} {entry.actor_label}"
    assert "Good to hear" in client.get(answer["Location"]).content.decode()


def test_no_is_counted_too_and_a_person_is_offered(client: Client, edition: Edition) -> None:
    part = client.post(f"{HERE}helped/", {"helped": "no"}, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.content.decode()
    assert Version.objects.get(edition=edition).did_not_help == 1


@pytest.mark.parametrize("answer", ["", "maybe"])
def test_what_is_neither_yes_nor_no_is_not_counted(client: Client, edition: Edition, answer: str) -> None:
    assert client.post(f"{HERE}helped/", {"helped": answer}).status_code == 422
    assert client.get(f"{HERE}helped/").status_code == 405
    assert Version.objects.get(edition=edition).helped == 0


@pytest.mark.parametrize("headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_other_sites_cannot_answer_for_a_reader(client: Client, edition: Edition, headers) -> None:
    assert client.post(f"{HERE}helped/", {"helped": "no"}, headers=headers).status_code == 403
    assert Version.objects.get(edition=edition).did_not_help == 0


def test_searching_shows_what_was_found_and_the_part_is_the_same(client: Client, edition: Edition) -> None:
    page = client.get("/help/en/?q=parcels").content.decode()
    part = client.get("/help/en/?q=parcels", headers={"HX-Request": "true"}).content.decode()
    assert "<mark>parcel</mark>" in part
    assert part.strip() in page
    nothing = client.get("/help/en/?q=zzzz").content.decode()
    assert "We found nothing" in nothing
    assert "Where is my parcel?" in nothing


def test_suggestions_are_asked_for_by_post_and_keep_nothing(client_for, customer, edition: Edition) -> None:
    said = ActivityEntry.objects.count()
    asks = client_for(customer)
    part = asks.post("/help/en/suggestions/", {"text": "My parcel has not come, the tracking says nothing"})
    assert "Where is my parcel?" in part.content.decode()
    assert asks.post("/help/en/suggestions/", {"text": "Thank you!"}).content.decode().strip() == ""
    assert asks.get("/help/en/suggestions/").status_code == 405
    assert ActivityEntry.objects.count() == said


def test_more_articles_take_no_more_queries(client: Client, edition, section: Section, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        client.get("/help/en/")
    for number in range(15):
        write(section, ArticleWords(f"Parcel {number}", "More.", "More."))
    with django_assert_max_num_queries(8):
        client.get("/help/en/")
    with django_assert_max_num_queries(8):
        client.get(HERE)
    with django_assert_max_num_queries(10):
        client.get("/help/en/?q=parcel")


def test_an_article_on_another_shelf_for_the_staff_is_gone_from_help(client: Client, article, section) -> None:
    place_article(article=article, section=section, audience="staff", actor=TEST, now=now())
    assert client.get(HERE).status_code == 404
    assert Publication.objects.get(edition__article=article).ended_at is None
