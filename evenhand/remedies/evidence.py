"""What is given with a claim, never asked for before its remedy: photos, notes, words; and what the parcel tells."""

import datetime
from dataclasses import dataclass

from django.http import FileResponse

from evenhand.cases.api import IncomingFile, download_kept, keep_files
from evenhand.core.api import Actor, NotFound, action, record
from evenhand.remedies.access import claim_for
from evenhand.remedies.errors import NothingGiven, TooMuchEvidence
from evenhand.remedies.models import Claim, Evidence
from evenhand.remedies.photos import cleaned
from evenhand.shop.api import Scan

MOST_PIECES = 12


@dataclass(frozen=True)
class EvidenceView:
    """One thing that bears a claim out, in words; with a picture where there is one."""

    words: str
    text: str
    at: datetime.datetime
    place: str
    picture_id: int | None


@action
def add_evidence(
    *,
    claim: Claim,
    key: str,
    actor: Actor,
    now: datetime.datetime,
    photo: bytes = b"",
    text: str = "",
    kind: str = Evidence.Kind.PHOTO,
) -> Evidence:
    """Keep a photo, a photographed note, or words with a claim. The same `key` again answers what was kept.

    Of a photo only the picture is kept: no place, no time, no camera. Raises NotAPhoto, NothingGiven, TooMuchEvidence.
    """
    there = Evidence.objects.filter(claim=claim, key=key).first()
    if there is not None:
        return there
    if not photo and not text.strip():
        raise NothingGiven
    if Claim.objects.select_for_update().get(pk=claim.pk).evidence.count() >= MOST_PIECES:
        raise TooMuchEvidence
    picture = cleaned(photo) if photo else None
    kept = keep_files([IncomingFile("photo.jpg", "image/jpeg", picture.content)])[0].sha256 if picture else ""
    given = Evidence.objects.create(
        claim=claim,
        kind=kind if picture else Evidence.Kind.WORDS,
        text=text.strip(),
        sha256=kept,
        width=picture.width if picture else 0,
        height=picture.height if picture else 0,
        key=key,
        given_at=now,
        given_by_id=actor.account_id,
        given_by_label=actor.label[:200],
    )
    record(
        actor=actor,
        verb="remedies.add_evidence",
        subject=f"order:{claim.order_id}",
        now=now,
        claim=claim.pk,
        kind=given.kind,
    )
    return given


def evidence_of(claim: Claim) -> tuple[EvidenceView, ...]:
    """Everything that is known, the earliest first: the parcel's scans with place and code, and what was given."""
    found = [_scanned(scan) for scan in Scan.objects.filter(shipment_id=claim.shipment_id or 0)]
    found += [
        EvidenceView(each.get_kind_display(), each.text, each.given_at, "", each.pk if each.sha256 else None)
        for each in claim.evidence.all()
    ]
    return tuple(sorted(found, key=lambda each: each.at))


def _scanned(scan: Scan) -> EvidenceView:
    more = [scan.note, *(f"{name.replace('_', ' ')}: {value}" for name, value in sorted(scan.evidence.items()))]
    return EvidenceView(scan.get_kind_display(), ", ".join(filter(None, more)), scan.at, scan.place, None)


def evidence_for(actor: Actor, evidence_id: int) -> Evidence:
    """A picture given with a claim, to those who may see the claim. Raises NotFound."""
    given = Evidence.objects.filter(pk=evidence_id).exclude(sha256="").first()
    if given is None:
        raise NotFound
    claim_for(actor, given.claim_id)
    return given


def picture(given: Evidence) -> FileResponse:
    """The picture, for a page to show: as a picture and nothing else, from no address of its own."""
    response = download_kept(given.sha256, "photo.jpg")
    response["Content-Type"] = "image/jpeg"  # we wrote it ourselves, see photos.py
    return response
