"""見られる人: who may see what of a case, and why, found by the rules themselves."""

from dataclasses import dataclass

from cases.enums import ConsentPurpose, SharedItem
from cases.models import EmergencyAccess
from cases.page import PARTS
from cases.sharing import PURPOSE_OF_PARTNER, shared_by
from cases.views.tabs import CaseTab
from partners.enums import PartnerKind
from shokuiki.accounts.enums import CENTER_POSTS, LEADING_POSTS, SHORT_POST, Post
from shokuiki.accounts.models import Membership
from shokuiki.japan.dates import wareki
from shokuiki.records import clock
from shokuiki.records.gate import may

INDEX_LINE = "番号・氏名・ふりがな・段階・担当だけ"
CONTENTS = "内容のすべて"
CONTRACTS = f"{INDEX_LINE}と、委託契約"
BY_PARTNER = "氏名・ふりがな・事業所・自分の支援日誌"
NAME = "氏名・ふりがな"


@dataclass(frozen=True)
class Row:
    """Who, of where, sees what, and why: sentences. open: whether it is more than the index line."""

    who: str
    where: str
    what: str
    why: str
    open: bool = True


class AccessView(CaseTab):
    current = "cases:access"
    template_name = "cases/access.html"

    def get_context_data(self, **kwargs):
        case = self.case
        consents = shared_by(case.person_id)
        accesses = list(EmergencyAccess.objects.filter(case=case).select_related("user").order_by("-starts_at", "-pk"))
        return super().get_context_data(**kwargs) | {
            "staff": staff_of(case, accesses),
            "partners": partners_of(case, consents),
            "guests": guests_of(case, consents),
            "directs": self.request.user.directs(case.center_id),
            "emergencies": accesses,
            "today": clock.today(),
        }


# --- The center ---------------------------------------------------------------------------------------------------------
def members_of(center_id):
    """The center's people today, each with their `standing` there read already: one query."""
    found = {}
    rows = (
        Membership.objects.current().filter(organization=center_id, post__in=CENTER_POSTS, user__is_active=True)
        .select_related("user", "organization").order_by("user__kana", "pk")
    )
    for membership in rows:
        found.setdefault(membership.user_id, (membership.user, []))[1].append(membership)
    for user, memberships in found.values():
        user.standing = memberships
    order = list(Post.values)
    return sorted(
        (user for user, _ in found.values()), key=lambda user: min(order.index(row.post) for row in user.standing)
    )


def staff_of(case, accesses):
    """What the rule "cases.case.read" says of everybody at the center, and on what ground. Queries: the same for any
    number of people, as the seats and the 緊急閲覧 are read once and handed to the rule."""
    seats = {}
    for part in PARTS:
        seats |= part.seats(case)
    running = {row.user_id: row for row in accesses if row.is_running}
    case.seated, case.emergency_readers = set(seats), set(running)
    return [_member(case, user, seats, running) for user in members_of(case.center_id)]


def _member(case, user, seats, running):
    posts = [row.post for row in user.standing]
    where = "・".join(SHORT_POST.get(post, Post(post).label) for post in posts)
    if not may(user, "read", case):
        if Post.CLERK in posts:
            return Row(user.name, where, CONTRACTS, "センターの事務", open=False)
        return Row(user.name, where, INDEX_LINE, "センターの職員", open=False)
    why = [Post(post).label for post in posts if post in LEADING_POSTS]
    why += [label for label, pk in (
        ("担当カウンセラー", case.primary_counselor_id), ("職業評価の担当", case.evaluation_counselor_id),
        ("職域開発援助事業の担当", case.program_counselor_id),
    ) if pk == user.pk]
    if not why and user.pk in seats:
        why.append(seats[user.pk])
    if not why and user.pk in running:
        access = running[user.pk]
        why.append(f"緊急閲覧（あと{access.time_left}）　理由：{access.reason}")
    return Row(user.name, where, CONTENTS, "、".join(why))


# --- Outside ------------------------------------------------------------------------------------------------------------
def partners_of(case, consents):
    """Those assigned now or to come: what their page shows, and until when."""
    rows = []
    today = clock.today()
    for assignment in case.assignments.select_related("partner__organization").order_by("valid_from", "pk"):
        if assignment.valid_to and assignment.valid_to < today:
            continue
        partner = assignment.partner
        items, why = _shown_to_partner(partner, consents)
        begins = f"{wareki(assignment.valid_from, weekday=False)}から" if assignment.valid_from > today else ""
        until = f"{wareki(assignment.valid_to, weekday=False)}まで" if assignment.valid_to else "支援の終わりまで"
        what = BY_PARTNER + ("・支援の目標" if SharedItem.SUPPORT_PLAN in items else "")
        what += "と進み具合" if {SharedItem.SUPPORT_PLAN, SharedItem.GOAL_PROGRESS} <= items else ""
        if partner.user_id is None:
            what = "この仕組みでは何も見られません（利用者の登録なし）"
        rows.append(
            Row(partner.name, f"{partner.organization.name}　{partner.get_kind_display()}", what,
                f"割当て（{begins}{until}）。{why}", open=partner.user_id is not None and not begins)
        )
    return rows


def _shown_to_partner(partner, consents):
    if partner.kind == PartnerKind.DISPATCHED:
        return set(SharedItem), "センターから派遣されるパートナー"
    purpose = PURPOSE_OF_PARTNER[partner.kind]
    items, said = consents.of(partner.organization_id, purpose)
    return items, said or f"「{ConsentPurpose(purpose).label}」の有効な同意なし"


def guests_of(case, consents):
    """Organizations invited to a meeting on this case: what its page may show them, by consent only."""
    rows = []
    for part in PARTS:
        for organization, who, meeting, purposes, on_pages in part.guests(case):
            items, said = consents.of(organization.pk, *purposes)
            if said is None:
                rows.append(Row(who, organization.name, "何も見られません", f"{meeting}の案内。有効な同意なし", open=False))
                continue
            shown = "・".join([NAME, *(item.label for item in on_pages if item in items)])
            told = "・".join(item.label for item in SharedItem if item in items and item not in on_pages)
            what = f"{shown}　（会議の場でだけ：{told}）" if told else shown
            rows.append(Row(who, organization.name, what, f"{meeting}の案内。{said}"))
    return rows
