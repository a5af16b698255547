"""The center's verbs on an application: 受付, 審査意見, 差戻し, 所長への依頼; and the 所長's decision."""

from django.contrib import messages
from django.http import HttpResponseRedirect, QueryDict
from django.urls import reverse

from partners import requirements
from partners.forms.review import DECLINE, SELECT, DecisionForm, OpinionForm, ReturnForm
from partners.models import ConsignmentApplication
from partners.views.applications import ApplicationVerb
from shokuiki.japan.dates import wareki
from shokuiki.pages.forms import EmptyForm
from shokuiki.records.enums import Outcome
from shokuiki.records.errors import Refused, Stale
from shokuiki.records.models import Draft


class ApplicationReceive(ApplicationVerb):
    verb = "receive"
    lead = "受け付けると審査が始まり、法人の画面に「審査中」と表示されます。"
    success = "申込を受け付けました。次は、要件を確かめて審査意見を書きます。"

    def perform(self, form, rows):
        self.noun.receive(by=self.request.user, seen=self.seen)


class ApplicationOpinion(ApplicationVerb):
    verb = "write_opinion"
    form_class = OpinionForm
    drafts = True
    button = "審査意見を保存する"
    success = "審査意見を保存しました。次は、所長に選定を依頼します。"

    def get_initial(self):
        return {"opinion": self.noun.opinion}

    def perform(self, form, rows):
        self.noun.write_opinion(by=self.request.user, seen=self.seen, opinion=form.cleaned_data["opinion"])


class ApplicationReturn(ApplicationVerb):
    verb = "return_to_applicant"
    form_class = ReturnForm
    drafts = True
    success = "申込を差し戻しました。法人が直して、もう一度提出するのを待ちます。"

    def perform(self, form, rows):
        self.noun.return_to_applicant(by=self.request.user, seen=self.seen, comment=form.cleaned_data["comment"])


class ApplicationAsk(ApplicationVerb):
    verb = "ask_decision"
    form_class = EmptyForm
    template_name = "partners/application_ask.html"
    success = "所長に選定を依頼しました。所長の決定を待ちます。"

    def perform(self, form, rows):
        self.noun.ask_decision(by=self.request.user, seen=self.seen)

    def get_extra_context(self, form, rows):
        return {"checklist": requirements.of_application(self.noun), "opinion": self.noun.opinion}


class ApplicationSelect(ApplicationVerb):
    """The decision page. Nothing is decided here: what is typed becomes the 所長's draft, which the next page reads.

    根拠: 通知 記1 第1項
    """

    verb = "select"
    form_class = DecisionForm
    template_name = "partners/application_select.html"
    drafts = True
    button = "確認画面へ進む"

    def get_title(self):
        return f"{self.noun.handed_in_name}の選定"

    def get_checklist(self):
        return requirements.for_selection(self.noun, by=self.request.user, valid_from=None, note="")

    def get_form_kwargs(self):
        self.checklist = self.get_checklist()
        return super().get_form_kwargs() | {"application": self.noun, "requirements": self.checklist}

    def call(self, form, rows):
        if self.seen != self.noun.version:
            last = self.noun.history.select_related("history_user").first()
            stale = Stale(last.history_user, last.history_date)
            self.conflict = {"stale": stale, "changes": self.get_conflict_changes()}
            form.add_error(None, stale.message)
            return self.render(form, rows, status=409)
        data = {name: values for name, values in self.request.POST.lists() if not name.startswith("csrf")}
        Draft.objects.put(self.request.user, self.draft_form, self.noun_key, data)
        return HttpResponseRedirect(reverse("partners:application_select_confirm", args=[self.noun.pk]))

    def get_extra_context(self, form, rows):
        counted = [requirement for requirement in self.checklist if requirement.state != "not_applicable"]
        return {
            "checklist": self.checklist,
            "met": sum(1 for requirement in counted if requirement.state == "met"),
            "counted": len(counted),
            "warned": sum(1 for requirement in counted if requirement.asks),
        }


