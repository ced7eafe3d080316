"""What is given with a claim, never asked for before its remedy: photos, notes, words; and what the parcel tells."""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.http import FileResponse

from evenhand.cases.api import IncomingFile, download_kept, keep_files
from evenhand.core.api import Actor, NotFound, action, one_transaction, record
from evenhand.remedies.access import claim_for
from evenhand.remedies.errors import NothingGiven, TooMuchEvidence
from evenhand.remedies.models import Claim, Evidence
from evenhand.remedies.photos import cleaned
from evenhand.shop.api import Scan

MOST_PIECES = 12


@dataclass(frozen=True)
class EvidenceView:
    """One thing that bears a claim out, in words; with a picture where there is one.

    `is_given`: somebody said or showed it with the claim. What the parcel's scans tell is not.
    """

    words: str
    text: str
    at: datetime.datetime
    place: str = ""
    picture_id: int | None = None
    is_given: bool = True


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


def add_words(claim: Claim, words: str, actor: Actor, now: datetime.datetime) -> None:
    """Keep what a customer says of a claim that is there already. What they said before is not kept again.

    Where there is plenty already it is not kept, so that nothing stands between them and the remedy.
    """
    words = words.strip()
    if words and words != claim.customer_words:
        key = f"words-{hashlib.sha256(words.encode()).hexdigest()}"
        with suppress(TooMuchEvidence), one_transaction():
            add_evidence(claim=claim, text=words, key=key, actor=actor, now=now)


def evidence_of(claims: Sequence[Claim]) -> dict[int, tuple[EvidenceView, ...]]:
    """By claim, everything that is known, the earliest first: what was said and shown, and the parcel's scans.

    Two queries, however many claims; of none, none.
    """
    found: dict[int, list[EvidenceView]] = {claim.pk: _opened_with(claim) for claim in claims}
    if not found:
        return {}
    scans = defaultdict(list)
    for scan in Scan.objects.filter(shipment__in={claim.shipment_id for claim in claims} - {None}):
        scans[scan.shipment_id].append(_scanned(scan))
    for given in Evidence.objects.filter(claim__in=found):
        found[given.claim_id].append(_given(given))
    return {
        claim.pk: tuple(sorted((*scans[claim.shipment_id or 0], *found[claim.pk]), key=lambda each: each.at))
        for claim in claims
    }


def _opened_with(claim: Claim) -> list[EvidenceView]:
    words = claim.customer_words
    return [EvidenceView(str(Evidence.Kind.WORDS.label), words, claim.opened_at)] if words else []


def _given(given: Evidence) -> EvidenceView:
    picture_id = given.pk if given.sha256 else None
    return EvidenceView(given.get_kind_display(), given.text, given.given_at, picture_id=picture_id)


def _scanned(scan: Scan) -> EvidenceView:
    more = [scan.note, *(f"{name.replace('_', ' ')}: {value}" for name, value in sorted(scan.evidence.items()))]
    told = ", ".join(filter(None, more))
    return EvidenceView(scan.get_kind_display(), told, scan.at, scan.place, is_given=False)


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
