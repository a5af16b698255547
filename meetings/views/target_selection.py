"""対象者選定: the list, the counselor's request, the page of a request, and the 所長's decision with its confirmation."""

from django.contrib import messages
from django.db.models import Case as Either
from django.db.models import Count, Value, When
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from cases.models import Case
from meetings import requirements
from meetings.enums import RequestState
from meetings.forms.target_selection import (
    DECLINE,
    SELECT,
    SEND_BACK,
    SelectionCancelForm,
    SelectionDecisionForm,
    SelectionRequestForm,
    default_support,
)
from meetings.models import TargetSelection
from meetings.models.target_selection import with_facts
from meetings.rules import readable
from meetings.selection_facts import counts, decided_facts, decision_facts, frozen_checklist, material, what_follows
from shokuiki.pages.views import NounList, VerbView, refuse_reading
from shokuiki.records import clock, gate
from shokuiki.records.errors import NotAllowed, Refused, Stale
from shokuiki.records.history import changes_since
from shokuiki.records.models import Draft

NOT_COMPLETE = "決定の内容か要件に、そろっていないものがあります。確かめてから、確認画面へ進んでください。"


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
            "readable": readable(user, [row.case for row in rows]),
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
class SelectionPage(VerbView):
    """One request. For the 所長, while it waits, the page of the decision; for other readers, and later, what was found.

    Nothing is decided here: what is typed becomes the 所長's draft, which the confirmation page reads.
    根拠: 通知 記1 第2項
    """

    model = TargetSelection
    verb = "select"
    form_class = SelectionDecisionForm
    template_name = "meetings/selection_decide.html"
    drafts = True
    button = "確認画面へ進む"

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

    def get(self, request, *args, **kwargs):
        draft = self.get_draft()
        if draft and self.moved_since(draft.data):
            self.conflict = self.told_since(draft.data)
        return super().get(request, *args, **kwargs)

    def get_draft(self):
        if not hasattr(self, "_draft"):
            self._draft = super().get_draft()
        return self._draft

    # --- what the page showed ---------------------------------------------------------------------------------------
    @staticmethod
    def versions(data):
        """(version of the request, version of the case) that stood on the page when `data` was typed."""
        values = ((data.get(name) or [""])[0] for name in ("seen", "case_seen"))
        return tuple(int(value) if value.isascii() and value.isdigit() and len(value) < 19 else -1 for value in values)

    def moved_since(self, data):
        return self.versions(data) != (self.noun.version, self.noun.case.version)

    def told_since(self, data):
        """Who changed what since, for the notice above the form."""
        seen, case_seen = self.versions(data)
        noun, known = (self.noun, seen) if seen != self.noun.version else (self.noun.case, case_seen)
        last = noun.history.select_related("history_user").first()
        return {"stale": Stale(last.history_user, last.history_date), "changes": changes_since(noun, known)}

    # --- to the confirmation ------------------------------------------------------------------------------------------
    def call(self, form, rows):
        typed = dict(self.request.POST.lists())
        try:
            self.check_moment()
        except Refused as refused:
            return self.not_now(refused)
        if self.moved_since(typed):
            self.conflict = self.told_since(typed)
            form.add_error(None, self.conflict["stale"].message)
            return self.render(form, rows, status=409)
        data = {name: values for name, values in typed.items() if not name.startswith("csrf")}
        Draft.objects.put(self.request.user, self.draft_form, self.noun_key, data)
        return HttpResponseRedirect(reverse("meetings:selection_decide_confirm", args=[self.noun.pk]))

    def get_extra_context(self, form, rows):
        return {"checklist": form.checklist, **counts(form.checklist), **material(self.noun)}


class SelectionConfirm(SelectionPage):
    """The confirmation page: reads the 所長's draft with the versions it was written against, and decides."""

    template_name = "meetings/selection_confirm.html"
    buttons = {SELECT: "選定を決定する", DECLINE: "選定しないことを決定する", SEND_BACK: "差し戻す"}
    successes = {
        SELECT: "対象者に選定しました。支援の準備に進みます。",
        DECLINE: "選定しないことを決定しました。",
        SEND_BACK: "差し戻しました。",
    }

    def dispatch(self, request, *args, **kwargs):
        return super(SelectionPage, self).dispatch(request, *args, **kwargs)

    def get_title(self):
        return "決定内容の確認"

    def get_back_url(self):
        return self.noun.get_absolute_url()

    def filled_in(self):
        """The complete decision of the draft, or None."""
        self.draft = Draft.objects.of(self.request.user, self.draft_form, self.noun_key)
        if not self.draft:
            return None
        typed = QueryDict(mutable=True)
        for name, values in self.draft.data.items():
            typed.setlist(name, values)
        form, _ = self.make(typed)
        return form if form.is_valid() else None

    def back(self, sentence):
        messages.warning(self.request, sentence)
        return HttpResponseRedirect(self.get_back_url())

    def get(self, request, *args, **kwargs):
        form = self.filled_in()
        if form is None:
            return self.back(NOT_COMPLETE)
        if self.moved_since(self.draft.data):
            return self.back("記入したあとに、案件の内容が変わりました。変更を確かめて、もう一度確認画面へ進んでください。")
        return self.render(form, {})

    def post(self, request, *args, **kwargs):
        form = self.filled_in()
        try:
            self.check_moment()
        except Refused as refused:
            return self.not_now(refused)
        if form is None:
            return self.back(NOT_COMPLETE)
        if request.POST.get("saved_at") != self.draft.saved_at.isoformat():
            messages.warning(request, "この画面を開いたあとに、決定の内容が書き換えられました。もう一度確かめてください。")
            return HttpResponseRedirect(request.path)
        return super(SelectionPage, self).call(form, {})

    def perform(self, form, rows):
        data = form.cleaned_data
        seen, case_seen = self.versions(self.draft.data)
        self.outcome = data["outcome"]
        common = {
            "by": self.request.user, "event_date": data["event_date"], "reason": data["reason"],
            "seen": seen, "case_seen": case_seen,
        }
        if self.outcome == SELECT:
            support = {name: data[name] for name in ("living_support", "planned_from", "planned_to")}
            return self.noun.select(**common, **support, acknowledged=form.acknowledged)
        if self.outcome == DECLINE:
            return self.noun.decline(**common)
        return self.noun.send_back(**common)

    def get_conflict_changes(self):
        return self.told_since(self.draft.data)["changes"]

    def get_success_message(self):
        return self.successes[self.outcome]

    def get_extra_context(self, form, rows):
        outcome = form.cleaned_data["outcome"]
        return {
            "outcome": outcome, "button": self.buttons[outcome], "saved_at": self.draft.saved_at.isoformat(),
            "facts": decision_facts(self.noun, form), "follows": what_follows(self.noun, form),
        }
