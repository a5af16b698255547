"""The frame around every page: who is signed in, the menu of their role, and what waits in each item."""

from dataclasses import dataclass

from django.db.models import Count, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from cases.enums import CaseState, LogState
from cases.models import Case, DailyLog, EmergencyAccess, ErasureRequest
from meetings.enums import MeetingState
from meetings.models import Meeting, TargetSelection
from partners.enums import ApplicationState
from partners.models import ConsignmentApplication, Corporation
from shokuiki.accounts.enums import CENTER_POSTS, LEADING_POSTS, PARTNER_POSTS, Post
from shokuiki.accounts.models import User
from shokuiki.members.rules import works_with_others
from shokuiki.records import clock

EMERGENCY_COLUMNS = ("pk", "ends_at", "reason", "case__number")  # what the mark on the page says


@dataclass
class Item:
    """One line of the menu. count: how many need someone; due: they wait for this person or are late."""

    label: str
    url: str
    icon: str
    count: int | None = None
    due: bool = False
    count_label: str = "件"
    current: bool = False


def frame(request):
    """Context processor: `frame` for signed-in people. Its counts come from one query."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"frame": None}
    membership = user.main_membership
    emergencies = emergencies_shown(user)
    groups = menu_of(user)
    mark_current(groups, request.path)
    return {
        "frame": {
            "organization": membership.organization.name if membership else "",
            "person": user.name,
            "now": clock.now(),
            "post": membership.short_post if membership else "",
            "search": bool(user.center_ids),
            "printed": reverse("desk:printed", args=[request.access_key]) if hasattr(request, "access_key") else "",
            "emergencies": emergencies,
            "menu": groups,
            "tabbar": [item for group in groups for item in group][:4] if has_tabbar(user) else [],
        }
    }


def emergencies_shown(user):
    """The 緊急閲覧 by which this answer shows a case (`cases.rules.mark_emergency`); they come with the counts."""
    columns = {}
    for case in getattr(user, "emergencies", ()):
        running = EmergencyAccess.objects.running().filter(user=user, case=case).order_by("-starts_at", "-pk")
        columns |= {f"{case}_{name}": Subquery(running.values(name)[:1]) for name in EMERGENCY_COLUMNS}
    if not columns:
        return []
    counts = staff_counts(user, **columns)
    if not columns.keys() <= counts.keys():  # the page had asked for the counts before
        counts = one_query(user, columns)
    found = []
    for case in sorted(user.emergencies):
        pk, ends_at, reason, number = (counts[f"{case}_{name}"] for name in EMERGENCY_COLUMNS)
        if pk:
            found.append(EmergencyAccess(pk=pk, ends_at=ends_at, reason=reason, case=Case(pk=case, number=number)))
    return found


def has_tabbar(user):
    """Corporations and partners use phones."""
    return not user.center_ids and any(m.post in (Post.MANAGER, *PARTNER_POSTS) for m in user.standing)


def menu_of(user):
    if user.center_ids:
        return staff_menu(user)
    if any(m.post in (Post.MANAGER, *PARTNER_POSTS) for m in user.standing):
        return [partner_menu(user)]
    return [[item("会議の案内", "meetings:list", "cal")]] if user.standing else []


def staff_menu(user):
    counts = staff_counts(user)
    directing = any(m.post == Post.DIRECTOR for m in user.standing)
    clerk_only = all(m.post == Post.CLERK for m in user.standing if m.post in CENTER_POSTS)
    work = [
        item("今日の業務", "desk:home", "home"),
        item("案件", "cases:list", "cases", counts["cases"]),
        item("対象者選定", "meetings:target_selections", "check", counts["requests"], due=directing),
        item("会議", "meetings:list", "cal", counts["meetings"]),
        item("支援日誌", "cases:all_logs", "log", counts["logs"]),
        item("フォローアップ", "cases:follow_ups", "loop", counts["follow_ups"]),
    ]
    if directing:
        work.append(item("緊急閲覧", "cases:emergencies", "warn", counts["emergencies"], due=True))
    if clerk_only:
        work = [*work[:2], item("委託契約", "cases:contracts", "doc")]
    corporations = [
        item("委託申込", "partners:applications", "doc", counts["decisions"] if directing else counts["applications"],
             due=directing),
        item("委託先法人", "partners:selections", "building"),
        item("パートナー", "partners:partners", "people"),
        item("事業所", "partners:workplaces", "building"),
    ]
    return [work, corporations, office_menu(user)]


def office_menu(user):
    """What keeps the center itself in order."""
    office = [item("職員と役職", "members:people", "people", args=[user.center.pk])]
    if works_with_others(user):
        office.append(item("団体の担当者", "members:organizations", "people"))
    if user.organization_ids(Post.DIRECTOR):
        office.append(item("閲覧記録", "desk:access", "shield"))
    if user.organization_ids(*LEADING_POSTS):
        office.append(item("記録の検証", "desk:ledger", "link"))
        office.append(item("記録の消去", "cases:erasures", "doc", staff_counts(user)["erasures"], due=True))
    return office


def partner_menu(user):
    """Home, logs, applications, meetings, the corporation: what each of these people can open."""
    manages = user.organization_ids(Post.MANAGER)
    counts = partner_counts(user)
    items = [item("ホーム", "desk:home", "home")]
    if user.is_partner:
        items.append(item("支援日誌", "cases:all_logs", "log", counts["returned"], due=True))
    if manages:
        items.append(item("委託申込", "partners:applications", "doc", counts["applications"], due=True))
    items.append(item("会議", "meetings:list", "cal", counts["meetings"]))
    if manages and counts["corporation"]:
        items.append(item("法人・担当者", "partners:corporation", "building", args=[counts["corporation"]]))
    elif manages:
        items.append(item("担当者", "members:people", "people", args=[manages[0]]))
    return items


def item(label, name, icon, count=None, *, due=False, args=()):
    return Item(label, reverse(name, args=args), icon, count or None, due)


def mark_current(groups, path):
    """The item whose address is the longest beginning of the page's."""
    items = [i for group in groups for i in group]
    fitting = [i for i in items if path.startswith(i.url) and (i.url != "/" or path == "/")]
    if fitting:
        max(fitting, key=lambda i: len(i.url)).current = True


