"""Attachments of the four kinds of nouns, made through the verb."""

from shokuiki.files.content import examine
from shokuiki.files.models import Attachment
from shokuiki.files.tests import samples


def make_attachment(noun, by, *, title="参考の資料", name="資料.pdf", data=None):
    attachment = Attachment(center_id=noun.center_id, noun=noun, title=title)
    content = examine(samples.upload(name, samples.pdf() if data is None else data))
    return attachment.attach(content, by=by)
