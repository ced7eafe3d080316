"""Background work of policies."""

from django_tasks import task

from evenhand.core.api import now
from evenhand.policies.models import PolicyVersion
from evenhand.policies.notices import tell_audience


@task
def tell_everybody(version_id: int) -> int:
    """Tell everybody of a version that was published."""
    return tell_audience(version=PolicyVersion.objects.select_related("policy").get(pk=version_id), now=now())
