"""消去: what is past its retention, asked for, approved by two, carried out by ``manage.py retain``."""

from django.conf import settings
from django.http import Http404
from django.urls import reverse

from cases import retention
from cases.forms.erasure import ErasureForm
from cases.models import ErasureRequest, Person
from cases.models.past_retention import KINDS, PastRetention
from partners.models import ConsignmentApplication
from shokuiki.accounts.enums import LEADING_POSTS
from shokuiki.pages.views import CreateVerbView, NounList, NounView, VerbView
from shokuiki.records.enums import SettingKey
from shokuiki.records.errors import NotAllowed
from shokuiki.records.gate import can
from shokuiki.records.models import DRAFT_DAYS
from shokuiki.records.retention import counts


def leading_center(user):
    """The id of the center whose records this person may have erased; 403 for everybody else."""
    led = user.organization_ids(*LEADING_POSTS)
    if not led:
        raise NotAllowed("保存期間の終わった記録の消去は、所長と主任が扱います。")
    return led[0]


class Due:
    """What may be asked for at a center today, and stands in no request that is on its way."""

    def __init__(self, center_id):
        past, self.on_the_way = PastRetention(center_id), list(ErasureRequest.objects.on_the_way(center_id))
        self.years, self.access_before = past.years, past.before[SettingKey.RETENTION_ACCESS_YEARS]
        self.persons = past.persons().exclude(pk__in=self._asked("persons"))
        self.applications = past.applications().exclude(pk__in=self._asked("applications"))
        self.entries = past.access()
        if any(request.access_before for request in self.on_the_way):
            self.entries = self.entries.none()

    def _asked(self, name):
        return [pk for request in self.on_the_way for pk in getattr(request, name)]


class ErasureList(NounList):
    """The requests, and how much waits to be asked for."""

    model = ErasureRequest
    template_name = "cases/erasure_list.html"
    context_object_name = "requests"

    def get_queryset(self):
        self.center_id = leading_center(self.request.user)
        found = ErasureRequest.objects.filter(center_id=self.center_id)
        return found.select_related("requested_by", "decision__erasure")

    def get_context_data(self, **kwargs):
        due = Due(self.center_id)
        return super().get_context_data(
            due=counts(persons=due.persons, applications=due.applications, entries=due.entries),
            kinds=[(kind, due.years[kind.key]) for kind in KINDS], draft_days=DRAFT_DAYS,
            sign_in_days=settings.SIGN_IN_LOG_DAYS, **kwargs,
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
            applications=list(
                ConsignmentApplication.objects.filter(pk__in=noun.applications).select_related("organization").order_by("pk")
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
        return super().get_form_kwargs() | {"due": Due(self.noun.center_id)}

    def perform(self, form, rows):
        self.noun.persons, self.noun.applications = form.cleaned_data["persons"], form.cleaned_data["applications"]
        self.noun.access_before = form.access_before()
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
        shown = [line for line in retention.preview(self.noun) if line[1] or line[2]]
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
