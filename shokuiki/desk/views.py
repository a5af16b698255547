"""今日の業務, the partners' ホーム, and the search in the header."""

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Window
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cases.enums import CLOSED_STATES, STEP_OF, STEP_TITLES, CaseState, LogState
from cases.models import Case, DailyLog, EmergencyAccess
from meetings.enums import MeetingState
from meetings.models import AgendaItem, Attendee, Meeting, TargetSelection
from partners.models import ConsignmentApplication
from shokuiki.accounts.enums import COUNSELOR_POSTS, Post
from shokuiki.desk.approvals import of_application, of_contract, of_emergency, of_erasures, of_request
from shokuiki.desk.due import Work, work_of
from shokuiki.desk.frame import has_tabbar, staff_counts
from shokuiki.japan.dates import fiscal_year, fiscal_year_range
from shokuiki.records import access, clock
from shokuiki.records.enums import AccessKind, SettingKey
from shokuiki.records.errors import NotAllowed
from shokuiki.records.models import Setting

TURNS = 10  # cases listed on the desk whose next step is this person's; the list of cases has all


def home(request):
    """Where everybody lands: the desk, the partners' home, or the invitations to meetings."""
    user = request.user
    if user.center_ids:
        return render(request, "desk/home.html", desk(request))
    if has_tabbar(user):
        return render(request, "desk/partner_home.html", partners_desk(user))
    if user.standing:
        return redirect("meetings:list")
    return render(request, "desk/nobody.html", status=403)


def desk(request):
    """What waits for this person at the center. 所長・主任 may look at the whole center: they may open every case."""
    user = request.user
    leading = bool(user.organization_ids(Post.DIRECTOR, Post.CHIEF_COUNSELOR))
    whole = leading and request.GET.get("scope") != "mine"
    center = Q(center_id__in=user.center_ids)
    cases = Case.objects.filter(center)
    mine = cases if whole else cases.counseled_by(user).filter(center_id__in=user.organization_ids(*COUNSELOR_POSTS))
    works = bool(user.organization_ids(Post.DIRECTOR, *COUNSELOR_POSTS))
    stages = stage_counts(mine if works else cases)
    directing = bool(user.organization_ids(Post.DIRECTOR))
    numbers = staff_counts(user, **Setting.objects.columns(user.center_ids[0], *SettingKey))
    decision_days, review_days = numbers[SettingKey.DECISION_DAYS], numbers[SettingKey.REVIEW_DAYS]
    work = work_of(mine, numbers, None if whole else user) if works else Work([], [], [])
    turns, contracts = work.turns[:TURNS], work.contracts if directing else []
    for case in [*(row.case for row in work.due), *(case for case, _ in turns), *contracts]:
        access.shown(case.person_id, case.center_id)
    approvals = [of_emergency(row) for row in emergencies_unseen(user)] if directing else []
    approvals += [of_request(row, directing, decision_days) for row in target_requests(user, center, whole)]
    approvals += [of_application(row, review_days, decision_days) for row in applications_waiting(user)]
    approvals += [of_contract(case) for case in contracts]
    approvals += [of_erasures(numbers["erasures"])] if numbers["erasures"] else []
    meetings = meetings_waiting(user, center, whole)
    logs = logs_waiting(user, whole)
    return {
        "leading": leading,
        "whole": whole,
        "works": works,
        "user_post": user.main_membership.post_label,
        "today": clock.today(),
        "approvals": approvals,
        "meetings_today": [m for m in meetings if m.state == MeetingState.PLANNED and m.starts_on == clock.today()],
        "meetings_open": [m for m in meetings if m.state != MeetingState.PLANNED or m.starts_on < clock.today()],
        "due": work.due,
        "late": sum(row.is_late for row in work.due),
        "soon": sum(row.is_soon for row in work.due),
        "turns": turns,
        "turn_count": len(work.turns),
        "logs": logs,
        "log_count": logs[0].waiting if logs else 0,
        "stages": stages["steps"],
        "open_count": stages["open"],
        "closed_counts": stages["closed"],
        "may_intake": any(user.counsels_at(center_id) for center_id in user.center_ids),
    }


def stage_counts(cases):
    """{"steps": [(number, title, count, share of the largest in %)], "open": n, "closed": [(label, n)]} in one query."""
    first, last = fiscal_year_range(fiscal_year(clock.today()))
    this_year = Q(closed_on__range=(first, last))
    rows = dict(
        cases.filter(~Q(state__in=CLOSED_STATES) | this_year).order_by().values_list("state").annotate(n=Count("pk"))
    )
    by_step = dict.fromkeys(range(1, 9), 0)
    for state, count in rows.items():
        if state not in CLOSED_STATES:
            by_step[STEP_OF[state]] += count
    largest = max(by_step.values()) or 1
    return {
        "steps": [(number, STEP_TITLES[number - 1], n, round(100 * n / largest)) for number, n in by_step.items()],
        "open": sum(by_step.values()),
        "closed": [(CaseState(state).label, rows.get(state, 0)) for state in
                   (CaseState.CLOSED, CaseState.NOT_SELECTED, CaseState.WITHDRAWN)],
    }


