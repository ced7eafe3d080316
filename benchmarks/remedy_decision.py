"""How long a decision about an order takes of our own time, and how many queries the options take.

    python benchmarks/remedy_decision.py

Works in a scratch database, made for the run and removed. Own time: decided on facts that are read already.
"""

import datetime
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.house.settings")
os.environ.setdefault("EVENHAND_MODE", "test")

ROUNDS = 300
NOW = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)


def main() -> None:
    """One row: the median processor time of a decision, and the queries of the options with the order at hand."""
    import django

    django.setup()
    from evenhand.remedies.scratch import scratch_database

    with scratch_database():
        milliseconds, queries = _measured()
    verdict = "holds" if milliseconds < 5 and queries < 10 else "falls short"
    what = "remedies: one decision, median processor time; queries of the options"
    print(f"| {what} | {milliseconds:.2f} ms; {queries} | under 5 ms; under 10 | {verdict} |")


def _measured() -> tuple[float, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from evenhand.core.api import system
    from evenhand.people.api import Account
    from evenhand.policies.api import load_pack
    from evenhand.remedies.api import Cancel, options
    from evenhand.remedies.order_situation import decide_change, order_situation
    from evenhand.shop.api import order_view
    from evenhand.shop.testing import make_customer, make_order, make_variant

    who = system("benchmark")
    load_pack(owner=None, actor=who, now=NOW - datetime.timedelta(days=30))
    account = Account.objects.create(email="buyer@example.org", name="Bea Buyer", created_at=NOW)
    order = make_order(make_customer(account), [make_variant("Kettle", 4920), make_variant("Lamp", 1800)])
    view = order_view(order, NOW)
    options(order=order, actor=who, now=NOW, view=view)
    with CaptureQueriesContext(connection) as captured:
        options(order=order, actor=who, now=NOW, view=view)
    situation = order_situation(view, NOW)
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        decide_change(Cancel("no longer needed"), situation, who, NOW)
        times.append(time.process_time() - start)
    return statistics.median(times) * 1000, len(captured)


if __name__ == "__main__":
    main()
