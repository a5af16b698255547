"""A small site of pages that show every part, for the tests of this room: its URLs, forms and templates."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.template import engines
from django.urls import include, path

from shokuiki.japan.forms import DateField, PaperDateField, TimeField
from shokuiki.pages.chips import Chip
from shokuiki.pages.forms import PageForm
from shokuiki.pages.widgets import ChoiceCards, PillSelect, RateSelect
from shokuiki.records.requirements import block, warn

INSURANCE = [("insured", "加入している"), ("planned", "これから加入する"), ("none", "加入しない")]
RATINGS = [("done", "できた"), ("partly", "一部できた"), ("hard", "難しかった"), ("none", "場面なし")]
OUTCOMES = [("selected", "選定する"), ("declined", "選定しない"), ("sent_back", "差し戻す")]


class Everything(PageForm):
    """One field of every kind."""

    outcome = forms.ChoiceField(
        label="決定",
        choices=OUTCOMES,
        widget=ChoiceCards(
            explanations={"sent_back": "担当者に確認を求めます"}, unavailable={"selected": "要件が1件、未確認です"}
        ),
    )
    reason = forms.CharField(
        label="決定の理由",
        max_length=20,
        help_text="20字まで。",
        widget=forms.Textarea(attrs={"rows": 3, "data-sk-max": 20}),
    )
    start = DateField(label="支援開始日")
    birth_date = PaperDateField(label="生年月日", eras=("平成", "昭和"))
    begins_at = TimeField(label="開始")
    ends_at = TimeField(label="終了")
    kind = forms.ChoiceField(label="法人の種別", choices=[("", "選んでください"), ("welfare", "社会福祉法人")])
    insurance = forms.ChoiceField(label="損害保険に加入していますか", choices=INSURANCE, widget=forms.RadioSelect)
    insurer = forms.CharField(
        label="保険会社の名前",
        required=False,
        widget=forms.TextInput(attrs={"data-sk-when": "insurance=insured|planned", "placeholder": "保険会社"}),
    )
    methods = forms.MultipleChoiceField(
        label="支援の方法", choices=[("a", "職場に同行"), ("b", "電話・連絡")], widget=PillSelect
    )
    rating = forms.ChoiceField(label="達成度", choices=RATINGS, widget=RateSelect)
    acknowledged = forms.BooleanField(label="注意を確認しました")

    def clean(self):
        if self.data.get("insurer") == "refuse":
            raise ValidationError("連絡会議の記録が確定していません。", params={"clause": "通知 記1 第2項"})


class Facility(forms.Form):
    name = forms.CharField(label="施設の名称")
    postal_code = forms.CharField(
        label="郵便番号",
        required=False,
        widget=forms.TextInput(
            attrs={"data-sk-postal": "/address/", "data-sk-address": "address", "placeholder": "例：123-4567"}
        ),
    )
    address = forms.CharField(label="所在地", required=False)


Facilities = forms.formset_factory(Facility, extra=1, can_delete=True)

FRAME = SimpleNamespace(
    organization="青嶺障害者職業センター",
    now=datetime(2026, 11, 24, 1, 0, tzinfo=UTC),
    person="高瀬 恵子",
    post="所長",
    search=True,
    tabbar=[],
    menu=[
        [
            SimpleNamespace(
                label="今日の業務", url="/parts/", icon="home", count=2, due=True, current=True, count_label="件"
            ),
            SimpleNamespace(
                label="案件", url="/form/", icon="cases", count=None, due=False, current=False, count_label=""
            ),
        ]
    ],
)
STEP_TITLES = [
    "相談受付",
    "職業評価",
    "計画策定",
    "ケース会議",
    "対象者選定",
    "支援実施",
    "支援終了",
    "フォローアップ",
    "完了",
]


def make_steps(here, state="now"):
    """The nine steps of a case that stands, or has stopped, at one of them."""
    return [
        SimpleNamespace(
            number=number,
            title=title,
            meta="6月3日" if number <= here else "",
            state="done" if number < here else state if number == here else "future",
            url="/parts/" if number <= here else None,
            chip=Chip("不選定", "red", "x") if state == "stopped" else None,
        )
        for number, title in enumerate(STEP_TITLES, 1)
    ]


REQUIREMENTS = [
    block(
        "S2",
        "委託先の法人が選定されている",
        True,
        "令和8年5月11日選定",
        "通知 記1 第1項",
        evidence=[("選定の記録を開く", "/parts/")],
    ),
    block(
        "S7",
        "連絡会議で打合せをした",
        False,
        "出席の記録がありません。",
        "通知 記1 第2項",
        remedy="会議を登録してください。",
    ),
    warn("S12", "損害保険に加入している", False, "満了日が近づいています。", "通知 記3", clause_note="加入が望ましい"),
    block("S10", "センター派遣のパートナーが支援する", None, "支援を受けていません。", "通知 記1 なお書き"),
]
ENTRIES = [
    SimpleNamespace(
        date=date(2026, 10, 27),
        title="拡大ケース会議 第1回",
        chip=Chip("支援方法を変更", "green"),
        body="作業の指示を手順カードに切り替える。",
        meta="記録 長谷川 亮",
        is_decision=True,
        changes=[("訪問の回数", "", "週3日")],
        url="/parts/",
    ),
    SimpleNamespace(
        date=date(2026, 9, 28), title="支援開始", chip=None, body="", meta="", is_decision=False, changes=[], url=None
    ),
]
CARD = SimpleNamespace(
    label="次にすること",
    title="会議の記録を書く",
    text="目標4件の達成度が未入力です",
    waiting=False,
    primary=("会議の記録を始める", "/form/"),
    secondary=[("資料を見る", "/parts/")],
)

PARTS_PAGE = """{% extends "base.html" %}{% block title %}部品{% endblock %}
{% block crumbs %}{% crumb "案件一覧" "/parts/" %}{% crumb "佐藤 健太" %}{% endblock %}
{% block main %}<h1>部品</h1>{% steps steps %}{% next_card card %}
<h2>要件</h2>{% requirement_list requirements %}<h2>経過</h2>{% timeline entries %}
<h2>目標</h2>{% goal_track 60 95 95 "%" %}{% bar 5 7 %}{% facts facts %}{% pager page %}
{% empty "承認待ちはありません" %}{% endblock %}"""
FORM_PAGE = """{% extends "base.html" %}{% load crispy_forms_tags %}{% block title %}記入{% endblock %}
{% block main %}<h1>記入</h1>{% include "components/error_summary.html" %}
<form method="post" novalidate data-sk-guard data-sk-autosave="?draft=1">{% csrf_token %}
<p class="sk-save" role="status" data-sk-saved></p>{% crispy form %}
<output data-sk-duration="id_begins_at id_ends_at"></output>
<h2>施設</h2>{% field_rows rows.facilities "施設" %}
<button class="btn btn-primary" type="submit">申込を提出する</button></form>{% endblock %}"""


def answer(request, source, context, status=200):
    template = engines["django"].from_string(source)
    return HttpResponse(
        template.render({"frame": FRAME, "has_errors": status == 422, **context}, request), status=status
    )


@login_not_required
def parts(request):
    context = {
        "steps": make_steps(6),
        "card": CARD,
        "requirements": REQUIREMENTS,
        "entries": ENTRIES,
        "facts": [("障害種別", "知的障害"), ("希望の仕事", "")],
        "page": Paginator(range(128), 50).get_page(request.GET.get("page")),
    }
    return answer(request, PARTS_PAGE, context)


@login_not_required
def form(request):
    if "draft" in request.GET:
        is_broken = request.POST["reason"] == "通信の失敗"
        return HttpResponse(status=503) if is_broken else JsonResponse({"saved_at": "14:32"})
    typed = request.POST or None
    filled, facilities = Everything(typed), Facilities(typed, prefix="facilities")
    status = 422 if typed and not (filled.is_valid() and facilities.is_valid()) else 200
    return answer(request, FORM_PAGE, {"form": filled, "rows": {"facilities": facilities}}, status)


@login_not_required
def forbidden(request):
    raise PermissionDenied("選定の決定は、所長が行います。")


@login_not_required
def address(request):
    return JsonResponse({"address": "神奈川県小田原市青嶺"} if request.GET["code"] == "2500001" else {})


desk = ([path("search/", parts, name="search")], "desk")
partners = ([path("corporations/register/", parts, name="register")], "partners")
urlpatterns = [
    path("parts/", parts),
    path("form/", form),
    path("forbidden/", forbidden),
    path("address/", address),
    path("accounts/", include("shokuiki.accounts.urls")),
    path("", include("shokuiki.members.urls")),  # the menu of the user leads there
    path("", include(desk, namespace="desk")),
    path("", include(partners, namespace="partners")),  # the sign-in page leads there
]
