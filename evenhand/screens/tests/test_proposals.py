"""The draft of a language model beside the reply, against a real server that speaks its API."""

import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from evenhand.cases.api import Case, Message, draft_of, save_draft
from evenhand.core.api import ActivityEntry, Environment, OutgoingMail, now
from evenhand.drafting import actions, asking
from evenhand.drafting.actions import KEPT_FOR, forget_old_proposals
from evenhand.drafting.api import Proposal
from evenhand.drafting.personal import erase_proposals, export_proposals

pytestmark = pytest.mark.django_db
GOOD = "Dear @name, we are sorry [goodwill 1.1]. We look for your parcel [refunds-and-claims 1.1]."


@dataclass
class Model:
    """What the server answers, and what it was asked."""

    answer: str = GOOD
    status: int = 200
    raw: bytes | None = None
    waits_seconds: float = 0
    port: int = 0
    asked: list[dict] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    @property
    def heard(self) -> str:
        return self.asked[-1]["messages"][1]["content"]


class Chat(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        model: Model = self.server.model
        assert self.path == "/v1/chat/completions"
        model.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        model.keys.append(self.headers.get("Authorization"))
        time.sleep(model.waits_seconds)
        answer = model.answer.replace("@name", next(iter(re.findall(r"\[NAME-\d+\]", model.heard)), "you"))
        said = {"choices": [{"index": 0, "message": {"role": "assistant", "content": answer}}]}
        content = json.dumps(said).encode() if model.raw is None else model.raw
        self.send_response(model.status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        pass


def set_up(monkeypatch: pytest.MonkeyPatch, port: int, **more: object) -> None:
    settings = {"drafting_url": f"http://127.0.0.1:{port}/v1", "drafting_model": "small", "drafting_key": "sesame"}
    chosen = Environment(mode="test", **{**settings, **more})
    for module in (actions, asking):
        monkeypatch.setattr(module, "environment", lambda: chosen)


@pytest.fixture
def model(monkeypatch) -> Iterator[Model]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Chat) as server:
        server.daemon_threads = True
        server.model = Model(port=server.server_port)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        set_up(monkeypatch, server.server_port)
        yield server.model
        server.shutdown()


def ask(client, case: Case, verb: str = "", *, part: bool = True, **written: object):
    headers = {"HX-Request": "true"} if part else {}
    return client.post(f"/desk/cases/{case.pk}/proposal/{verb}", written, headers=headers)


def test_without_a_model_nothing_is_offered_and_nothing_can_be_asked(client_for, agent, case: Case):
    client = client_for(agent)
    assert "Draft for me" not in client.get(f"/desk/cases/{case.pk}/").content.decode()
    assert ask(client, case).status_code == 404


def test_a_draft_rests_on_order_and_clauses_and_is_only_shown(client_for, agent, case: Case, model: Model):
    client = client_for(agent)
    page = ask(client, case).content.decode()
    assert "A draft by the language model." in page
    assert "Dear Cleo" in page
    assert "It rests on goodwill 1.1, refunds-and-claims 1.1" in page
    assert "triangle-alert" not in page
    assert model.keys == ["Bearer sesame"]
    for fact in ("kettle", "[refunds-and-claims 1.1]", "[goodwill 1.1]", "It was due last week."):
        assert fact.lower() in model.heard.lower()
    assert page.split('id="proposal"')[1] in client.get(f"/desk/cases/{case.pk}/").content.decode()
    assert Message.objects.filter(case=case).count() == 1
    assert not OutgoingMail.objects.filter(about=case.log_subject).exists()
    assert draft_of(case, agent_actor(agent)) is None
    entry = ActivityEntry.objects.get(verb="drafting.ask")
    assert (entry.subject, entry.actor_id, entry.facts) == (case.log_subject, agent.pk, {"model": "small"})


def agent_actor(agent):
    from evenhand.people.queries import actor_for

    return actor_for(agent, "test")


def test_nothing_that_tells_who_the_customer_is_leaves_the_house(client_for, agent, case: Case, model: Model):
    case.messages.update(text="I am Cleo Customer, cleo.customer@cast.example, call +44 20 7946 0000 about my kettle.")
    ask(client_for(agent), case)
    order = case.order
    told = [each for each in ("Cleo", "Customer,", "cast.example", "7946", order.number) if each in model.heard]
    assert told == []
    assert "I am [NAME-" in model.heard


def test_an_administrator_may_allow_it(client_for, agent, case: Case, model: Model, monkeypatch):
    set_up(monkeypatch, model.port, drafting_sends_personal_data=True)
    case.messages.update(text="I am Cleo Customer.")
    ask(client_for(agent), case)
    assert "I am Cleo Customer." in model.heard


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("It is refunded [goodwill 99.9].", "clauses that do not exist: goodwill 99.9"),
        ("It is refunded.", "names no clause that is in force"),
        ("Dear [NAME-77] [goodwill 1.1]", "gaps to fill: [NAME-77]"),
    ],
)
def test_what_cannot_be_trusted_in_a_draft_is_said(client_for, agent, case: Case, model: Model, answer, words):
    model.answer = answer
    assert words in ask(client_for(agent), case).content.decode()


