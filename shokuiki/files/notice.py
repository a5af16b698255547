"""The mail that tells of a virus. It names no person and no title."""

import logging

from django.core.mail import send_mail

from shokuiki.accounts.enums import Post
from shokuiki.accounts.models import User

log = logging.getLogger(__name__)
SUBJECT = "職域：添付ファイルにウイルスが見つかりました"
TEXT = """{noun}に添付されたファイルにウイルスが見つかったため、ファイルを削除しました。

職域にサインインし、{noun}の「添付ファイル」を確かめてください。
添付した方は、そのファイルのあるコンピューターのウイルス検査をしてください。
"""


def tell_of_virus(attachment):
    """Write to who attached the file and to the 所長 of the center. A mail server that is down stops nothing."""
    attached = attachment.history.filter(history_type="+").values("history_user")
    directing = {"memberships__organization": attachment.center_id, "memberships__post": Post.DIRECTOR}
    people = User.objects.filter(is_active=True)
    told = {user.email for user in people.filter(pk__in=attached)}
    told |= {user.email for user in people.filter(**directing) if user.directs(attachment.center_id)}
    text = TEXT.format(noun=attachment.noun_type.model_class()._meta.verbose_name)
    for address in sorted(told):
        try:
            send_mail(SUBJECT, text, None, [address])
        except OSError as error:
            log.warning("The mail about a virus could not be sent: %s", type(error).__name__)  # its words name the address
