"""会議の案内: what corporations, workplaces, 安定所 and agencies see of the meetings they are invited to.

Never test scores, diagnosis or 手帳; a case only with the person's consent that names the viewer's organization, and of
it only the items named (P18), while the case is open. 判断: once the case is over, nothing of it is shared any more.
"""

from django.db.models import Prefetch

from cases.enums import FollowUpState, SharedItem
from cases.models import Case
from cases.sharing import EVERYTHING, shared_items
from meetings.enums import MeetingKind, MeetingState
from meetings.models import AgendaItem, Attendee, GoalReview, Meeting
from meetings.models.meeting import invitations
from meetings.requirements import purposes_of
from shokuiki.pages.views import NounList, NounView
from shokuiki.records import access, clock


class InvitationList(NounList):
    model = Meeting
    template_name = "meetings/guest_list.html"
    context_object_name = "meetings"

    def get_queryset(self):
        return super().get_queryset().select_related("center")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        coming, past = [], []
        for meeting in context["meetings"]:
            is_coming = meeting.state == MeetingState.PLANNED and meeting.starts_on >= clock.today()
            (coming if is_coming else past).append(meeting)
        return context | {"sections": [("これからの会議", coming[::-1]), ("これまでの会議", past)]}


class InvitationView(NounView):
    model = Meeting
    template_name = "meetings/guest.html"

    def get_queryset(self):
        own = Attendee.objects.filter(invitations(self.request.user)).select_related("organization")
        return super().get_queryset().select_related("center", "chair").prefetch_related(
            Prefetch("items", AgendaItem.objects.select_related("case__person", "case__workplace", "case__follow_up_plan")),
            Prefetch("attendees", own, to_attr="invited"),
        )

    def get_object(self, queryset=None):
        with access.sifting():
            return super().get_object(queryset)

    def get_context_data(self, **kwargs):
        noun = self.object
        items = list(noun.items.all())
        shared = self.shared(noun, [item.case for item in items if item.case.is_open])
        shown = [item for item in items if item.case_id in shared]
        for item in shown:
            access.shown(item.case.person_id, item.case.center_id)
            item.shared = shared[item.case_id]
            item.labels = [code.label for code in SharedItem if code in item.shared]
        context = super().get_context_data(**kwargs) | {
            "items": shown, "all_shown": len(shown) == len(items), "reviews": [], "methods": [], "plan": None, "roles": [],
        }
        if shown and noun.is_confirmed and noun.is_expanded:
            context |= self.outcome(noun, shown[0])
        return context

    def shared(self, noun, cases):
        """{case pk: items} of the cases this person may know of here: by consent, or as the partner whom the center
        sends to that person. Nothing of a case that is over. P18, P19"""
        outside = [row.organization_id for row in noun.invited if row.organization_id not in (None, noun.center_id)]
        people = {case.person_id for case in cases}
        found = shared_items(people, outside, purposes_of(noun.kind)) if outside and cases else {}
        shared = {case.pk: found[case.person_id] for case in cases if case.person_id in found}
        if any(row.organization_id == noun.center_id for row in noun.invited):
            sent = Case.objects.assigned_to(self.request.user).filter(pk__in=[case.pk for case in cases])
            shared |= dict.fromkeys(sent.values_list("pk", flat=True), EVERYTHING)
        return shared

    def outcome(self, noun, item):
        """What a confirmed 拡大ケース会議 came to, as far as the consent names it and it concerns this organization."""
        if noun.kind == MeetingKind.IN_PROGRESS:
            found = {}
            if SharedItem.GOAL_PROGRESS in item.shared:
                found["reviews"] = GoalReview.objects.filter(item=item).select_related("goal")
            if SharedItem.SUPPORT_PLAN in item.shared:
                found["methods"] = item.methods.select_related("goal")
            return found
        plan = getattr(item.case, "follow_up_plan", None)
        if plan is None or plan.state != FollowUpState.DECIDED or SharedItem.FOLLOW_UP_PLAN not in item.shared:
            return {}
        own = [row.organization_id for row in noun.invited]
        return {"plan": plan, "roles": plan.followuproles.filter(organization__in=own).select_related("organization")}
