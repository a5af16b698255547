"""フォローアップ: the decided plan with its four items, the records, 就職, and 完了."""

from django.db.models import F, OuterRef, Subquery
from django.urls import reverse

from cases import requirements
from cases.enums import CaseState, FollowUpState
from cases.forms.follow_up import EmploymentForm, FollowUpRecordForm
from cases.forms.support import DayRemarkForm
from cases.models import Case, Employment, FollowUpPlan, FollowUpRecord
from cases.views.of_case import CaseVerbView, OfCaseCreateView, on_the_day
from cases.views.tabs import CaseTab
from shokuiki.pages.views import NounList
from shokuiki.records import clock
from shokuiki.records.errors import NotAllowed
from shokuiki.records.gate import can


class FollowUpList(NounList):
    """Cases in follow-up that this person may read, the next date first."""

    model = Case
    template_name = "cases/follow_up_list.html"
    context_object_name = "cases"

    def get_queryset(self):
        user = self.request.user
        if not user.center_ids:
            raise NotAllowed("フォローアップを見る所属ではありません。")
        newest = FollowUpRecord.objects.filter(case=OuterRef("pk")).order_by("-date", "-pk")
        return (
            Case.objects.readable_by(user).filter(state=CaseState.FOLLOW_UP)
            .select_related("person", "program_counselor", "follow_up_plan")
            .annotate(last_on=Subquery(newest.values("date")[:1]), next_on=Subquery(newest.values("next_on")[:1]))
            .order_by(F("next_on").asc(nulls_first=True), "person__kana_key", "pk")
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"today": clock.today()}


class FollowUpView(CaseTab):
    """The tab of a case from the end of its support on."""

    current = "cases:follow_up"
    template_name = "cases/follow_up.html"

    def get_context_data(self, **kwargs):
        case, user = self.case, self.request.user
        plan = FollowUpPlan.objects.filter(case=case, state=FollowUpState.DECIDED).select_related("decision").first()
        return super().get_context_data(**kwargs) | {
            "plan": plan,
            "roles": list(plan.followuproles.select_related("organization")) if plan else [],
            "curriculum": list(plan.curriculumitems.all()) if plan else [],
            "ways": list(plan.followupways.all()) if plan else [],
            "records": list(case.follow_up_records.select_related("organization")),
            "employments": list(case.employments.all()),
            "can": {verb: can(user, verb, case) for verb in ("record_follow_up", "record_employment", "close")},
        }


class FollowUpCreateView(OfCaseCreateView):
    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"case": self.case}

    def perform(self, form, rows):
        row = form.save(commit=False)
        row.case = self.case
        return row.record(by=self.request.user, seen=self.seen)

    def get_back_url(self):
        return reverse("cases:follow_up", args=[self.case.pk])


class FollowUpRecordView(FollowUpCreateView):
    model = FollowUpRecord
    case_verb = "record_follow_up"
    form_class = FollowUpRecordForm
    success = "フォローアップを記録しました。"


class EmploymentCreateView(FollowUpCreateView):
    model = Employment
    case_verb = "record_employment"
    form_class = EmploymentForm
    success = "就職を記録しました。"


class CloseView(CaseVerbView):
    """完了: S24 demands the meeting after support."""

    verb = "close"
    form_class = DayRemarkForm
    success = "案件を完了しました。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"label": "完了日"}

    def get_back_url(self):
        return reverse("cases:follow_up", args=[self.noun.pk])

    def get_extra_context(self, form, rows):
        return super().get_extra_context(form, rows) | {
            "warning": "完了した案件は、もとに戻せません。新しい相談があるときは、案件を再開して新しく始めます。",
            "consequences": ["段階が「完了」に進みます。", "この案件に、新しい記録を加えられなくなります。"],
        } | on_the_day(form, lambda day: requirements.for_closing(self.noun, day))

    def perform(self, form, rows):
        self.noun.close(by=self.request.user, seen=self.seen, **form.cleaned_data)
