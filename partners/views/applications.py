"""The 委託申込: list, page and history, and the pages of the corporation's verbs."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.urls import reverse

from partners import reading, requirements
from partners.enums import OPEN_STATES, ApplicationState, LegalForm
from partners.forms.application import STEPS, ApplicationFilter, StartForm, without_lost_ids
from partners.forms.paper import PaperSubmitForm
from partners.forms.review import WithdrawForm
from partners.models import ConsignmentApplication
from partners.models.application import RECEIVING_POSTS
from partners.models.submission import content_of
from partners.views.cards import application_card
from shokuiki.accounts.enums import OrganizationKind, Post
from shokuiki.accounts.models import Organization
from shokuiki.japan.forms import date_notices
from shokuiki.pages.forms import keep_rows
from shokuiki.pages.views import CreateVerbView, NounList, NounView, VerbView
from shokuiki.records import gate
from shokuiki.records.errors import NotAllowed, Refused


class ApplicationList(NounList):
    """The center's list with filters; for a 管理者 the start page of 委託申込 with their own."""

    model = ConsignmentApplication

    def dispatch(self, request, *args, **kwargs):
        if not request.user.center_ids and not request.user.organization_ids(Post.MANAGER):
            raise NotAllowed("委託申込は、法人の管理者と地域障害者職業センターの職員が使います。")
        return super().dispatch(request, *args, **kwargs)

    def get_template_names(self):
        center = bool(self.request.user.center_ids)
        return ["partners/application_list.html" if center else "partners/application_home.html"]

    def get_queryset(self):
        self.filter = ApplicationFilter(self.request.GET)
        self.chosen = self.filter.cleaned_data if self.filter.is_valid() else {"state": [], "legal_form": ""}
        found = super().get_queryset().as_handed_in().select_related("organization", "center")
        if self.chosen["legal_form"]:
            found = found.filter(handed_in_form=self.chosen["legal_form"])
        self.counts = dict(found.order_by().values_list("state").annotate(Count("pk")))
        return found.filter(state__in=self.chosen["state"]) if self.chosen["state"] else found

    def get_context_data(self, **kwargs):
        user = self.request.user
        states = [
            {"value": value, "label": label, "count": self.counts.get(value, 0), "on": value in self.chosen["state"]}
            for value, label in self.filter.fields["state"].choices
            if value != ApplicationState.DRAFT or self.counts.get(value)  # only one that the center itself types
        ]
        can_type = bool(user.organization_ids(*RECEIVING_POSTS))
        open_here = [row for row in self.object_list if row.is_open] if not user.center_ids else []
        return super().get_context_data(
            states=states, legal_forms=LegalForm.choices, chosen=self.chosen, total=sum(self.counts.values()),
            is_filtered=bool(self.chosen["state"] or self.chosen["legal_form"]),
            can_type=can_type,
            can_start=not open_here or Organization.objects.of(OrganizationKind.CENTER).count() > len(open_here),
            cards=[application_card(user, row) | {"noun": row} for row in open_here], **kwargs,
        )


class ApplicationPage(NounView):
    model = ConsignmentApplication
    template_name = "partners/application.html"

    def get_queryset(self):
        return super().get_queryset().as_handed_in().select_related(
            "organization", "center", "asked_by", "typed_by", "selection"
        )

    def get_context_data(self, **kwargs):
        user, noun = self.request.user, self.object
        selection = getattr(noun, "selection", None)
        submissions = list(noun.submissions.select_related("by"))
        submission = reading.submission_read_by(user, noun, submissions)
        decisions = reading.decision_entries(user, *filter(None, (noun, selection)))
        at_center = user.works_at(noun.center_id)
        shows_checklist = at_center and reading.is_with_center(noun) and not decisions
        return super().get_context_data(
            is_center=at_center,
            card=application_card(user, noun, selection),
            submission=submission,
            submissions=submissions,
            comparison=reading.last_comparison(submissions),
            blocks=reading.blocks(submission.content if submission else content_of(noun)),
            opinion=noun.opinion if gate.may(user, "read_opinion", noun) else "",
            checklist=requirements.of_application(noun) if shows_checklist else [],
            decisions=decisions,
            selection=selection,
            can_withdraw=gate.can(user, "withdraw", noun),
            **kwargs,
        )


class ApplicationHistory(NounView):
    """決定の経過 and すべての履歴 of an application and of its selection."""

    model = ConsignmentApplication
    template_name = "partners/application_history.html"

    def get_queryset(self):
        return super().get_queryset().as_handed_in().select_related("organization", "center", "selection")

    def get_context_data(self, **kwargs):
        user, noun = self.request.user, self.object
        selection = getattr(noun, "selection", None)
        shows_all = "all" in self.request.GET
        if shows_all:
            entries = reading.change_entries(user, noun, selection)
        else:
            entries = reading.decision_entries(user, *filter(None, (noun, selection)))
        return super().get_context_data(entries=entries, shows_all=shows_all, **kwargs)


class ApplicationVerb(VerbView):
    """A page of one verb on an application."""

    model = ConsignmentApplication
    template_name = "partners/application_verb.html"

    def get_queryset(self):
        return super().get_queryset().as_handed_in().select_related("organization", "center", "asked_by")

    def get_conflict_changes(self):
        return reading.readable(self.request.user, self.noun, super().get_conflict_changes())


class ApplicantVerb(ApplicationVerb):
    """A page of a verb of the applicant: of the corporation, or of the center that types for it."""

    def get_conflict_changes(self):
        if self.noun.is_typed_by_center and self.request.user.works_at(self.noun.center_id):
            return super(ApplicationVerb, self).get_conflict_changes()
        return super().get_conflict_changes()


