"""What may be attached is told by the content, never by the name; every refusal is one sentence that says what to do."""

import zipfile
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from shokuiki.files import office, pictures
from shokuiki.files.content import clean_name, examine
from shokuiki.files.enums import FileKind
from shokuiki.files.tests import samples


def refusal(data, name="資料.pdf"):
    with pytest.raises(ValidationError) as refused:
        examine(samples.upload(name, data))
    [sentence] = refused.value.messages
    assert sentence.endswith("ください。")
    return sentence


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (samples.pdf(), FileKind.PDF),
        (samples.png(), FileKind.PNG),
        (samples.jpeg(), FileKind.JPEG),
        (samples.office(), FileKind.WORD),
        (samples.office("xl/workbook.xml", samples.SHEET, xl__printerSettings__printerSettings1bin="x"), FileKind.EXCEL),
        (samples.office("ppt/presentation.xml", samples.SLIDES), FileKind.POWERPOINT),
    ],
    ids=lambda value: str(value)[:12],
)
def test_the_six_kinds_are_known_by_their_content_whatever_they_are_called(data, kind):
    for name in ("なんでも.exe", "a.html", "無名"):
        assert examine(samples.upload(name, data)).kind == kind


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"MZ\x90\x00" + bytes(500),
        b"GIF89a" + bytes(50),
        b"#!/bin/sh\necho hello\n",
        b"just some words",
        b"\x00\x00\x00\x18ftypheic" + bytes(100),
    ],
    ids=["html", "svg", "exe", "gif", "script", "text", "heic"],
)
@pytest.mark.parametrize("name", ["資料.pdf", "写真.png", "書類.docx", "写真.jpg"])
def test_other_kinds_are_refused_under_every_name(data, name):
    assert "この種類のファイルは添付できません" in refusal(data, name)


def test_an_empty_file_is_refused():
    assert "中身がありません" in refusal(b"")


def test_a_file_over_the_limit_is_refused(settings):
    settings.ATTACHMENT_MAX_BYTES = 1024 * 1024
    assert refusal(samples.pdf(samples.stream(bytes(1024 * 1024)))) == (
        "ファイルが大きすぎます。1MBまでのファイルを選んでください。"
    )


# --- Pictures -------------------------------------------------------------------------------------------------------


def test_a_photograph_is_stored_without_place_camera_and_comment_and_stands_upright():
    taken = samples.jpeg(size=(60, 40), orientation=6)
    assert b"SecretCamera" in taken and Image.open(BytesIO(taken)).getexif().get_ifd(samples.GPS)
    stored = examine(samples.upload("IMG_0001.JPG", taken)).data
    picture = Image.open(BytesIO(stored))
    assert picture.size == (40, 60)
    assert not dict(picture.getexif()) and not picture.getexif().get_ifd(samples.GPS)
    assert b"Secret" not in stored and b"Exif" not in stored


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_png_pictures_of_every_mode_are_drawn_anew_without_their_texts(mode):
    stored = examine(samples.upload("図.png", samples.png(mode=mode))).data
    assert b"SecretAuthor" not in stored
    assert Image.open(BytesIO(stored)).size == (30, 20)


def test_transparent_colours_of_a_palette_stay_transparent():
    made = samples.png(mode="P", transparency=0)
    assert Image.open(BytesIO(pictures.redrawn(made, "PNG"))).convert("RGBA").getpixel((0, 0))[3] == 0


def test_what_is_hidden_behind_a_picture_does_not_come_along():
    stored = examine(samples.upload("写真.jpg", samples.jpeg() + b"PK\x03\x04<script>hidden</script>")).data
    assert b"hidden" not in stored


def test_a_cmyk_photograph_is_kept_as_a_picture_for_the_screen():
    assert Image.open(BytesIO(pictures.redrawn(samples.jpeg(mode="CMYK"), "JPEG"))).mode == "RGB"


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_unpacked(settings):
    settings.ATTACHMENT_MAX_PIXELS = 1_000_000
    assert refusal(samples.png(size=(1001, 1000), mode="1")) == (
        "画像が大きすぎます。100万画素までに縮小してから添付してください。"
    )


def test_a_decompression_bomb_is_refused():
    """A few kilobytes that would be 400 million points."""
    bomb = samples.png(size=(20_000, 20_000), mode="1")
    assert len(bomb) < 200_000
    assert "画像が大きすぎます" in refusal(bomb)


@pytest.mark.parametrize("data", [samples.jpeg()[:200], samples.png()[:60], b"\x89PNG\r\n\x1a\n" + bytes(300)])
def test_a_broken_picture_is_refused(data):
    assert "画像として読み取れません" in refusal(data)


# --- PDF ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "acting",
    [
        b"<< /S /JavaScript /JS (app.alert(1)) >>",
        b"<< /S/Launch/F(calc.exe) >>",
        b"<< /Type /EmbeddedFile /Length 0 >>",
        b"<< /Names << /EmbeddedFiles 5 0 R >> >>",
        b"<< /S /Java#53cript /JS (app.alert(1)) >>",
        b"<< /S /#4Caunch >>",
        b"<< /AcroForm << /XFA [ (template) 5 0 R ] >> >>",
    ],
)
def test_a_pdf_that_acts_or_carries_files_is_refused_also_in_compressed_objects(acting):
    sentence = "プログラムや別のファイルを含むPDFは添付できません。"
    assert sentence in refusal(samples.pdf(acting))
    packed = zlib.compress(b"10 0 " + acting)
    assert acting not in packed
    for filter in (b"/Type /ObjStm /Filter /FlateDecode ", b"/Filter[/FlateDecode]/Type/#4FbjStm/First 5 "):
        assert sentence in refusal(samples.pdf(samples.stream(packed, filter)))


