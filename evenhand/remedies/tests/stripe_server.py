"""A small Stripe for tests, on loopback: the shapes, the idempotency and the troubles of the real API.

It serves payments that a test puts there. `troubles` are what happens to the next writes, one for each, in order:

- `drop before`, `drop after`: the line breaks, before anything was done, or after.
- `hang before`, `hang after`: no answer in time.
- `500 before`, `500 after`: an error of theirs; as with Stripe, it is remembered for the key and comes again.
- `409`, `429`: the key is in use at the moment; too many requests. Neither is remembered.
- `pending`: a refund that the bank has not settled yet.
- `decline`: the card's bank says no.
"""

import itertools
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

HANG_SECONDS = 1.0
OTHER_PARAMETERS = "Keys for idempotent requests can only be used with the same parameters they were first used with."
Answer = tuple[int, dict[str, Any]]


def error(status: int, kind: str, message: str, code: str = "") -> Answer:
    return status, {"error": {"type": kind, "message": message} | ({"code": code} if code else {})}


def refused(message: str, code: str) -> Answer:
    return error(400, "invalid_request_error", message, code)


@dataclass
class SmallStripe:
    """What this Stripe knows, and what goes wrong next."""

    payments: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: list[dict[str, Any]] = field(default_factory=list)
    methods: dict[str, str | None] = field(default_factory=dict)
    keys: dict[str, tuple[dict[str, str], Answer]] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    address: str = ""
    lock: threading.RLock = field(default_factory=threading.RLock)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def pay(self, reference: str, amount: int, currency: str = "usd", **more: Any) -> None:
        """A payment that a customer made."""
        self.payments[reference] = {"amount": amount, "currency": currency, "disputed": False, **more}

    def refunded(self, reference: str) -> int:
        """How much of a payment went back, or is on its way."""
        return sum(
            each["amount"]
            for each in self.refunds
            if reference in (each["payment_intent"], each["charge"]) and each["status"] in ("succeeded", "pending")
        )

    def forget_keys(self) -> None:
        """A day has passed."""
        self.keys.clear()

    # What it answers.

    def write(self, path: str, form: dict[str, str], key: str) -> tuple[Answer | None, str]:
        """The answer to a POST, and how it gets lost on the way: "" not at all."""
        with self.lock:
            trouble = self.troubles.pop(0) if self.troubles else ""
            if key in self.keys:
                known, answer = self.keys[key]
                if known != form:
                    return error(400, "idempotency_error", OTHER_PARAMETERS), ""
                return answer, "drop" if trouble.startswith("drop") else ""
            if trouble == "409":
                return error(
                    409,
                    "idempotency_error",
                    "There is currently another in-progress request using this key.",
                    "idempotency_key_in_use",
                ), ""
            if trouble == "429":
                return error(429, "invalid_request_error", "Too many requests.", "rate_limit"), ""
            if trouble.endswith("before") and not trouble.startswith("500"):
                return None, trouble.split()[0]
            failure = error(500, "api_error", "Something went wrong at our end.")
            answer = failure if trouble == "500 before" else self._do(path, form, trouble)
            answer = failure if trouble == "500 after" else answer
            self.keys[key] = (form, answer)
            return answer, trouble.split()[0] if trouble in ("drop after", "hang after") else ""

    def _do(self, path: str, form: dict[str, str], trouble: str) -> Answer:
        return self._refund(form, trouble) if path == "/v1/refunds" else self._charge(form, trouble)

    def _refund(self, form: dict[str, str], trouble: str) -> Answer:
        reference = form.get("payment_intent") or form["charge"]
        payment = self.payments.get(reference)
        if payment is None:
            return error(404, "invalid_request_error", f"No such payment_intent: '{reference}'", "resource_missing")
        amount, left = int(form["amount"]), payment["amount"] - self.refunded(reference)
        if payment["disputed"]:
            return refused("Charge has been charged back; cannot issue a refund.", "charge_disputed")
        if left == 0:
            return refused("Charge has already been refunded.", "charge_already_refunded")
        if amount > left:
            return refused(
                f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", "amount_too_large"
            )
        refund = {
            "id": f"re_{next(self.numbers)}",
            "object": "refund",
            "amount": amount,
            "currency": payment["currency"],
            "payment_intent": form.get("payment_intent"),
            "charge": form.get("charge"),
            "status": "pending" if trouble == "pending" else "succeeded",
            "failure_reason": None,
            "metadata": _metadata(form),
        }
        self.refunds.insert(0, refund)
        return 200, dict(refund)

    def _charge(self, form: dict[str, str], trouble: str) -> Answer:
        intent = {
            "id": f"pi_{next(self.numbers)}",
            "object": "payment_intent",
            "amount": int(form["amount"]),
            "currency": form["currency"],
            "customer": form["customer"],
            "status": "requires_payment_method" if trouble == "decline" else "succeeded",
            "last_payment_error": {"message": "Your card was declined."} if trouble == "decline" else None,
            "metadata": _metadata(form),
            "disputed": False,
        }
        self.payments[intent["id"]] = intent
        if trouble == "decline":
            return error(402, "card_error", "Your card was declined.", "card_declined")
        return 200, dict(intent)

    def read(self, path: str, query: dict[str, str]) -> Answer:
        """The answer to a GET."""
        with self.lock:
            if found := re.fullmatch(r"/v1/payment_methods/(\w+)", path):
                if found[1] not in self.methods:
                    return error(
                        404, "invalid_request_error", f"No such PaymentMethod: '{found[1]}'", "resource_missing"
                    )
                return 200, {"id": found[1], "object": "payment_method", "customer": self.methods[found[1]]}
            if path == "/v1/refunds":
                of, reference = next((name, query[name]) for name in ("payment_intent", "charge") if name in query)
                return self._page([each for each in self.refunds if each[of] == reference], query, path)
            intents = [each for each in reversed(list(self.payments.values())) if "object" in each]
            if path == "/v1/payment_intents/search":
                wanted = re.fullmatch(r"metadata\['(\w+)'\]:'(.*)'", query["query"])
                assert wanted
                found_ones = [each for each in intents if each["metadata"].get(wanted[1]) == wanted[2]]
                return 200, {"object": "search_result", "data": found_ones, "has_more": False, "url": path}
            return self._page([each for each in intents if each["customer"] == query["customer"]], query, path)

    def _page(self, rows: list[dict[str, Any]], query: dict[str, str], path: str) -> Answer:
        limit = min(int(query.get("limit", 10)), 3)  # pages are small here, so that tests have several
        start = next((i + 1 for i, row in enumerate(rows) if row["id"] == query.get("starting_after")), 0)
        page = rows[start : start + limit]
        return 200, {"object": "list", "data": page, "has_more": start + limit < len(rows), "url": path}


def _metadata(form: dict[str, str]) -> dict[str, str]:
    return {name[9:-1]: value for name, value in form.items() if name.startswith("metadata[")}


def _handler(there: SmallStripe) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            form = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
            there.asked.append(f"POST {self.path}")
            answer, lost = there.write(self.path, form, self.headers["Idempotency-Key"])
            if lost == "hang":
                time.sleep(HANG_SECONDS)
            if lost:
                self.close_connection = True
                return
            assert answer is not None
            self._say(answer)

        def do_GET(self) -> None:
            there.asked.append(f"GET {self.path}")
            split = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(split.query).items()}
            if self.headers.get("Authorization") != "Bearer sk_test_small":
                self._say(error(401, "invalid_request_error", "Invalid API Key provided."))
                return
            self._say(there.read(split.path, query))

        def _say(self, answer: Answer) -> None:
            status, told = answer
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Request-Id", "req_1")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def small_stripe() -> Iterator[SmallStripe]:
    """A Stripe that listens on loopback until the test ends."""
    there = SmallStripe()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(there))
    server.daemon_threads = True
    there.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield there
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
