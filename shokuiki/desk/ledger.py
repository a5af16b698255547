"""記録の検証: for 所長 and 主任, what came of looking through the ledger, its head, and its entries."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.models import Case, ErasureRequest
from partners.models import ConsignmentApplication, Selection
from shokuiki.accounts.enums import LEADING_POSTS
from shokuiki.files import comparing
from shokuiki.records import access, heads, verify
from shokuiki.records.errors import NotAllowed
from shokuiki.records.models import Decision

SECONDS = 20  # longer than this no page may take; the nightly run has no limit
LATEST = 5
PER_PAGE = 20
# How a noun of the ledger is called: (its model, the way to its number and, for 閲覧記録, to its person).
NUMBERS = (
    (Case, "number", "person_id", "center_id"), (ConsignmentApplication, "number"), (Selection, "application__number"),
    (ErasureRequest, "pk"),
)


def leading_center(user):
    """The center whose ledger this person looks after; 403 for everybody else."""
    found = user.organization_ids(*LEADING_POSTS)
    if not found:
        raise NotAllowed("記録の検証は、所長と主任が行います。")
    return next(m.organization for m in user.standing if m.organization_id == found[0])


@require_safe
def ledger(request):
    center = leading_center(request.user)
    head = heads.heads([center.pk])[0]
    decisions = Decision.objects.filter(center=center).select_related("by", "on_behalf_of").order_by("-number")
    page = Paginator(Counted(decisions, head.number), PER_PAGE).get_page(request.GET.get("page"))
    found = center.verifications.select_related("by").annotate(**comparing.progress(center.pk))
    verifications = list(found[:LATEST])
    return render(request, "desk/ledger.html", {
        "center": center, "head": head, "hash": " ".join(head.hash[i:i + 4] for i in range(0, 64, 4)),
        "last": verifications[0] if verifications else None, "verifications": verifications,
        "page_obj": page, "entries": entries_of(page.object_list),
    })


class Counted:
    """Decisions whose number is known from the head: no query counts them."""

    def __init__(self, decisions, count):
        self.decisions, self.known = decisions, count

    def count(self):
        return self.known

    def __getitem__(self, which):
        return list(self.decisions[which])


def entries_of(decisions):
    """[(decision, name of its noun, url)]; nouns by their numbers, never by a person."""
    names = {}
    for model, *columns in NUMBERS:
        label = model._meta.label_lower
        ids = {decision.subject_id for decision in decisions if decision.subject_label == label}
        for pk, number, *person in model._base_manager.filter(pk__in=ids).values_list("pk", *columns) if ids else ():
            if person:
                access.shown(*person)
            names[label, pk] = f"{model._meta.verbose_name} {number}", model(pk=pk).get_absolute_url()
    return [
        (decision, *names.get((decision.subject_label, decision.subject_id), ("対象が見つかりません", "")))
        for decision in decisions
    ]


@require_POST
def verify_again(request):
    """履歴をもう一度検証する: the own center, now."""
    center = leading_center(request.user)
    try:
        found = verify.verify(center.pk, by=request.user, seconds=SECONDS)
    except verify.TakesTooLong:
        messages.warning(
            request, f"{SECONDS}秒では検証が終わりませんでした。今夜の自動の検証の結果を確かめてください。"
            "急ぐときは、システムの管理者に manage.py verify_records の実行を依頼してください。"
        )
    else:
        if found.ok:
            messages.success(request, f"検証しました。{found.summary}")
        else:
            messages.error(request, f"検証しました。{found.summary}。下の「不一致が見つかったとき」を読んでください。")
    return redirect("desk:ledger")


@require_safe
def head_file(request):
    """The head of the own center as a file to keep elsewhere."""
    center = leading_center(request.user)
    found = heads.heads([center.pk])
    day = timezone.localtime(found[0].at)
    response = HttpResponse(heads.write(found), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="shokuiki-head-{day:%Y%m%d-%H%M}.txt"'
    return response
