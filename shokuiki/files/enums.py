"""Kinds and states of attachments, and the table of their verbs."""

from django.db.models import TextChoices

from shokuiki.pages.chips import Chip
from shokuiki.records.tracked import Verb


class FileKind(TextChoices):
    """What may be attached. 判断: the formats an office and its applicants exchange; doc, xls and ppt of before 2007
    cannot be told apart reliably by their content and are left out."""

    PDF = "pdf", "PDF"
    PNG = "png", "画像（PNG）"
    JPEG = "jpeg", "画像（JPEG）"
    WORD = "docx", "Word"
    EXCEL = "xlsx", "Excel"
    POWERPOINT = "pptx", "PowerPoint"


EXTENSIONS = {
    FileKind.PDF: ".pdf", FileKind.PNG: ".png", FileKind.JPEG: ".jpg", FileKind.WORD: ".docx", FileKind.EXCEL: ".xlsx",
    FileKind.POWERPOINT: ".pptx",
}
OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES = {
    FileKind.PDF: "application/pdf", FileKind.PNG: "image/png", FileKind.JPEG: "image/jpeg",
    FileKind.WORD: f"{OFFICE}wordprocessingml.document", FileKind.EXCEL: f"{OFFICE}spreadsheetml.sheet",
    FileKind.POWERPOINT: f"{OFFICE}presentationml.presentation",
}


class AttachmentState(TextChoices):
    """Where a file stands; of the last two only the entry is left."""

    NOT_SCANNED = "not_scanned", "検査なし"
    PENDING = "pending", "検査中"
    CLEAN = "clean", "検査済"
    INFECTED = "infected", "ウイルスを検出"
    REMOVED = "removed", "削除済"


class Stored(TextChoices):
    """What a night found of the stored bytes of a file."""

    AGREES = "", "一致"
    MISSING = "missing", "ない、または読めない"
    ALTERED = "altered", "内容が違う"


_S = AttachmentState
KEPT = {_S.NOT_SCANNED, _S.PENDING, _S.CLEAN}
TO_SCAN = {_S.NOT_SCANNED, _S.PENDING}
ATTACHMENT_CHIPS = {
    _S.PENDING: Chip("検査中", "yellow", "clock"),
    _S.INFECTED: Chip("ウイルスを検出", "red", "warn"),
    _S.REMOVED: Chip("削除済", "off"),
}
WRITERS = "この内容を記入する人"
SCANNER = "ウイルス検査の仕組み"
ATTACHMENT_VERBS = {
    "create": Verb("ファイルを添付する", None, None, WRITERS),
    "remove": Verb("添付ファイルを削除する", KEPT, _S.REMOVED, WRITERS),
    "pass_scan": Verb("ウイルス検査を終える", TO_SCAN, _S.CLEAN, SCANNER),
    "fail_scan": Verb("ウイルスを検出して削除する", TO_SCAN, _S.INFECTED, SCANNER),
}
