"""The door for telephone systems: who is let in, what is refused and why, and that a second time does no harm."""

import datetime
import json

import pytest
from django.test import Client

from evenhand.core.api import ActivityEntry, now
from evenhand.core.testing import at_once
from evenhand.phone.actions import give_extension
from evenhand.phone.models import Call, CallEvent, CallLeg, KeptRequest
from evenhand.phone.secrets import end_secret, make_secret, secret_text
from evenhand.phone.tests.conftest import TEST

pytestmark = pytest.mark.django_db


def post(exchange, body, headers=None, key=""):
    address = f"/hooks/phone/{key or exchange.line.key}/"
    return Client(enforce_csrf_checks=True).post(
        address, body, content_type="application/json", headers=exchange.headers(body) if headers is None else headers
    )


def a_ring(exchange, **more):
    return json.dumps(exchange.event("ringing", 0, "201", **more)).encode()


def test_an_event_is_taken_and_its_answer_says_so(exchange, ada):
    answer = post(exchange, a_ring(exchange))
    assert answer.status_code == 201
    assert answer.json() == {"state": "taken", "call": Call.objects.get().pk, "event": CallEvent.objects.get().pk}


def test_the_same_event_again_changes_nothing(exchange, ada):
    body = a_ring(exchange)
    first = post(exchange, body)
    said = ActivityEntry.objects.count()
    again = post(exchange, body)
    assert (again.status_code, again.json()["state"]) == (200, "known")
    assert again.json()["event"] == first.json()["event"]
    assert ActivityEntry.objects.count() == said


def test_an_id_that_comes_again_with_another_content_is_refused_and_kept(exchange, ada):
    post(exchange, a_ring(exchange, id="one"))
    answer = post(exchange, a_ring(exchange, id="one", sequence=2))
    assert (answer.status_code, answer.json()["problem"], answer.json()["kept"]) == (409, "id_used_again", True)
    assert CallEvent.objects.count() == 1
    assert KeptRequest.objects.get().line == exchange.line


def test_an_id_that_comes_again_for_another_call_leaves_no_empty_call(exchange, ada):
    post(exchange, a_ring(exchange, id="one"))
    assert post(exchange, a_ring(exchange, id="one", call="call-2")).status_code == 409
    assert Call.objects.count() == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda headers, body: ({}, body),
        lambda headers, body: ({**headers, "Evenhand-Signature": "v1=00"}, body),
        lambda headers, body: ({**headers, "Evenhand-Signature": "v1=ä"}, body),
        lambda headers, body: ({**headers, "Evenhand-Signature": headers["Evenhand-Signature"][3:]}, body),
        lambda headers, body: ({**headers, "Evenhand-Timestamp": "9" * 30}, body),
        lambda headers, body: ({**headers, "Evenhand-Timestamp": "-1"}, body),
        lambda headers, body: (headers, body + b" "),
    ],
)
def test_what_is_not_rightly_signed_does_not_come_in(exchange, spoil):
    body = a_ring(exchange)
    headers, sent = spoil(exchange.headers(body), body)
    answer = post(exchange, sent, headers)
    assert (answer.status_code, answer.json()["problem"]) == (401, "not_signed")
    assert not Call.objects.exists()
    assert not KeptRequest.objects.exists()


@pytest.mark.parametrize(("seconds", "status"), [(-290, 201), (-310, 401), (290, 201), (310, 401)])
def test_a_signature_holds_for_five_minutes(exchange, ada, seconds, status):
    body = a_ring(exchange)
    signed_at = now() + datetime.timedelta(seconds=seconds)
    assert post(exchange, body, exchange.headers(body, at=signed_at)).status_code == status


def test_a_line_that_rests_or_that_nobody_made_is_answered_alike(exchange, line):
    body = a_ring(exchange)
    unknown = post(exchange, body, key="nobody-made-it")
    line.is_active = False
    line.save()
    resting = post(exchange, body)
    assert (unknown.status_code, unknown.json()) == (resting.status_code, resting.json())
    assert resting.status_code == 401


