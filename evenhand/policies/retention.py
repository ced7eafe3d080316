"""How long something is kept, from the policy `what-we-keep`."""

import datetime

from evenhand.policies.decisions import NoVersionInForce, parameters

KEEPING = "what-we-keep"


def kept_since(name: str, now: datetime.datetime) -> datetime.datetime | None:
    """What is older than this is kept no longer. None where no policy in force says so: then everything is kept."""
    try:
        days = parameters(KEEPING, now).integer(name, 0)
    except NoVersionInForce:
        return None
    return now - datetime.timedelta(days=days) if days > 0 else None
