"""会議の案内: what corporations, workplaces, 安定所 and agencies see of the meetings they are invited to.

Never test scores, diagnosis or 手帳; a case only with the person's consent that names the viewer's organization (P18).
"""

from django.db.models import Prefetch

from cases.enums import FollowUpState
from cases.models import Case
from meetings.enums import MeetingKind, MeetingState
from meetings.models import AgendaItem, Attendee, GoalReview, Meeting
from meetings.models.meeting import invitations
from meetings.requirements import shared_with
from shokuiki.pages.views import NounList, NounView
from shokuiki.records import clock


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
            Prefetch("items", AgendaItem.objects.select_related("case__person")),
            Prefetch("attendees", own, to_attr="invited"),
        )

    def get_context_data(self, **kwargs):
        noun = self.object
        items = list(noun.items.all())
        shared = self.shared(noun, [item.case for item in items])
        shown = [item for item in items if item.case_id in shared]
        context = super().get_context_data(**kwargs) | {
            "items": shown, "all_shown": len(shown) == len(items), "reviews": [], "methods": [], "plan": None, "roles": [],
        }
        if shown and noun.is_confirmed and noun.is_expanded:
            context |= self.outcome(noun, shown[0])
        return context

    def shared(self, noun, cases):
        """The cases this person may see here: by consent, or as the partner whom the center sends to that person."""
        outside = [row.organization_id for row in noun.invited if row.organization_id not in (None, noun.center_id)]
        found = shared_with(cases, outside, noun.kind) if outside and cases else set()
        if any(row.organization_id == noun.center_id for row in noun.invited):
            sent = Case.objects.assigned_to(self.request.user).filter(pk__in=[case.pk for case in cases])
            found |= set(sent.values_list("pk", flat=True))
        return found

    def outcome(self, noun, item):
        """What a confirmed 拡大ケース会議 came to, as far as it concerns this organization."""
        if noun.kind == MeetingKind.IN_PROGRESS:
            return {
                "reviews": GoalReview.objects.filter(item=item).select_related("goal"),
                "methods": item.methods.select_related("goal"),
            }
        plan = getattr(item.case, "follow_up_plan", None)
        if plan is None or plan.state != FollowUpState.DECIDED:
            return {}
        own = [row.organization_id for row in noun.invited]
        return {"plan": plan, "roles": plan.followuproles.filter(organization__in=own).select_related("organization")}
