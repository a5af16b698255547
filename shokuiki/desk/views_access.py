"""閲覧記録: for the 所長, who looked at whose data; and the report of a page that was printed.

Reading it is recorded like reading any other page that names persons.
"""

from django.db.models import Count, Max, Q, Sum
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, ListView

from cases.models import Person
from shokuiki.accounts.enums import Post, post_label
from shokuiki.desk.access_filter import AccessFilter
from shokuiki.japan.dates import is_working_day
from shokuiki.pages.chips import Chip
from shokuiki.records import access
from shokuiki.records.enums import AccessKind
from shokuiki.records.errors import NotAllowed
from shokuiki.records.models import AccessEntry

NAMED = 3  # persons named in a line; the page of the entry names all
NIGHT = (22, 5)  # 深夜 of 労働基準法第37条第4項
CHIPS = {
    AccessKind.OPENED: Chip("開いた", "plain"),
    AccessKind.LISTED: Chip("一覧で見た", "plain"),
    AccessKind.SEARCHED: Chip("検索した", "sky", "search"),
    AccessKind.PRINTED: Chip("印刷した", "purple", "print"),
    AccessKind.EXPORTED: Chip("書き出した", "purple", "download"),
    AccessKind.CHANGED: Chip("変更した", "green", "pencil"),
    AccessKind.REFUSED: Chip("拒まれた", "red", "x"),
    AccessKind.FAILED: Chip("表示できなかった", "yellow", "warn"),
}


@require_POST
def printed(request, key):
    """The page that carries the key goes to a printer: its persons are recorded as printed. Answers nothing."""
    access.write_printed(key, request.user)
    return HttpResponse(status=204)


class OfTheDirector:
    """The entries of the centers where this person decides as 所長, a deputy included; 403 for everybody else."""

    model = AccessEntry

    def dispatch(self, request, *args, **kwargs):
        self.centers = request.user.organization_ids(Post.DIRECTOR)
        if not self.centers:
            raise NotAllowed("閲覧記録は、所長（代決をする人を含みます）が見ます。")
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return AccessEntry.objects.filter(center_id__in=self.centers)

    def names_of(self, person_ids):
        """{pk: person} of those of these centers: one query."""
        return Person.objects.filter(center_id__in=self.centers).in_bulk(set(person_ids))


class Filtered(OfTheDirector):
    """422 with the reason, and no entries, when what is asked for cannot be read."""

    def get_queryset(self):
        self.form = AccessFilter(self.request.GET, self.centers)
        found = super().get_queryset()
        return self.form.apply(found) if self.form.is_valid() else found.none()

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=200 if self.form.is_valid() else 422, **kwargs)

    def url(self, **changes):
        """The address of this list with other conditions; None takes one away."""
        query = self.request.GET.copy()
        query.pop("page", None)
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = value
        return f"?{query.urlencode()}"


class AccessList(Filtered, ListView):
    """All of the center, newest first; ?person= and ?user= make it that of one person and of one user."""

    template_name = "desk/access.html"
    paginate_by = 50

    def get_queryset(self):
        return super().get_queryset().select_related("user")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        entries = list(context["object_list"])
        asked = self.form.cleaned_data.get("person")
        wanted = [person for entry in entries for person in entry.person_ids[:NAMED]]
        names = self.names_of([*wanted, asked] if asked else wanted)
        if asked and asked not in names:
            raise Http404
        applied = [(f"相談者：{names[asked].full_name}", self.url(person=None))] if asked else []
        for name, label in (("user", "利用者"), ("kind", "したこと")):
            value = self.form.cleaned_data.get(name)
            if value:
                words = {str(key): text for key, text in self.form.fields[name].choices}[value]
                applied.append((f"{label}：{words}", self.url(**{name: None})))
        return context | {
            "form": self.form, "person": names.get(asked), "applied": applied,
            "rows": [row_of(entry, names, asked) for entry in entries],
        }


def row_of(entry, names, asked=None):
    """(entry, chip, post in words, remark on the time, persons named, how many more). The one asked for stands first."""
    named = [names[pk] for pk in sorted(entry.person_ids[:NAMED] + [asked] * (asked in entry.person_ids),
                                        key=lambda pk: pk != asked) if pk in names]
    named = list(dict.fromkeys(named))[:NAMED]
    return {
        "entry": entry, "chip": CHIPS[entry.kind], "post": post_label(entry.post), "remark": remark_of(entry),
        "persons": named, "more": entry.person_count - len(named),
    }


def remark_of(entry):
    """「閉庁日」 or 「深夜」 where somebody looked then."""
    at = timezone.localtime(entry.at)
    if at.hour >= NIGHT[0] or at.hour < NIGHT[1]:
        return "深夜"
    return "" if is_working_day(at.date()) else "閉庁日"


class AccessPage(OfTheDirector, DetailView):
    """One entry with all its persons."""

    template_name = "desk/access_entry.html"
    context_object_name = "noun"

    def get_queryset(self):
        return super().get_queryset().select_related("user", "center")

    def get_context_data(self, **kwargs):
        noun = self.object
        persons = sorted(self.names_of(noun.person_ids).values(), key=lambda person: (person.kana_key, person.pk))
        return super().get_context_data(**kwargs) | {
            "persons": persons, "chip": CHIPS[noun.kind], "post": post_label(noun.post), "remark": remark_of(noun),
        }


class AccessByUser(Filtered, ListView):
    """How much each user looked at in these days: where to look closer. No person is named here."""

    template_name = "desk/access_users.html"

    def get_queryset(self):
        late = Q(at__hour__gte=NIGHT[0]) | Q(at__hour__lt=NIGHT[1]) | Q(at__iso_week_day__gte=6)
        taken = Q(kind__in=[AccessKind.PRINTED, AccessKind.EXPORTED])
        return super().get_queryset().order_by().values("user", "user__name").annotate(
            entries=Count("pk"), persons=Sum("person_count"), most=Max("person_count"), late=Count("pk", filter=late),
            taken=Count("pk", filter=taken), refused=Count("pk", filter=Q(kind=AccessKind.REFUSED)), last=Max("at"),
        ).order_by("-entries", "user")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        rows = [row | {"url": self.url(user=row["user"])} for row in context["object_list"]]
        return context | {"form": self.form, "rows": rows}
