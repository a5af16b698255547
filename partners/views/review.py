"""The center's verbs on an application: 受付, 審査意見, 差戻し, 所長への依頼; and the 所長's decision."""

from partners import reading, requirements
from partners.forms.review import ApplicationDecisionForm, OpinionForm, ReturnForm
from partners.views.applications import ApplicationVerb
from shokuiki.japan.dates import wareki
from shokuiki.pages.deciding import DECLINE, SELECT, SEND_BACK, Confirming, DecisionPage
from shokuiki.pages.forms import EmptyForm


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


class ApplicationSelect(DecisionPage, ApplicationVerb):
    """The decision page of the 所長. 根拠: 通知 記1 第1項"""

    form_class = ApplicationDecisionForm
    template_name = "partners/application_select.html"
    page = "partners:application_select"
    confirm_page = "partners:application_select_confirm"

    def get_title(self):
        return f"{self.noun.handed_in_name}の選定"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"application": self.noun, "by": self.request.user}

    def changes_of(self, row, version):
        return reading.readable(self.request.user, self.noun, super().changes_of(row, version))


class ApplicationSelectConfirm(Confirming, ApplicationSelect):
    template_name = "partners/application_select_confirm.html"
    verbs = Confirming.verbs | {DECLINE: "reject"}
    successes = {
        SELECT: "委託先に選定しました。法人の情報は、申込の内容に合わせて登録しました。",
        DECLINE: "選定しないことを決定しました。",
        SEND_BACK: "担当者に差し戻しました。",
    }

    def subject(self):
        return "申込", f"{self.noun.number}　{self.noun.handed_in_name}"

    def facts_of_selecting(self, form):
        data = form.cleaned_data
        until = f"{wareki(data['valid_to'])}まで" if data["valid_to"] else ""
        facts = [("選定の期間", f"{wareki(data['valid_from'])}から{until}"), ("条件", data["conditions"] or "なし")]
        return [*facts, ("「等」に当たる理由", data["note"])] if "note" in data else facts

    def what_follows(self, form):
        return FOLLOWS[form.cleaned_data["outcome"]]


FOLLOWS = {
    SELECT: [
        "申込の状態が「選定」になり、委託先法人の一覧に載ります。",
        "法人の情報、施設、パートナーが、申込の内容に合わせて登録されます。",
        "法人の画面に、選定の結果と理由、条件が表示されます。",
    ],
    DECLINE: ["申込の状態が「不選定」になり、この申込は終わります。", "法人の画面に、結果と理由が表示されます。"],
    SEND_BACK: ["申込の状態が「審査中」に戻ります。", "担当者の画面に、理由が表示されます。法人には表示されません。"],
}
