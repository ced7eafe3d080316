"""Photos that customers send with a claim: read for what they are, and written anew as plain JPEG.

What is written anew carries nothing that rode along: no place, no time, no camera, no hidden file behind the picture.
"""

import io
import warnings
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from PIL import Image, ImageOps, UnidentifiedImageError

from evenhand.core.api import InvalidInput

LARGEST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 2400
FORMATS = ("JPEG", "PNG", "WEBP")


class NotAPhoto(InvalidInput):
    """What was sent cannot be used as a photo; the claim and its remedy do not wait for one."""

    message = gettext_noop(
        "We could not read this as a photo. Send a JPEG, PNG or WebP picture, or leave it: you need no photo for this."
    )


@dataclass(frozen=True)
class CleanPhoto:
    """A photo without anything but the picture."""

    content: bytes = field(repr=False)
    width: int
    height: int


def cleaned(content: bytes) -> CleanPhoto:
    """The picture in `content`, upright, no larger than a screen needs, as JPEG without any metadata.

    What counts is what the bytes are, never what the sender says they are. Raises NotAPhoto.
    """
    if len(content) > LARGEST_BYTES:
        raise NotAPhoto(
            _("This photo is larger than %(size)d MB. Send a smaller one, or leave it: you need no photo for this.")
            % {"size": LARGEST_BYTES // 1024**2}
        )
    picture = _upright(content)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=85)
    return CleanPhoto(written.getvalue(), picture.width, picture.height)


def _upright(content: bytes) -> Image.Image:
    """The first picture as the camera was held, on white where it is see-through, in a new image with nothing else."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as sent:
                if sent.width * sent.height > MOST_PIXELS:
                    raise NotAPhoto
                turned = ImageOps.exif_transpose(sent).convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise NotAPhoto from problem
    except (OSError, SyntaxError, ValueError) as problem:  # what Pillow raises for broken files, format by format
        raise NotAPhoto from problem
    plain = Image.new("RGB", turned.size, "white")
    plain.paste(turned, mask=turned.getchannel("A"))
    return plain
