"""Kinds of organizations and the posts people hold in them."""

from django.db.models import TextChoices

from shokuiki.records.tracked import Verb


class OrganizationKind(TextChoices):
    CENTER = "center", "地域障害者職業センター"
    CORPORATION = "corporation", "法人"
    WORKPLACE = "workplace", "事業所"
    PESO = "peso", "公共職業安定所"
    AGENCY = "agency", "関係機関"


class Post(TextChoices):
    """根拠: 通知 別紙2 1(1), 2(2)ロ①–⑤ name the posts; 事務 and 管理者 are 判断: the work needs them."""

    DIRECTOR = "director", "所長"
    CHIEF_COUNSELOR = "chief_counselor", "主任障害者職業カウンセラー"
    EVALUATION_COUNSELOR = "evaluation_counselor", "職業評価担当カウンセラー"
    PROGRAM_COUNSELOR = "program_counselor", "職域開発援助事業担当カウンセラー"
    CLERK = "clerk", "事務"
    DISPATCHED_PARTNER = "dispatched_partner", "センター派遣パートナー"
    MANAGER = "manager", "管理者"
    CONSIGNED_PARTNER = "consigned_partner", "委託支援パートナー"
    TECHNICAL_PARTNER = "technical_partner", "技術支援パートナー"
    PESO_OFFICER = "peso_officer", "担当官"
    AGENCY_STAFF = "agency_staff", "担当者"


COUNSELOR_POSTS = (Post.CHIEF_COUNSELOR, Post.EVALUATION_COUNSELOR, Post.PROGRAM_COUNSELOR)
LEADING_POSTS = (Post.DIRECTOR, Post.CHIEF_COUNSELOR)
CENTER_POSTS = (Post.DIRECTOR, *COUNSELOR_POSTS, Post.CLERK)
PARTNER_POSTS = (Post.CONSIGNED_PARTNER, Post.TECHNICAL_PARTNER, Post.DISPATCHED_PARTNER)

# Which posts an organization of a kind can fill.
POSTS_OF = {
    OrganizationKind.CENTER: (*CENTER_POSTS, Post.DISPATCHED_PARTNER),
    OrganizationKind.CORPORATION: (Post.MANAGER, Post.CONSIGNED_PARTNER),
    OrganizationKind.WORKPLACE: (Post.TECHNICAL_PARTNER,),
    OrganizationKind.PESO: (Post.PESO_OFFICER,),
    OrganizationKind.AGENCY: (Post.AGENCY_STAFF,),
}

# Short names for the header and tables, where the full post would break the line.
SHORT_POST = {
    Post.CHIEF_COUNSELOR: "主任カウンセラー",
    Post.EVALUATION_COUNSELOR: "職業評価担当",
    Post.PROGRAM_COUNSELOR: "職域開発援助事業担当",
}

# 代決: how a deputy's post reads, and its code where a post is kept (histories, decisions). Nobody is given it as a post.
ACTING_DIRECTOR = "acting_director"
ACTING_DIRECTOR_LABEL = "所長（代決）"
POST_LABELS = {**dict(Post.choices), ACTING_DIRECTOR: ACTING_DIRECTOR_LABEL}


def post_label(code):
    """A kept post in words; "" for none."""
    return POST_LABELS.get(code, "")


class MembershipState(TextChoices):
    """Follows from the days; no column."""

    COMING = "coming", "発令前"
    CURRENT = "current", "在職中"
    OVER = "over", "解除済み"


_OPEN = {MembershipState.COMING, MembershipState.CURRENT}
MEMBERSHIP_VERBS = {
    "create": Verb("発令する", None, None, "所長とその代決者"),
    "depute": Verb("代決者を指定する", None, None, "所長"),
    "end": Verb("解除する", _OPEN, None, "所長とその代決者"),
    "dismiss": Verb("担当者から外す", _OPEN, None, "法人は管理者、センターは所長、そのほかの団体は所長・主任・事業担当"),
    "leave": Verb("所属から退く", _OPEN, None, "本人"),
}


class InvitationState(TextChoices):
    """Whether the term has run out follows from the day; no state says it."""

    OPEN = "open", "招待中"
    ACCEPTED = "accepted", "登録済み"
    REVOKED = "revoked", "取消し"


INVITATION_VERBS = {
    "create": Verb("招待する", None, None, "その団体の管理者、またはセンターの所長・主任・事業担当"),
    "resend": Verb("招待を送り直す", {InvitationState.OPEN}, None, "その役職に招待できる人"),
    "revoke": Verb("招待を取り消す", {InvitationState.OPEN}, InvitationState.REVOKED, "その役職に招待できる人"),
    "accept": Verb("招待を受ける", {InvitationState.OPEN}, InvitationState.ACCEPTED, "招待された本人"),
}
