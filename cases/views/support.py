"""支援: the tab of a case from its preparation to the end of the support, and the verbs of these steps."""

from django.urls import reverse

from cases import requirements
from cases.enums import EndKind, LivingSupport
from cases.forms.support import DayForm, DayReasonForm, DayRemarkForm, EndSupportForm, PrepareForm
from cases.goal_values import goals_with_values
from cases.models import PartnerAssignment
from cases.views.of_case import CaseVerbView, load_support, on_the_day
from cases.views.tabs import CaseTab
from shokuiki.records import clock
from shokuiki.records.gate import can, may

VERBS = ("prepare", "start_support", "interrupt", "resume", "end_support")


class SupportView(CaseTab):
    """Plan versions, workplace, assignments, contract, and what is still missing for the start."""

    current = "cases:support"
    template_name = "cases/support.html"

    def get_context_data(self, **kwargs):
        case, user = self.case, self.request.user
        load_support(case)
        preparing = case.allows("start_support")
        starting = requirements.for_support_start(case, likely_start(case)) if preparing else []
        return super().get_context_data(**kwargs) | {
            "plans": case.support_plans.all(),
            "goals": goals_with_values(case.approved_plan),
            "assignments": case.assignments.all(),
            "contracts": case.contracts.all(),
            "is_consigned": case.living_support == LivingSupport.CONSIGNED,
            "starting": starting,
            "may_start": starting and not any(requirement.blocks for requirement in starting),
            "can": {verb: can(user, verb, case) for verb in VERBS},
            "can_end_assignment": may(user, "end", PartnerAssignment(case=case)),
        }


class SupportVerbView(CaseVerbView):
    def get_back_url(self):
        return reverse("cases:support", args=[self.noun.pk])

    def get_success_url(self, result):
        return self.get_back_url()


class PrepareView(SupportVerbView):
    verb = "prepare"
    form_class = PrepareForm
    title = "事業所と支援の期間を決める"
    button = "事業所と期間を保存する"
    success = "事業所と支援の期間を保存しました。"

    def perform(self, form, rows):
        self.noun.prepare(by=self.request.user, changes=form.cleaned_data, seen=self.seen)


class StartSupportView(SupportVerbView):
    """The checklist of the notice, then the day of the start."""

    verb = "start_support"
    form_class = DayForm
    success = "支援を開始しました。パートナーは支援日誌を書けます。"

    def get_noun(self):
        case = super().get_noun()
        load_support(case)
        return case

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"label": "支援開始日", "initial": {"on": likely_start(self.noun)}}

    def get_extra_context(self, form, rows):
        found = on_the_day(
            form, lambda day: requirements.for_support_start(self.noun, day or likely_start(self.noun))
        )
        return super().get_extra_context(form, rows) | found | {
            "consequences": [
                "段階が「支援実施」に進みます。",
                "割り当てたパートナーが、支援日誌を書けるようになります。",
            ],
        }

    def perform(self, form, rows):
        self.noun.start_support(by=self.request.user, on=form.cleaned_data["on"], seen=self.seen)


def likely_start(case):
    """The day to propose: today, or the planned day that has passed where only then everything was in place."""
    today = clock.today()
    days = [today, *([case.planned_from] if case.planned_from and case.planned_from < today else [])]
    return next((day for day in days if not blocks_start(case, day)), today)


def blocks_start(case, day):
    return any(requirement.blocks for requirement in requirements.for_support_start(case, day))


class InterruptView(SupportVerbView):
    verb = "interrupt"
    form_class = DayReasonForm
    lead = "中断している間も、事業所とパートナーの割当ては続きます。"
    success = "支援の中断を記録しました。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"label": "中断日"}

    def perform(self, form, rows):
        self.noun.interrupt(by=self.request.user, seen=self.seen, **form.cleaned_data)


class ResumeView(SupportVerbView):
    verb = "resume"
    form_class = DayRemarkForm
    success = "支援を再開しました。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"label": "再開日"}

    def perform(self, form, rows):
        self.noun.resume(by=self.request.user, seen=self.seen, **form.cleaned_data)


class EndSupportView(SupportVerbView):
    """支援終了: P13 warns of logs nobody confirmed yet, P14 asks why support is discontinued."""

    verb = "end_support"
    form_class = EndSupportForm
    success = "支援を終了しました。支援終了後の拡大ケース会議を開いてください。"

    def get_form_kwargs(self):
        has_open_logs = any(requirement.asks for requirement in requirements.for_support_end(self.noun))
        return super().get_form_kwargs() | {"label": "支援終了日", "has_open_logs": has_open_logs}

    def get_extra_context(self, form, rows):
        return super().get_extra_context(form, rows) | {
            "warning": "終了した支援は、もとに戻せません。もう一度支援するときは、案件を再開して新しく始めます。",
            "consequences": [
                "段階が「支援終了」に進みます。",
                "パートナーの割当てが、支援終了日で終わります。",
                "支援終了後の拡大ケース会議で、フォローアップを決めます。",
            ],
        } | on_the_day(form, lambda day: requirements.for_support_end(self.noun, day))

    def perform(self, form, rows):
        typed = form.cleaned_data
        acknowledged = {"P13": typed["acknowledge_reason"]} if typed.get("acknowledge") else None
        self.noun.end_support(
            by=self.request.user, on=typed["on"], end_kind=EndKind(typed["end_kind"]), reason=typed["reason"],
            acknowledged=acknowledged, seen=self.seen,
        )
