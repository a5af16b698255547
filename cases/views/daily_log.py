"""支援日誌: written by partners, mostly on a phone; confirmed or returned by the counselor one after another."""

from django.core.paginator import Paginator
from django.db.models import Case as Choice
from django.db.models import IntegerField, Value, When
from django.shortcuts import get_object_or_404
from django.urls import reverse

from cases.enums import LogState
from cases.forms.daily_log import ConfirmLogForm, DailyLogForm, LogFilterForm, ReturnLogForm
from cases.models import DailyLog, PartnerAssignment
from cases.partner_home import people_of
from cases.views.amendment import amendments_on_page
from cases.views.of_case import OfCaseCreateView, OfCaseVerbView, case_or_404
from cases.views.tabs import CaseTab
from shokuiki.pages.views import NounList, NounView
from shokuiki.records.errors import NotAllowed
from shokuiki.records.gate import can

LOG_PARTS = ("case__person", "assignment__partner__organization", "written_by", "confirmed_by")
WAITING_FIRST = Choice(When(state=LogState.SUBMITTED, then=Value(0)), default=Value(1), output_field=IntegerField())


# --- Reading -------------------------------------------------------------------------------------------------------
class LogList(NounList):
    """All logs this person may read, those that wait for confirmation first; a partner's own beside their people."""

    model = DailyLog
    template_name = "cases/log_list.html"
    context_object_name = "logs"

    def get_queryset(self):
        user = self.request.user
        if not (user.center_ids or user.is_partner):
            raise NotAllowed("支援日誌を見る所属ではありません。")
        self.form = LogFilterForm(self.request.GET or None, user=user)
        logs = DailyLog.objects.readable_by(user).select_related(*LOG_PARTS)
        return self.form.narrow(logs).order_by(WAITING_FIRST, "-date", "-pk")

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(**kwargs) | {
            "form": self.form,
            "is_staff": bool(user.center_ids),
            "to_confirm": DailyLog.objects.to_confirm(user).count() if user.center_ids else 0,
            "first_to_confirm": DailyLog.objects.to_confirm(user).first() if user.center_ids else None,
            "people": people_of(user) if user.is_partner else [],
        }


class CaseLogsView(CaseTab):
    """The logs of one case: a tab of its page."""

    current = "cases:logs"
    template_name = "cases/log_case.html"

    def get_context_data(self, **kwargs):
        case, user = self.case, self.request.user
        logs = DailyLog.objects.visible_to(user).filter(case=case).select_related(*LOG_PARTS)
        page = Paginator(logs, NounList.paginate_by).get_page(self.request.GET.get("page"))
        without_account = case.assignments.current().filter(partner__user=None).select_related("partner")
        writes = case.program_counselor_id == user.pk and case.in_support
        return super().get_context_data(**kwargs) | {
            "page_obj": page,
            "logs": page.object_list,
            "without_account": list(without_account) if writes else [],
        }


class LogView(NounView):
    model = DailyLog
    read_verb = "read"
    context_object_name = "log"
    template_name = "cases/log.html"

    def get_queryset(self):
        return super().get_queryset().select_related(*LOG_PARTS, "case__center")

    def get_context_data(self, **kwargs):
        log, user = self.object, self.request.user
        verbs = ("edit", "submit", "confirm", "return_to_writer")
        allowed = {verb: can(user, verb, log) for verb in verbs}
        return super().get_context_data(**kwargs) | amendments_on_page(log, user) | {
            "case": log.case,
            "notes": list(log.notes.select_related("goal")),
            "can": allowed,
            "is_staff": bool(user.center_ids),
            "confirm_form": ConfirmLogForm(auto_id="id_confirm_%s") if allowed["confirm"] else None,
            "waiting": DailyLog.objects.to_confirm(user).count() if allowed["confirm"] else 0,
        }


# --- Writing -------------------------------------------------------------------------------------------------------
class LogFormMixin:
    """The form of a log, one rating for each goal of the plan it speaks of."""

    form_class = DailyLogForm
    template_name = "cases/log_form.html"
    drafts = True
    button = "支援日誌を提出する"

    def get_success_message(self):
        late = "目安の日数を過ぎたため、「遅れて提出」と記録されます。" if self.log.is_late else ""
        return f"支援日誌を提出しました。{late}"


