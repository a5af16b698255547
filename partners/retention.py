"""What this room holds of a 委託申込 and of the 選定 that came of it.

判断: number, name of the corporation, state and days stay, and so do the corporation and its partners: who supported whom
must still be told. What was written to be looked at for the selection goes, above all about the candidates.
"""

from partners import models as own
from shokuiki.files.models import Attachment
from shokuiki.records.retention import APPLICATIONS, ERASED, register


def attachments_of(applications):
    return Attachment.objects.of(own.ConsignmentApplication, applications).values("pk")


register(Attachment, attachments_of, of=APPLICATIONS, drop=True)
register(own.PartnerCandidate, "application", of=APPLICATIONS, drop=True)
register(own.ApplicationFacility, "application", of=APPLICATIONS, drop=True)
register(own.Submission, "application", of=APPLICATIONS, drop=True)
register(own.Selection, "application", of=APPLICATIONS)
register(
    own.ConsignmentApplication, "pk", of=APPLICATIONS, keep=("number", "name", "kana", "kana_key", "corporate_number"),
    put={"representative_name": ERASED},
)
