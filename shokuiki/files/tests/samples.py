"""Real files, made here: sound ones, and ones that are not what they say."""

import zipfile
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
GPS = 0x8825


def upload(name, data):
    return SimpleUploadedFile(name, data)


def pdf(*objects, trailer=b"", ending=b"%%EOF\n"):
    """A PDF with these objects after its catalogue."""
    body = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
    for number, text in enumerate(objects, 2):
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    return body + b"trailer\n<< /Root 1 0 R " + trailer + b">>\n" + ending


def stream(data, description=b""):
    return b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(data), description, data)


def jpeg(size=(60, 40), orientation=1, mode="RGB"):
    """A photograph with place, camera, comment and the way it was held."""
    picture = Image.new(mode, size)
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x0110] = "SecretCamera"
    exif[0x9286] = "secret words"
    exif.get_ifd(GPS)[2] = (40.0, 49.0, 20.0)
    exif.get_ifd(GPS)[1] = "N"
    stored = BytesIO()
    picture.save(stored, "JPEG", exif=exif, comment=b"SecretComment")
    return stored.getvalue()


def png(size=(30, 20), mode="RGBA", **how):
    words = PngInfo()
    words.add_text("Author", "SecretAuthor")
    stored = BytesIO()
    Image.new(mode, size).save(stored, "PNG", pnginfo=words, **how)
    return stored.getvalue()


def zipped(parts, compression=zipfile.ZIP_DEFLATED):
    stored = BytesIO()
    with zipfile.ZipFile(stored, "w", compression) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return stored.getvalue()


def types(part, kind):
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{part}" ContentType="{kind}"/></Types>'
    )


def office(part="word/document.xml", kind=DOCUMENT, **more):
    """A document with its main part; more: further parts, `__` for `/`."""
    rest = {name.replace("__", "/"): data for name, data in more.items()}
    return zipped({"[Content_Types].xml": types(part, kind), "_rels/.rels": "<Relationships/>", part: "<document/>"} | rest)
