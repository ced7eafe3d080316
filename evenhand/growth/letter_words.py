"""The first sentences of letters, by kind of step, by how a plan ended, and by whom they are for."""

from django.utils.translation import gettext as _

from evenhand.growth.rules import Kind


def _recognition() -> str:
    return _("Somebody wants to say, in writing, that you did well.")


def _coaching_opening() -> str:
    return _("We would like to offer you coaching. It is help, and nothing is held against you.")


def _plan_opening() -> str:
    return _(
        "Customers have said “no” to your answers more often than luck or the kind of case explains. We would like to "
        "help you with a plan, and to hear first how you see it."
    )


def _warning_opening() -> str:
    return _(
        "After your improvement plan a warning is being considered. This is serious, and so you read here everything "
        "that it would rest on, before anybody decides."
    )


def _final_opening() -> str:
    return _(
        "A final warning is being considered. After it, your employment could be at stake. You read here everything "
        "that it would rest on, before anybody decides."
    )


def _coaching_decided() -> str:
    return _("You are getting coaching. It is help, and nothing is held against you.")


def _plan_decided() -> str:
    return _(
        "For the next weeks there is a plan to help you: sessions on dated days, goals that are in your own hands, and "
        "two days on which both of you look at how it goes."
    )


def _warning_decided() -> str:
    return _(
        "This letter is a written warning. What it rests on, what is expected, until when it counts and how you can "
        "have it looked at again stands below."
    )


def _final_decided() -> str:
    return _(
        "This letter is a final warning. If the answers to come are again clearly worse, your employment could be at "
        "stake. What it rests on, what is expected, until when it counts and how you can have it looked at again "
        "stands below."
    )


def _ended_well() -> str:
    return _(
        "Your plan is over, and it ended well: your answers show no difference from the team's that is beyond doubt. "
        "Thank you."
    )


def _ended_short() -> str:
    return _(
        "Your plan is over. Customers still said “no” more often than luck or the kind of case explains. Nothing "
        "follows from that by itself; if somebody proposes a step, you are heard first."
    )


def _ended_unknown() -> str:
    return _("Your plan is over. There were too few answers to say anything, and so nothing follows from it.")


def _notice_opening() -> str:
    return _(
        "More of what you sold or brought bears a mark than we agreed on, and luck does not explain it. A notice is "
        "being considered. It says what we see and what we expect, and takes nothing from you."
    )


def _outside_plan_opening() -> str:
    return _(
        "More of what you sold or brought bears a mark than we agreed on, and luck does not explain it. We would like "
        "to help you with a plan, and to hear first how you see it."
    )


def _restriction_opening() -> str:
    return _(
        "After your improvement plan a restriction is being considered. This is serious, and so you read here "
        "everything that it would rest on, and what exactly it would restrict, before anybody decides."
    )


def _notice_decided() -> str:
    return _(
        "This letter is a notice. It restricts nothing. What it rests on, what is expected, until when it counts and "
        "how you can have it looked at again stands below."
    )


def _outside_plan_decided() -> str:
    return _(
        "For the next weeks there is a plan to help you: talks on dated days, goals that are in your own hands, and "
        "two days on which both of us look at how it goes."
    )


def _restriction_decided() -> str:
    return _(
        "This letter is the statement of reasons for a restriction. What is restricted, from which day to which, what "
        "it rests on and how you can have it looked at again stands below. It is not the end of our contract."
    )


def _outside_ended_well() -> str:
    return _("Your plan is over, and it ended well: the agreed standard is not missed beyond doubt. Thank you.")


def _outside_ended_short() -> str:
    return _(
        "Your plan is over. More of what you sold or brought still bore a mark than we agreed on, beyond what luck "
        "explains. Nothing follows from that by itself; if somebody proposes a step, you are heard first."
    )


def _outside_ended_unknown() -> str:
    return _("Your plan is over. There was too little to say anything, and so nothing follows from it.")


def opening_words(kind: Kind, audience: str) -> str:
    """How a letter about a proposal begins."""
    return (OPENINGS if audience == "agents" else OUTSIDE_OPENINGS)[kind]()


def decided_words(kind: Kind, audience: str) -> str:
    """How a letter about a decision begins."""
    return (DECIDED if audience == "agents" else OUTSIDE_DECIDED)[kind]()


def ending_words(outcome: str, audience: str) -> str:
    """How a letter about the end of a plan begins."""
    return (ENDINGS if audience == "agents" else OUTSIDE_ENDINGS)[outcome]()


OPENINGS = {
    Kind.RECOGNITION: _recognition,
    Kind.COACHING: _coaching_opening,
    Kind.PLAN: _plan_opening,
    Kind.WRITTEN_WARNING: _warning_opening,
    Kind.FINAL_WARNING: _final_opening,
}

DECIDED = {
    Kind.COACHING: _coaching_decided,
    Kind.PLAN: _plan_decided,
    Kind.WRITTEN_WARNING: _warning_decided,
    Kind.FINAL_WARNING: _final_decided,
}

ENDINGS = {
    "reached": _ended_well,
    "not_reached": _ended_short,
    "too_few": _ended_unknown,
}

OUTSIDE_OPENINGS = {
    Kind.RECOGNITION: _recognition,
    Kind.NOTICE: _notice_opening,
    Kind.PLAN: _outside_plan_opening,
    Kind.RESTRICTION: _restriction_opening,
}

OUTSIDE_DECIDED = {
    Kind.NOTICE: _notice_decided,
    Kind.PLAN: _outside_plan_decided,
    Kind.RESTRICTION: _restriction_decided,
}

OUTSIDE_ENDINGS = {
    "reached": _outside_ended_well,
    "not_reached": _outside_ended_short,
    "too_few": _outside_ended_unknown,
}
