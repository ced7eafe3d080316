"""One press that arrives twice at the same moment."""

from functools import partial

import pytest

from evenhand.core.api import now
from evenhand.core.testing import at_once
from evenhand.macros.api import MacroUse, use_macro
from evenhand.macros.testing import make
from evenhand.macros.tests.test_using import REFUND, pressed
from evenhand.remedies.api import Remedy

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_macro_pressed_twice_at_once_gives_once_and_answers_once(case, agent, actor) -> None:
    ada = actor(agent)
    macro = make(ada, closes=True, **REFUND)
    press = pressed(macro, case, ada)
    outcomes = at_once(*[partial(use_macro, macro=macro, case=case, press=press, actor=ada, now=now())] * 3)
    assert not [each for each in outcomes if isinstance(each, Exception)]
    assert Remedy.objects.count() == 1
    assert MacroUse.objects.count() == 1
    assert case.messages.filter(author_id=agent.pk).count() == 1
    macro.refresh_from_db()
    assert macro.uses_count == 1
