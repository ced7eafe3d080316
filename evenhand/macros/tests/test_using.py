"""A macro used in a case: all of it once, or nothing, and no word lost."""

import pytest

from evenhand.cases.api import (
    Case,
    Message,
    NewerMessage,
    add_customer_message,
    draft_of,
    keeping_of,
    link_order,
    mark_spam,
    save_draft,
)
from evenhand.cases.testing import days_ago
from evenhand.core.api import ActivityEntry, Actor, InvalidInput, OutgoingMail, now
from evenhand.core.testing import shared
from evenhand.macros.api import CannotBeUsed, Macro, MacroUse, Press, WouldDoOtherwise, foresee, use_macro
from evenhand.macros.testing import make
from evenhand.macros.tests.conftest import TEST
from evenhand.remedies.api import Claim, Remedy, new_key
from evenhand.shop.api import Scan
from evenhand.shop.testing import make_order, make_variant, scan, send

REFUND = {"claim_kind": "lost", "remedy_kind": "refund"}


@shared
def ada(agent, actor) -> Actor:
    return actor(agent)


def pressed(macro: Macro, case: Case, who: Actor, *, text: str | None = None, key: str = "") -> Press:
    plan = foresee(macro, case, who, now())
    last = case.messages.order_by("-id").values_list("id", flat=True)[0]
    return Press(plan.text if text is None else text, plan.fingerprint, last, key or new_key())


def nothing_was_done(case: Case) -> bool:
    case.refresh_from_db()
    return (
        case.is_open
        and not Remedy.objects.exists()
        and not Claim.objects.exists()
        and not MacroUse.objects.exists()
        and not case.messages.filter(author_kind=Message.AuthorKind.AGENT).exists()
        and not OutgoingMail.objects.filter(about=case.log_subject).exists()
    )


def test_the_words_are_filled_and_the_amount_is_shown_before(case: Case, ada: Actor) -> None:
    text = "Dear {{customer.first_name}}, {{remedy.amount}} for {{order.number}} by {{parcel.carrier}}. {{agent.name}}"
    plan = foresee(make(ada, texts={"en": text}, closes=True, **REFUND), case, ada, now())
    assert case.order is not None
    assert plan.text == f"Dear Cleo, $72.20 for {case.order.number} by Northway. Ada Agent"
    assert [step.icon for step in plan.steps] == ["hand-coins", "check"]
    assert "$72.20" in plan.steps[0].words
    assert plan.steps[0].detail
    assert plan.can_be_used
    assert nothing_was_done(case)


def test_the_words_are_those_of_the_cases_language_with_its_way_to_write_money(case: Case, ada: Actor) -> None:
    macro = make(ada, texts={"en": "Hello", "de": "Guten Tag, {{order.total}}"}, **REFUND)
    case.language = "de-at"
    plan = foresee(macro, case, ada, now())
    assert plan.text == "Guten Tag, 72,20\xa0$"
    assert plan.is_their_language
    case.language = "fr"
    assert foresee(macro, case, ada, now()).text == "Hello"
    assert not foresee(macro, case, ada, now()).is_their_language


def test_reply_remedy_and_closing_happen_together_and_once(case: Case, ada: Actor) -> None:
    macro = make(ada, tags=("lost",), priority=2, closes=True, note="Refunded {{remedy.amount}}.", **REFUND)
    press = pressed(macro, case, ada)
    first = use_macro(macro=macro, case=case, press=press, actor=ada, now=now())
    entries = ActivityEntry.objects.count()
    again = use_macro(macro=macro, case=case, press=press, actor=ada, now=now())
    assert again.pk == first.pk
    assert ActivityEntry.objects.count() == entries
    case.refresh_from_db()
    remedy = Remedy.objects.get()
    assert (remedy.amount.minor, remedy.state, remedy.case_id) == (7220, Remedy.State.DONE, case.pk)
    assert case.is_closed
    assert case.priority == 2
    assert keeping_of(case, ada, now()).tags == ("lost",)
    said = [message.text for message in case.messages.filter(author_id=ada.account_id).order_by("id")]
    assert said == [press.text, "Refunded $72.20."]
    assert OutgoingMail.objects.filter(about=case.log_subject).count() == 1
    macro.refresh_from_db()
    assert macro.uses_count == 1


def test_the_words_that_leave_are_those_that_the_agent_left(case: Case, ada: Actor) -> None:
    macro = make(ada)
    used = use_macro(
        macro=macro, case=case, press=pressed(macro, case, ada, text="My own words."), actor=ada, now=now()
    )
    assert used.message is not None
    assert used.message.text == "My own words."


def test_where_the_policy_says_no_nothing_happens_and_the_words_stay(case: Case, ada: Actor) -> None:
    macro = make(ada, closes=True, tags=("lost",), **REFUND)
    use_macro(macro=macro, case=case, press=pressed(macro, case, ada), actor=ada, now=now())
    plan = foresee(macro, case, ada, now())
    assert not plan.can_be_used
    press = pressed(macro, case, ada, text="Dear Cleo, again.")
    with pytest.raises(CannotBeUsed):
        use_macro(macro=macro, case=case, press=press, actor=ada, now=now())
    assert Remedy.objects.count() == 1
    assert case.messages.filter(author_id=ada.account_id).count() == 1
    draft = draft_of(case, ada)
    assert draft is not None
    assert draft.text == "Dear Cleo, again."