def emergencies_unseen(user):
    """緊急閲覧 that wait to be seen by this 所長."""
    directed = user.organization_ids(Post.DIRECTOR)
    found = EmergencyAccess.objects.unseen().filter(case__center_id__in=directed).select_related("case__person", "user")
    return list(found.order_by("starts_at", "pk"))


def target_requests(user, center, whole):
    """対象者選定 that wait: for the 所長 to decide; for who carries the case on to know."""
    requests = TargetSelection.objects.filter(center).waiting()
    if not whole:
        carried = Q(case__program_counselor=user) | Q(case__primary_counselor=user)
        requests = requests.filter(carried, center_id__in=user.organization_ids(*COUNSELOR_POSTS))
    return list(
        requests
        .select_related("case__person", "case__consignee", "requested_by").order_by("requested_on", "pk")
    )


def applications_waiting(user):
    """委託申込 that wait for this person: for the 所長's decision, or to be received and reviewed."""
    centers, found = user.center_ids, ConsignmentApplication.objects.none()
    if user.organization_ids(Post.DIRECTOR):
        found |= ConsignmentApplication.objects.to_decide(centers)
    if user.organization_ids(Post.CHIEF_COUNSELOR, Post.PROGRAM_COUNSELOR, Post.CLERK):
        found |= ConsignmentApplication.objects.to_receive(centers)
    if user.organization_ids(Post.CHIEF_COUNSELOR, Post.PROGRAM_COUNSELOR):
        found |= ConsignmentApplication.objects.to_review(centers)
    return list(found.as_handed_in().order_by("submitted_on", "pk"))


def meetings_waiting(user, center, whole):
    """Meetings of today, and past ones whose record is not confirmed yet."""
    meetings = Meeting.objects.filter(center).exclude(
        state__in=[MeetingState.CONFIRMED, MeetingState.CANCELLED]
    ).filter(starts_at__date__lte=clock.today())
    if not whole:
        invited = Attendee.objects.filter(meeting=OuterRef("pk"), user=user)
        meetings = meetings.filter(Q(recorder=user) | Q(chair=user) | Exists(invited))
    items = AgendaItem.objects.select_related("case__person")
    return list(
        meetings.annotate(members=Count("attendees", distinct=True))
        .prefetch_related(Prefetch("items", items)).order_by("starts_at", "pk")
    )


def logs_waiting(user, whole):
    """The first five; `waiting` of each tells how many there are."""
    logs = DailyLog.objects.filter(case__center_id__in=user.center_ids, state=LogState.SUBMITTED)
    if not whole:
        counsels = user.organization_ids(*COUNSELOR_POSTS)
        logs = logs.filter(case__program_counselor=user, case__center_id__in=counsels)
    logs = logs.select_related("case__person", "assignment__partner", "written_by")
    return list(logs.annotate(waiting=Window(Count("pk"))).order_by("-asks_center", "date", "pk")[:5])


def partners_desk(user):
    """What waits for a partner or a corporation's manager."""
    from cases.partner_home import partner_home

    manages = user.organization_ids(Post.MANAGER)
    return {
        "today": clock.today(),
        "support": partner_home(user) if user.is_partner else None,
        "manages": bool(manages),
        "applications": ConsignmentApplication.objects.filter(organization_id__in=manages).select_related("center")[:5]
        if manages else [],
        "meetings": Meeting.objects.visible_to(user).filter(state=MeetingState.PLANNED).order_by("starts_at")[:5],
    }


@require_POST
def search(request):
    """案件番号・氏名・ふりがな: the text stays in the session; one hit opens its case."""
    from cases.search import remember

    if not request.user.center_ids:
        raise NotAllowed("案件の検索は、センターの職員が使います。")
    text = request.POST.get("q", "").strip()
    if not text:
        return redirect("cases:list")
    hits = Case.objects.visible_to(request.user).matching(text).values("pk", "person_id", "center_id")[:2]
    if len(hits) == 1:
        access.shown(hits[0]["person_id"], hits[0]["center_id"])
        access.as_kind(AccessKind.SEARCHED)
        return redirect("cases:case", hits[0]["pk"])
    return redirect(remember(request, text))
