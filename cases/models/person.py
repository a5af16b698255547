"""相談者・対象者: one person, whatever the number of cases."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from cases.enums import CertificateType, DisabilityType, Gender
from cases.models.checks import refuse_future, refuse_order
from shokuiki.accounts.models import Organization
from shokuiki.japan.dates import age
from shokuiki.japan.kana import fold, fold_kanji
from shokuiki.records import access, clock
from shokuiki.records.gate import gate
from shokuiki.records.tracked import Tracked, TrackedQuerySet, Verb, history


class PersonQuerySet(TrackedQuerySet):
    def visible_to(self, user):
        """People are reached through their cases; the center's staff see those of their center."""
        return self.filter(center_id__in=user.center_ids)

    def like(self, center, family_kana, given_kana, birth_date):
        """Possible duplicates (P2): the same folded kana, or the same birth date and family kana or given kana."""
        family, given = fold(family_kana), fold(given_kana)
        same_name = Q(kana_key=family + given)
        same_day = Q(birth_date=birth_date) & (Q(kana_key__startswith=family) | Q(kana_key__endswith=given))
        return self.filter(center=center).filter(same_name | same_day)


class Person(Tracked):
    """相談者 before selection, 対象者 after it. Everything on these pages is 要配慮個人情報.

    根拠: 通知 記1 なお書き (uses_employment_support_center is asked, never assumed)
    """

    VERBS = {
        "create": Verb("相談者を登録する", None, None, "主任・職業評価担当・職域開発援助事業担当"),
        "edit": Verb("基本情報を編集する", None, None, "主任・職業評価担当・職域開発援助事業担当"),
    }
    center = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="people", verbose_name="センター")
    family_name = models.CharField("姓", max_length=50)
    given_name = models.CharField("名", max_length=50, blank=True)
    family_kana = models.CharField("姓のふりがな", max_length=50)
    given_kana = models.CharField("名のふりがな", max_length=50, blank=True)
    kana_key = models.CharField(max_length=100, editable=False, db_index=True)
    name_key = models.CharField(max_length=100, editable=False, db_index=True)
    birth_date = models.DateField("生年月日")
    gender = models.CharField("性別", max_length=20, choices=Gender, blank=True)
    postal_code = models.CharField("郵便番号", max_length=8, blank=True)
    address = models.CharField("住所", max_length=200, blank=True)
    phone = models.CharField("電話番号", max_length=20, blank=True)
    email = models.EmailField("メールアドレス", blank=True)
    emergency_contact = models.CharField(
        "緊急連絡先", max_length=200, blank=True, help_text="氏名、続柄、電話番号を書いてください。"
    )
    guardian = models.CharField("後見人等", max_length=200, blank=True)
    uses_employment_support_center = models.BooleanField("障害者雇用支援センターの支援を受けている")
    employment_support_center_name = models.CharField("障害者雇用支援センターの名称", max_length=100, blank=True)
    employment_support_from = models.DateField("支援を受け始めた日", null=True, blank=True)
    communication_needs = models.TextField(
        "配慮事項", blank=True, help_text="手話、点字、やさしい日本語、指示の出し方など"
    )
    diagnosis = models.TextField("診断・服薬・主治医", blank=True)
    job_seeker_number = models.CharField("求職番号", max_length=30, blank=True)
    history = history()
    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "相談者"
        ordering = ["kana_key", "pk"]
        indexes = [models.Index(fields=["center", "kana_key"], name="person_center_kana")]
        constraints = [
            models.CheckConstraint(
                name="person_support_center_named",
                condition=Q(uses_employment_support_center=False) | ~Q(employment_support_center_name=""),
                violation_error_message="障害者雇用支援センターの名称を入力してください。",
            )
        ]

    def __str__(self):
        return self.full_name

    @classmethod
    def from_db(cls, db, field_names, values):
        person = super().from_db(db, field_names, values)
        access.shown(person.pk, person.center_id)
        return person

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        access.shown(self.pk, self.center_id)

    def get_absolute_url(self):
        latest = self.cases.order_by("-pk").first()
        return latest.get_absolute_url() if latest else reverse("cases:list")

    def clean(self):
        """P3: nobody is born in the future; S10: a 障害者雇用支援センター is named, since a day that was."""
        if self.birth_date and self.birth_date > clock.today():
            raise ValidationError({"birth_date": "生年月日が先の日付です。元号と年を確かめてください。"})
        if self.uses_employment_support_center and not self.employment_support_center_name.strip():
            raise ValidationError({"employment_support_center_name": "障害者雇用支援センターの名称を入力してください。"})
        refuse_future(self, "employment_support_from")
        refuse_order(self, "birth_date", "employment_support_from", "支援を受け始めた日は、生年月日以後の日付を入力してください。")

    def fill(self):
        self.kana_key = fold(self.family_kana + self.given_kana)
        self.name_key = fold_kanji(self.family_name + self.given_name)

    @property
    def full_name(self):
        return f"{self.family_name} {self.given_name}".strip()

    @property
    def full_kana(self):
        return f"{self.family_kana} {self.given_kana}".strip()

    @property
    def is_erased(self):
        """Whether who this was has been taken out after the retention; a person always has a name in kana."""
        return not self.family_kana

    @property
    def age(self):
        return age(self.birth_date, clock.today())

    def edit(self, *, by, changes, seen=None, keep_rows=None):
        """keep_rows: function (row) that saves disabilities and certificates in the same gate."""
        with gate(self, "edit", by=by, seen=seen) as row:
            for name, value in changes.items():
                setattr(row, name, value)
            if keep_rows:
                keep_rows(row)


class Disability(Tracked):
    """障害 of a person."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="disabilities", verbose_name="相談者")
    type = models.CharField("障害の種別", max_length=20, choices=DisabilityType)
    detail = models.CharField("内容", max_length=100, blank=True)
    is_severe = models.BooleanField("重度", default=False)
    history = history()

    class Meta:
        verbose_name = verbose_name_plural = "障害"
        ordering = ["pk"]

    def __str__(self):
        return self.get_type_display()


class Certificate(Tracked):
    """手帳 of a person; the grade as the issuer writes it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="certificates", verbose_name="相談者")
    type = models.CharField("手帳", max_length=20, choices=CertificateType)
    grade = models.CharField("等級・度", max_length=30, blank=True)
    number = models.CharField("番号", max_length=30, blank=True)
    issued_on = models.DateField("交付日", null=True, blank=True)
    valid_until = models.DateField("有効期限・次回判定", null=True, blank=True)
    history = history()

    class Meta:
        verbose_name = verbose_name_plural = "手帳"
        ordering = ["pk"]

    def __str__(self):
        return f"{self.get_type_display()} {self.grade}".strip()

    def clean(self):
        """P3: a 手帳 is issued to somebody who was born, and runs from its issue."""
        refuse_future(self, "issued_on")
        if self.person_id and self.issued_on and self.issued_on < self.person.birth_date:
            raise ValidationError("手帳の交付日は、生年月日以後の日付を入力してください。")
        refuse_order(self, "issued_on", "valid_until", "有効期限・次回判定は、交付日以後の日付を入力してください。")
