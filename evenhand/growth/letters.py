"""Letters: each decision in writing, in the person's language, with its evidence, its rules and the way to answer."""

import datetime
from dataclasses import asdict

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evenhand.core.api import language_of_words, site_day
from evenhand.growth.evidence import Evidence, evidence_from, evidence_of
from evenhand.growth.gate import NEEDS, Condition
from evenhand.growth.letter_figures import Part, evidence_part
from evenhand.growth.letter_words import decided_words, ending_words, opening_words
from evenhand.growth.models import Appeal, Letter, Plan, Step
from evenhand.growth.plan_days import last_day_of
from evenhand.growth.rules import Kind
from evenhand.growth.words import day_words, measured_words, percent
from evenhand.people.api import post_from_template
from evenhand.standing.api import Audience

ABOUT = Letter.About
OUTSIDE_CLAUSE = "5.2"  # of the policy on standing and steps: what may follow for sellers and drivers


def write_letter(*, step: Step, about: Letter.About, why: str = "", now: datetime.datetime) -> Letter:
    """Write the letter about what has just happened to a step, and tell its person that it is there."""
    language = language_of_words(step.account.language)
    with translation.override(language):
        title, parts = _WRITERS[about](step, why, now)
    letter = Letter.objects.create(
        step=step,
        account=step.account,
        about=about,
        language=language,
        title=title,
        parts=[asdict(part) for part in parts],
        written_at=now,
    )
    post_from_template(
        template="growth/mail/letter.txt",
        to=step.account.email,
        about=step.log_subject,
        now=now,
        language=step.account.language,
        letter=letter,
    )
    return letter


def _proposed(step: Step, why: str, now: datetime.datetime) -> tuple[str, list[Part]]:
    title = _("Something is being considered, and we would like to hear you first: %(kind)s") % {"kind": _kind(step)}
    return title, [
        Part(paragraphs=(opening_words(Kind(step.kind), step.audience), _("Nothing is decided."))),
        _considered(step),
        *_figures(step),
        _rules(step),
        Part(
            _("How to answer"),
            (
                _(
                    "You can answer in your own words until the end of %(day)s, on the page of this letter. Take your "
                    "time, and take somebody with you if you like. Say above all what the figures cannot know."
                )
                % {"day": day_words(step.answer_on)}
                if step.answer_on
                else "",
                _(
                    "If you see one of the marks differently, contest it in your record: while that is open, it does "
                    "not count, and nothing is decided."
                ),
            ),
        ),
        Part(
            _("What happens then"),
            (
                _(
                    "A reviewer reads all of it, your answer first. The reviewer did not propose this and does not "
                    "lead your team. They write down what they decide and why, and you get that as a letter like this."
                )
                if step.audience == Audience.AGENTS
                else _(
                    "A reviewer who did not propose this reads all of it, your answer first. They write down what they "
                    "decide and why, and you get that as a letter like this."
                ),
            ),
        ),
    ]


def _issued(step: Step, why: str, now: datetime.datetime) -> tuple[str, list[Part]]:
    heard = Condition.HEARD in NEEDS[Kind(step.kind)]
    parts = [
        Part(paragraphs=(_decided_words(step),)),
        _reasons(step),
        *_figures(step),
        *([_answer(step)] if heard else []),
        _rules(step),
        *_expected(step),
        *_help(step),
        *_until(step, now),
        *_appeal(step),
    ]
    return _("%(kind)s for %(name)s") % {"kind": _kind(step), "name": step.account}, parts


def _declined(step: Step, why: str, now: datetime.datetime) -> tuple[str, list[Part]]:
    opening = _(
        "Somebody had proposed this for you: %(kind)s. A reviewer has read the figures and your answer, and decided "
        "against it. Nothing of it counts."
    ) % {"kind": _kind(step)}
    return _("It was not taken: %(kind)s") % {"kind": _kind(step)}, [
        Part(paragraphs=(opening,)),
        Part(_("Why"), (step.decision,)),
    ]


