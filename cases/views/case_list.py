"""案件一覧: the index lines of a center's cases, filtered; a person's name never stands in the address."""

from dataclasses import dataclass

from django.db.models import Count, IntegerField, Q, Value
from django.db.models.expressions import Case as Choose
from django.db.models.expressions import When
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from cases.enums import CASE_CHIPS, CLOSED_STATES, STEP_OF, STEP_TITLES
from cases.models import Case
from cases.next_step import TASKS
from cases.search import recall, remember
from shokuiki.accounts.enums import COUNSELOR_POSTS, OrganizationKind
from shokuiki.accounts.models import Organization, User
from shokuiki.japan.dates import age, fiscal_year, fiscal_year_range
from shokuiki.japan.kana import ROWS, row_range
from shokuiki.pages.views import NounList
from shokuiki.records import access, clock
from shokuiki.records.enums import AccessKind
from shokuiki.records.errors import NotAllowed

STEP = Choose(
    *(When(state=state, then=Value(step)) for state, step in STEP_OF.items()), default=Value(10),
    output_field=IntegerField(),
)
SORTS = {"kana": ["person__kana_key", "pk"], "number": ["opened_on", "number"], "stage": ["step", "person__kana_key", "pk"]}
LISTED = ("stage", "counselor", "corporation", "peso", "row", "done", "sort")
COLUMNS = (
    "pk", "center_id", "person_id", "number", "state", "may_read",
    "person__family_name", "person__given_name", "person__family_kana", "person__given_kana", "person__birth_date",
    "primary_counselor__name", "consignee__name", "peso__name", "living_support",
)


@dataclass(frozen=True)
class Conditions:
    """What the list is narrowed to, read from the address; `text` from the session."""

    text: str
    stages: tuple
    counselor: int | None
    corporation: int | None
    peso: int | None
    row: str
    done: bool
    sort: str
    descending: bool

    @classmethod
    def of(cls, request):
        query = request.GET

        def number(name):
            value = query.get(name, "")
            return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None

        sort = query.get("sort", "")
        return cls(
            text=recall(request, query.get("s", "")),
            stages=tuple(int(s) for s in query.getlist("stage") if s in {str(n) for n in range(1, 9)}),
            counselor=number("counselor"), corporation=number("corporation"), peso=number("peso"),
            row=query.get("row", "") if query.get("row") in ROWS else "", done=query.get("done") == "1",
            sort=sort.removeprefix("-") if sort.removeprefix("-") in SORTS else "kana", descending=sort.startswith("-"),
        )

    @property
    def narrows(self):
        return any((self.text, self.stages, self.counselor, self.corporation, self.peso, self.row))

    @property
    def asks_beyond_the_line(self):
        """判断: who may see the index line only learns nothing more by narrowing the list to it."""
        return bool(self.corporation or self.peso)

    @property
    def order(self):
        """The order as it stands in the address; "" for that of kana."""
        order = f"-{self.sort}" if self.descending else self.sort
        return "" if order == "kana" else order

    def apply(self, cases):
        """A search for a text looks through the cases that are over too."""
        if not (self.done or self.text):
            cases = cases.open()
        if self.text:
            cases = cases.matching(self.text)
        if self.stages:
            cases = cases.filter(state__in=[state for state, step in STEP_OF.items() if step in self.stages])
        if self.counselor:
            cases = cases.counseled_by(self.counselor)
        if self.corporation:
            cases = cases.filter(consignee=self.corporation)
        if self.peso:
            cases = cases.filter(peso=self.peso)
        if self.row:
            first, last = row_range(self.row)
            cases = cases.filter(person__kana_key__gte=first, person__kana_key__lt=last)
        order = [f"-{name}" if self.descending else name for name in SORTS[self.sort]]
        return cases.annotate(step=STEP).order_by(*order)


@dataclass(frozen=True)
class Line:
    """The index line of a case. What goes beyond it is empty for who may not read the case.

    根拠: 通知 本文; 判断: センターの職員は番号・氏名・ふりがな・段階・担当を見る。
    """

    url: str
    number: str
    name: str
    kana: str
    chip: object
    counselor: str
    task: str = ""
    age: int | None = None
    consignee: str = ""
    peso: str = ""
    readable: bool = False


def line_of(row, user, today):
    names = {
        "url": reverse("cases:case", args=[row["pk"]]), "number": row["number"], "chip": CASE_CHIPS[row["state"]],
        "name": f"{row['person__family_name']} {row['person__given_name']}".strip(),
        "kana": f"{row['person__family_kana']} {row['person__given_kana']}".strip(),
        "counselor": row["primary_counselor__name"] or "未定",
    }
    if not row["may_read"]:
        return Line(**names)
    dispatched = row["living_support"] == "dispatched"
    return Line(
        **names, task=TASKS.get(row["state"], ""), age=age(row["person__birth_date"], today), readable=True,
        consignee=row["consignee__name"] or ("センターからの派遣" if dispatched else "委託先は未定"),
        peso=row["peso__name"] or "安定所は未定",
    )