class ApplicationCreate(CreateVerbView):
    model = ConsignmentApplication
    form_class = StartForm
    template_name = "partners/application_create.html"
    success = "申込の下書きを作りました。前に登録した内容が入っているところは、確かめてください。"

    def new_noun(self):
        self.organization_ids = self.request.user.organization_ids(Post.MANAGER)
        return ConsignmentApplication(organization_id=next(iter(self.organization_ids), None))

    def check_moment(self):
        centers = Organization.objects.of(OrganizationKind.CENTER).count()
        if not centers:
            raise Refused("申込先の地域障害者職業センターが、まだ登録されていません。")
        open_ones = ConsignmentApplication.objects.filter(
            organization_id__in=self.organization_ids, state__in=OPEN_STATES
        ).count()
        if open_ones >= centers * len(self.organization_ids):
            raise Refused("このセンターへの申込が、すでに進んでいます。その申込を続けてください。")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"organization_ids": self.organization_ids}

    def perform(self, form, rows):
        application, known = ConsignmentApplication.prefilled(
            form.cleaned_data["center"], form.cleaned_data["organization"]
        )
        return application.start(by=self.request.user, rows=known)

    def get_success_url(self, result):
        return reverse("partners:application_edit", args=[result.pk, next(iter(STEPS))])

    def get_back_url(self):
        return reverse("partners:applications")


class ApplicationEdit(ApplicantVerb):
    """One step of the form; saved as a draft, complete or not."""

    verb = "edit"
    template_name = "partners/application_step.html"
    button = "保存して次へ進む"

    def dispatch(self, request, *args, **kwargs):
        if kwargs["step"] not in STEPS:
            raise Http404
        self.title, self.form_class, self.rows = STEPS[kwargs["step"]]
        return super().dispatch(request, *args, **kwargs)

    def make(self, data=None):
        """For the later of two savers a row that the first one removed is still there, as a new one."""
        if data is not None and self.seen != self.noun.version:
            for prefix in self.rows:
                data = without_lost_ids(data, prefix, set(getattr(self.noun, prefix).values_list("pk", flat=True)))
        return super().make(data)

    def perform(self, form, rows):
        def keep(row):
            for formset in rows.values():
                keep_rows(formset, by=self.request.user, reason=f"「{self.title}」を記入する", application=row)

        self.noun.edit(
            by=self.request.user, seen=self.seen, changes=getattr(form, "changes", {}), keep_rows=keep if rows else None
        )
        for notice in date_notices(form):
            messages.info(self.request, notice)

    def get_success_message(self):
        return f"「{self.title}」を保存しました。"

    def neighbours(self):
        """The addresses of the step before and after this one; 確認と提出 comes after the last."""
        names = list(STEPS)
        at = names.index(self.kwargs["step"])
        before = self.step_url(names[at - 1]) if at else self.noun.get_absolute_url()
        after = names[at + 1] if at + 1 < len(names) else None
        if after is None:
            return before, reverse("partners:application_submit", args=[self.noun.pk]), "確認と提出"
        return before, self.step_url(after), STEPS[after][0]

    def step_url(self, step):
        return reverse("partners:application_edit", args=[self.noun.pk, step])

    def get_success_url(self, result):
        return self.neighbours()[1]

    def get_extra_context(self, form, rows):
        before, _, next_title = self.neighbours()
        return {
            "wizard": wizard(self.noun, self.kwargs["step"]), "next_title": next_title, "before_url": before,
            "step": self.kwargs["step"], "row_noun": {"facilities": "施設", "candidates": "候補者"}.get(self.kwargs["step"], ""),
        }


class ApplicationSubmit(ApplicantVerb):
    """確認と提出: the whole content, what is still missing, and the button.

    For a returned application on paper the center says the date on the corrected paper.
    """

    template_name = "partners/application_submit.html"
    title = "確認と提出"
    success = "申込を提出しました。センターの受付をお待ちください。"

    def get_noun(self):
        noun = super().get_noun()
        self.verb = "resubmit" if noun.state == ApplicationState.RETURNED else "submit"
        self.types_for_applicant = noun.is_typed_by_center and self.request.user.works_at(noun.center_id)
        if self.types_for_applicant and self.verb == "resubmit":
            self.form_class = PaperSubmitForm
        return noun

    def perform(self, form, rows):
        self.noun.submit(by=self.request.user, seen=self.seen, paper_on=form.cleaned_data.get("paper_on"))

    def get_extra_context(self, form, rows):
        steps = wizard(self.noun, "")
        return {
            "wizard": steps,
            "blocks": reading.blocks(content_of(self.noun)),
            "missing": [step for step in steps if step["missing"]],
        }


class ApplicationWithdraw(ApplicantVerb):
    verb = "withdraw"
    form_class = WithdrawForm
    lead = "取り下げると、この申込は終わります。続けるときは、新しい申込を始めてください。"
    success = "申込を取り下げました。"

    def perform(self, form, rows):
        self.noun.withdraw(by=self.request.user, seen=self.seen, reason=form.cleaned_data["reason"])


def wizard(application, here):
    """The steps with what each still lacks: [{step, title, url, state, missing}]; here: the step shown, or ""."""
    found = []
    for number, (step, unmet) in enumerate(requirements.by_step(application).items(), 1):
        missing = [requirement for requirement in unmet if requirement.blocks]
        found.append({
            "number": number, "step": step, "title": STEPS[step][0], "missing": missing, "is_here": step == here,
            "url": reverse("partners:application_edit", args=[application.pk, step]),
        })
    return found
