"""The mail of an invitation: the link and its term, and no name of anybody."""

from smtplib import SMTPException

from allauth.account.adapter import get_adapter
from django.urls import reverse


def send_invitation(request, invitation, token):
    """Mail the link. Returns whether the mail server took it.

    Called when the invitation is saved and its transaction over: a mail cannot be taken back.
    """
    url = request.build_absolute_uri(reverse("members:open_invitation", args=[token]))
    try:
        get_adapter().send_mail("members/email/invitation", invitation.email, {"url": url, "until": invitation.until})
    except (SMTPException, OSError):
        return False
    return True