@pytest.mark.parametrize(
    "hidden",
    [
        samples.stream(b"68656c6c6f>", b"/Type /ObjStm /Filter /ASCIIHexDecode "),
        samples.stream(zlib.compress(b"x"), b"/Type /ObjStm /Filter [/FlateDecode /ASCIIHexDecode] "),
        samples.stream(zlib.compress(b"x" * 100)[:-8], b"/Type /ObjStm /Filter /FlateDecode "),
        samples.stream(b"no zlib at all", b"/Type /ObjStm /Filter /FlateDecode "),
        samples.stream(zlib.compress(bytes(60 * 1024 * 1024)), b"/Type /ObjStm /Filter /FlateDecode "),
    ],
    ids=["other filter", "two filters", "cut off", "garbage", "bomb"],
)
def test_a_pdf_whose_objects_cannot_be_looked_into_is_refused(hidden):
    assert "PDFの中身を確かめられません" in refusal(samples.pdf(hidden))


def test_harmless_compressed_objects_and_names_that_only_begin_alike_are_taken():
    objects = zlib.compress(b"10 0 << /Type /Page /LaunchPad (x) >>")
    made = samples.pdf(samples.stream(objects, b"/Type /ObjStm /Filter /FlateDecode "), b"<< /JavaScripts 1 >>")
    assert examine(samples.upload("a", made)).data == made


def test_a_pdf_with_a_password_and_a_pdf_that_is_cut_off_are_refused():
    assert "パスワードや制限の付いたPDF" in refusal(samples.pdf(trailer=b"/Encrypt 5 0 R "))
    assert "PDFとして読み取れません" in refusal(samples.pdf(ending=b""))


# --- Office ---------------------------------------------------------------------------------------------------------


def test_macros_are_refused_however_they_are_declared():
    macro = "application/vnd.ms-word.document.macroEnabled.main+xml"
    for made in (
        samples.office(kind=macro), zipped_with("word/vbaProject.bin"), zipped_with("xl/macrosheets/sheet1.xml"),
        zipped_with("word/VBADATA.xml"),
    ):
        assert "マクロを含むファイルは添付できません" in refusal(made, "書類.docx")


def test_embedded_foreign_objects_are_refused_but_an_embedded_sheet_is_taken():
    for part in ("word/embeddings/oleObject1.bin", "word/activeX/activeX1.xml"):
        assert "埋め込まれています" in refusal(zipped_with(part), "書類.docx")
    assert examine(samples.upload("a", zipped_with("word/embeddings/Sheet1.xlsx"))).kind == FileKind.WORD


def zipped_with(part, data="x"):
    with zipfile.ZipFile(stored := BytesIO(samples.office()), "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr(part, data)
    return stored.getvalue()


def test_zip_bombs_are_refused_by_what_they_declare(monkeypatch):
    assert "大きくなりすぎます" in refusal(zipped_with("word/media/image1.bmp", bytes(5 * 1024 * 1024)), "書類.docx")
    monkeypatch.setattr(office, "MOST_PARTS", 2)
    assert "大きくなりすぎます" in refusal(samples.office(), "書類.docx")


@pytest.mark.parametrize(
    "data",
    [
        samples.zipped({"readme.txt": "a zip and no document"}),
        samples.office(kind="application/pdf"),
        zipped_with("../outside.xml"),
        zipped_with("/etc/passwd"),
        zipped_with("WORD/document.xml"),
        samples.office()[:-30],
        samples.zipped({"[Content_Types].xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><Types/>", "word/document.xml": "x"}),
        samples.zipped({"[Content_Types].xml": samples.types("word/missing.xml", samples.DOCUMENT)}),
        samples.zipped({"[Content_Types].xml": "no xml"}),
    ],
    ids=["zip", "other type", "leads out", "absolute", "twice", "cut off", "entities", "no main part", "no xml"],
)
def test_a_zip_that_is_no_whole_document_is_refused(data):
    sentence = refusal(data, "書類.docx")
    assert "読み取れません" in sentence or "この種類のファイルは添付できません" in sentence


def test_a_document_with_a_password_and_the_old_formats_are_refused_with_what_to_do():
    locked = samples.OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert "パスワードを外してから" in refusal(locked, "書類.docx")
    assert "古い形式" in refusal(samples.OLE + bytes(2000), "書類.doc")


# --- Names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\sato\\同意書.pdf", "同意書"),
        ("同意書\u202efdp.exe", "同意書 fdp"),
        ("一行\r\nSet-Cookie: a=b.pdf", "一行 Set-Cookie_ a=b"),
        ("\u200b\u2066隠れた\u2069.docx", "隠れた"),
        ('<script>"x"</script>.png', "script_"),
        ("面談 R8.12.7", "面談 R8.12.7"),
        ("...", ""),
        (".pdf", "pdf"),
        ("が" * 300 + ".pdf", "が" * 100),
    ],
)
def test_a_name_is_shown_without_folders_hidden_characters_and_its_ending(typed, shown):
    assert clean_name(typed) == shown
