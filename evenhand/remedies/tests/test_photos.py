"""A photo is taken for what its bytes are, and keeps nothing but the picture."""

import io
import zlib

import pytest
from PIL import Image

from evenhand.remedies import photos
from evenhand.remedies.photos import NotAPhoto, cleaned

PLACE = b"53.8008 N 1.5491 W"


def photo(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **more: object) -> bytes:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", size, "blue")
    picture.paste((255, 0, 0), (0, 0, size[0] // 2, size[1]))
    written = io.BytesIO()
    picture.save(written, kind, **more)
    return written.getvalue()


def taken_at_home(kind: str, orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    exif[0x0112] = orientation
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (53.0, 48.0, 2.9)
    return photo(kind, exif=exif)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_place_is_gone_and_the_picture_stays(kind: str) -> None:
    sent = taken_at_home(kind)
    assert PLACE in sent
    kept = cleaned(sent)
    read = Image.open(io.BytesIO(kept.content))
    assert (read.format, read.size, (kept.width, kept.height)) == ("JPEG", (60, 40), (60, 40))
    assert not read.getexif()
    assert PLACE not in kept.content
    assert b"Exif" not in kept.content


def test_other_words_in_the_file_are_gone_too() -> None:
    kept = cleaned(photo("JPEG", comment=b"taken at 12 Mill Lane"))
    assert b"Mill Lane" not in kept.content


def test_what_hides_behind_the_picture_does_not_come_along() -> None:
    kept = cleaned(photo() + b"PK\x03\x04<script>alert(1)</script>")
    assert b"script" not in kept.content


def test_a_picture_taken_sideways_stands_upright() -> None:
    kept = cleaned(taken_at_home("JPEG", orientation=6))
    read = Image.open(io.BytesIO(kept.content))
    assert read.size == (40, 60)
    top, bottom = read.getpixel((20, 5)), read.getpixel((20, 55))
    assert top[0] > 200 > bottom[0]


def test_a_see_through_picture_stands_on_white() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(written, "PNG")
    assert Image.open(io.BytesIO(cleaned(written.getvalue()).content)).getpixel((4, 4)) == (255, 255, 255)


def test_a_large_picture_is_made_as_small_as_a_screen_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "LONGEST_SIDE", 30)
    kept = cleaned(photo())
    assert (kept.width, kept.height) == (30, 20)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a photo",
        b"GIF89a" + bytes(40),
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
        photo()[:200],
    ],
    ids=["nothing", "words", "gif", "svg", "pdf", "only a beginning", "cut off"],
)
def test_what_is_no_photo_is_said_kindly(content: bytes) -> None:
    with pytest.raises(NotAPhoto, match="you need no photo for this"):
        cleaned(content)


def test_too_many_bytes_are_said_with_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "LARGEST_BYTES", 100)
    with pytest.raises(NotAPhoto, match="larger than"):
        cleaned(photo())


def test_a_small_file_that_unfolds_into_a_huge_picture_is_not_unfolded() -> None:
    """A bomb: a header that says 60,000 by 60,000 pixels, with hardly anything behind it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    header = (60_000).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")
    )
    with pytest.raises(NotAPhoto):
        cleaned(bomb)
