"""対象者選定: the list, the counselor's request, the page of a request, and the 所長's decision with its confirmation."""

from django.db.models import Case as Either
from django.db.models import Count, Value, When
from django.shortcuts import render

from cases.models import Case
from meetings import requirements
from meetings.enums import RequestState
from meetings.forms.target_selection import (
    SelectionCancelForm,
    SelectionDecisionForm,
    SelectionRequestForm,
    default_support,
)
from meetings.models import TargetSelection
from meetings.models.target_selection import with_facts
from meetings.rules import readable
from meetings.selection_facts import (
    decided_facts,
    facts_of_selecting,
    frozen_checklist,
    material,
    subject,
    what_follows,
)
from shokuiki.pages.deciding import DECLINE, SELECT, SEND_BACK, Confirming, DecisionPage, counts
from shokuiki.pages.views import NounList, VerbView, refuse_reading
from shokuiki.records import clock, gate
from shokuiki.records.errors import NotAllowed


# --- The list -----------------------------------------------------------------------------------------------------
class TargetSelectionList(NounList):
    """Those that wait first, then the others, newest first; ?state= narrows it. One index line each."""

    model = TargetSelection
    template_name = "meetings/selection_list.html"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.center_ids:
            raise NotAllowed("対象者選定の一覧は、地域障害者職業センターの職員が使います。")
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        self.chosen = [value for value in self.request.GET.getlist("state") if value in RequestState.values]
        found = super().get_queryset()
        if self.chosen:
            found = found.filter(state__in=self.chosen)
        return found.select_related("case__person", "case__program_counselor", "requested_by", "decision").order_by(
            Either(When(state=RequestState.REQUESTED, then=Value(0)), default=Value(1)), "-requested_on", "-pk"
        )

    def get_context_data(self, **kwargs):
        user = self.request.user
        context = super().get_context_data(**kwargs)
        by_state = super().get_queryset().order_by().values("state").annotate(count=Count("pk"))
        counts = {row["state"]: row["count"] for row in by_state}
        states = [
            {"value": state.value, "label": state.label, "count": counts.get(state, 0), "on": state in self.chosen}
            for state in RequestState
        ]
        rows = list(context["object_list"])
        return context | {
            "readable": readable(user, [row.case for row in rows])[0],
            "states": states, "is_filtered": bool(self.chosen), "total": sum(counts.values()),
            "directs": any(user.directs(center_id) for center_id in user.center_ids),
        }


# --- The counselor's side ---------------------------------------------------------------------------------------------
class SelectionRequest(VerbView):
    """所長に選定を依頼する: with what the 所長 is to know, and the checklist as it stands."""

    model = Case
    verb = "ask_selection"
    form_class = SelectionRequestForm
    template_name = "meetings/selection_request.html"
    drafts = True
    success = "所長に選定を依頼しました。所長の決定を待ちます。"

    def get_queryset(self):
        return with_facts(super().get_queryset())

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"initial": {"requested_on": clock.today()}}

    def perform(self, form, rows):
        data = form.cleaned_data
        return TargetSelection.ask(
            self.noun, by=self.request.user, on=data["requested_on"], comment=data["comment"], seen=self.seen
        )

    def get_extra_context(self, form, rows):
        case = self.noun
        checklist = requirements.on_selection(case, default_support(case), case.planned_from, case.planned_to)
        return {"checklist": checklist, **counts(checklist)}


class SelectionCancel(VerbView):
    model = TargetSelection
    verb = "cancel"
    form_class = SelectionCancelForm
    template_name = "meetings/selection_cancel.html"
    lead = "取り消すと、案件は「選定依頼の準備中」に戻ります。確かめてから、もう一度依頼できます。"
    success = "選定の依頼を取り消しました。"

    def get_queryset(self):
        return super().get_queryset().select_related("case__person", "requested_by")

    def perform(self, form, rows):
        self.noun.cancel(by=self.request.user, reason=form.cleaned_data["reason"], seen=self.seen)


# --- The page of a request, and the decision -----------------------------------------------------------------------
class SelectionPage(DecisionPage):
    """One request. For the 所長, while it waits, the page of the decision; for other readers, and later, what was found.

    根拠: 通知 記1 第2項
    """

    model = TargetSelection
    form_class = SelectionDecisionForm
    template_name = "meetings/selection_decide.html"
    page = "meetings:target_selection"
    confirm_page = "meetings:selection_decide_confirm"

    def dispatch(self, request, *args, **kwargs):
        self.noun = self.get_noun()
        if request.method in ("GET", "HEAD") and not gate.can(request.user, self.verb, self.noun):
            return self.read()
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return super().get_queryset().with_facts()

    def get_noun(self):
        """Loaded once: `dispatch` looks at it before the view does."""
        return getattr(self, "noun", None) or super().get_noun()

    def read(self):
        noun, case, user = self.noun, self.noun.case, self.request.user
        refuse_reading(user, "read", case)
        if noun.decision:
            checklist = frozen_checklist(noun.decision)
        else:
            checklist = requirements.on_selection(case, default_support(case), case.planned_from, case.planned_to)
        context = {
            "noun": noun, "title": self.get_title(), "checklist": checklist, **counts(checklist), **material(noun),
            "decided": decided_facts(noun) if noun.decision else [],
            "can_cancel": gate.can(user, "cancel", noun), "waits": noun.state == RequestState.REQUESTED,
            "cancelled": noun.state == RequestState.CANCELLED,
        }
        return render(self.request, "meetings/selection.html", context)

    def get_title(self):
        return f"{self.noun.case.person.full_name}さんの対象者選定"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"request": self.noun, "by": self.request.user}

    def watched(self):
        return super().watched() | {"case_seen": self.noun.case}

    def get_extra_context(self, form, rows):
        return super().get_extra_context(form, rows) | material(self.noun)


class SelectionConfirm(Confirming, SelectionPage):
    template_name = "meetings/selection_confirm.html"
    successes = {
        SELECT: "対象者に選定しました。支援の準備に進みます。",
        DECLINE: "選定しないことを決定しました。",
        SEND_BACK: "差し戻しました。",
    }

    def dispatch(self, request, *args, **kwargs):
        return super(SelectionPage, self).dispatch(request, *args, **kwargs)

    def subject(self):
        return subject(self.noun)

    def facts_of_selecting(self, form):
        return facts_of_selecting(self.noun, form.cleaned_data)

    def what_follows(self, form):
        return what_follows(self.noun, form.cleaned_data)
