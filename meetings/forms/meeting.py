"""What is typed to plan a meeting, to note who came, to confirm its record and to cancel it."""

from datetime import datetime

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone

from cases.rules import DIRECTING
from meetings.enums import CASE_MEETING_ROLES, Attendance, MeetingKind, Role
from meetings.models import Attendee
from meetings.models.meeting import misplaced
from shokuiki.japan.forms import DateField, TimeField
from shokuiki.japan.kana import fold_kanji
from shokuiki.pages.forms import PageForm, not_future
from shokuiki.pages.widgets import RateSelect
from shokuiki.records import clock

KIND_EXPLANATIONS = {
    MeetingKind.LIAISON: "法人、公共職業安定所と打ち合わせます。ケース会議の前に開きます。数人をまとめて話せます。",
    MeetingKind.CASE_MEETING: "所長、主任、職業評価担当、職域開発援助事業担当で、対象者として適切かを検討します。",
    MeetingKind.IN_PROGRESS: "関係機関と、目標の進み具合を確かめ、新たな支援方法・計画・体制を決めます。",
    MeetingKind.POST: "関係機関と、支援が終わったあとの指導方針とフォローアップを決めます。",
}


def writing(rows, limit=None):
    return forms.Textarea(attrs={"rows": rows} | ({"data-sk-max": limit} if limit else {}))


class PlanForm(PageForm):
    """When, where, by whom. case_choices: the agenda to choose from, or None where it is fixed."""

    date = DateField(label="日付")
    starts = TimeField(label="開始の時刻")
    ends = TimeField(label="終了の時刻")
    place = forms.CharField(label="場所", max_length=200)
    chair = forms.TypedChoiceField(label="会議の長", help_text="記録を確定する人です。所長か主任から選んでください。")
    purpose = forms.CharField(
        label="議題・目的", required=False, widget=writing(3), max_length=1000,
        help_text="招く人にも見えます。個人の事情は書かないでください。",
    )

    def __init__(self, *args, directory, case_choices=None, **kwargs):
        super().__init__(*args, **kwargs)
        chairs = {str(user.pk): user for user in directory.in_posts(directory.center_id, *DIRECTING)}
        self.fields["chair"].choices = [("", "選んでください"), *((pk, user.name) for pk, user in chairs.items())]
        self.fields["chair"].coerce = chairs.get
        if case_choices is not None:
            self.fields["cases"] = forms.TypedMultipleChoiceField(
                label="議題にする案件", choices=case_choices, coerce=int, widget=forms.CheckboxSelectMultiple, required=False
            )
            self.order_fields(["cases"])

    def clean(self):
        data = super().clean()
        if data.get("starts") and data.get("ends") and data["ends"] <= data["starts"]:
            self.add_error("ends", "終了の時刻は、開始の時刻より後にしてください。")
        return data

    @property
    def columns(self):
        """The columns of the meeting, for the verb."""
        data = self.cleaned_data
        at = {
            name: timezone.make_aware(datetime.combine(data["date"], data[time]))
            for name, time in (("starts_at", "starts"), ("ends_at", "ends"))
        }
        return at | {name: data[name] for name in ("place", "chair", "purpose")}


def plan_initial(meeting):
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    return {
        "date": starts.date(), "starts": starts.time(), "ends": ends.time(), "place": meeting.place,
        "chair": meeting.chair_id, "purpose": meeting.purpose, "cases": [item.case_id for item in meeting.items.all()],
    }


