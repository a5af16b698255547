"""消去: persons whose retention has ended, asked for, approved by two, carried out by ``manage.py retain``."""

from django.http import Http404
from django.urls import reverse

from cases import retention
from cases.forms.erasure import ErasureForm
from cases.models import ErasureRequest, Person
from cases.models.erasure import KINDS, persons_past_retention
from shokuiki.accounts.enums import LEADING_POSTS
from shokuiki.pages.views import CreateVerbView, NounList, NounView, VerbView
from shokuiki.records.errors import NotAllowed
from shokuiki.records.gate import can
from shokuiki.records.models import Setting


def leading_center(user):
    """The id of the center whose records this person may have erased; 403 for everybody else."""
    led = user.organization_ids(*LEADING_POSTS)
    if not led:
        raise NotAllowed("保存期間の終わった記録の消去は、所長と主任が扱います。")
    return led[0]


class ErasureList(NounList):
    """The requests, and how many persons wait to be asked for."""

    model = ErasureRequest
    template_name = "cases/erasure_list.html"
    context_object_name = "requests"

    def get_queryset(self):
        self.center_id = leading_center(self.request.user)
        found = ErasureRequest.objects.filter(center_id=self.center_id)
        return found.select_related("requested_by", "decision__erasure")

    def get_context_data(self, **kwargs):
        years = Setting.objects.numbers(self.center_id)
        return super().get_context_data(
            due=persons_past_retention(self.center_id).count(), kinds=[(kind, years[kind.key]) for kind in KINDS], **kwargs,
        )


class ErasurePage(NounView):
    """What one request would erase, and who has approved it."""

    model = ErasureRequest
    read_verb = "read"
    template_name = "cases/erasure.html"

    def get_queryset(self):
        return super().get_queryset().select_related(
            "requested_by", "first_approver", "second_approver", "decision__erasure"
        )

    def get_context_data(self, **kwargs):
        noun, user = self.object, self.request.user
        verbs = [verb for verb in ("approve", "approve_finally", "cancel") if can(user, verb, noun) and not noun.erasure]
        return super().get_context_data(
            persons=[] if noun.erasure else list(
                Person.objects.filter(pk__in=noun.persons).prefetch_related("cases").order_by("pk")
            ),
            verbs=[(noun.VERBS[verb].label, reverse(f"cases:erasure_{verb}", args=[noun.pk])) for verb in verbs],
            **kwargs,
        )


class ErasureCreate(CreateVerbView):
    model = ErasureRequest
    form_class = ErasureForm
    template_name = "cases/erasure_create.html"
    title = "消去を申請する"
    success = "消去を申請しました。所長を含む2人の承認を待ちます。"

    def new_noun(self):
        return ErasureRequest(center_id=leading_center(self.request.user))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"due": persons_past_retention(self.noun.center_id).prefetch_related("cases")}

    def perform(self, form, rows):
        self.noun.persons = [person.pk for person in form.cleaned_data["persons"]]
        self.noun.reason = form.cleaned_data["reason"]
        return self.noun.propose(by=self.request.user)

    def get_back_url(self):
        return reverse("cases:erasures")


class ErasureVerb(VerbView):
    """One confirmation page: the preview, and what follows."""

    model = ErasureRequest
    template_name = "cases/erasure_verb.html"

    def check_moment(self):
        super().check_moment()
        if self.noun.erasure:
            raise Http404

    def get_extra_context(self, form, rows):
        shown = [line for line in retention.preview(self.noun.persons) if line[1] or line[2]]
        return {"preview": shown}

    def perform(self, form, rows):
        getattr(self.noun, self.verb)(by=self.request.user, seen=self.seen)


class ErasureApprove(ErasureVerb):
    verb = "approve"
    success = "1人目として承認しました。別の所長または主任の承認を待ちます。"


class ErasureApproveFinally(ErasureVerb):
    verb = "approve_finally"
    success = "2人目として承認しました。運用担当者が消去を実行すると、この画面に結果が出ます。"


class ErasureCancel(ErasureVerb):
    verb = "cancel"
    success = "消去の申請を取り消しました。"