def _withdrawn(step: Step, why: str, now: datetime.datetime) -> tuple[str, list[Part]]:
    opening = _("What was being considered for you is considered no longer: %(kind)s. Nothing of it counts.")
    return _("No longer considered: %(kind)s") % {"kind": _kind(step)}, [
        Part(paragraphs=(opening % {"kind": _kind(step)},)),
        Part(_("Why"), (why,)),
    ]


def _revoked(step: Step, why: str, now: datetime.datetime) -> tuple[str, list[Part]]:
    opening = _(
        "We take this back: %(kind)s, issued on %(day)s. From today on it counts for nothing, as if it had not been. "
        "It stays readable in your record, with this letter beside it."
    ) % {"kind": _kind(step), "day": day_words(site_day(step.decided_at)) if step.decided_at else "–"}
    return _("Taken back: %(kind)s") % {"kind": _kind(step)}, [
        Part(paragraphs=(opening, _("We are sorry that it stood."))),
        Part(_("Why"), (why,)),
    ]


def _appeal_opened(step: Step, why: str, now: datetime.datetime) -> tuple[str, list[Part]]:
    appeal: Appeal = step.appeal
    words = _(
        "Your appeal has arrived. Somebody who neither proposed nor decided this looks again, and answers in writing "
        "until the end of %(day)s. Until then it rests: it does not count."
    ) % {"day": day_words(appeal.due_on)}
    return _("Your appeal: %(kind)s") % {"kind": _kind(step)}, [
        Part(paragraphs=(words,)),
        Part(_("What you wrote"), (appeal.words,)),
    ]


def _appeal_rejected(step: Step, why: str, now: datetime.datetime) -> tuple[str, list[Part]]:
    words = _("Somebody who neither proposed nor decided this has looked again. It stands: %(kind)s.")
    return _("Your appeal was decided: %(kind)s") % {"kind": _kind(step)}, [
        Part(paragraphs=(words % {"kind": _kind(step)},)),
        Part(_("Why"), (why,)),
        *_until(step, now),
    ]


def _plan_ended(step: Step, why: str, now: datetime.datetime) -> tuple[str, list[Part]]:
    plan = step.plan
    figures = evidence_part(evidence_of_plan(plan)) if plan.result else []
    return _("How your improvement plan ended: %(outcome)s") % {"outcome": plan.get_outcome_display()}, [
        Part(paragraphs=(ending_words(plan.outcome, step.audience),)),
        Part(_("What we saw"), (plan.words,)),
        *figures,
        Part(_("What the help was worth"), (unaided_words(plan), effect_words(plan))),
    ]


def evidence_of_plan(plan: Plan) -> Evidence | None:
    """The figures on which a plan ended."""
    return evidence_of(plan.result) if plan.result else None


def _kind(step: Step) -> str:
    return str(step.get_kind_display())


def _considered(step: Step) -> Part:
    facts = [
        (_("What"), _kind(step)),
        (_("Proposed by"), f"{step.proposed_by}, {day_words(site_day(step.proposed_at))}"),
    ]
    if step.expected:
        facts.append((_("What would be expected"), step.expected))
    if step.scope:
        facts.append((_("What would be restricted"), step.scope))
    plan = getattr(step, "plan", None)
    if plan is not None:
        facts += _goals(plan)
    return Part(_("What is being considered"), (step.why,), tuple(facts))


def _figures(step: Step) -> list[Part]:
    return evidence_part(evidence_from(step.evidence))


def _rules(step: Step) -> Part:
    told = day_words(site_day(step.known_since)) if step.known_since else _("no binding version was needed for this")
    facts = [(_("Policy"), str(step.policy_version)), (_("You were told of it on"), told)]
    clause = step.policy_version.clauses.filter(number=OUTSIDE_CLAUSE).first()
    if step.audience != Audience.AGENTS and clause is not None:
        facts.append((_("Clause"), f"{clause.number}, {clause.title}"))
    return Part(_("Under which rules"), (), tuple(facts))


