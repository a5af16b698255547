"""相談者: 性別, 障害, 手帳."""

from django.db.models import TextChoices


class Gender(TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"
    OTHER = "other", "その他"
    UNSPECIFIED = "unspecified", "答えない"


class DisabilityType(TextChoices):
    PHYSICAL = "physical", "身体障害"
    INTELLECTUAL = "intellectual", "知的障害"
    MENTAL = "mental", "精神障害"
    DEVELOPMENTAL = "developmental", "発達障害"
    HIGHER_BRAIN = "higher_brain", "高次脳機能障害"
    INTRACTABLE = "intractable", "難病"
    OTHER = "other", "その他"


class CertificateType(TextChoices):
    PHYSICAL = "physical", "身体障害者手帳"
    REHABILITATION = "rehabilitation", "療育手帳"
    MENTAL = "mental", "精神障害者保健福祉手帳"
    APPLYING = "applying", "申請中"
