"""承認待ち: the requests that wait for the 所長, or for the counselors' review, as rows of one shape."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from cases.enums import CaseState
from partners.enums import ApplicationState
from shokuiki.pages.chips import Chip
from shokuiki.records import clock


@dataclass(frozen=True)
class Approval:
    """One row. what, verb: how the link is called, for screen readers too; due: a 目安, never a rule of the notice."""

    chip: Chip
    name: str
    note: str
    facts: tuple
    due: date | None
    url: str
    what: str
    verb: str

    @property
    def days(self):
        return (self.due - clock.today()).days

    @property
    def late_days(self):
        return -self.days


def of_request(request, directing, days):
    """A 対象者選定 that waits for the 所長. days: the office's 目安 for a decision."""
    case = request.case
    return Approval(
        chip=Chip("対象者選定", "orange"),
        name=case.person.full_name,
        note=f"{case.person.full_kana}　{case.number}",
        facts=(
            case.consignee.name if case.consignee else "センターからの派遣",
            f"依頼 {request.requested_by.name}（{request.requested_on.month}月{request.requested_on.day}日）",
            *([] if directing else ["所長の決定を待っています"]),
        ),
        due=request.requested_on + timedelta(days=days),
        url=request.get_absolute_url(),
        what="対象者選定",
        verb="審査する" if directing else "開く",
    )


def of_application(application, review_days, decision_days):
    """A 委託申込 that waits to be received, reviewed or decided; read `as_handed_in`."""
    deciding = application.state == ApplicationState.AWAITING_DECISION
    since = application.asked_on if deciding else application.submitted_on
    return Approval(
        chip=Chip("委託先の選定" if deciding else "委託申込", "blue"),
        name=application.handed_in_name,
        note=f"申込 {application.number}",
        facts=(application.get_state_display(), f"損害保険 {application.get_insurance_plan_display()}"),
        due=since + timedelta(days=decision_days if deciding else review_days),
        url=application.get_absolute_url(),
        what="委託申込",
        verb="受け付ける" if application.state == ApplicationState.SUBMITTED else "審査する",
    )


def of_contract(case):
    """A 委託契約 that waits for the 所長 to conclude it; a case of `desk.due.Work.contracts`."""
    return Approval(
        chip=Chip("委託契約", "green"),
        name=case.person.full_name,
        note=f"{case.person.full_kana}　{case.number}",
        facts=(case.selection.organization.name if case.selection else "委託先は未定", "締結を待っています"),
        due=case.planned_from if case.state == CaseState.SELECTED else None,
        url=reverse("cases:contract", args=[case.contract_id]),
        what="委託契約",
        verb="確かめる",
    )


def of_erasures(count):
    """The 消去の申請 that wait for this person's approval; who they are about is told on their own pages."""
    return Approval(
        chip=Chip("記録の消去", "red"),
        name=f"消去の申請 {count}件",
        note="",
        facts=("2人の承認が要ります",),
        due=None,
        url=reverse("cases:erasures"),
        what="承認",
        verb="確かめる",
    )


def of_emergency(access):
    """An 緊急閲覧 the 所長 has not seen yet."""
    case = access.case
    return Approval(
        chip=Chip("緊急閲覧", "red"),
        name=case.person.full_name,
        note=f"{case.person.full_kana}　{case.number}",
        facts=(f"閲覧した人 {access.user.name}", f"理由 {access.reason[:40]}"),
        due=None,
        url=access.get_absolute_url(),
        what="緊急閲覧",
        verb="確認する",
    )
