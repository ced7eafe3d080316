"""Pages of quality reviews: what waits, giving one, reading one, disputing it, and the scorecard."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.core.api import DomainError
from evenhand.core.api import now as clock
from evenhand.people.api import STAFF_ROLES, Role, actor_of, roles_required, sign_in_required
from evenhand.quality import access, actions, queries, scorecards
from evenhand.quality.forms import DisputeDecisionForm, DisputeForm, ReviewForm, ScorecardForm
from evenhand.quality.models import Scorecard
from evenhand.quality.policy import quality_rules
from evenhand.quality.record import shown
from evenhand.quality.words import ANSWER_WORDS, KIND_WORDS
from evenhand.standing.api import note_look


@require_safe
@roles_required(*access.READERS)
def overview(request: HttpRequest) -> HttpResponse:
    """What waits, how all reviewed contacts came out, how far two agree, and the lots."""
    actor, now = actor_of(request), clock()
    found = queries.quality_of(now)
    words = {
        "quality": found,
        "kinds": [(KIND_WORDS[row.kind], row) for row in found.kinds],
        "items": [(KIND_WORDS[row.item.kind], row) for row in found.items if row.missed.part],
        "rules": quality_rules(now),
        "draws": queries.draws(),
        "waiting": queries.seats_waiting(),
        "reviews": actor.has_role(Role.REVIEWER),
        "disputes": [(each, each.is_overdue(now)) for each in queries.open_disputes(actor)]
        if actor.has_role(*access.OVERSEERS)
        else None,
    }
    return render(request, "quality/overview.html", words)


@require_POST
@roles_required(Role.REVIEWER)
def next_review(request: HttpRequest) -> HttpResponse:
    """Hand out the next one."""
    review = actions.take_next(actor=actor_of(request), now=clock())
    if review is None:
        messages.info(request, _("Nothing waits that you could review. New lots are drawn each Monday."))
        return redirect("quality:overview")
    return redirect("quality:review", review.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(Role.REVIEWER)
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    """The scorecard for one contact."""
    actor = actor_of(request)
    found = access.review_in_hand(actor, review_id, to="give" if request.method == "POST" else "see")
    form = ReviewForm(request.POST or None, card=found.sample.scorecard)
    if form.is_valid() and _done(
        form,
        lambda: actions.give_review(
            review=found, answers=form.answers(), words=form.cleaned_data["words"], actor=actor, now=clock()
        ),
    ):
        messages.success(request, _("Thank you. It is written down."))
        return redirect("quality:overview")
    words = {"review": found, "sample": found.sample, "form": form}
    return render(request, "quality/review.html", words, status=422 if form.errors else 200)


@require_safe
@sign_in_required
def sample(request: HttpRequest, sample_id: int) -> HttpResponse:
    """One reviewed contact: to its person, their lead, reviewers and administrators. That they looked is noted."""
    actor, now = actor_of(request), clock()
    found = access.sample_for(actor, sample_id, now)
    is_own = actor.account_id == found.agent_id
    if is_own and request.method == "GET":
        actions.note_seen(sample=found, actor=actor, now=now)
    elif not is_own:
        note_look(account_id=found.agent_id, actor=actor, now=now)
    until = actions.dispute_until(found)
    words = {
        "sample": found,
        "shown": shown(found),
        "is_own": is_own,
        "can_dispute": is_own and actions.can_be_disputed(found, now),
        "dispute": getattr(found, "dispute", None),
        "dispute_until": until.day if until else None,
        "lines": [
            (item, [ANSWER_WORDS[each.answers[item.key]] for each in found.reviews.all()])
            for item in found.scorecard.lines
        ],
    }
    return render(request, "quality/sample.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def dispute_sample(request: HttpRequest, sample_id: int) -> HttpResponse:
    """The person says what they see differently."""
    actor, now = actor_of(request), clock()
    found = access.sample_for(actor, sample_id, now, to="dispute")
    if hasattr(found, "dispute"):
        return redirect("quality:dispute", found.dispute.pk)
    form = DisputeForm(request.POST or None, sample=found, missed=actions.missed_keys(found))
    if form.is_valid() and _done(
        form, lambda: actions.dispute_review(sample=found, **form.cleaned_data, actor=actor, now=now)
    ):
        messages.success(request, _("Thank you. Somebody else looks at it, and answers in writing."))
        return redirect("quality:sample", found.pk)
    words = {"sample": found, "form": form, "can_dispute": actions.can_be_disputed(found, now)}
    return render(request, "quality/dispute_sample.html", words, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def dispute(request: HttpRequest, dispute_id: int) -> HttpResponse:
    """One dispute, with the form for whoever may decide it."""
    actor, now = actor_of(request), clock()
    found = access.dispute_for(actor, dispute_id, now, to="decide" if request.method == "POST" else "see")
    form = DisputeDecisionForm(request.POST or None, dispute=found)
    if form.is_valid() and _done(
        form, lambda: actions.decide_dispute(dispute=found, **form.cleaned_data, actor=actor, now=now)
    ):
        messages.success(request, _("Decided. The person reads it in their record."))
        return redirect("quality:dispute", found.pk)
    words = {
        "dispute": found,
        "items": [
            (each, each.key in found.granted) for each in found.sample.scorecard.lines if each.key in found.items
        ],
        "is_own": actor.account_id == found.account_id,
        "is_overdue": found.is_overdue(now),
        "form": form if found.decided_at is None and access.can_decide(actor, found, now) else None,
    }
    return render(request, "quality/dispute.html", words, status=422 if form.errors else 200)


@require_safe
@roles_required(*STAFF_ROLES)
def scorecard(request: HttpRequest) -> HttpResponse:
    """What contacts are looked at for, to everybody who works here, with the versions before."""
    cards = Scorecard.objects.select_related("published_by").order_by("-version")
    words = {
        "cards": [
            (card, [(KIND_WORDS[kind], [i for i in card.lines if i.kind is kind]) for kind in KIND_WORDS])
            for card in cards
        ],
        "can_write": actor_of(request).has_role(Role.POLICY_OWNER),
    }
    return render(request, "quality/scorecard.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(Role.POLICY_OWNER)
def next_scorecard(request: HttpRequest) -> HttpResponse:
    """Write and publish the next version."""
    card = scorecards.current_scorecard()
    form = ScorecardForm(request.POST or None, card=card)
    if form.is_valid() and _done(
        form,
        lambda: scorecards.publish_scorecard(
            lines=form.lines(), why=form.cleaned_data["why"], actor=actor_of(request), now=clock()
        ),
    ):
        messages.success(request, _("Published. What is drawn from now on is looked at with it."))
        return redirect("quality:scorecard")
    words = {"form": form, "next": card.version + 1}
    return render(request, "quality/next_scorecard.html", words, status=422 if form.errors else 200)


def _done(form: Form, act: Callable[[], object]) -> bool:
    """Do it; or note on the form what stands in the way."""
    try:
        act()
    except DomainError as problem:
        form.add_error(None, problem.message)
        return False
    return True
