"""The list of meetings, and one meeting for the center."""

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, prefetch_related_objects

from cases.enums import BEFORE_DECISION, IN_SUPPORT, CaseState
from cases.models import FollowUpRole
from cases.page import Entry
from cases.views.tabs import CaseTab
from meetings.case_page import items_of
from meetings.enums import CONCLUSION_CHIPS, RECORDING, MeetingKind, MeetingState
from meetings.models import AgendaItem, Attendee, DecidedMethod, GoalReview, Meeting
from meetings.next_step import next_step
from meetings.rules import readable, readable_of, with_grounds
from meetings.views.amendment import amendments_on_page
from meetings.views.guest import InvitationList, InvitationView
from shokuiki.accounts.enums import post_label
from shokuiki.files.models import UNSAID, Attachment
from shokuiki.pages.views import NounList, NounView
from shokuiki.records import clock, gate
from shokuiki.records.history import changes

S = CaseState
CANDIDATE_STATES = {
    MeetingKind.LIAISON: BEFORE_DECISION,
    MeetingKind.CASE_MEETING: {S.DRAFTING, S.AWAITING_CASE_MEETING, S.DEFERRED},
    MeetingKind.IN_PROGRESS: IN_SUPPORT,
    MeetingKind.POST: {S.SUPPORT_ENDED},
}
TABS = (
    ("planned", "これから", [MeetingState.PLANNED]),
    ("recording", "記録と確定を待つ", sorted(RECORDING)),
    ("confirmed", "済んだ会議", [MeetingState.CONFIRMED]),
    ("cancelled", "中止した会議", [MeetingState.CANCELLED]),
)
EMPTY = {
    "planned": ("これからの会議はありません。", "会議を登録すると、日の近い順に並びます。"),
    "recording": ("記録を待つ会議はありません。", "開いた会議は、記録が確定するまでここに並びます。"),
    "confirmed": ("済んだ会議はまだありません。", "記録が確定した会議が、新しい順に並びます。"),
    "cancelled": ("中止した会議はありません。", ""),
}


def agenda(items=AgendaItem.objects):
    """The items with what the pages show of them: one query."""
    return Prefetch(
        "items",
        items.select_related(
            "case__person", "case__program_counselor", "case__follow_up_plan", "decision__by", "decision__on_behalf_of",
            "decision__text"
        ),
    )


def meetings_of_center(user):
    """The meetings of the centers where this person works, with agenda and attendees: three queries."""
    invited = Prefetch("attendees", Attendee.objects.select_related("organization", "user"))
    found = Meeting.objects.filter(center_id__in=user.center_ids).select_related("center", "chair", "recorder", "confirmed_by")
    return found.prefetch_related(agenda(with_grounds(AgendaItem.objects.all(), user)), invited)


# The follow-up plans of the cases with their rows: three queries more.
FOLLOW_UP = (
    Prefetch("items__case__follow_up_plan__followuproles", FollowUpRole.objects.select_related("organization")),
    "items__case__follow_up_plan__curriculumitems", "items__case__follow_up_plan__followupways",
)


# --- Lists ---------------------------------------------------------------------------------------------------------
def meetings(request):
    """会議 for the center's staff, 会議の案内 for everybody else."""
    view = MeetingList if request.user.center_ids else InvitationList
    return view.as_view()(request)


class MeetingList(NounList):
    model = Meeting
    template_name = "meetings/list.html"
    context_object_name = "meetings"

    def get_queryset(self):
        self.kind = self.request.GET.get("kind") if self.request.GET.get("kind") in MeetingKind.values else ""
        known = [tab for tab in TABS if tab[0] == self.request.GET.get("tab")]
        self.tab, _, states = known[0] if known else TABS[0]
        found = self.of_kind().filter(state__in=states)
        order = ["starts_at", "pk"] if self.tab == "planned" else ["-starts_at", "-pk"]
        return found.select_related("chair").prefetch_related(agenda()).order_by(*order)

    def of_kind(self):
        found = Meeting.objects.filter(center_id__in=self.request.user.center_ids)
        return found.filter(kind=self.kind) if self.kind else found

    def get_context_data(self, **kwargs):
        counted = dict(self.of_kind().order_by().values_list("state").annotate(Count("pk")))
        tabs = [(key, label, sum(counted.get(state, 0) for state in states)) for key, label, states in TABS]
        context = super().get_context_data(**kwargs)
        items = [item for meeting in context["meetings"] for item in meeting.items.all()]
        seen, _ = readable(self.request.user, [item.case for item in items])
        for item in items:
            item.may_read = item.case_id in seen
        return context | {
            "tab": self.tab, "tabs": tabs, "kind": self.kind, "kinds": MeetingKind.choices, "empty_words": EMPTY[self.tab],
            "sections": self.sections(context["meetings"]), "may_create": may_convene(self.request.user),
        }

    def sections(self, rows):
        """(heading, meetings) in the order of the page; the planned ones by how near they are."""
        if self.tab != "planned":
            return [("", list(rows))] if rows else []
        today, parts = clock.today(), {"日が過ぎた会議": [], "今日": [], "今後": []}
        for meeting in rows:
            day = meeting.starts_on
            parts["日が過ぎた会議" if day < today else "今日" if day == today else "今後"].append(meeting)
        return [(heading, found) for heading, found in parts.items() if found]


