"""Applications, selections and partners for tests, made through the verbs that people use."""

from datetime import date

from partners.models import (
    ApplicationFacility,
    ConsignmentApplication,
    Partner,
    PartnerCandidate,
    Workplace,
)
from shokuiki.accounts.enums import OrganizationKind, Post
from shokuiki.records import clock
from shokuiki.records.gate import keep
from shokuiki.testing.factories import make_member, make_organization

COMPLETE = {
    "legal_form": "social_welfare_corporation", "name": "社会福祉法人 あおぞら会", "kana": "あおぞらかい",
    "corporate_number": "", "representative_title": "理事長", "representative_name": "小林 直樹",
    "representative_kana": "こばやし なおき", "postal_code": "030-0801", "address": "青森県青森市新町1-2-3",
    "phone": "017-123-4567", "fax": "", "email": "", "contact": "事務局 田村",
    "desired_start_on": date(2027, 4, 1), "disability_groups": ["intellectual", "mental"], "cases_per_year": 5,
    "past_experience": "通所授産施設で10年間、就職を支えてきた。", "insurance_plan": "enrolled", "insurer": "青嶺海上",
    "insurance_until": date(2099, 3, 31), "accounting_separation": "separated", "accounting_method": "別の会計単位で経理する。",
}
STATES = (
    "draft", "submitted", "under_review", "returned", "awaiting_decision", "selected", "rejected", "withdrawn",
)


def add_rows(application, by):
    def keep_rows(row):
        keep(
            ApplicationFacility(
                application=row, facility_type="intellectual_workshop", name="あおぞら作業所", capacity=20
            ),
            by=by, reason="施設",
        )
        keep(PartnerCandidate(application=row, name="野田 千尋", kana="のだ ちひろ", position="支援員"), by=by, reason="候補")

    application.edit(by=by, keep_rows=keep_rows)


def make_draft(cast, *, organization=None, by=None, rows=True, **changes):
    """A draft of あおぞら会, complete unless changes say otherwise."""
    by = by or cast.manager
    organization = organization or cast.corporation
    application = ConsignmentApplication(center=cast.center, organization=organization, **COMPLETE | changes)
    application.start(by=by)
    if rows:
        add_rows(application, by)
    return application


def select(application, by, **changes):
    today = clock.today()
    return application.select(**{
        "by": by, "event_date": today, "reason": "体制が整っている。", "valid_from": today,
        "valid_to": date(today.year + 1, 3, 31), "conditions": "支援日誌を毎週提出すること。",
    } | changes)


def make_application(cast, state="submitted", **changes):
    """An application brought to a state by the verbs of the cast."""
    application = make_draft(cast, **changes)
    manager = changes.get("by") or cast.manager
    path = {
        "draft": [], "submitted": ["submit"], "withdrawn": ["submit", "withdraw"],
        "under_review": ["submit", "receive"], "returned": ["submit", "receive", "return"],
        "awaiting_decision": ["submit", "receive", "ask"], "selected": ["submit", "receive", "ask", "select"],
        "rejected": ["submit", "receive", "ask", "reject"],
    }[state]
    for step in path:
        if step == "submit":
            application.submit(by=manager)
        elif step == "withdraw":
            application.withdraw(by=manager, reason="体制が変わったため")
        elif step == "receive":
            application.receive(by=cast.clerk)
        elif step == "return":
            application.return_to_applicant(by=cast.program, comment="代表者のふりがなを直してください。")
        elif step == "ask":
            application.write_opinion(by=cast.program, opinion="委託先として適当と考える。")
            application.ask_decision(by=cast.program)
        elif step == "select":
            select(application, cast.director)
        elif step == "reject":
            application.reject(by=cast.director, event_date=clock.today(), reason="体制が整っていない。")
    return application


def make_applications(cast, number, state="submitted"):
    """That many applications, each of a corporation of its own."""
    for count in range(number):
        organization = make_organization(OrganizationKind.CORPORATION, f"社会福祉法人 第{count}会", "だいかい")
        manager = make_member(organization, Post.MANAGER, "秋山 進", "あきやま すすむ")
        make_application(cast, state, organization=organization, by=manager, name=organization.name)


def make_workplace(cast):
    workplace = Workplace(business="弁当の製造", employees=40)
    return workplace.start(by=cast.program, organization={"name": "丸山物流 株式会社", "kana": "まるやまぶつりゅう"})


def make_partner(kind, organization, by, name="石田 和也", kana="いしだ かずや", **columns):
    return Partner(kind=kind, organization=organization, name=name, kana=kana, **columns).start(by=by)