def _reasons(step: Step) -> Part:
    proposer = _("%(name)s, who proposed it") % {"name": step.proposed_by}
    decider = _("%(name)s, who decided it") % {"name": step.decided_by}
    return Part(_("Why"), (), ((proposer, step.why), (decider, step.decision)))


def _decided_words(step: Step) -> str:
    decided = {"day": day_words(site_day(step.decided_at)) if step.decided_at else "–", "by": step.decided_by}
    if step.kind == Kind.RECOGNITION:
        return _("This is to say, in writing: well done. It stands in your record from %(day)s.") % decided
    what = decided_words(Kind(step.kind), step.audience)
    who = _("It was decided on %(day)s by %(by)s, who did not propose it and does not lead your team.")
    if step.audience != Audience.AGENTS:
        who = _("It was decided on %(day)s by a person, %(by)s, who did not propose it. The figures were computed.")
    who = who % decided
    return f"{what} {who}"


def _answer(step: Step) -> Part:
    if step.answered_at:
        return Part(_("What you answered"), (step.answer,))
    return Part(_("What you answered"), (_("Your time to answer passed without one. You can still appeal."),))


def _expected(step: Step) -> list[Part]:
    plan = getattr(step, "plan", None)
    if plan is None:
        return [*_scope(step), Part(_("What is expected"), (step.expected,))] if step.expected else []
    goals = tuple(_goals(plan))
    words = (step.expected, _within_reach(plan), unaided_words(plan))
    return [Part(_("What is expected"), tuple(each for each in words if each), goals)]


def _goals(plan: Plan) -> list[tuple[str, str]]:
    return [(_("Goal"), f"{goal.words} ({measured_words(goal.measure, goal.target)})") for goal in plan.goals.all()]


def _within_reach(plan: Plan) -> str:
    """That the goals are in the person's hands; where only a person could look, by name who did."""
    if plan.goals_confirmed_by is None:
        return _("Each goal can be reached by your own effort, whatever others do.")
    return _(
        "%(name)s has read each goal and confirms that you can reach it by your own effort, whatever others do. (Our "
        "check by words does not know the language in which they were written.)"
    ) % {"name": plan.goals_confirmed_by}


def _scope(step: Step) -> list[Part]:
    """What is restricted, and how: this house keeps customer service, and switches nothing in the shop."""
    if not step.scope:
        return []
    words = _(
        "Nothing beyond this is restricted. Our customer service records the decision with its days; the people who "
        "run the shop carry it out, within these days and this scope. Orders that stand, and money that is yours, are "
        "not touched."
    )
    return [Part(_("What is restricted"), (step.scope, words))]


def unaided_words(plan: Plan) -> str:
    """What would have come by itself, so that neither the plan nor the person is credited or blamed for luck."""
    if not plan.unaided:
        return ""
    return _unaided(Audience(plan.step.audience)) % {
        "share": percent(plan.unaided["expected"]),
        "answers": plan.unaided["answers"],
        "low": percent(plan.unaided["low"]),
        "high": percent(plan.unaided["high"]),
    }


def _unaided(audience: Audience) -> str:
    if audience is Audience.AGENTS:
        return _(
            "Luck evens out by itself: without any help we would expect a share of “no” of %(share)s in the next "
            "%(answers)s answers, anywhere between %(low)s and %(high)s. What lies in that range says nothing, neither "
            "for the help nor against you."
        )
    if audience is Audience.SELLERS:
        return _(
            "Luck evens out by itself: without any help we would expect a mark on %(share)s of the next %(answers)s "
            "orders, anywhere between %(low)s and %(high)s. What lies in that range says nothing, neither for the help "
            "nor against you."
        )
    return _(
        "Luck evens out by itself: without any help we would expect a mark on %(share)s of the next %(answers)s "
        "parcels, anywhere between %(low)s and %(high)s. What lies in that range says nothing, neither for the help "
        "nor against you."
    )


