"""PDF: whole, readable without a password, and without anything in it that acts or that hides another file."""

import re
import zlib

from django.core.exceptions import ValidationError

ENDING = 2048  # bytes at the end within which a whole PDF says %%EOF
MOST_OBJECTS = 50 * 1024 * 1024  # bytes that the compressed objects of one PDF may grow to
ACTING = ("JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "XFA")


def _name(word):
    """Matches a PDF name however it is written: each letter may stand as #xx."""
    letters = []
    for letter in word:
        code = "".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in f"{ord(letter):02x}")
        letters.append(f"(?:{letter}|#{code})")
    return f"/{''.join(letters)}(?![^\\s()<>\\[\\]{{}}/%])".encode()


ACTS = re.compile(b"|".join(_name(word) for word in ACTING))
ENCRYPTED = re.compile(_name("Encrypt"))
OBJECT_STREAM = re.compile(_name("ObjStm"))
DEFLATED = re.compile(_name("Filter") + rb"\s*(?:" + _name("FlateDecode") + rb"|\[\s*" + _name("FlateDecode") + rb"\s*\])")
ENCODED = re.compile(b"|".join(_name(word) for word in ("Filter", "F", "Predictor")))



def refuse_unsafe(data):
    """Raise ValidationError where this PDF is broken, locked, or could do something when it is opened."""
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-ENDING:]:
        raise ValidationError("PDFとして読み取れません。作り直すか、別のファイルを選んでください。")
    if ENCRYPTED.search(data):
        raise ValidationError("パスワードや制限の付いたPDFは添付できません。パスワードと制限を外してから添付してください。")
    if ACTS.search(data) or any(ACTS.search(objects) for objects in _compressed_objects(data)):
        raise ValidationError(
            "プログラムや別のファイルを含むPDFは添付できません。印刷の機能でPDFを作り直してから添付してください。"
        )


def _compressed_objects(data):
    """What stands in the object streams, where the names above would not be seen otherwise."""
    left = MOST_OBJECTS
    for found in OBJECT_STREAM.finditer(data):
        keyword = data.find(b"stream", found.end())
        description = data[max(data.rfind(b"obj", 0, found.start()), 0):max(keyword, 0)]
        if not ENCODED.search(description):
            continue  # nothing is hidden: its names have been seen
        if not DEFLATED.search(description) or b"Predictor" in description:
            raise _unreadable()
        start = keyword + len(b"stream")
        start += 2 if data[start:start + 2] == b"\r\n" else 1
        objects = _inflated(data[start:max(data.find(b"endstream", start), start)], left)
        left -= len(objects)
        yield objects


def _inflated(body, left):
    reader = zlib.decompressobj()
    try:
        objects = reader.decompress(body, left + 1)
    except zlib.error as error:
        raise _unreadable() from error
    if not reader.eof or len(objects) > left:
        raise _unreadable()
    return objects


def _unreadable():
    return ValidationError("PDFの中身を確かめられません。印刷の機能でPDFを作り直してから添付してください。")
