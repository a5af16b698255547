"""利用者: who signs in."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.functional import cached_property

from shokuiki.accounts.enums import ACTING_DIRECTOR, CENTER_POSTS, COUNSELOR_POSTS, PARTNER_POSTS, Post, post_label
from shokuiki.records import clock
from shokuiki.records.tracked import history


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

    def clean(self):
        """One spelling of an address: else two accounts could share it."""
        super().clean()
        self.email = self.email.lower()

    @cached_property
    def standing(self):
        """The memberships that hold today, read once per request."""
        if not self.pk or not self.is_active:
            return []
        return list(self.memberships.standing())

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
        """Whether this person decides there as 所長: the 所長, or the deputy of the moment (代決)."""
        return self.holds(organization_id, Post.DIRECTOR)

    def heads(self, organization_id):
        """Whether this person is the 所長 there in their own right."""
        return any(m.organization_id == organization_id and m.post == Post.DIRECTOR and not m.is_acting
                   for m in self.standing)

    def acts_for(self, organization_id):
        """The 所長 in whose place this person decides there today; None for the 所長 and for who does not decide."""
        if self.heads(organization_id):
            return None
        return next((m.acting_for for m in self.standing if m.organization_id == organization_id and m.is_acting), None)

    def organization_ids(self, *posts):
        """Organizations where this person holds one of the posts (any post when none is named)."""
        return [m.organization_id for m in self.standing if not posts or m.post in posts]

    @cached_property
    def center_ids(self):
        """Centers whose staff this person is."""
        return list(dict.fromkeys(self.organization_ids(*CENTER_POSTS)))

    @cached_property
    def center(self):
        """The center this person works at, or None: an outsider, or a dispatched partner."""
        return next((m.organization for m in self.standing if m.post in CENTER_POSTS), None)

    @cached_property
    def is_partner(self):
        return any(m.post in PARTNER_POSTS for m in self.standing)

    @cached_property
    def main_membership(self):
        """The membership shown in the header: the highest post (the order of `Post`), their own before a deputy's."""
        order = list(Post.values)
        return min(self.standing, key=lambda m: (order.index(m.post), m.is_acting), default=None)

    def post_at(self, organization_id):
        """The post in which this person acts at that organization, else their main post; "" for nobody's member.

        A code of `Post`, or `ACTING_DIRECTOR` for a deputy: `enums.post_label` says both in words.
        """
        order = list(Post.values)
        here = [m for m in self.standing if m.organization_id == organization_id] or self.standing
        highest = min(here, key=lambda m: (order.index(m.post), m.is_acting), default=None)
        if highest is None:
            return ""
        return ACTING_DIRECTOR if highest.is_acting else highest.post

    def signature(self, post, on_behalf_of=None):
        """How this person stands under a decision: post and name; a deputy with the name of the 所長 too."""
        if on_behalf_of:
            return f"{self.name}（{Post.DIRECTOR.label} {on_behalf_of.name}の代決）"
        return f"{post_label(post)} {self.name}".strip()

    def signature_at(self, organization_id):
        """The signature under what this person would decide at that center now."""
        return self.signature(self.post_at(organization_id), self.acts_for(organization_id))
