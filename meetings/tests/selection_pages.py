"""What tests do on the pages of 対象者選定."""

from django.urls import reverse

from shokuiki.japan.dates import wareki
from shokuiki.records import clock
from shokuiki.records.enums import Outcome
from shokuiki.records.gate import keep


def text(response):
    return response.content.decode()


def confirm_url(request):
    return reverse("meetings:selection_decide_confirm", args=[request.pk])


def changed(row, by, **columns):
    for name, value in columns.items():
        setattr(row, name, value)
    keep(row, by=by, reason="変更")


def typed(request, **changes):
    """What the 所長's browser posts from the decision page."""
    request.refresh_from_db()
    case = request.case
    data = {
        "seen": request.version, "case_seen": case.version, "outcome": Outcome.SELECTED.value,
        "reason": "本人の希望と評価の結果が合っている。", "event_date": wareki(clock.today(), weekday=False),
        "living_support": case.living_support, "planned_from": wareki(case.planned_from, weekday=False),
        "planned_to": wareki(case.planned_to, weekday=False),
    }
    return data | changes


def go_to_confirmation(client, request, **changes):
    """Type the decision and stand on the confirmation page; returns it."""
    response = client.post(request.get_absolute_url(), typed(request, **changes))
    assert response.status_code == 302, text(response)
    assert response.url == confirm_url(request)
    return client.get(response.url)


def press(client, request, page):
    """The button of a confirmation page."""
    return client.post(confirm_url(request), {"saved_at": page.context["saved_at"]})
