"""法人の登録: how a corporation nobody knows yet comes in, by itself or by the center for it."""

import hashlib
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import models, transaction
from django.db.models import Q

from partners.enums import LegalForm
from partners.models.corporation import Corporation
from shokuiki.accounts.enums import OrganizationKind, Post
from shokuiki.accounts.models import Membership, Organization, User
from shokuiki.japan.kana import fold
from shokuiki.records import clock
from shokuiki.records.errors import Refused
from shokuiki.records.gate import keep

HOURS = 24
LINK_IS_OVER = "この案内は、期限が過ぎたか、すでに使われました。もう一度、メールアドレスの入力から始めてください。"
KNOWN_ADDRESS = "このメールアドレスは、すでに登録されています。ログインしてください。"
NOTHING_TELLS = "法人番号を入力してください。法人番号のない小規模作業所は、名称と所在地を入力してください。"
KNOWN_CORPORATION = (
    "この法人は、すでに登録されています。この法人の管理者に招待を頼むか、地域障害者職業センターの担当者に連絡してください。"
)


def registered_organization(*, corporate_number, name, address):
    """The corporation that is known already: by 法人番号, or where one side has none by name and address; else None.

    判断: two 小規模作業所 of one name in different towns are two; a number that is only in somebody's draft counts not.
    """
    corporations = Organization.objects.of(OrganizationKind.CORPORATION)
    at_address = corporations.filter(address=address)
    if corporate_number:
        handed_in = Q(applications__corporate_number=corporate_number) & ~Q(applications__submitted_on=None)
        known = corporations.filter(Q(corporation__corporate_number=corporate_number) | handed_in).first()
        if known:
            return known
        at_address = at_address.exclude(corporation__corporate_number__gt="")
    return next((row for row in at_address if fold(row.name) == fold(name)), None)


def register_corporation(*, by, organization, corporation, reason):
    """Write the 団体 and the 法人; each argument a {column: value}. Returns the organization.

    Refused where nothing would tell the corporation from another: 法人番号, or of a 小規模作業所 its name and address.
    """
    is_workshop = corporation.get("legal_form") == LegalForm.SMALL_WORKSHOP
    if not corporation.get("corporate_number") and not (is_workshop and organization["name"] and organization["address"]):
        raise Refused(NOTHING_TELLS)
    with transaction.atomic():
        row = keep(Organization(kind=OrganizationKind.CORPORATION, **organization), by=by, reason=reason)
        keep(Corporation(organization=row, **corporation), by=by, reason=reason)
    return row


class RegistrationQuerySet(models.QuerySet):
    def begin(self, email):
        """Note an address that wants to register; only the newest link of an address works. Returns the link's key."""
        self.filter(Q(email=email) | Q(sent_at__lte=_oldest())).delete()
        key = secrets.token_urlsafe(32)
        self.create(email=email, key_hash=_hashed(key), sent_at=clock.now())
        return key

    def open(self):
        return self.filter(sent_at__gt=_oldest())

    def of(self, key):
        """The open registration a link belongs to, or None."""
        return self.open().filter(key_hash=_hashed(key)).first()


def _oldest():
    return clock.now() - timedelta(hours=HOURS)


def _hashed(key):
    return hashlib.sha256(key.encode()).hexdigest()


class Registration(models.Model):
    """A mail address that asked to register a corporation, until its link is used or a day has passed.

    Nothing else exists until then: no user, no corporation, no password. It is nobody's record and has no history.
    """

    email = models.EmailField("メールアドレス")
    key_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField("送信日時")
    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "法人の登録の申し出"

    def __str__(self):
        return str(self.pk)

    def complete(self, *, name, kana, password, organization, corporation):
        """Make the 団体, the 法人, the user and their post 管理者. Returns the user.

        organization, corporation: {column: value}. Refuses a link that is over and what is known already.
        """
        with transaction.atomic():
            # One registration after the other: two people of one corporation may fill in the form in the same minutes.
            if self not in Registration.objects.open().select_for_update().order_by("pk"):
                raise Refused(LINK_IS_OVER)
            if User.objects.filter(email__iexact=self.email).exists():
                raise Refused(KNOWN_ADDRESS)
            if registered_organization(
                corporate_number=corporation["corporate_number"], name=organization["name"], address=organization["address"]
            ):
                raise Refused(KNOWN_CORPORATION)
            user = User.objects.create_user(self.email, password, name=name, kana=kana)
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            reason = "法人の登録"
            row = register_corporation(by=user, organization=organization, corporation=corporation, reason=reason)
            keep(Membership(user=user, organization=row, post=Post.MANAGER), by=user, reason=reason)
            Registration.objects.filter(email=self.email).delete()
        return User.objects.get(pk=user.pk)
