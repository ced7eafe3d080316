"""Help for the customers: the starting articles, one that was mended, and readers who said whether it helped."""

from evenhand.core.api import Actor
from evenhand.demo.people import Cast
from evenhand.demo.world import DAY, Story, World
from evenhand.knowledge.api import (
    Article,
    ArticleWords,
    load_starting_articles,
    newest_version,
    note_whether_it_helped,
    publish_article,
    save_version,
)

READERS = 60
HELPED = 0.8
MENDED = "starting-when-money-back"


def write_help(world: World, cast: Cast) -> Story:
    """The starting set, before the first customer writes; three weeks later a lead makes one answer clearer."""
    lead = cast.desks[0].lead
    load_starting_articles(actor=lead, now=world.now)
    world.begin(world.now + DAY, _readers(world))
    yield world.now + 21 * DAY
    _mend(world, lead)


def _mend(world: World, lead: Actor) -> None:
    edition = Article.objects.get(key=MENDED).editions.get(language="en")
    newest = newest_version(edition)
    text = newest.text.replace("Write to us. We give you", "Write to us from the order's page. We give you")
    words = ArticleWords(newest.title, newest.summary, text, newest.also_called)
    version = save_version(edition=edition, words=words, over=newest.number, actor=lead, now=world.now)
    publish_article(edition=edition, number=version.number, actor=lead, now=world.now)


def _readers(world: World) -> Story:
    """Now and again a reader says whether an article helped."""
    editions = [edition for article in Article.objects.filter(audience="public") for edition in article.editions.all()]
    for number in range(READERS):
        dice = world.dice("reader", number)
        version = newest_version(dice.choice(editions))
        reader = Actor(label="a reader of help", source="web")
        note_whether_it_helped(version=version, helped=dice.random() < HELPED, actor=reader, now=world.now)
        yield world.now + dice.uniform(0.3, 1.4) * DAY
