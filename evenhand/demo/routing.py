"""What the marketplace's agents can, who is at the desk, and how new cases are sorted."""

from evenhand.demo.people import Cast
from evenhand.demo.world import HOUR, Story, World
from evenhand.routing.api import WantedRule, be_here, keep_rule, set_abilities

LANGUAGES = {
    "Nadia Okafor": ("en", "fr"),
    "Tomasz Wieczorek": ("en", "de"),
    "Ingrid Solheim": ("en", "de"),
    "Bao Nguyen": ("en",),
    "Caoimhe Ní Bhriain": ("en", "fr"),
    "Luís Miguel de Albuquerque e Castro": ("en", "es"),
    "Sam Achterberg": ("en", "de"),
}
SKILLS = {"Nadia Okafor": ("carriers",), "Ingrid Solheim": ("carriers", "warranty"), "Bao Nguyen": ("warranty",)}
NEWCOMERS_MAILS = 5
OCCASIONS = ("birthday", "wedding", "anniversary", "Geburtstag", "Hochzeit")
WARRANTY = ("warranty", "guarantee", "Garantie", "Gewährleistung")


def say_who_gets_what(world: World, cast: Cast) -> Story:
    """Leads say what people can; this morning they are at the desk."""
    yield world.end - 3 * HOUR
    lead, help_desk = cast.desks[0].lead, cast.desk("help")
    for worker in help_desk.workers:
        set_abilities(
            account=worker.account,
            skills=SKILLS.get(worker.account.name, ()),
            languages=LANGUAGES.get(worker.account.name, ()),
            capacity={"mail": NEWCOMERS_MAILS} if worker.part == "newcomer" else {},
            actor=lead,
            now=world.now,
        )
        be_here(actor=worker.actor, now=world.now)
    occasion = WantedRule("It is for an occasion", words=OCCASIONS, priority=2, reason="occasion")
    warranty = WantedRule("Warranty", words=WARRANTY, reason="warranty", skill="warranty")
    for wanted in (occasion, warranty):
        keep_rule(rule=None, wanted=wanted, actor=lead, now=world.now)
