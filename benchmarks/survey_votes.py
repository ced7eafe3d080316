"""How many pressed answers a second are stored, over HTTP, each durable, 15 of 100 of them a "no" with its finding.

    python benchmarks/survey_votes.py [--votes 6000] [--connections 8] [--seconds 6]

Uses the database of DATABASE_URL, or one of its own in a temporary folder, which must be prepared
(`evenhand set_up`) where it is given, and leaves its cases there.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.house.settings")
os.environ.setdefault("EVENHAND_MODE", "test")

from benchmarks.load import Outcome, Request, run, yardstick  # noqa: E402 - the path is set just above
from benchmarks.serving import serving  # noqa: E402

EVERY_NO = 7
WANTED_PER_SECOND = 300
WARM_UP_SECONDS = 10.0


def measure(votes: int = 6000, connections: int = 8, seconds: float = 6.0) -> Outcome:
    """Make `votes` open questions, serve, and press a button on as many pages as the time allows."""
    requests = _presses(votes)
    with serving() as address:
        run(address, [Request("/answer/warm.up/")], connections=connections, seconds=WARM_UP_SECONDS)
        return run(address, requests, connections=connections, seconds=seconds)


def _presses(votes: int) -> list[Request]:
    import django

    django.setup()
    from evenhand.core.api import now
    from evenhand.surveys.links import new_press, token_for

    moment = now()
    return [
        Request(
            path=f"/answer/{token_for(question)}/",
            method="POST",
            body=f"press={new_press(question, moment)}&choice={'no' if number % EVERY_NO == 0 else 'yes'}".encode(),
        )
        for number, question in enumerate(_questions(votes))
    ]


def _questions(votes: int) -> list:  # of Invitation, which can be named only once Django is set up
    import datetime

    from evenhand.cases.api import Case, Contact, queue_for
    from evenhand.core.api import now, one_transaction, record, system
    from evenhand.people.api import Account
    from evenhand.surveys.api import Invitation

    moment, name = now(), uuid4().hex[:8]
    with one_transaction():
        record(actor=system("benchmark"), verb="benchmark.fill", subject="benchmark", now=moment)
        agent = Account.objects.create(email=f"agent.{name}@bench.example", name="Agent", created_at=moment)
        customers = Account.objects.bulk_create(
            Account(email=f"{number}.{name}@bench.example", created_at=moment) for number in range(votes)
        )
        queue = queue_for("mail")
        cases = Case.objects.bulk_create(
            Case(
                subject="A parcel",
                customer=customer,
                queue=queue,
                channel="mail",
                status="closed",
                opened_at=moment,
                last_message_at=moment,
            )
            for customer in customers
        )
        contacts = Contact.objects.bulk_create(
            Contact(case=case, channel="mail", agent=agent, opened_at=moment, last_sign_at=moment, ended_at=moment)
            for case in cases
        )
        return Invitation.objects.bulk_create(
            Invitation(
                contact=contact,
                case=contact.case,
                customer=contact.case.customer,
                agent=agent,
                yes_first=True,
                state="sent",
                due_at=moment,
                sent_at=moment,
                expires_at=moment + datetime.timedelta(days=28),
            )
            for contact in contacts
        )


def main() -> None:
    """Print the line of the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--votes", type=int, default=6000)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=6.0)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="evenhand-votes-") as folder:
        if not os.environ.get("DATABASE_URL"):
            os.environ["EVENHAND_DATA_DIR"] = folder
            subprocess.run([sys.executable, "-m", "django", "set_up"], cwd=ROOT, check=True, stdout=-3)
        outcome = measure(chosen.votes, chosen.connections, chosen.seconds)
    print(
        f"survey votes {outcome.per_second:>7,.0f} a second, p99 {outcome.percentile(0.99):,.0f} ms, "
        f"answers {outcome.statuses} (yardstick {yardstick():.2f} s)"
        + (f"  <- falls short of {WANTED_PER_SECOND} a second" if outcome.per_second < WANTED_PER_SECOND else "")
    )


if __name__ == "__main__":
    main()