class ApplicationSelectConfirm(ApplicationSelect):
    """The confirmation page: reads the 所長's draft with the version it was written on, and decides."""

    template_name = "partners/application_select_confirm.html"
    buttons = {SELECT: "選定を決定する", DECLINE: "選定しないことを決定する"}
    successes = {
        SELECT: "委託先に選定しました。法人の情報は、申込の内容に合わせて登録しました。",
        DECLINE: "選定しないことを決定しました。",
    }

    def get_title(self):
        return "決定内容の確認"

    def make_from_draft(self):
        """The filled-in decision, or None where there is no complete draft."""
        self.draft = Draft.objects.of(self.request.user, self.draft_form, self.noun_key)
        if not self.draft:
            return None
        typed = QueryDict(mutable=True)
        for name, values in self.draft.data.items():
            typed.setlist(name, values)
        form, _ = self.make(typed)
        return form if form.is_valid() else None

    def back_to_form(self, sentence):
        messages.warning(self.request, sentence)
        return HttpResponseRedirect(self.get_back_url())

    def get(self, request, *args, **kwargs):
        form = self.make_from_draft()
        if form is None:
            return self.back_to_form("決定の内容がそろっていません。記入してから、確認画面へ進んでください。")
        return self.render(form, {})

    def post(self, request, *args, **kwargs):
        form = self.make_from_draft()
        if form is None or request.POST.get("saved_at") != self.draft.saved_at.isoformat():
            return self.not_now_again(form)
        return super(ApplicationSelect, self).call(form, {})

    def not_now_again(self, form):
        """The draft was decided, discarded or rewritten after this page was shown."""
        if form is None:
            try:
                self.check_moment()
            except Refused as refused:
                return self.not_now(refused)
            return self.back_to_form("決定の内容がありません。もう一度記入してください。")
        messages.warning(self.request, "決定の内容が、この画面を開いたあとに書き換えられました。もう一度確かめてください。")
        return HttpResponseRedirect(self.request.path)

    @property
    def seen(self):
        value = next(iter(self.draft.data.get("seen", [])), "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else -1

    def perform(self, form, rows):
        data, by = form.cleaned_data, self.request.user
        common = {"by": by, "seen": self.seen, "event_date": data["event_date"], "reason": data["reason"]}
        self.outcome = data["outcome"]
        if self.outcome == SELECT:
            return self.noun.select(
                **common, valid_from=data["valid_from"], valid_to=data["valid_to"], conditions=data["conditions"],
                note=data.get("note", ""), acknowledged=form.acknowledged,
            )
        if self.outcome == DECLINE:
            return self.noun.reject(**common)
        return self.noun.send_back(**common)

    def get_success_message(self):
        return self.successes.get(self.outcome, "担当者に差し戻しました。")

    def get_back_url(self):
        return reverse("partners:application_select", args=[self.noun.pk])

    def get_extra_context(self, form, rows):
        data = form.cleaned_data
        outcome = data["outcome"]
        return super().get_extra_context(form, rows) | {
            "outcome": outcome,
            "button": self.buttons.get(outcome, "差し戻す"),
            "saved_at": self.draft.saved_at.isoformat(),
            "facts": decision_facts(self.noun, form),
        }


def decision_facts(application: ConsignmentApplication, form):
    """The typed decision as (label, value), in the order of the form."""
    data = form.cleaned_data
    facts = [
        ("申込", f"{application.number}　{application.handed_in_name}"),
        ("決定", Outcome(data["outcome"]).label),
        ("理由", data["reason"]),
        ("決定日", wareki(data["event_date"])),
    ]
    if data["outcome"] != SELECT:
        return facts
    facts += [
        ("選定の期間", f"{wareki(data['valid_from'])}から" + (f"{wareki(data['valid_to'])}まで" if data["valid_to"] else "")),
        ("条件", data["conditions"] or "なし"),
    ]
    if data.get("note"):
        facts.append(("「等」に当たる理由", data["note"]))
    titles = {warning.no: warning.title for warning in form.warnings}
    facts += [(f"注意「{titles[no]}」を了承した理由", why) for no, why in form.acknowledged.items()]
    return facts
