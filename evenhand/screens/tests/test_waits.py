"""Calls stand in the service level as the telephone system measured them."""

import datetime

import pytest

from evenhand.core.api import now, system
from evenhand.phone.api import give_extension
from evenhand.phone.testing import Exchange, make_phone_line
from evenhand.promises.api import Formula, publish_due, publish_rule
from evenhand.promises.models import ServiceFigure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]

TEST = system("test")


@pytest.mark.parametrize(
    ("formula", "part", "whole"), [(Formula.ALL_WHO_CAME, 1, 3), (Formula.EARLY_LEAVERS_COUNT, 2, 3)]
)
def test_a_call_answered_in_time_one_answered_late_and_one_given_up(agent, formula, part, whole) -> None:
    began_at = now() - datetime.timedelta(minutes=10)
    line = make_phone_line(began_at)
    give_extension(account=agent, extension="201", actor=TEST, now=began_at)
    for number, waited in (("in-time", 10), ("late", 40)):
        exchange = Exchange(line, began_at, call=number)
        for told in (("ringing", 0, "201"), ("answered", waited, "201"), ("ended", waited + 60, "201")):
            assert exchange.send(exchange.event(*told)).status_code == 201
    gone = Exchange(line, began_at, call="gone")
    for told in (("ringing", 0), ("ended", 15)):
        assert gone.send(gone.event(*told)).status_code == 201
    publish_rule(formula=formula, within_seconds=20, short_seconds=5, actor=TEST, now=now())
    assert publish_due(now=now() + datetime.timedelta(days=1)) == 1
    figure = ServiceFigure.objects.get()
    assert ((figure.part, figure.whole), figure.queue) == ((part, whole), line.queue)
