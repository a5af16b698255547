"""委託契約 of a case with its selected corporation."""

from django.urls import reverse

from cases import requirements
from cases.forms.contract import ContractForm
from cases.forms.support import DayForm, DayReasonForm
from cases.models import Contract
from cases.views.of_case import OfCaseCreateView, OfCaseVerbView, checklist
from shokuiki.pages.views import NounList, NounView
from shokuiki.records.errors import NotAllowed, Refused
from shokuiki.records.gate import can, may

VERBS = ("edit", "confirm_accounting", "conclude", "terminate")


class ContractList(NounList):
    """Contracts this person may read: the clerk all of the center, a counselor those of their cases."""

    model = Contract
    template_name = "cases/contract_list.html"
    context_object_name = "contracts"

    def get_queryset(self):
        if not self.request.user.center_ids:
            raise NotAllowed("委託契約を見る所属ではありません。")
        return (
            Contract.objects.readable_by(self.request.user)
            .select_related("case__person", "selection__organization").order_by("-starts_on", "-pk")
        )


class ContractView(NounView):
    model = Contract
    read_verb = "read"
    context_object_name = "contract"
    template_name = "cases/contract.html"

    def get_queryset(self):
        return super().get_queryset().select_related(
            "case__person", "selection__organization__corporation", "selection__application", "accounting_confirmed_by"
        )

    def get_context_data(self, **kwargs):
        contract, user = self.object, self.request.user
        allowed = {verb: can(user, verb, contract) for verb in VERBS}
        needs_accounting = contract.selection.organization.corporation.needs_separate_accounting
        allowed["confirm_accounting"] &= needs_accounting
        return super().get_context_data(**kwargs) | {
            "case": contract.case,
            "can": allowed,
            "needs_accounting": needs_accounting,
            "may_read_case": may(user, "read", contract.case),
        } | checklist(waiting_for(contract))


def waiting_for(contract):
    """What the conclusion rests on, whoever looks at it; nothing once it is concluded."""
    if not contract.allows("conclude"):
        return []
    return [*requirements.for_contract(contract), requirements.accounting_confirmed(contract)]


class ContractCreateView(OfCaseCreateView):
    model = Contract
    form_class = ContractForm
    template_name = "cases/contract_form.html"
    button = "委託契約を保存する"
    success = "委託契約を準備しました。所長の締結を受けてください。"

    def check_moment(self):
        super().check_moment()
        if self.case.selection is None:
            raise Refused("センターから派遣するパートナーが支援する案件では、委託契約を結びません。（根拠：通知 記1 なお書き）")

    def get_initial(self):
        """The planned period, within the term of the selection."""
        selection = self.case.selection
        if selection is None:
            return {}
        starts = max(filter(None, (self.case.planned_from, selection.valid_from)))
        ends = min(filter(None, (self.case.planned_to, selection.valid_to)), default=None)
        return {"starts_on": starts, "ends_on": ends}

    def get_extra_context(self, form, rows):
        return super().get_extra_context(form, rows) | {"selection": self.case.selection}

    def perform(self, form, rows):
        contract = form.save(commit=False)
        contract.case, contract.selection = self.case, self.case.selection
        return contract.prepare(by=self.request.user, seen=self.seen)

    def get_back_url(self):
        return reverse("cases:support", args=[self.case.pk])


class ContractVerbView(OfCaseVerbView):
    model = Contract

    def get_queryset(self):
        return super().get_queryset().select_related(
            "case__person", "selection__organization__corporation", "selection__application", "accounting_confirmed_by"
        )


class ContractEditView(ContractVerbView):
    verb = "edit"
    form_class = ContractForm
    template_name = "cases/contract_form.html"
    button = "委託契約を保存する"
    success = "委託契約を保存しました。"

    def get_extra_context(self, form, rows):
        return super().get_extra_context(form, rows) | {"selection": self.noun.selection}

    def perform(self, form, rows):
        self.noun.edit(by=self.request.user, changes=form.cleaned_data, seen=self.seen)


class ContractAccountingView(ContractVerbView):
    """区分経理の確認, asked of a 社会福祉法人 only (S15)."""

    verb = "confirm_accounting"
    form_class = DayForm
    button = "区分経理を確認した"
    success = "区分経理の確認を記録しました。"
    lead = "委託の会計が、法人の社会福祉事業の会計から区分して経理されることを確認した日を記録します。（根拠：通知 記4）"

    def check_moment(self):
        super().check_moment()
        if not self.noun.selection.organization.corporation.needs_separate_accounting:
            raise Refused("社会福祉法人ではないため、区分経理の確認は求めません。（根拠：通知 記4）")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"label": "確認した日"}

    def get_extra_context(self, form, rows):
        application = self.noun.selection.application
        answered = [
            ("会計の区分", application.get_accounting_separation_display()),
            ("区分経理の方法", application.accounting_method),
        ]
        return super().get_extra_context(form, rows) | {"facts": answered}

    def perform(self, form, rows):
        self.noun.confirm_accounting(by=self.request.user, on=form.cleaned_data["on"], seen=self.seen)


class ContractConcludeView(ContractVerbView):
    verb = "conclude"
    form_class = DayForm
    success = "委託契約を締結しました。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"label": "締結日"}

    def get_extra_context(self, form, rows):
        return super().get_extra_context(form, rows) | {
            "consequences": ["契約の内容を書き換えられなくなります。", "契約の期間の中で、支援を開始できるようになります。"],
        } | checklist(requirements.for_contract_conclusion(self.noun, self.request.user))

    def perform(self, form, rows):
        self.noun.conclude(by=self.request.user, on=form.cleaned_data["on"], seen=self.seen)


class ContractTerminateView(ContractVerbView):
    verb = "terminate"
    form_class = DayReasonForm
    success = "委託契約を終えました。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"label": "終了日"}

    def get_extra_context(self, form, rows):
        return super().get_extra_context(form, rows) | {
            "warning": "終えた契約は、もとに戻せません。続けるときは、新しい契約を準備します。",
        }

    def perform(self, form, rows):
        self.noun.terminate(by=self.request.user, seen=self.seen, **form.cleaned_data)
