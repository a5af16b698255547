"""Selected corporations and partners who sign in."""

from datetime import date, timedelta

from cases.tests.factories.steps import AGE_OF_CASE
from partners.enums import AccountingSeparation, FacilityType, InsurancePlan, LegalForm
from partners.models import ApplicationFacility, ConsignmentApplication, Partner, PartnerCandidate, Selection
from shokuiki.records import clock
from shokuiki.records.gate import create, gate, keep


def make_selection(
    cast, *, organization=None, manager=None, legal_form=LegalForm.SOCIAL_WELFARE, on=None, valid_to=None, partners=()
):
    """A corporation selected on a day, from application to decision. partners: users that become its partners."""
    organization, manager = organization or cast.corporation, manager or cast.manager
    on = on or clock.today() - timedelta(days=AGE_OF_CASE + 60)
    with clock.moved_to(on):
        application = ConsignmentApplication(
            center=cast.center, organization=organization, name=organization.name, kana=organization.kana,
            legal_form=legal_form, legal_form_note="公益のための法人" if legal_form == LegalForm.OTHER else "",
            representative_title="理事長", representative_name="林 正夫", representative_kana="はやし まさお",
            postal_code="030-0801", address="青嶺市港南1-2-3", phone="017-123-4567", desired_start_on=on,
            insurance_plan=InsurancePlan.ENROLLED, insurer="海風損害保険 施設賠償責任保険",
            accounting_separation=AccountingSeparation.SEPARATED, accounting_method="公益事業区分に拠点区分を設ける。",
        ).start(by=manager)
        application.edit(by=manager, seen=None, changes={}, keep_rows=lambda row: _application_rows(row, manager, partners))
        application.submit(by=manager)
        application.receive(by=cast.program)
        application.write_opinion(by=cast.program, opinion="施設での支援の実績があり、選定が適当です。")
        application.ask_decision(by=cast.program)
        return application.select(
            by=cast.director, event_date=on, reason="審査意見のとおり", valid_from=on,
            valid_to=valid_to or on + timedelta(days=3 * 365), note="公益法人に準じる。" if legal_form == LegalForm.OTHER else "",
        )


def _application_rows(application, manager, partners):
    keep(
        ApplicationFacility(
            application=application, facility_type=FacilityType.INTELLECTUAL_WORKSHOP, name="あおぞら作業所", capacity=20
        ),
        by=manager, reason="施設",
    )
    for user in partners or [manager]:
        keep(PartnerCandidate(application=application, name=user.name, kana=user.kana), by=manager, reason="候補")


def selection_for(cast, on, **columns):
    """The selection of the cast's corporation that holds on a day; made when there is none."""
    organization = columns.get("organization") or cast.corporation
    found = Selection.objects.in_force(on).filter(center=cast.center, organization=organization).first()
    return found or make_selection(cast, on=on - timedelta(days=60), **columns)


def make_partner(cast, kind, organization, user):
    """The partner of this kind at an organization who signs in as `user`; made or joined when not yet there."""
    known = Partner.objects.of(kind, organization).filter(name=user.name).first()
    if known is None:
        return create(
            Partner(
                kind=kind, organization=organization, user=user, name=user.name, kana=user.kana, active_from=date(1999, 10, 1)
            ),
            by=cast.program,
        )
    if known.user_id is None:
        with gate(known, "edit", by=cast.program) as row:
            row.user = user
    return known
