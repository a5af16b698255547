"""Pictures are drawn anew: what is stored is what one sees, and nothing of what the camera wrote beside it."""

import warnings
from io import BytesIO

from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image, ImageOps

# What each format keeps as it is; everything else becomes the last.
MODES = {"PNG": ("1", "L", "LA", "I;16", "RGB", "RGBA"), "JPEG": ("L", "RGB")}
SAVED = {"PNG": {}, "JPEG": {"quality": 90}}


def redrawn(data, format):
    """The same picture, upright, without EXIF, place, time, comments and preview. Raises ValidationError.

    format: "PNG" or "JPEG"; nothing but a picture of that format is read.
    """
    try:
        with warnings.catch_warnings(), Image.open(BytesIO(data), formats=(format,)) as picture:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            _refuse_huge(*picture.size)
            clean = ImageOps.exif_transpose(picture)
            clean = _in_mode(clean, format)
        clean.info = {}
        stored = BytesIO()
        clean.save(stored, format, **SAVED[format])
        return stored.getvalue()
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _huge() from error
    except Exception as error:  # a decoder that is fed bytes of strangers may raise anything
        raise ValidationError("画像として読み取れません。もう一度撮影するか、別のファイルを選んでください。") from error


def _refuse_huge(width, height):
    if width * height > settings.ATTACHMENT_MAX_PIXELS:
        raise _huge()


def _huge():
    limit = settings.ATTACHMENT_MAX_PIXELS // 10_000
    return ValidationError(f"画像が大きすぎます。{limit:,}万画素までに縮小してから添付してください。")


def _in_mode(picture, format):
    if format == "PNG" and "transparency" in picture.info:
        return picture.convert("RGBA")
    if picture.mode in MODES[format]:
        picture.load()
        return picture.copy()
    return picture.convert(MODES[format][-1])
