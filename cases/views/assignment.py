"""担当の割当て: which partner supports the person, from when to when."""

from django.urls import reverse

from cases.forms.assignment import AssignmentForm, fitting_partners
from cases.forms.support import DayForm
from cases.models import PartnerAssignment
from cases.views.of_case import OfCaseCreateView, OfCaseVerbView
from shokuiki.records.errors import Refused


class AssignmentCreateView(OfCaseCreateView):
    model = PartnerAssignment
    form_class = AssignmentForm
    success = "パートナーを割り当てました。"
    lead = "この案件の事業所と、職業面の生活支援の区分に合うパートナーだけを選べます。"

    def check_moment(self):
        super().check_moment()
        if not fitting_partners(self.case).exists():
            raise Refused(
                "この案件に割り当てられるパートナーがいません。先に事業所を決め、事業所・法人・センターのパートナーを登録してください。"
                "（根拠：通知 別紙2 2(2)ロ①②）"
            )

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"case": self.case}

    def perform(self, form, rows):
        assignment = form.save(commit=False)
        assignment.case = self.case
        return assignment.assign(by=self.request.user, seen=self.seen)

    def get_back_url(self):
        return reverse("cases:support", args=[self.case.pk])


class AssignmentEndView(OfCaseVerbView):
    model = PartnerAssignment
    verb = "end"
    form_class = DayForm
    success = "割当ての終了日を記録しました。"

    def get_queryset(self):
        return PartnerAssignment.objects.visible_to_staff(self.request.user).select_related(
            "case__person", "partner__organization"
        )

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"label": "担当の終了日"}

    def get_title(self):
        return f"{self.noun.partner.name}の割当てを終える"

    def get_extra_context(self, form, rows):
        return super().get_extra_context(form, rows) | {
            "consequences": [f"終了日の翌日から、{self.noun.partner.name}はこの案件を見られなくなります。"],
        }

    def perform(self, form, rows):
        self.noun.end(by=self.request.user, on=form.cleaned_data["on"], seen=self.seen)
