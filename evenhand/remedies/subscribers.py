"""What remedies do when something happens in cases."""

from evenhand.cases.api import CaseMerged, MergeUndone, carried, note_carried
from evenhand.remedies.models import Claim, Remedy

_KEPT: dict[str, type[Claim] | type[Remedy]] = {"remedies.claims": Claim, "remedies.remedies": Remedy}


def go_along(event: CaseMerged) -> None:
    """A case went into another: its claims and remedies belong to that one now."""
    for kind, model in _KEPT.items():
        ids = list(model.objects.filter(case_id=event.source_id).order_by("pk").values_list("pk", flat=True))
        model.objects.filter(pk__in=ids).update(case_id=event.into_id)
        note_carried(merge_id=event.merge_id, kind=kind, ids=ids)


def come_back(event: MergeUndone) -> None:
    """The merge was taken back: so is what went along."""
    for kind, model in _KEPT.items():
        ids = carried(merge_id=event.merge_id, kind=kind)
        model.objects.filter(pk__in=ids, case_id=event.into_id).update(case_id=event.source_id)