# --- Attendees -----------------------------------------------------------------------------------------------------
class AttendeeRow(PageForm):
    """One invited person; the account is found by organization and name."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    organization = forms.TypedChoiceField(label="機関", required=False, coerce=int, empty_value=None)
    name = forms.CharField(label="氏名", max_length=100)
    role = forms.ChoiceField(label="役割")
    also = forms.MultipleChoiceField(
        label="兼ねる役割", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(role.value, role.label) for role in CASE_MEETING_ROLES],
    )

    def __init__(self, *args, directory, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.directory = directory
        self.fields["organization"].choices = directory.choices()
        self.fields["role"].choices = [("", "選んでください"), *((role.value, role.label) for role in roles)]
        for name in ("organization", "also"):
            self.fields[name].shown_required = None

    def clean(self):
        data = super().clean()
        personal = {Role.PERSON, Role.FAMILY}
        if data.get("role") and not data.get("organization") and data["role"] not in personal:
            self.add_error("organization", "機関を選んでください。機関がないのは、本人と家族だけです。")
        elif data.get("role"):
            organization = self.directory.organizations.get(data.get("organization"))
            if told := misplaced([data["role"], *data.get("also", [])], organization, self.directory.center_id):
                self.add_error("role", told)
        return data

    @property
    def also_chosen(self):
        return bool(self["also"].value())


def columns_of(data, directory):
    """The columns of an attendee from one cleaned row."""
    role, also = data["role"], data["also"]
    return {
        "organization_id": data["organization"], "name": data["name"],
        "user_id": directory.user_id(data["organization"], data["name"]),
        "roles": [role, *(other for other in also if other != role)],
    }


def row_initial(attendee):
    return {
        "pk": attendee.pk, "organization": attendee.organization_id, "name": attendee.name,
        "role": attendee.roles[0] if attendee.roles else "", "also": attendee.roles[1:],
    }


class BaseAttendees(BaseFormSet):
    def clean(self):
        """Nobody stands in the list twice."""
        seen = set()
        for form in self.forms:
            data = form.cleaned_data if hasattr(form, "cleaned_data") else {}
            if not data or data.get("DELETE"):
                continue
            key = data.get("organization"), fold_kanji(data.get("name", ""))
            if key in seen:
                form.add_error("name", f"{data['name']}が2行あります。役割を兼ねるときは、1行にまとめてください。")
            seen.add(key)


AttendeeRows = formset_factory(AttendeeRow, formset=BaseAttendees, extra=0, can_delete=True)
NewcomerRows = formset_factory(AttendeeRow, formset=BaseAttendees, extra=1, can_delete=True)


class AttendanceRow(PageForm):
    """出欠 of one invited person; `attendee` is the row it speaks of. attendees: {pk as text: attendee}."""

    pk = forms.IntegerField(widget=forms.HiddenInput)
    attendance = forms.ChoiceField(label="出欠", choices=Attendance.choices, widget=RateSelect(small=True))
    absence_reason = forms.CharField(
        label="欠席の理由", required=False, max_length=200,
        widget=forms.TextInput(attrs={"data-sk-when": f"attendance={Attendance.ABSENT}"}),
    )

    def __init__(self, *args, attendees, **kwargs):
        super().__init__(*args, **kwargs)
        self.attendee = attendees.get(str(self["pk"].value()))
        if self.attendee:
            self.fields["attendance"].label = f"{self.attendee.name}の出欠"


AttendanceRows = formset_factory(AttendanceRow, extra=0)


class HeldForm(PageForm):
    held_on = DateField(label="開催日", validators=[not_future])

    def __init__(self, *args, meeting, **kwargs):
        initial = {"held_on": meeting.held_on or min(meeting.starts_on, clock.today())}
        super().__init__(*args, **kwargs | {"initial": initial})


def new_attendees(rows, directory, **columns):
    """Unsaved attendees from the cleaned rows of a formset."""
    return [Attendee(**columns_of(data, directory), **columns) for data in rows]


# --- Confirming and cancelling --------------------------------------------------------------------------------------
class AcknowledgingForm(PageForm):
    """Asks, for each warning that stands, for the acknowledgement and the reason why one goes on.

    strict: refuse here when one is missing; else the verb does, which knows whether the warning counts.
    """

    def __init__(self, *args, requirements, strict=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.warnings = [requirement for requirement in requirements if requirement.asks]
        for warning in self.warnings:
            self.fields[f"acknowledge_{warning.no}"] = forms.BooleanField(
                label=f"注意「{warning.title}」を確認しました", required=strict
            )
            self.fields[f"why_{warning.no}"] = forms.CharField(
                label="それでも進める理由", required=strict, widget=writing(2), max_length=300,
                help_text=f"{warning.fact}{warning.remedy}　根拠：{warning.clause}",
            )
            if not strict:
                self.fields[f"why_{warning.no}"].shown_required = None

    @property
    def acknowledged(self):
        """{rule number: reason}, for the verb."""
        data = self.cleaned_data
        return {w.no: data[f"why_{w.no}"] for w in self.warnings if data.get(f"acknowledge_{w.no}") and data[f"why_{w.no}"]}


class ConfirmForm(AcknowledgingForm):
    on = DateField(label="確定日", validators=[not_future])


class CancelForm(PageForm):
    reason = forms.CharField(label="中止の理由", widget=writing(3), max_length=1000)
