"""Kinds of organizations and the posts people hold in them."""

from django.db.models import TextChoices


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
