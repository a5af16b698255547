"""A decision of the 所長 on two pages: one on which it is written, and one that shows it again and decides.

Nothing is decided on the first: what is typed there becomes a draft that only its writer sees, kept with the versions of
what stood on the page. The second, on a URL of its own, reads that draft. A room gives the form, what the decision rests
on, and the words; both rooms look and speak alike.
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect, QueryDict
from django.urls import reverse

from shokuiki.japan.dates import wareki
from shokuiki.japan.forms import DateField
from shokuiki.pages.conflicts import told_to
from shokuiki.pages.forms import PageForm, not_future
from shokuiki.pages.views import VerbView
from shokuiki.pages.widgets import ChoiceCards
from shokuiki.records import clock
from shokuiki.records.enums import Outcome
from shokuiki.records.errors import Refused, Stale
from shokuiki.records.history import changes_since
from shokuiki.records.models import Draft
from shokuiki.records.requirements import MET, NOT_APPLICABLE, sentence

SELECT, DECLINE, SEND_BACK = Outcome.SELECTED.value, Outcome.DECLINED.value, Outcome.SENT_BACK.value
OF_EVERY_OUTCOME = ("outcome", "reason", "event_date")
WHY_LIMIT = 200
NOT_COMPLETE = "決定の内容か要件に、そろっていないものがあります。確かめてから、確認画面へ進んでください。"
CHANGED = "記入したあとに、{}の内容が変わりました。変更を確かめて、もう一度確認画面へ進んでください。"
REWRITTEN = "この画面を開いたあとに、決定の内容が書き換えられました。もう一度確かめてください。"

CHECKED = ["確認した要件とその事実を、決定と一緒に記録します。"]
RECORDED = "決定の内容と理由を、決定の記録として残します。"


def counts(checklist):
    """How many rules apply, and how many of them are met, refuse, or ask to be acknowledged."""
    counted = [found for found in checklist if found.state != NOT_APPLICABLE]
    return {
        "counted": len(counted),
        "met": sum(found.state == MET for found in counted),
        "unmet": sum(found.blocks for found in counted),
        "warned": sum(found.asks for found in counted),
    }


def acknowledgements(titles, acknowledged):
    """[(label, reason)] of the warnings one went on against. titles, acknowledged: {rule number: words}."""
    return [(f"注意「{titles[no]}」を了承した理由", why) for no, why in acknowledged.items()]


class DecisionForm(PageForm):
    """What the 所長 decides, why, and when; each further field belongs to 選定する: shown and required with it alone.

    A room adds its fields and calls `offer` with the checklist; what that asks to be acknowledged become fields too.
    optional: names that may stay empty. period: two dates, side by side and in order. answers: {rule number: field}
    of the rules that what is typed here can still meet.
    """

    optional = ()
    period = ()
    answers = {}
    outcome = forms.ChoiceField(label="決定", widget=ChoiceCards)
    reason = forms.CharField(label="決定の理由")
    event_date = DateField(label="決定日", validators=[not_future], initial=clock.today)

    def offer(self, checklist, explanations):
        """explanations: {outcome: what follows} of the outcomes that are offered."""
        self.checklist = checklist
        outcome = self.fields["outcome"]
        outcome.choices = [(value, Outcome(value).label) for value in explanations]
        outcome.widget.explanations, outcome.widget.unavailable = explanations, self.unavailable()
        self.own = [name for name in self.fields if name not in OF_EVERY_OUTCOME]
        self.warnings = [found for found in checklist if found.asks] if SELECT in explanations else []
        for found in self.warnings:
            self.fields |= acknowledging(found)
        for name in self.of_selecting:
            self.fields[name].widget.attrs["data-sk-when"] = f"outcome={SELECT}"
            self.fields[name].shown_required = name not in self.optional

    @property
    def of_selecting(self):
        return [name for name in self.fields if name not in OF_EVERY_OUTCOME]

    def lasting(self):
        """The unmet rules that nothing typed here would meet."""
        return [found for found in self.checklist if found.blocks and found.no not in self.answers]

    def unavailable(self):
        """{outcome: why it cannot be chosen}."""
        titles = "".join(f"「{found.title}」" for found in self.lasting())
        return {SELECT: f"選定できません。{titles}が未確認です。"} if titles else {}

    # --- what was typed -----------------------------------------------------------------------------------------
    def typed(self, name):
        """The value typed into a field, before the form is judged; its first value where nothing readable stands."""
        field = self.fields[name]
        if self.is_bound:
            value = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            try:
                return field.clean(value) or self.get_initial_for_field(field, name)
            except ValidationError:
                pass
        return self.get_initial_for_field(field, name)

    def clean(self):
        data = super().clean()
        if data.get("outcome") != SELECT:
            return data
        for name in self.of_selecting:
            if not (data.get(name) or name in self.optional or name in self.errors):
                self.add_error(name, ValidationError(self.fields[name].error_messages["required"], code="required"))
        start, end = (data.get(name) for name in self.period)
        if start and end and end < start:
            label = self.fields[self.period[1]].label
            self.add_error(self.period[1], f"{label}は、{self.fields[self.period[0]].label}以後の日付を入力してください。")
        for found in self.checklist:
            field = self.answers.get(found.no, "outcome")
            if found.blocks and (field == "outcome" or field not in self.errors):
                self.add_error(field, sentence(found))
        return data

    @property
    def selecting(self):
        """{name: value} of the room's own fields, for the verb that selects."""
        return {name: self.cleaned_data[name] for name in self.own}

    @property
    def acknowledged(self):
        """{rule number: reason}, for the verb."""
        return {found.no: self.cleaned_data[f"why_{found.no}"] for found in self.warnings}


