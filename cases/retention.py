"""消去: what this room holds of a person, and the carrying out of an approved request.

判断: contracts hold no text about a person and stay whole. The access log holds ids only: it stays when a person is erased,
and goes by the day when its own retention has ended.
"""

from datetime import date

from django.db import models, transaction

from cases import models as own
from cases.models.past_retention import access_before
from shokuiki.records import append_only, clock, retention
from shokuiki.records.errors import Refused
from shokuiki.records.models import AccessEntry, Erasure
from shokuiki.records.retention import ERASED, register

NOBODY = {
    "family_name": ERASED, "given_name": "", "family_kana": "", "given_kana": "", "kana_key": "", "name_key": "",
    "birth_date": date(1900, 1, 1), "gender": "", "employment_support_from": None,
}
register(own.Disability, "person", drop=True)
register(own.Certificate, "person", drop=True)
register(own.Interview, "evaluation__case__person", drop=True)
register(own.TestResult, "evaluation__case__person", drop=True)
register(own.WorkObservation, "evaluation__case__person", drop=True)
register(own.VocationalEvaluation, "case__person")
register(own.ConsentRecipient, "consent__person")
register(own.Consent, "person", keep=("items",))
register(own.PartnerAssignment, "case__person")
register(own.GoalNote, "log__case__person")
register(own.DailyLog, "case__person", keep=("ways",))
register(own.SupportGoal, "plan__case__person")
register(own.SupportPlan, "case__person")
register(own.PlanGoal, "plan__case__person")
register(own.PlanCooperation, "plan__case__person")
register(own.RehabilitationPlan, "case__person")
register(own.FollowUpRole, "plan__case__person")
register(own.CurriculumItem, "plan__case__person")
register(own.FollowUpWay, "plan__case__person")
register(own.FollowUpPlan, "case__person")
register(own.FollowUpRecord, "case__person")
register(own.Employment, "case__person")
register(own.EmergencyAccess, "case__person")
register(own.Disclosure, "person", keep=("post",), put={"reason": ""})
register(own.Case, "person", keep=("number",))
register(own.Person, "pk", put=NOBODY)


def preview(request):
    """[(what, rows, rows of history)] that carrying out this request would erase."""
    found = retention.preview(request.asked)
    if request.access_before:
        found.append((AccessEntry._meta.verbose_name, access_before(request.center_id, request.access_before).count(), 0))
    return found


def hold(persons):
    """Nobody goes on with these persons meanwhile, and who just does is waited for. Before the tables are lifted, which
    holds up everybody who writes."""
    for model, path in ((own.Case, "person__in"), (own.Person, "pk__in")):
        list(models.QuerySet(model).select_for_update(no_key=True).filter(**{path: persons}).order_by("pk").values("pk"))


def carry_out(request, connection):
    """Erase what an approved request names, in one transaction, and write the entry. Returns the `Erasure`.

    Raises Refused when it is not approved by two, is not what they approved, is carried out already, or when a retention
    runs again.
    """
    tables = retention.append_only_tables()
    with transaction.atomic(using=connection.alias):
        hold(request.persons)
        with append_only.lifted(*tables, connection=connection):
            request = own.ErasureRequest.objects.select_for_update().get(pk=request.pk)
            if request not in own.ErasureRequest.objects.to_carry_out():
                raise Refused("2人の承認を受けた、まだ消去していない申請だけを実行できます。")
            request.refuse_unapproved()
            request.refuse_early()
            nouns, counts = retention.erase(request.asked, connection)
            if request.access_before:
                counts |= retention.erase_access(access_before(request.center_id, request.access_before), connection)
            entry = Erasure(
                center_id=request.center_id, approval=request.decision, at=clock.now(), nouns=nouns, counts=counts,
            )
            entry.save(force_insert=True)
    return entry
