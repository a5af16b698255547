"""追記・訂正 of the confirmed record of a meeting, of every kind (P10)."""

from django.urls import reverse

from meetings.models import Meeting
from shokuiki.pages.amendments import AmendView, AppendView, amendments_of


def amendments_on_page(meeting, user):
    """What the page of a meeting shows of its 追記・訂正, to who may read its record. One query."""
    ways = {f"{verb}_url": reverse(f"meetings:{verb}", args=[meeting.pk]) for verb in ("amend", "append")}
    return amendments_of(meeting, user, **ways)


class OfCenter:
    """Only the center's own staff; those whom the meeting invited have their own page of it."""

    model = Meeting

    def get_queryset(self):
        return Meeting.objects.filter(center_id__in=self.request.user.center_ids)

    def way(self):
        return [("会議", reverse("meetings:list")), *super().way()]


class MeetingAmendView(OfCenter, AmendView):
    """根拠: 通知 別紙2 1(2)イ, 2(2)イ: what was concluded and decided is not among the columns."""

    def get_title(self):
        return f"{self.noun}の記録を訂正する"


class MeetingAppendView(OfCenter, AppendView):
    def get_title(self):
        return f"{self.noun}の記録に追記する"
