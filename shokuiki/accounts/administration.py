"""What an administrator changes of somebody's sign-in: kept with who did it, and told to the person by mail.

判断: an administrator may let a person in anew, but never without the person learning of it.
"""

from smtplib import SMTPException

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.db import transaction

from shokuiki.accounts.models import User
from shokuiki.records.gate import keep

REASON = "管理画面での変更"
NOT_SENT = "変更は保存しましたが、本人にメールを送れませんでした。電話など、別の方法で知らせてください。"


def save_account(request, user):
    """Save an account as the administrator filled it in, a new one too."""
    with transaction.atomic():
        before = User.objects.select_for_update().filter(pk=user.pk).first()
        keep(user, by=request.user, reason=REASON)
        if before is None:
            return
        if user.email != before.email:
            EmailAddress.objects.filter(user=user).delete()  # allauth's copies would still open the sign-in
        for template, address in news(before, user):
            tell(request, user, f"account/email/{template}", address)


def news(before, user):
    """(template, address) of each mail: the old address learns of the new one too."""
    if user.email != before.email:
        yield "address_changed", before.email
        yield "address_changed", user.email
    if user.password != before.password:
        yield "password_by_administrator", user.email
    if user.is_active != before.is_active:
        yield "account_opened" if user.is_active else "account_closed", user.email


def tell(request, user, template, address):
    """Mail when everything is saved. A mail that cannot leave is told to the administrator."""

    def send():
        try:
            get_adapter().send_notification_mail(template, user, email=address)
        except (SMTPException, OSError):
            messages.warning(request, NOT_SENT)

    transaction.on_commit(send)
