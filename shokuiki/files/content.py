"""What a file is, by its content and never by its name; refused in one sentence where it is not what may be attached."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError

from shokuiki.files import office, pdf, pictures
from shokuiki.files.enums import FileKind

NAME_LENGTH = 100
ALLOWED = "PDF、PNG、JPEG、Word・Excel・PowerPoint（docx、xlsx、pptx）"


@dataclass(frozen=True)
class Content:
    """What is stored of a file: its kind, its bytes (pictures are made anew), and how it was called."""

    kind: FileKind
    data: bytes
    name: str

    @property
    def size(self):
        return len(self.data)

    @property
    def sha256(self):
        return hashlib.sha256(self.data).hexdigest()


def examine(upload):
    """The `Content` of an uploaded file. Raises ValidationError with the sentence that says why not."""
    if not upload.size:
        raise ValidationError("ファイルの中身がありません。別のファイルを選んでください。")
    _refuse_large(upload.size)
    data = upload.read()
    kind, data = _recognize(data)
    _refuse_large(len(data))
    return Content(kind, data, clean_name(upload.name))


def _refuse_large(size):
    if size > settings.ATTACHMENT_MAX_BYTES:
        limit = settings.ATTACHMENT_MAX_BYTES // (1024 * 1024)
        raise ValidationError(f"ファイルが大きすぎます。{limit}MBまでのファイルを選んでください。")


def _recognize(data):
    """(kind, the bytes to store), by the first bytes and then by the whole structure."""
    extensions = _likely(data)
    if ".pdf" in extensions:
        pdf.refuse_unsafe(data)
        return FileKind.PDF, data
    if ".png" in extensions:
        return FileKind.PNG, pictures.redrawn(data, "PNG")
    if ".jpg" in extensions:
        return FileKind.JPEG, pictures.redrawn(data, "JPEG")
    if ".docx" in extensions:
        return office.kind_of(data), data
    if ".doc" in extensions:
        office.refuse_old(data)
    raise ValidationError(f"この種類のファイルは添付できません。{ALLOWED}のファイルを選んでください。")


def _likely(data):
    """The extensions that fit the first bytes best."""
    try:
        found = puremagic.magic_string(data)
    except (puremagic.PureError, ValueError):
        return set()
    return {match.extension for match in found if match.confidence == found[0].confidence}


def clean_name(name):
    """A name fit to be shown and offered, without its extension: no folders, no hidden or turning characters."""
    text = unicodedata.normalize("NFC", name or "")
    text = re.split(r"[/\\]", text)[-1]
    text = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    text = re.sub(r'[<>:"|?*%;]', "_", text)
    text = re.sub(r"\.(?=[A-Za-z0-9]{1,5}$)[0-9]*[A-Za-z][A-Za-z0-9]*$", "", text.strip(" ."))
    return re.sub(r" +", " ", text)[:NAME_LENGTH].strip(" .")
