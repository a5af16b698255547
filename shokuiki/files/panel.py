"""添付ファイル on the page of a noun: its files, what can be done with them, and what is left of those that are gone."""

from dataclasses import dataclass, field

from django.urls import reverse

from shokuiki.files import scanning
from shokuiki.files.enums import AttachmentState
from shokuiki.files.models import Attachment
from shokuiki.files.registry import holder_of


@dataclass
class Group:
    """The files of one noun. add_url, remove_urls: "" where this person cannot now."""

    label: str
    add_url: str = ""
    may_remove: bool = False
    files: list = field(default_factory=list)


def panel_of(user, nouns, may_change=None):
    """What the panel shows of nouns of one kind, whose page this person may read. One query.

    may_change: whether the person may add and remove, where the page has asked already; None asks the noun.
    """
    groups = {noun.pk: _group(user, noun, may_change) for noun in nouns}
    found, files = list(Attachment.objects.about(*nouns).signed()), []
    for noun in nouns:
        own = [attachment for attachment in found if attachment.noun_id == noun.pk]
        hidden = holder_of(noun).hides(user, noun, own)
        groups[noun.pk].files = [attachment for attachment in own if attachment.pk not in hidden]
        files += groups[noun.pk].files
    return {
        "groups": list(groups.values()),
        "count": sum(attachment.is_kept for attachment in files),
        "names_nouns": len(nouns) > 1,
        "unscanned": bool(user.center_ids) and not scanning.is_configured() and any(
            attachment.state == AttachmentState.NOT_SCANNED for attachment in files
        ),
    }


def _group(user, noun, may_change):
    holder = holder_of(noun)
    changes = holder.change(user, noun) if may_change is None else may_change
    add_url = reverse("files:attachment_create", args=[holder.key, noun.pk]) if changes and holder.takes(noun) else ""
    return Group(holder.label(noun), add_url, changes and holder.releases(user, noun))