def may_convene(user):
    return any(gate.may(user, "create", Meeting(center_id=center_id)) for center_id in user.center_ids)


class CaseMeetings(CaseTab):
    """会議 of a case: the tab beside its page."""

    current = "meetings:case_meetings"
    template_name = "meetings/case_meetings.html"

    def get_context_data(self, **kwargs):
        case, user = self.case, self.request.user
        page = Paginator(items_of(case), 50).get_page(self.request.GET.get("page"))
        may_create = case.is_open and gate.may(user, "create", Meeting(center_id=case.center_id))
        kinds = [kind for kind, states in CANDIDATE_STATES.items() if may_create and case.state in states]
        return super().get_context_data(**kwargs) | {"page_obj": page, "kinds": kinds}


# --- One meeting -----------------------------------------------------------------------------------------------------
def meeting(request, pk):
    view = MeetingView if request.user.center_ids else InvitationView
    return view.as_view()(request, pk=pk)


# The verbs of who may read the meeting; so the page asks for that once.
WRITING = {"correct", "record"}
# What nobody does any more to a meeting on which a conclusion rests.
UNDOING = {"correct", "cancel"}


class MeetingView(NounView):
    model = Meeting
    template_name = "meetings/meeting.html"

    def get_queryset(self):
        return meetings_of_center(self.request.user)

    def get_context_data(self, **kwargs):
        noun, user = self.object, self.request.user
        items = list(noun.items.all())
        readable_cases, _ = readable_of(user, noun)  # a seat is not the case
        may_read = gate.may(user, "read", noun)
        may_write = gate.may(user, "record", noun)
        seen = {item.case_id for item in items} if may_read else readable_cases
        for item in items:
            item.may_read = item.case_id in seen
            item.may_conclude = may_write and noun.kind == MeetingKind.CASE_MEETING and (
                noun.allows("conclude") and item.case.allows("conclude") and not item.decision_id
            )
        verbs = ("edit", "correct", "record", "confirm", "cancel")
        return super().get_context_data(**kwargs) | {
            "items": items, "may_read": may_read, "may_write": may_write, "shows_people": may_read or gate.may(user, "edit", noun), "readable": readable_cases, "facts": facts(noun),
            "can": {
                verb: noun.allows(verb) and (may_write if verb in WRITING else gate.may(user, verb, noun))
                and not (verb in UNDOING and noun.has_concluded) for verb in verbs
            },
            "card": next_step(noun, user, items, may_write),
            "entries": [entry(item) for item in items if item.decision_id and item.may_read],
        } | self.record_of(noun, items, may_read) | (amendments_on_page(noun, user) if may_read else {})

    @staticmethod
    def record_of(noun, items, may_read):
        """What a 拡大ケース会議 wrote beside the texts."""
        if not may_read or not items:
            return {}
        item = items[0]
        if noun.kind == MeetingKind.IN_PROGRESS:
            return {
                "item": item, "reviews": item.reviews.select_related("goal"), "methods": item.methods.select_related("goal"),
            }
        if noun.kind == MeetingKind.POST:
            prefetch_related_objects([noun], *FOLLOW_UP)
            return {"item": item, "plan": getattr(item.case, "follow_up_plan", None)}
        return {}


def facts(noun):
    return [("場所", noun.place), ("主催", noun.center.name), ("会議の長", noun.chair.name), ("記録", noun.recorder.name)]


def entry(item):
    """The decision of an item as a line of 決定の経過."""
    decision = item.decision
    return Entry(
        date=decision.event_date, title=f"{decision.get_kind_display()}　{item.case}", is_decision=True,
        chip=CONCLUSION_CHIPS.get(decision.outcome), body=decision.text.reason,
        meta=f"{decision.get_outcome_display()}　{decision.signed_by}",
    )


class MeetingHistory(NounView):
    """すべての履歴 of a meeting."""

    model = Meeting
    read_verb = "read"
    template_name = "meetings/history.html"

    def get_queryset(self):
        found = Meeting.objects.filter(center_id__in=self.request.user.center_ids)
        return found.prefetch_related(
            Prefetch("items", with_grounds(AgendaItem.objects.select_related("case"), self.request.user))
        )

    def get_context_data(self, **kwargs):
        found = changes(*history_of(self.object), hidden=(*UNSAID, "meeting"))
        told = [(change, post_label(change.post)) for change in found if change.rows or change.kind != "~"]
        return super().get_context_data(**kwargs) | {"changes": told}


def history_of(noun):
    """The history querysets of a meeting and its rows, with what they name joined."""
    items = AgendaItem.objects.filter(meeting=noun).values("pk")
    found = [
        noun.history.select_related("center", "chair", "recorder", "confirmed_by"),
        Attendee.history.filter(meeting=noun).select_related("meeting", "organization", "user"),
        AgendaItem.history.filter(meeting=noun).select_related("meeting", "case__person", "decision"),
        Attachment.objects.past_of(Meeting, [noun.pk]),
    ]
    if noun.kind == MeetingKind.IN_PROGRESS:
        found += [
            model.history.filter(item__in=items).select_related("item__case__person", "goal")
            for model in (GoalReview, DecidedMethod)
        ]
    return found
