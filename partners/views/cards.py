"""次にすること: what the page of an application asks of the one who reads it."""

from django.urls import reverse

from partners.enums import ApplicationState as State
from partners.forms.application import STEPS
from shokuiki.japan.dates import month_day
from shokuiki.records.gate import can


def application_card(user, application, selection=None):
    """The card for `next_card`; keys label, title, text, waiting, primary, secondary."""
    make = _for_center if user.works_at(application.center_id) else _for_corporation
    card = make(user, application, selection)
    return {"label": "次にすること", "text": "", "waiting": False, "primary": None, "secondary": []} | card


def _to(name, label, application, *args):
    return label, reverse(f"partners:application_{name}", args=[application.pk, *args])


def _for_corporation(user, application, selection):
    if application.is_typed_by_center and can(user, "edit", application) and application.state == State.DRAFT:
        return {
            "title": "センターが、紙の申込を入力しています", "text": "ご自身で続きを記入することもできます。その後は、センターは記入しません。",
            "secondary": [_to("edit", "申込を記入する", application, next(iter(STEPS)))], "waiting": True, "label": "今の状態",
        }
    return _to_fill_in(user, application, selection)


def _to_fill_in(user, application, selection):
    """For who writes the application: what is missing, or that it can be handed in."""
    if can(user, "edit", application):
        missing = len(application.missing_for_submission())
        edit = _to("edit", "申込を記入する", application, next(iter(STEPS)))
        submit = _to("submit", "申込を確かめて提出する", application)
        again = application.state == State.RETURNED
        if missing:
            text = f"提出までに、あと{missing}項目が必要です。"
            return {"title": "申込を直して、もう一度提出する" if again else "申込の記入を続ける", "text": text,
                    "primary": edit, "secondary": [_to("submit", "足りないものを確かめる", application)]}
        title = "申込を直して、もう一度提出する" if again else "申込を提出する"
        return {"title": title, "text": "必要な項目はそろっています。", "primary": submit, "secondary": [edit]}
    return _waiting(application, selection)


def _for_center(user, application, selection):
    if can(user, "edit", application):
        return _to_fill_in(user, application, selection)
    opinion = "審査意見を直す" if application.opinion else "審査意見を書く"
    if can(user, "receive", application):
        return {"title": "申込を受け付ける", "text": f"提出 {month_day(application.submitted_on)}",
                "primary": _to("receive", "申込を受け付ける", application)}
    if can(user, "write_opinion", application):
        back = _to("return", "申込を差し戻す", application)
        if not application.opinion:
            return {"title": "要件を確かめて、審査意見を書く", "text": "直してもらうことがあれば、申込を差し戻します。",
                    "primary": _to("opinion", opinion, application), "secondary": [back]}
        return {"title": "所長に選定を依頼する", "text": "審査意見が書かれています。",
                "primary": _to("ask", "所長に選定を依頼する", application),
                "secondary": [_to("opinion", opinion, application), back]}
    if can(user, "select", application):
        return {"title": "委託先に選定するか決定する", "primary": _to("select", "要件を確かめて決定する", application),
                "text": f"依頼 {month_day(application.asked_on)}　{application.asked_by.name}"}
    return _waiting(application, selection)


def _waiting(application, selection):
    """Somebody else has to act, or nobody any more."""
    texts = {
        State.SUBMITTED: ("センターの受付を待っています", "提出", application.submitted_on),
        State.UNDER_REVIEW: ("センターが審査しています", "受付", application.received_on),
        State.RETURNED: ("法人の再提出を待っています", "提出", application.submitted_on),
        State.AWAITING_DECISION: ("所長の決定を待っています", "依頼", application.asked_on),
        State.REJECTED: ("委託先に選定されませんでした", "", None),
        State.WITHDRAWN: ("申込は取り下げられました", "", None),
        State.SELECTED: ("委託先に選定されました", "", None),
        State.DRAFT: ("法人が記入しています", "", None),
    }
    title, what, on = texts[application.state]
    card = {"label": "今の状態", "title": title, "text": f"{what} {month_day(on)}" if on else "", "waiting": True}
    if selection:
        card |= {"text": f"選定の期間 {selection.term}", "secondary": [("選定の記録を開く", selection.get_absolute_url())]}
    return card