def acknowledging(found):
    """The two fields of one warning: that it was seen, and why one goes on."""
    seen = forms.BooleanField(
        label=f"注意「{found.title}」を確認しました", required=False,
        error_messages={"required": f"「{found.title}」の注意を確認して、印を付けてください。"},
    )
    why = forms.CharField(
        label=f"「{found.title}」が満たされなくても選定する理由", required=False, max_length=WHY_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2, "data-sk-max": WHY_LIMIT}),
        help_text=f"根拠：{found.clause}　{found.clause_note}",
    )
    return {f"acknowledged_{found.no}": seen, f"why_{found.no}": why}


class DecisionPage(VerbView):
    """The page on which a decision is written: the checklist, the form, the material.

    page, confirm_page: the names of the URLs of this page and of its confirmation.
    """

    verb = "select"
    drafts = True
    button = "確認画面へ進む"
    page = ""
    confirm_page = ""

    def watched(self):
        """{hidden field: row}: what the decision rests on, each with the version that the page shows."""
        return {"seen": self.noun}

    def get_draft(self):
        """The draft, and the notice of what was saved since it was written."""
        draft = super().get_draft()
        self.conflict = self.conflict_with(draft.data) if draft else None
        return draft

    # --- what the page showed -------------------------------------------------------------------------------------
    def versions(self, typed):
        """{hidden field: version} that stood on the page when this was typed; -1 where nothing readable stands."""
        values = {name: (typed.get(name) or [""])[0] for name in self.watched()}
        return {
            name: int(value) if value.isascii() and value.isdigit() and len(value) < 19 else -1
            for name, value in values.items()
        }

    def moved_since(self, typed):
        """(row, the version that was seen) of the first that was saved since this was typed, or None."""
        versions = self.versions(typed)
        return next(((row, versions[name]) for name, row in self.watched().items() if row.version != versions[name]), None)

    def conflict_with(self, typed):
        """Who changed what since, for the notice above the form; None where nobody did."""
        moved = self.moved_since(typed)
        if moved is None:
            return None
        last = moved[0].history.select_related("history_user").first()
        stale = Stale(last.history_user, last.history_date)
        stale, changes = told_to(self.request.user, stale, self.changes_of(*moved))
        return {"stale": stale, "changes": changes}

    def changes_of(self, row, version):
        return changes_since(row, version)

    # --- to the confirmation --------------------------------------------------------------------------------------
    def call(self, form, rows):
        typed = {name: values for name, values in self.request.POST.lists() if not name.startswith("csrf")}
        self.conflict = self.conflict_with(typed)
        if self.conflict:
            form.add_error(None, self.conflict["stale"].message)
            return self.render(form, rows, status=409)
        try:
            self.check_moment()
        except Refused as refused:
            return self.not_now(refused)
        Draft.objects.put(self.request.user, self.draft_form, self.noun_key, typed)
        return HttpResponseRedirect(reverse(self.confirm_page, args=[self.noun.pk]))

    def get_extra_context(self, form, rows):
        return {"checklist": form.checklist, **counts(form.checklist)}


