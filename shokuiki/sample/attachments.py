"""Files of the sample: one-page PDFs and a drawn picture, attached where an office attaches them; one was taken away."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from cases.enums import ConsentPurpose
from partners.models import ConsignmentApplication
from shokuiki.files.content import examine
from shokuiki.files.models import Attachment
from shokuiki.sample.stage import moved


def attach_files(stage, sato):
    """To an application that is being written; to a consent and the evaluation of the story sato, unless None."""
    manager = stage.users["kobayashi"]
    application = ConsignmentApplication.objects.get(organization=stage.organizations["aozora"], state="draft")
    with moved(stage.ago(1), 11):
        _attach(application, "定款", pdf("社会福祉法人 あおぞら会 定款（見本）"), manager)
        wrong = _attach(application, "決算書", pdf("社会福祉法人 あおぞら会 予算書（見本）"), manager)
    with moved(stage.ago(1), 11, 15):
        wrong.remove(by=manager, reason="決算書ではなく、予算書を添付していたため。")
    if not sato:
        return
    team, case = stage.people(sato), stage.case(sato)
    with moved(stage.day(sato.day("prepare")), 17):
        consent = case.person.consents.get(purpose=ConsentPurpose.SHARE_WORKPLACE)
        _attach(consent, "同意書の写し", pdf(f"同意書（見本） {case.person.full_name}"), team.program)
    with moved(stage.day(sato.day("finish_evaluation")), 17):
        _attach(case.evaluation, "作業の写真", picture(), team.evaluator)


def _attach(noun, title, upload, by):
    center_id = noun.case.center_id if hasattr(noun, "case") else noun.center_id
    return Attachment(noun=noun, center_id=center_id, title=title).attach(examine(upload), by=by)


def pdf(line):
    """A PDF with one line in a font that every reader brings along."""
    text = b"BT /F 20 Tf 60 760 Td <%s> Tj ET" % line.encode("utf-16-be").hex().encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /KozMinPr6N-Regular /Encoding /UniJIS-UTF16-H /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /KozMinPr6N-Regular /FontDescriptor 7 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 6 >> >>",
        b"<< /Type /FontDescriptor /FontName /KozMinPr6N-Regular /Flags 4 /FontBBox [-437 -340 1147 1317]"
        b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 742 /StemV 80 >>",
    )
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    body += b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size, table, size, len(body)
    )
    return SimpleUploadedFile("見本.pdf", body)


def picture():
    """A workbench with boxes, drawn."""
    image = Image.new("RGB", (640, 420), "#f3efe6")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 280, 640, 420), fill="#b98a5a")
    for place in range(5):
        left, height = 40 + place * 118, 90 + place % 2 * 40
        draw.rectangle((left, 300 - height, left + 92, 300), fill="#d9b98c", outline="#7d5a34", width=3)
        draw.line((left, 318 - height, left + 92, 318 - height), fill="#7d5a34", width=3)
    stored = BytesIO()
    image.save(stored, "PNG")
    return SimpleUploadedFile("作業台.png", stored.getvalue())
