"""Word, Excel and PowerPoint: which of them, whole, without a password, macros or foreign parts, and no zip bomb."""

import re
import zipfile
from io import BytesIO
from xml.etree import ElementTree

from django.core.exceptions import ValidationError

from shokuiki.files.enums import FileKind

MOST_PARTS = 4000
MOST_UNPACKED = 400 * 1024 * 1024  # bytes that all parts say they grow to
MOST_RATIO = 200  # of a part of a megabyte and more
MOST_TYPES = 1024 * 1024  # bytes of [Content_Types].xml
TYPES = "[Content_Types].xml"
MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": FileKind.WORD,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": FileKind.EXCEL,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": FileKind.POWERPOINT,
}
MACROS = re.compile(r"vba(project|data)|macrosheets/|customui/", re.I)
FOREIGN = re.compile(r"activex/|embeddings/.*\.bin$", re.I)
BROKEN = "Word・Excel・PowerPoint のファイルとして読み取れません。作り直すか、別のファイルを選んでください。"
WITH_MACROS = "マクロを含むファイルは添付できません。マクロのない形式（docx、xlsx、pptx）で保存し直してから添付してください。"


def kind_of(data):
    """Which kind of document a zip file is. Raises ValidationError where it is none of ours, broken or not safe."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as document:
            parts = document.infolist()
            _refuse_bomb(parts)
            names = [part.filename for part in parts]
            if any(part.flag_bits & 1 for part in parts) or any(_leads_out(name) for name in names):
                raise ValidationError(BROKEN)
            if len({name.lower() for name in names}) != len(names) or names.count(TYPES) != 1:
                raise ValidationError(BROKEN)
            _refuse_foreign(names)
            return _main_kind(_types(document), names)
    except (zipfile.BadZipFile, ElementTree.ParseError, UnicodeError, EOFError, OSError, RuntimeError,
            NotImplementedError, ValueError, zipfile.zlib.error) as error:
        raise ValidationError(BROKEN) from error


def refuse_old(data):
    """Say what to do with an OLE file: a document with a password, or one of the formats before 2007."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise ValidationError("パスワードの付いたファイルは添付できません。パスワードを外してから添付してください。")
    raise ValidationError(
        "古い形式（doc、xls、ppt）のファイルは添付できません。docx、xlsx、pptx か PDF で保存し直してから添付してください。"
    )


def _refuse_bomb(parts):
    """By what the directory declares: no part is unpacked but the small list of types, and that within its limit."""
    grows = any(
        part.file_size > 1024 * 1024 and part.file_size > part.compress_size * MOST_RATIO for part in parts
    )
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED or grows:
        raise ValidationError("ファイルを開くと大きくなりすぎます。内容を分けるか、PDFにしてから添付してください。")


def _leads_out(name):
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _refuse_foreign(names):
    if any(MACROS.search(name) for name in names):
        raise ValidationError(WITH_MACROS)
    if any(FOREIGN.search(name) for name in names):
        raise ValidationError("別のファイルや部品が埋め込まれています。取り除くか、PDFにしてから添付してください。")


def _types(document):
    """{part: its type} as the document lists them."""
    with document.open(TYPES) as file:
        text = file.read(MOST_TYPES + 1)
    if len(text) > MOST_TYPES:
        raise ValidationError(BROKEN)
    text = text.decode("utf-8-sig")
    if "<!" in text.replace("<!--", ""):  # entities could grow without end
        raise ValidationError(BROKEN)
    rows = ElementTree.fromstring(text)
    return {row.get("PartName", "").lstrip("/"): row.get("ContentType", "") for row in rows}


def _main_kind(types, names):
    if any("macroenabled" in kind.lower() or "vbaproject" in kind.lower() for kind in types.values()):
        raise ValidationError(WITH_MACROS)
    kinds = {MAIN[kind] for part, kind in types.items() if kind in MAIN and part in names}
    if len(kinds) != 1:
        raise ValidationError(BROKEN)
    return kinds.pop()