def test_what_needs_a_second_person_is_not_promised_to_the_customer(case: Case, ada: Actor) -> None:
    assert case.order is not None
    bought = make_order(case.order.customer, [make_variant("Piano", 90_000)], placed_at=days_ago(17))
    parcel = send(bought, sent_at=days_ago(16), promised_until=days_ago(9).date())
    scan(parcel, Scan.Kind.COLLECTED, days_ago(15), "Hull")
    case = link_order(case=case, order=bought, actor=TEST, now=now())
    macro = make(ada, closes=True, **REFUND)
    assert "second person" in foresee(macro, case, ada, now()).problem
    with pytest.raises(CannotBeUsed):
        use_macro(macro=macro, case=case, press=pressed(macro, case, ada), actor=ada, now=now())
    assert nothing_was_done(case)


def test_without_an_order_a_remedy_is_not_given(case: Case, ada: Actor) -> None:
    case = link_order(case=case, order=None, actor=TEST, now=now())
    macro = make(ada, **REFUND)
    with pytest.raises(CannotBeUsed):
        use_macro(macro=macro, case=case, press=pressed(macro, case, ada), actor=ada, now=now())
    assert nothing_was_done(case)


def test_spam_is_not_answered(case: Case, ada: Actor) -> None:
    mark_spam(case=case, actor=TEST, now=now())
    case.refresh_from_db()
    macro = make(ada)
    with pytest.raises(CannotBeUsed):
        use_macro(macro=macro, case=case, press=pressed(macro, case, ada), actor=ada, now=now())


def test_another_amount_than_the_one_shown_is_never_given(case: Case, ada: Actor) -> None:
    macro = make(ada, closes=True, **REFUND)
    press = pressed(macro, case, ada)
    assert case.order is not None
    case.order.lines.update(price_minor=1)
    with pytest.raises(WouldDoOtherwise):
        use_macro(macro=macro, case=case, press=press, actor=ada, now=now())
    assert nothing_was_done(case)


def test_a_macro_that_was_changed_meanwhile_does_nothing_unseen(case: Case, ada: Actor) -> None:
    macro = make(ada)
    press = pressed(macro, case, ada)
    Macro.objects.filter(pk=macro.pk).update(edition=2, closes=True)
    with pytest.raises(WouldDoOtherwise):
        use_macro(macro=macro, case=case, press=press, actor=ada, now=now())
    assert nothing_was_done(case)


def test_a_newer_message_stops_all_of_it_and_keeps_the_words(case: Case, ada: Actor) -> None:
    macro = make(ada, closes=True, **REFUND)
    press = pressed(macro, case, ada, text="Dear Cleo.")
    add_customer_message(case=case, text="It has come after all!", key="after-all", actor=TEST, now=now())
    save_draft(case=case, text="Begun.", version=0, actor=ada, now=now())
    with pytest.raises(NewerMessage):
        use_macro(macro=macro, case=case, press=press, actor=ada, now=now())
    assert nothing_was_done(case)
    draft = draft_of(case, ada)
    assert draft is not None
    assert draft.text == "Dear Cleo."


def test_a_macro_without_words_only_does_something(case: Case, ada: Actor) -> None:
    macro = make(ada, texts={}, tags=("thanks",), closes=True)
    used = use_macro(macro=macro, case=case, press=pressed(macro, case, ada), actor=ada, now=now())
    case.refresh_from_db()
    assert used.message is None
    assert case.is_closed
    assert not OutgoingMail.objects.filter(about=case.log_subject).exists()


def test_words_that_were_all_deleted_are_asked_for_again(case: Case, ada: Actor) -> None:
    macro = make(ada, closes=True)
    with pytest.raises(InvalidInput):
        use_macro(macro=macro, case=case, press=pressed(macro, case, ada, text=" \n"), actor=ada, now=now())
    assert nothing_was_done(case)


def test_a_case_can_sleep_be_taken_or_be_handed_on(case: Case, ada: Actor, second_agent) -> None:
    for number, deeds in enumerate(
        ({"sleep_days": 3}, {"assign": "me"}, {"hand_to": second_agent.pk, "note": "For you."}, {"assign": "nobody"})
    ):
        macro = make(ada, f"Macro {number}", **deeds)
        use_macro(macro=macro, case=case, press=pressed(macro, case, ada), actor=ada, now=now())
        case.refresh_from_db()
        if number == 0:
            assert case.status == Case.Status.SNOOZED
        assert case.assignee_id == {0: ada.account_id, 1: ada.account_id, 2: second_agent.pk, 3: None}[number]


def test_somebody_who_left_is_handed_nothing(case: Case, ada: Actor, second_agent) -> None:
    macro = make(ada, hand_to=second_agent.pk, note="For you.")
    second_agent.is_active = False
    second_agent.save()
    with pytest.raises(CannotBeUsed):
        use_macro(macro=macro, case=case, press=pressed(macro, case, ada), actor=ada, now=now())
    assert nothing_was_done(case)
