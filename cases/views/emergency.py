"""緊急閲覧: begun with a reason, ended early or by itself, seen by the 所長."""

from django.db.models import F
from django.shortcuts import get_object_or_404, render

from cases.forms.emergency import EmergencyForm, SeenForm
from cases.models import Case, EmergencyAccess
from shokuiki.accounts.enums import Post
from shokuiki.pages.views import CreateVerbView, NounList, VerbView, refuse_reading
from shokuiki.records.errors import NotAllowed
from shokuiki.records.gate import can, may

SHOWN = ("case__person", "case__center", "user", "seen_by")


class EmergencyList(NounList):
    """Those of the center, for the 所長: what waits to be seen first."""

    model = EmergencyAccess
    template_name = "cases/emergency_list.html"
    context_object_name = "accesses"

    def get_queryset(self):
        directed = self.request.user.organization_ids(Post.DIRECTOR)
        if not directed:
            raise NotAllowed("緊急閲覧の一覧は、所長が見ます。")
        found = EmergencyAccess.objects.filter(case__center_id__in=directed).select_related(*SHOWN)
        return found.order_by(F("seen_at").desc(nulls_first=True), "-starts_at", "-pk")


class EmergencyBeginView(CreateVerbView):
    """Offered where a colleague's case is refused; tells what follows before anything is opened."""

    model = EmergencyAccess
    form_class = EmergencyForm
    template_name = "cases/emergency_begin.html"
    title = "緊急閲覧を始める"
    button = "緊急閲覧を始める"

    def new_noun(self):
        cases = Case.objects.filter(center_id__in=self.request.user.center_ids)
        found = cases.select_related("person", "primary_counselor", "evaluation_counselor", "program_counselor")
        self.case = get_object_or_404(found, pk=self.kwargs["pk"])
        return EmergencyAccess(case=self.case, user=self.request.user)

    def check_moment(self):
        self.noun.refuse_needless()

    def get_extra_context(self, form, rows):
        return {"case": self.case, "counselors": list(dict.fromkeys(user.name for user in self.case.counselors()))}

    def get_back_url(self):
        return "/cases/"

    def perform(self, form, rows):
        EmergencyAccess.begin(self.case, by=self.request.user, reason=form.cleaned_data["reason"])
        return self.case


class EmergencyVerb(VerbView):
    model = EmergencyAccess

    def get_queryset(self):
        return super().get_queryset().select_related(*SHOWN)


class EmergencyView(EmergencyVerb):
    """One 緊急閲覧: for the 所長, until they have seen it, with 確認済にする."""

    verb = "confirm"
    form_class = SeenForm
    template_name = "cases/emergency.html"
    success = "緊急閲覧を確認済にしました。"

    def dispatch(self, request, *args, **kwargs):
        self.noun = self.get_noun()
        if request.method in ("GET", "HEAD") and (self.noun.seen_at or not can(request.user, self.verb, self.noun)):
            refuse_reading(request.user, "read", self.noun)
            return render(request, self.template_name, self.shown())
        return super().dispatch(request, *args, **kwargs)

    def shown(self):
        noun, user = self.noun, self.request.user
        return {
            "noun": noun, "case": noun.case, "title": "緊急閲覧", "form": None, "seen": noun.version,
            "ends": noun.is_running and may(user, "end", noun), "directs": user.directs(noun.center_id),
            "may_read_case": may(user, "read", noun.case),
        }

    def get_title(self):
        return "緊急閲覧"

    def get_extra_context(self, form, rows):
        return self.shown() | {"form": form}

    def perform(self, form, rows):
        self.noun.confirm(by=self.request.user, comment=form.cleaned_data["comment"], seen=self.seen)


class EmergencyEndView(EmergencyVerb):
    verb = "end"
    template_name = "cases/emergency_end.html"
    success = "緊急閲覧を終えました。"

    def check_moment(self):
        self.noun.refuse_over()

    def perform(self, form, rows):
        self.noun.end(by=self.request.user, seen=self.seen)