class Confirming:
    """Mixed in before a `DecisionPage`: its confirmation page, which reads the draft and decides.

    verbs: {outcome: verb of the noun}, if they are called otherwise. successes: {outcome: sentence}.
    """

    title = "決定内容の確認"
    verbs = {SELECT: "select", DECLINE: "decline", SEND_BACK: "send_back"}
    buttons = {SELECT: "選定を決定する", DECLINE: "選定しないことを決定する", SEND_BACK: "差し戻す"}
    successes = {}

    def get_title(self):
        return self.title

    def get_back_url(self):
        return reverse(self.page, args=[self.noun.pk])

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

    def go_to(self, url, warning):
        messages.warning(self.request, warning)
        return HttpResponseRedirect(url)

    def get(self, request, *args, **kwargs):
        form = self.filled_in()
        if form is None:
            return self.go_to(self.get_back_url(), NOT_COMPLETE)
        moved = self.moved_since(self.draft.data)
        if moved:
            return self.go_to(self.get_back_url(), CHANGED.format(moved[0]._meta.verbose_name))
        return self.render(form, {})

    def post(self, request, *args, **kwargs):
        form = self.filled_in()
        if form is None:
            try:
                self.check_moment()
            except Refused as refused:
                return self.not_now(refused)
            return self.go_to(self.get_back_url(), NOT_COMPLETE)
        if request.POST.get("saved_at") != self.draft.saved_at.isoformat():
            return self.go_to(request.path, REWRITTEN)
        return VerbView.call(self, form, {})

    def perform(self, form, rows):
        data = form.cleaned_data
        self.outcome = data["outcome"]
        decision = {"by": self.request.user, "event_date": data["event_date"], "reason": data["reason"]}
        if self.outcome == SELECT:
            decision |= {**form.selecting, "acknowledged": form.acknowledged}
        return getattr(self.noun, self.verbs[self.outcome])(**decision, **self.versions(self.draft.data))

    def get_conflict_changes(self):
        self.reload()
        moved = self.moved_since(self.draft.data)
        return self.changes_of(*moved) if moved else []

    def get_success_message(self):
        return self.successes[self.outcome]

    # --- what is decided, in words -----------------------------------------------------------------------------------
    def subject(self):
        """(label, words): on whom or what it is decided."""
        raise NotImplementedError

    def facts_of_selecting(self, form):
        """What the room's fields say, as (label, words)."""
        raise NotImplementedError

    def what_follows(self, form):
        """決定すると行われること besides the record of it, one sentence each."""
        raise NotImplementedError

    def facts(self, form):
        data = form.cleaned_data
        found = [
            self.subject(), ("決定", Outcome(data["outcome"]).label), ("理由", data["reason"]),
            ("決定日", wareki(data["event_date"])),
        ]
        if data["outcome"] != SELECT:
            return found
        titles = {warning.no: warning.title for warning in form.warnings}
        checked = f"{counts(form.checklist)['met']}件確認済"
        if titles:
            checked += f"　注意{len(titles)}件（{'、'.join(titles.values())}）を了承"
        return [*found, *self.facts_of_selecting(form), ("要件", checked), *acknowledgements(titles, form.acknowledged)]

    def get_extra_context(self, form, rows):
        outcome = form.cleaned_data["outcome"]
        return {
            "outcome": outcome, "button": self.buttons[outcome], "saved_at": self.draft.saved_at.isoformat(),
            "facts": self.facts(form), "follows": [*self.what_follows(form), *(CHECKED if outcome == SELECT else []), RECORDED],
        }