def staff_counts(user, **columns):
    """What waits in the items of the menu, asked once for an answer: a page may let columns of its own ride along."""
    if not hasattr(user, "menu_counts"):
        user.menu_counts = _staff_counts(user, columns)
    return user.menu_counts


def _staff_counts(user, columns):
    center = Q(center_id__in=user.center_ids)
    applications = ConsignmentApplication.objects
    waiting = applications.to_receive(user.center_ids) | applications.to_review(user.center_ids)
    mine = Case.objects.filter(center).open().counseled_by(user)
    return one_query(
        user,
        columns,
        cases=mine,
        requests=TargetSelection.objects.filter(center).waiting(),
        meetings=Meeting.objects.filter(center, state=MeetingState.PLANNED, starts_at__date=clock.today()),
        logs=DailyLog.objects.filter(
            case__center_id__in=user.center_ids, case__program_counselor=user, state=LogState.SUBMITTED
        ),
        follow_ups=mine.filter(state=CaseState.FOLLOW_UP),
        applications=waiting,
        decisions=applications.to_decide(user.center_ids),
        emergencies=EmergencyAccess.objects.unseen().filter(case__center_id__in=user.organization_ids(Post.DIRECTOR)),
        erasures=ErasureRequest.objects.to_approve(user).filter(center_id__in=user.organization_ids(*LEADING_POSTS)),
    )


def partner_counts(user):
    manages = user.organization_ids(Post.MANAGER)
    counts = one_query(
        user,
        {},
        returned=DailyLog.objects.filter(assignment__partner__user=user, state=LogState.DRAFT).exclude(
            return_comment=""
        ),
        applications=ConsignmentApplication.objects.filter(
            organization_id__in=manages, state=ApplicationState.RETURNED
        ),
        meetings=Meeting.objects.visible_to(user).filter(state=MeetingState.PLANNED),
        corporation=Corporation.objects.filter(organization_id__in=manages),
    )
    if counts["corporation"]:
        counts["corporation"] = Corporation.objects.filter(organization_id__in=manages).values_list("pk", flat=True)[0]
    return counts


def one_query(user, more, **querysets):
    """{name: number of rows} of several querysets, and of more {name: expression}, in a single query on the user's row."""
    columns = {f"n_{name}": Coalesce(Subquery(counting(queryset)), 0) for name, queryset in querysets.items()}
    found = User.objects.filter(pk=user.pk).values(**columns, **{f"m_{name}": column for name, column in more.items()}).get()
    return {name: found[f"n_{name}"] for name in querysets} | {name: found[f"m_{name}"] for name in more}


def counting(queryset):
    return queryset.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")