class LogCreateView(LogFormMixin, OfCaseCreateView):
    model = DailyLog
    case_verb = "accept_log"
    title = "支援日誌を書く"

    def new_noun(self):
        self.case = case_or_404(self.request.user, self.kwargs["pk"])
        self.assignment = self.get_assignment()
        log = DailyLog(case=self.case, assignment=self.assignment, written_by=self.request.user)
        self.plan = self.case.approved_plan if log.asks_for_goals else None
        return log

    def get_assignment(self):
        """The signed-in partner's own; the one named in the address for a partner without an account."""
        current = PartnerAssignment.objects.current().filter(case=self.case).select_related("partner", "case")
        if "assignment" in self.kwargs:
            return get_object_or_404(current, pk=self.kwargs["assignment"], partner__user=None)
        own = current.of_user(self.request.user).first()
        if own is None:
            raise NotAllowed("支援日誌は、この案件に割り当てられたパートナーが書きます。")
        return own

    @property
    def noun_key(self):
        return f"{self.assignment._meta.label_lower}:{self.assignment.pk}"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"plan": self.plan}

    def perform(self, form, rows):
        self.log = form.save(commit=False)
        self.log.case, self.log.assignment = self.case, self.assignment
        by = self.request.user
        return self.log.hand_in(by=by, keep_rows=lambda log: form.keep_notes(log, by=by))

    def get_success_url(self, result):
        return reverse("cases:log", args=[result.pk])

    def get_extra_context(self, form, rows):
        return super().get_extra_context(form, rows) | {"assignment": self.assignment, "seen": ""}


class LogEditView(LogFormMixin, OfCaseVerbView):
    """Corrects a returned log and submits it again in one step."""

    model = DailyLog
    verb = "edit"
    title = "支援日誌を直す"

    def get_queryset(self):
        return super().get_queryset().select_related("assignment__partner", "case__center")

    def get_form_kwargs(self):
        notes = {note.goal_id: note for note in self.noun.notes.all()}
        plan = self.noun.plan if self.noun.asks_for_goals else None
        return super().get_form_kwargs() | {"plan": plan, "notes": notes}

    def perform(self, form, rows):
        self.log, by = self.noun, self.request.user
        self.log.hand_in(
            by=by, changes=form.changes, seen=self.seen, keep_rows=lambda log: form.keep_notes(log, by=by)
        )

    def get_extra_context(self, form, rows):
        return super().get_extra_context(form, rows) | {"assignment": self.noun.assignment}


class LogSubmitView(OfCaseVerbView):
    model = DailyLog
    verb = "submit"
    success = "支援日誌を提出しました。"

    def perform(self, form, rows):
        self.noun.submit(by=self.request.user, seen=self.seen)


# --- Confirming ----------------------------------------------------------------------------------------------------
class ReviewLogView(OfCaseVerbView):
    """After each log the next one that waits is opened."""

    model = DailyLog
    done = ""

    def get_success_message(self):
        rest = DailyLog.objects.to_confirm(self.request.user).count()
        return f"{self.done}次の日誌を開きました（残り{rest}件）。" if rest else f"{self.done}確認を待つ日誌はありません。"

    def get_success_url(self, result):
        following = DailyLog.objects.to_confirm(self.request.user).first()
        return following.get_absolute_url() if following else reverse("cases:all_logs")


class LogConfirmView(ReviewLogView):
    verb = "confirm"
    form_class = ConfirmLogForm
    done = "日誌を確認済にしました。"

    def perform(self, form, rows):
        self.noun.confirm(by=self.request.user, comment=form.cleaned_data["comment"], seen=self.seen)


class LogReturnView(ReviewLogView):
    verb = "return_to_writer"
    form_class = ReturnLogForm
    done = "日誌を差し戻しました。"

    def perform(self, form, rows):
        self.noun.return_to_writer(by=self.request.user, comment=form.cleaned_data["comment"], seen=self.seen)
