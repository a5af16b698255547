"""Who signs in (利用者) and where they belong (団体・所属)."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from shokuiki.accounts.enums import CENTER_POSTS, COUNSELOR_POSTS, PARTNER_POSTS, SHORT_POST, OrganizationKind, Post
from shokuiki.japan.kana import fold
from shokuiki.records import clock
from shokuiki.records.tracked import Tracked, TrackedQuerySet, history


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. Never deleted, only made inactive: their name stays on what they did.

    ``is_superuser`` opens the administration of accounts and settings and grants nothing in the program.
    """

    email = models.EmailField("メールアドレス", unique=True)
    name = models.CharField("氏名", max_length=100, help_text="姓と名の間を1文字あけてください。")
    kana = models.CharField("ふりがな", max_length=100)
    is_active = models.BooleanField("利用できる", default=True)
    is_staff = models.BooleanField("管理画面を使う", default=False)
    date_joined = models.DateTimeField("登録日時", default=clock.now)
    history = history(excluded_fields=["password", "last_login"])

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name", "kana"]
    objects = UserManager()

    class Meta:
        verbose_name = verbose_name_plural = "利用者"
        ordering = ["kana", "pk"]

    def __str__(self):
        return self.name

    @cached_property
    def standing(self):
        """The memberships that hold today, read once per request."""
        if not self.pk or not self.is_active:
            return []
        return list(self.memberships.current().select_related("organization").order_by("pk"))

    def holds(self, organization_id, *posts):
        """Whether this person holds one of the posts at that organization today (any post when none is named)."""
        return any(
            m.organization_id == organization_id and (not posts or m.post in posts) for m in self.standing
        )

    def works_at(self, organization_id):
        """Whether this person is staff of that center (not a dispatched partner)."""
        return self.holds(organization_id, *CENTER_POSTS)

    def counsels_at(self, organization_id):
        return self.holds(organization_id, *COUNSELOR_POSTS)

    def directs(self, organization_id):
        return self.holds(organization_id, Post.DIRECTOR)

    def organization_ids(self, *posts):
        """Organizations where this person holds one of the posts (any post when none is named)."""
        return [m.organization_id for m in self.standing if not posts or m.post in posts]

    @cached_property
    def center_ids(self):
        """Centers whose staff this person is."""
        return self.organization_ids(*CENTER_POSTS)

    @cached_property
    def center(self):
        """The center this person works at, or None: an outsider, or a dispatched partner."""
        return next((m.organization for m in self.standing if m.post in CENTER_POSTS), None)

    @cached_property
    def is_partner(self):
        return any(m.post in PARTNER_POSTS for m in self.standing)

    @cached_property
    def main_membership(self):
        """The membership shown in the header: the highest post (the order of `Post`)."""
        order = list(Post.values)
        return min(self.standing, key=lambda m: order.index(m.post), default=None)

    def post_at(self, organization_id):
        """The post in which this person acts at that organization, else their main post; "" for nobody's member."""
        order = list(Post.values)
        here = [m.post for m in self.standing if m.organization_id == organization_id]
        if here:
            return min(here, key=order.index)
        return self.main_membership.post if self.main_membership else ""


class OrganizationQuerySet(TrackedQuerySet):
    def of(self, kind):
        return self.filter(kind=kind)


class Organization(Tracked):
    """団体: a center, a corporation, a workplace, a 公共職業安定所 or another agency; shared between centers.

    根拠: 通知 別紙2 2(2)ロ①–⑤ lists the five groups.
    """

    kind = models.CharField("種類", max_length=20, choices=OrganizationKind)
    name = models.CharField("名称", max_length=100)
    kana = models.CharField("ふりがな", max_length=150, blank=True)
    kana_key = models.CharField(max_length=150, editable=False, db_index=True)
    postal_code = models.CharField("郵便番号", max_length=8, blank=True)
    address = models.CharField("所在地", max_length=200, blank=True)
    phone = models.CharField("電話番号", max_length=20, blank=True)
    fax = models.CharField("FAX番号", max_length=20, blank=True)
    email = models.EmailField("連絡用メールアドレス", blank=True)
    contact = models.CharField("連絡担当者", max_length=100, blank=True)
    history = history()

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "団体"
        ordering = ["kana_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="organization_kind_known",
                condition=Q(kind__in=OrganizationKind.values),
                violation_error_message="団体の種類を選んでください。",
            ),
        ]

    def __str__(self):
        return self.name

    def fill(self):
        self.kana_key = fold(self.kana or self.name)


class MembershipQuerySet(TrackedQuerySet):
    def current(self, on=None):
        """Memberships that hold on a day (today when none is given), both ends included."""
        on = on or clock.today()
        return self.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))


class Membership(Tracked):
    """所属: a user holds a post in an organization from one day to another."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships", verbose_name="利用者")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="memberships", verbose_name="団体"
    )
    post = models.CharField("役職", max_length=30, choices=Post)
    valid_from = models.DateField("発令日", default=clock.today)
    valid_to = models.DateField("解除日", null=True, blank=True)
    history = history()

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "所属"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "post"],
                condition=Q(valid_to=None),
                name="membership_once_open",
                violation_error_message="同じ所属がすでに登録されています。",
            ),
            models.CheckConstraint(
                name="membership_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="解除日は発令日以後の日付を入力してください。",
            ),
        ]

    def __str__(self):
        return f"{self.organization} {self.get_post_display()} {self.user}"

    @property
    def short_post(self):
        return SHORT_POST.get(self.post, self.get_post_display())
