"""Planning a meeting, changing and cancelling the plan, and noting who came."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property

from cases.models import Case
from meetings.enums import ROLES_OF, Attendance, MeetingKind
from meetings.forms.meeting import (
    KIND_EXPLANATIONS,
    AttendanceRows,
    AttendeeRows,
    CancelForm,
    HeldForm,
    NewcomerRows,
    PlanForm,
    columns_of,
    new_attendees,
    plan_initial,
    row_initial,
)
from meetings.members import Directory, missing, propose
from meetings.models import AgendaItem, Attendee, Meeting
from meetings.requirements import refuse_unmet, right_moment, shared_as_discussed
from meetings.views.meeting import CANDIDATE_STATES, meetings_of_center
from shokuiki.pages.forms import filled
from shokuiki.pages.views import CreateVerbView, VerbView
from shokuiki.records import gate


# --- Planning --------------------------------------------------------------------------------------------------------
class PlanningView:
    """What planning a meeting and changing the plan have in common: the invited people as rows."""

    model = Meeting
    form_class = PlanForm
    template_name = "meetings/plan.html"
    rows = {"attendees": AttendeeRows}

    @cached_property
    def directory(self):
        return Directory(self.noun.center_id)

    def get_rows_kwargs(self, prefix):
        return {
            "initial": [row_initial(attendee) for attendee in self.invited()],
            "form_kwargs": {"directory": self.directory, "roles": ROLES_OF[self.noun.kind]},
        }

    def get_extra_context(self, form, rows):
        left, clause = missing(self.noun.kind, self.invited(), self.cases)
        return {"cases": self.cases, "missing": left, "clause": clause}


class CreateMeeting(PlanningView, CreateVerbView):
    """Kind, then cases, then the form with the members proposed: ?kind=…&case=… carry the first two."""

    success = "会議を登録しました。"

    def new_noun(self):
        user = self.request.user
        kind = self.request.GET.get("kind", "")
        noun = Meeting(center=user.center, kind=kind if kind in MeetingKind.values else "")
        gate.refuse_person(user, "create", noun)
        self.cases = self.chosen_cases(user)
        return noun

    def chosen_cases(self, user):
        wanted = [pk for pk in self.request.GET.getlist("case") if pk.isascii() and pk.isdigit() and len(pk) < 19]
        found = Case.objects.filter(center=user.center, pk__in=wanted).select_related(
            "person", "peso", "consignee", "program_counselor", "evaluation_counselor", "evaluation__evaluator"
        )
        by_pk = {str(case.pk): case for case in found}
        if len(by_pk) != len(set(wanted)):
            raise Http404
        return [by_pk[pk] for pk in dict.fromkeys(wanted)]

    def check_moment(self):
        if self.noun.kind and self.cases:
            refuse_unmet([right_moment(self.noun.kind, case) for case in self.cases])

    def get(self, request, *args, **kwargs):
        if not self.noun.kind:
            kinds = [(kind, kind.label, text) for kind, text in KIND_EXPLANATIONS.items()]
            return render(request, "meetings/choose_kind.html", {"kinds": kinds, "cases": self.cases})
        if not self.cases and "general" not in request.GET:
            return self.choose_cases(request)
        return super().get(request, *args, **kwargs)

    def choose_cases(self, request):
        candidates = Case.objects.filter(
            center_id=self.noun.center_id, state__in=CANDIDATE_STATES[self.noun.kind]
        ).select_related("person", "program_counselor")
        context = {"noun": self.noun, "candidates": candidates, "is_general": self.noun.kind == MeetingKind.LIAISON}
        return render(request, "meetings/choose_cases.html", context)

    def post(self, request, *args, **kwargs):
        if not self.noun.kind:
            raise Http404
        return super().post(request, *args, **kwargs)

    def get_title(self):
        return f"{self.noun.get_kind_display()}を登録する"

    def get_frame_context(self):
        short = "拡大ケース会議" if self.noun.is_expanded else self.noun.get_kind_display()
        return super().get_frame_context() | {"button": f"{short}を登録する"}

    def get_back_url(self):
        return reverse("meetings:list")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"directory": self.directory}

    def invited(self):
        if not hasattr(self, "_invited"):
            self._invited = propose(self.noun.kind, self.noun.center, self.cases, self.directory)
        return self._invited

    def perform(self, form, rows):
        noun = Meeting(center=self.noun.center, kind=self.noun.kind, **form.columns)
        attendees = new_attendees(filled(rows["attendees"]), self.directory)
        return noun.convene(by=self.request.user, cases=self.cases, attendees=attendees)


class EditMeeting(PlanningView, VerbView):
    verb = "edit"
    title = "会議の予定を変える"
    button = "予定を保存する"
    success = "会議の予定を変えました。"

    def get_queryset(self):
        return meetings_of_center(self.request.user)

    def get_row_histories(self):
        return histories_of_plan(self.noun)

    @property
    def cases(self):
        return [item.case for item in self.noun.items.all()]

    def invited(self):
        return self.noun.attendees.all()

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        choices = None
        if not self.noun.is_expanded:
            now = [item.case_id for item in self.noun.items.all()]
            offered = Case.objects.filter(center_id=self.noun.center_id, state__in=CANDIDATE_STATES[self.noun.kind])
            found = (offered | Case.objects.filter(pk__in=now)).select_related("person")
            choices = [(case.pk, f"{case.number}　{case.person}　{case.get_state_display()}") for case in found]
        return kwargs | {"directory": self.directory, "case_choices": choices, "initial": plan_initial(self.noun)}

    def perform(self, form, rows):
        cases = None
        if "cases" in form.cleaned_data:
            chosen = form.cleaned_data["cases"]
            cases = list(Case.objects.visible_to(self.request.user).filter(pk__in=chosen).order_by("person__kana_key", "pk"))
        self.noun.edit(
            by=self.request.user, changes=form.columns, cases=cases, seen=self.seen,
            keep_rows=lambda row: self.keep_attendees(row, rows["attendees"]),
        )

    def keep_attendees(self, row, formset):
        by, known = self.request.user, {attendee.pk: attendee for attendee in row.attendees.all()}
        for form in formset.forms:
            data = form.cleaned_data
            attendee = known.get(data.get("pk"))
            if attendee and data.get("DELETE"):
                gate.remove(attendee, by=by, reason=f"出席者から外す：{attendee.name}")
            elif data.get("name") and not data.get("DELETE"):
                attendee = attendee or Attendee(meeting=row)
                wanted = columns_of(data, self.directory)
                if attendee.pk is None or any(getattr(attendee, name) != value for name, value in wanted.items()):
                    for name, value in wanted.items():
                        setattr(attendee, name, value)
                    gate.keep(attendee, by=by, reason=f"会議に招く：{attendee.name}")


def histories_of_plan(meeting):
    """The histories of its agenda and of who is invited."""
    return [model.history.filter(meeting=meeting.pk) for model in (AgendaItem, Attendee)]


class CancelMeeting(VerbView):
    model = Meeting
    verb = "cancel"
    form_class = CancelForm
    lead = "中止した会議は、記録に残ります。招いた人の「会議の案内」からは消えます。"
    success = "会議を中止しました。"

    def get_queryset(self):
        return Meeting.objects.filter(center_id__in=self.request.user.center_ids)

    def perform(self, form, rows):
        self.noun.cancel(by=self.request.user, reason=form.cleaned_data["reason"], seen=self.seen)


# --- Attendance --------------------------------------------------------------------------------------------------------
class HoldMeeting(VerbView):
    """出欠を記録する, or 出欠を直す where the verb is "correct"."""

    model = Meeting
    verb = "hold"
    form_class = HeldForm
    template_name = "meetings/hold.html"
    rows = {"attendance": AttendanceRows, "newcomers": NewcomerRows}
    success = "出欠を記録しました。"

    def get_noun(self):
        return self.kwargs["noun"]

    def get_row_histories(self):
        return histories_of_plan(self.noun)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"meeting": self.noun}

    def get_rows_kwargs(self, prefix):
        if prefix == "newcomers":
            return {"form_kwargs": {"directory": self.directory, "roles": ROLES_OF[self.noun.kind]}}
        rows = self.noun.attendees.all()
        initial = [
            {"pk": row.pk, "attendance": row.attendance, "absence_reason": row.absence_reason} for row in rows
        ]
        return {"initial": initial, "form_kwargs": {"attendees": {str(row.pk): row for row in rows}}}

    @cached_property
    def directory(self):
        return Directory(self.noun.center_id)

    def get_extra_context(self, form, rows):
        return {"unshared": self.unshared()}

    def unshared(self):
        """What the person's consents lack for the outside organizations, before somebody notes them as present (P18)."""
        if not self.noun.is_expanded:
            return []
        outside = {row.organization for row in self.noun.attendees.all() if row.is_outside(self.noun.center_id)}
        case = self.noun.items.all()[0].case
        return [found.fact for found in shared_as_discussed(self.noun, case, outside) if found.blocks]

    def perform(self, form, rows):
        attendance = {
            data["pk"]: (data["attendance"], data["absence_reason"])
            for data in (row.cleaned_data for row in rows["attendance"].forms)
        }
        newcomers = new_attendees(filled(rows["newcomers"]), self.directory, attendance=Attendance.PRESENT)
        getattr(self.noun, self.verb)(
            by=self.request.user, held_on=form.cleaned_data["held_on"], attendance=attendance, newcomers=newcomers,
            seen=self.seen,
        )


def hold(request, pk):
    """出欠 of a planned meeting is recorded, of one already held is corrected."""
    noun = get_object_or_404(meetings_of_center(request.user), pk=pk)
    return HoldMeeting.as_view(verb="correct" if noun.allows("correct") else "hold")(request, noun=noun)