def test_two_secrets_hold_while_one_changes_over(exchange, ada, line):
    old = line.secrets.get()
    new = make_secret(line=line, actor=TEST, now=now())
    bodies = [a_ring(exchange, call=f"call-{number}") for number in range(4)]
    sent = [
        post(exchange, body, exchange.headers(body, secret=secret_text(each)))
        for body, each in zip(bodies, [old, new], strict=False)
    ]
    end_secret(secret=old, actor=TEST, now=now())
    sent += [
        post(exchange, body, exchange.headers(body, secret=secret_text(each)))
        for body, each in zip(bodies[2:], [old, new], strict=False)
    ]
    assert [answer.status_code for answer in sent] == [201, 201, 401, 201]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": ""}, "id"),
        ({"call": None}, "call"),
        ({"kind": "exploded"}, "kind"),
        ({"at": "yesterday"}, "at"),
        ({"at": "2026-03-02T12:00:00"}, "at"),
        ({"at": "2999-01-01T00:00:00Z"}, "five minutes ahead"),
        ({"at": "2001-01-01T00:00:00Z"}, "more than a day back"),
        ({"kind": "answered", "agent": ""}, "agent"),
        ({"agent": "2" * 41}, "agent"),
        ({"call": "a\x00b"}, "call"),
        ({"sequence": -1}, "sequence"),
    ],
)
def test_what_is_no_event_is_refused_field_by_field_and_kept(exchange, change, words):
    body = json.dumps({**exchange.event("ringing", 0, "201"), **change}).encode()
    answer = post(exchange, body)
    assert (answer.status_code, answer.json()["problem"], answer.json()["kept"]) == (400, "not_an_event", True)
    assert words in answer.json()["message"]
    assert not Call.objects.exists()
    assert KeptRequest.objects.get().raw == body.decode()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b'{"id": "\\ud800"}', b"\x00", b"[" * 9000])
def test_bytes_that_are_no_json_are_kept_as_they_came_and_once(exchange, body):
    for _ in range(3):
        assert post(exchange, body).status_code == 400
    assert KeptRequest.objects.get().times == 3


def test_a_body_that_is_too_large_is_not_read(exchange):
    answer = post(exchange, b" " * 16_385)
    assert (answer.status_code, answer.json()["problem"]) == (413, "too_large")


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_the_door_takes_only_posts(exchange, method):
    assert getattr(Client(), method)(f"/hooks/phone/{exchange.line.key}/").status_code == 405


def test_an_extension_that_is_nobodys_is_said_kept_and_counts_as_soon_as_somebody_has_it(exchange, agent):
    answers = [exchange.send(exchange.event(*each, "299")) for each in (("ringing", 0), ("answered", 5))]
    exchange.send(exchange.event("ended", 65))
    assert [answer.status_code for answer in answers] == [409, 409]
    assert answers[0].json()["problem"] == "unknown_extension"
    assert "'299'" in answers[0].json()["message"]
    assert not CallLeg.objects.exists()
    give_extension(account=agent, extension="299", actor=TEST, now=now())
    leg = CallLeg.objects.get()
    assert (leg.agent, (leg.ended_at - leg.started_at).total_seconds()) == (agent, 60)
    assert not CallEvent.objects.filter(agent=None).exclude(extension="").exists()


@pytest.mark.django_db(transaction=True)
def test_one_event_that_comes_twice_at_once_is_taken_once(exchange, ada):
    event = exchange.event("answered", 0, "201")
    other = exchange.event("hold", 30, "201")
    answers = at_once(*(lambda each=each: exchange.send(each).status_code for each in (event, event, other)))
    assert sorted(map(str, answers)) == ["200", "201", "201"]
    assert CallEvent.objects.count() == 2
    assert [each.kind for each in CallLeg.objects.get().contact.segments.order_by("started_at")] == ["talk", "hold"]