def effect_words(plan: Plan) -> str:
    """What the answers after the plan say about the help."""
    return _("Measured by that: %(effect)s.") % {"effect": plan.get_effect_display()}


def _help(step: Step) -> list[Part]:
    sessions = list(step.sessions.all())
    if not sessions:
        return []
    talks = ngettext(
        "We promise you %(count)s talk. If we do not give it, that is our failure, and nothing may follow from it for "
        "you.",
        "We promise you %(count)s talks. If we do not give them, that is our failure, and nothing may follow from it "
        "for you.",
        len(sessions),
    ) % {"count": len(sessions)}
    coaching = ngettext(
        "We promise you %(count)s coaching session. If we do not give it, that is our failure, and nothing may follow "
        "from it for you.",
        "We promise you %(count)s coaching sessions. If we do not give them, that is our failure, and nothing may "
        "follow from it for you.",
        len(sessions),
    ) % {"count": len(sessions)}
    days = ", ".join(day_words(session.promised_for) for session in sessions)
    is_agent = step.audience == Audience.AGENTS
    promised, facts = (coaching, [(_("Coaching on"), days)]) if is_agent else (talks, [(_("Talks on"), days)])
    plan = getattr(step, "plan", None)
    if plan is not None:
        looks = ", ".join(day_words(each.due_on) for each in plan.checkpoints.all())
        facts.append((_("We look together on"), looks))
    return [Part(_("What help is promised, and when"), (promised,), tuple(facts))]


def _until(step: Step, now: datetime.datetime) -> list[Part]:
    plan = getattr(step, "plan", None)
    if plan is not None and plan.starts_on:
        words = _(
            "The plan runs from %(first)s to %(last)s. Days on which you are away do not count: for each of them it "
            "ends a day later."
        ) % {"first": day_words(plan.starts_on), "last": day_words(last_day_of(plan))}
        return [Part(_("Until when it counts"), (words,))]
    if step.live_until is None:
        return []
    words = _("It counts until %(last)s, today being the first day. After that nothing may rest on it.")
    if step.kind == Kind.RESTRICTION:
        return [_days_of_restriction(step)]
    return [Part(_("Until when it counts"), (words % {"last": day_words(step.live_until)},))]


def _days_of_restriction(step: Step) -> Part:
    words = _(
        "The restriction begins on %(first)s, not before, so that you have time to adapt or to appeal. Its last day is "
        "%(last)s; then it ends by itself. An open appeal stops it, and those days are not added afterwards."
    )
    days = {"first": day_words(step.live_from), "last": day_words(step.live_until)}  # type: ignore[arg-type]
    return Part(_("From when until when"), (words % days,))


def _appeal(step: Step) -> list[Part]:
    if step.appeal_on is None:
        return []
    words = _(
        "You can ask until the end of %(day)s that somebody else looks at this again, on the page of this letter, in "
        "your own words. Until that is decided, it rests: it does not count."
    ) % {"day": day_words(step.appeal_on)}
    if step.audience == Audience.AGENTS:
        return [Part(_("How to appeal"), (words,))]
    besides = _(
        "It costs you nothing. Courts, mediators and the authorities that your law names stay open to you all the same."
    )
    return [Part(_("How to appeal"), (words, besides))]


_WRITERS = {
    ABOUT.PROPOSED: _proposed,
    ABOUT.WITHDRAWN: _withdrawn,
    ABOUT.ISSUED: _issued,
    ABOUT.DECLINED: _declined,
    ABOUT.REVOKED: _revoked,
    ABOUT.APPEAL_OPENED: _appeal_opened,
    ABOUT.APPEAL_REJECTED: _appeal_rejected,
    ABOUT.PLAN_ENDED: _plan_ended,
}