class CaseList(NounList):
    model = Case
    template_name = "cases/list.html"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.center_ids:
            raise NotAllowed("案件一覧は、センターの職員が使います。あなたの担当は、最初の画面にあります。")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """絞り込む: the conditions go into the address, the text into the session."""
        query = QueryDict(mutable=True)
        for name in LISTED:
            values = [value for value in request.POST.getlist(name) if value]
            if values:
                query.setlist(name, values)
        text = request.POST.get("q", "").strip()
        if text:
            return redirect(remember(request, text, query))
        return redirect(f"{reverse('cases:list')}?{query.urlencode()}" if query else "cases:list")

    def get_queryset(self):
        self.conditions = Conditions.of(self.request)
        user = self.request.user
        cases = Case.objects.filter(center_id__in=user.center_ids).with_readable(user)
        if self.conditions.asks_beyond_the_line:
            cases = cases.filter(may_read=True)
        return self.conditions.apply(cases).values(*COLUMNS)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        user, found = self.request.user, self.conditions
        by_stage, open_count, closed_count = self.counts()
        corporations, offices = self.organizations()
        counselors = list(
            User.objects.filter(memberships__organization__in=user.center_ids, memberships__post__in=COUNSELOR_POSTS)
            .distinct().order_by("kana", "pk").values_list("pk", "name")
        )
        today = clock.today()
        for row in context["object_list"]:
            access.shown(row["person_id"], row["center_id"])
        if found.text:
            access.as_kind(AccessKind.SEARCHED)
        return context | {
            "lines": [line_of(row, user, today) for row in context["object_list"]],
            "conditions": found, "open_count": open_count, "closed_count": closed_count,
            "can_receive": any(user.counsels_at(pk) for pk in user.center_ids),
            "stages": [(n, STEP_TITLES[n - 1], by_stage.get(n, 0), n in found.stages) for n in range(1, 9)],
            "selects": [
                ("counselor", "担当カウンセラー", counselors, found.counselor),
                ("corporation", "委託先法人", corporations, found.corporation),
                ("peso", "公共職業安定所", offices, found.peso),
            ],
            "kana_rows": [("", "全", "て", self.url(row=None), not found.row)]
            + [(row, row, "行", self.url(row=row), row == found.row) for row in ROWS],
            "applied": self.applied(dict(counselors), dict(corporations), dict(offices)),
            "sorts": {name: self.sort_of(name) for name in SORTS},
            "is_empty": open_count + closed_count == 0,
        }

    # --- conditions and addresses -----------------------------------------------------------------------------------
    def url(self, **changes):
        """The address of this list with other conditions; None takes one away."""
        query = self.request.GET.copy()
        query.pop("page", None)
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = value
        return f"?{query.urlencode()}"

    def applied(self, counselors, corporations, offices):
        """[(condition in words, address without it)]."""
        found = self.conditions
        rows = [
            (f"検索：{found.text}", {"s": None}, found.text),
            (f"段階：{'、'.join(STEP_TITLES[n - 1] for n in found.stages)}", {"stage": None}, found.stages),
            (f"担当：{counselors.get(found.counselor, '—')}", {"counselor": None}, found.counselor),
            (f"委託先法人：{corporations.get(found.corporation, '—')}", {"corporation": None}, found.corporation),
            (f"安定所：{offices.get(found.peso, '—')}", {"peso": None}, found.peso),
            (f"ふりがな：{found.row}行", {"row": None}, found.row),
        ]
        return [(words, self.url(**without)) for words, without, there in rows if there]

    def sort_of(self, name):
        """(aria-sort or "", the address that sorts by this column or turns its order, the icon)."""
        found = self.conditions
        if name != found.sort:
            return "", self.url(sort=name), "updown"
        if found.descending:
            return "descending", self.url(sort=name), "down"
        return "ascending", self.url(sort=f"-{name}"), "up"

    # --- figures ----------------------------------------------------------------------------------------------------
    def counts(self):
        """({step: open cases}, open cases, cases closed in this 年度): one query."""
        year = fiscal_year_range(fiscal_year(clock.today()))
        rows = (
            Case.objects.filter(center_id__in=self.request.user.center_ids).order_by().values("state")
            .annotate(all=Count("pk"), this_year=Count("pk", filter=Q(closed_on__range=year)))
        )
        by_stage, open_count, closed_count = {}, 0, 0
        for row in rows:
            if row["state"] in CLOSED_STATES:
                closed_count += row["this_year"]
            else:
                open_count += row["all"]
                step = STEP_OF[row["state"]]
                by_stage[step] = by_stage.get(step, 0) + row["all"]
        return by_stage, open_count, closed_count

    def organizations(self):
        """([(pk, name)] of the corporations named in cases, of the 公共職業安定所): one query."""
        named = Q(consigned_cases__center_id__in=self.request.user.center_ids)
        rows = Organization.objects.filter(named | Q(kind=OrganizationKind.PESO)).distinct().values_list("pk", "name", "kind")
        offices = [(pk, name) for pk, name, kind in rows if kind == OrganizationKind.PESO]
        return [(pk, name) for pk, name, kind in rows if kind != OrganizationKind.PESO], offices