def test_markup_in_a_draft_is_shown_and_never_run(client_for, agent, case: Case, model: Model):
    model.answer = "<script>alert(1)</script> [goodwill 1.1]"
    assert "&lt;script&gt;" in ask(client_for(agent), case).content.decode()


def test_a_draft_that_is_taken_stands_before_what_was_written_and_without_brackets(
    client_for, agent, case: Case, model: Model
):
    client = client_for(agent)
    ask(client, case)
    written = {"text": "My own words.", "version": "0"}
    taken = ask(client, case, "taking/", part=False, **written)
    assert taken["Location"] == f"/desk/cases/{case.pk}/#reply"
    text = draft_of(case, agent_actor(agent)).text
    assert text.startswith("Dear Cleo")
    assert text.endswith("My own words.")
    assert "[" not in text
    assert not Proposal.objects.exists()
    ask(client, case, "taking/")
    assert draft_of(case, agent_actor(agent)).text == text


def test_a_draft_that_is_thrown_away_is_gone_and_the_words_stay(client_for, agent, case: Case, model: Model):
    client = client_for(agent)
    ask(client, case)
    for _twice in range(2):
        page = ask(client, case, "dropping/").content.decode()
    assert "Draft for me" in page
    ask(client, case)
    ask(client, case, "dropping/", part=False, text="Mine.", version="0")
    assert draft_of(case, agent_actor(agent)).text == "Mine."
    assert not Proposal.objects.exists()


def test_two_windows_do_not_overwrite_each_other_by_a_draft(client_for, agent, case: Case, model: Model):
    save_draft(case=case, text="The other window.", version=0, actor=agent_actor(agent), now=now())
    client = client_for(agent)
    ask(client, case)
    answer = ask(client, case, "taking/", text="This window.", version="0")
    assert "The other window." in answer.content.decode()
    assert Proposal.objects.exists()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"status": 500}, "refused (500)"),
        ({"status": 401}, "refused (401)"),
        ({"raw": b"<html>"}, "makes no sense"),
        ({"raw": b'{"choices": []}'}, "makes no sense"),
        ({"answer": "  "}, "nothing to say"),
        ({"raw": b"x" * 1_200_000}, "larger than we take in"),
        ({"waits_seconds": 4}, "no answer came within 2 seconds"),
    ],
    ids=str,
)
def test_a_model_that_fails_is_said_kindly_and_nothing_is_lost(
    client_for, agent, case: Case, model: Model, monkeypatch, fault, words
):
    set_up(monkeypatch, model.port, drafting_timeout_seconds=2)
    for name, value in fault.items():
        setattr(model, name, value)
    page = ask(client_for(agent), case).content.decode()
    assert words in page
    assert "Your own words are as they were." in page
    assert "Draft for me" in page


def test_a_model_that_is_away_is_said(client_for, agent, case: Case, monkeypatch):
    set_up(monkeypatch, 9)
    assert "nothing answers there" in ask(client_for(agent), case).content.decode()


def test_a_second_press_while_a_draft_is_on_its_way_asks_nothing(client_for, agent, case: Case, model: Model):
    Proposal.objects.create(case=case, agent=agent, asked_at=now())
    assert "on its way" in ask(client_for(agent), case).content.decode()
    assert model.asked == []
    assert not ActivityEntry.objects.filter(verb="drafting.ask").exists()


def test_a_draft_is_for_the_one_who_asked(client_for, agent, second_agent, case: Case, model: Model):
    ask(client_for(agent), case)
    assert "A draft by" not in client_for(second_agent).get(f"/desk/cases/{case.pk}/").content.decode()


@pytest.mark.parametrize("verb", ["", "taking/", "dropping/"])
def test_drafts_are_for_those_who_answer_and_by_a_press(client_for, agent, reviewer, outsider, case, model, verb):
    address = f"/desk/cases/{case.pk}/proposal/{verb}"
    assert client_for(agent).get(address).status_code == 405
    assert client_for(outsider).post(address).status_code == 404
    assert client_for(reviewer).post(address).status_code == 403
    assert model.asked == []


def test_drafts_about_a_person_are_told_to_them_and_go_with_them(agent, case: Case):
    Proposal.objects.create(case=case, agent=agent, asked_at=now(), text="Dear Cleo")
    kept = export_proposals(case.customer, now())["drafts_by_a_language_model"]
    assert [(each["case"], each["text"]) for each in kept] == [(case.pk, "Dear Cleo")]
    assert erase_proposals(case.customer, now()) == {"drafts": 1}
    assert export_proposals(case.customer, now()) == {}


def test_drafts_that_nobody_took_are_forgotten(agent, case: Case):
    Proposal.objects.create(case=case, agent=agent, asked_at=now(), text="x")
    assert forget_old_proposals(now=now()) == 0
    assert forget_old_proposals(now=now() + KEPT_FOR + KEPT_FOR) == 1
