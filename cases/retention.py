"""消去: personal text and history of persons whose retention has ended, taken out under the owner's connection.

`register` says for each model where its persons are, and whether its rows go or only lose their text; higher rooms add
theirs. What stays is a skeleton: numbers, states, codes, dates and who decided, so that figures and the chain of decisions
still stand. Nothing calls `carry_out` but ``manage.py retain``, after two people have approved on a page.
判断: contracts hold no text about a person and stay whole; the access log holds ids only and stays.
"""

from dataclasses import dataclass, field
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models.functions import Coalesce

from cases import models as own
from cases.models.erasure import ErasureRequest
from shokuiki.records import append_only, clock
from shokuiki.records.errors import Refused
from shokuiki.records.models import Amendment, DecisionText, Draft, Erasure

ERASED = "（消去済み）"


@dataclass(frozen=True)
class Holding:
    """What one model holds of a person.

    path: lookup from a row to its person, or a function (person ids) -> row ids. drop: the rows go altogether.
    keep: columns of text that say nothing personal. put: {column: value} for those that cannot be empty.
    """

    model: type
    path: object
    drop: bool = False
    keep: tuple = ()
    put: dict = field(default_factory=dict)

    def rows(self, persons):
        found = models.QuerySet(self.model)
        if callable(self.path):
            return found.filter(pk__in=self.path(persons))
        return found.filter(**{f"{self.path}__in": persons})

    def histories(self, persons):
        """Their history, that of rows removed long ago too."""
        found = models.QuerySet(self.model.history.model)
        if callable(self.path) or self.path == "pk":
            return found.filter(id__in=list(self.rows(persons).values_list("pk", flat=True)))
        return found.filter(**{f"{self.path}__in": persons})

    def blanks(self):
        """{column: what stands there afterwards} of the columns that hold text."""
        blanks = {}
        for column in self.model._meta.concrete_fields:
            if column.choices or column.primary_key or column.name in self.keep:
                continue
            if isinstance(column, models.JSONField):
                blanks[column.name] = column.get_default()
            elif isinstance(column, models.CharField | models.TextField):
                blanks[column.name] = "" if column.blank or not column.editable else ERASED
        return blanks | self.put


HOLDINGS = []


def register(model, path, **options):
    """Rows that hang on others are registered before those."""
    HOLDINGS.append(Holding(model, path, **options))


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
register(own.Case, "person", keep=("number",))
register(own.Person, "pk", put=NOBODY)


def preview(persons):
    """[(what, rows, rows of history)] that would lose their text or go, for persons by id; in one query and a few."""
    columns = {}
    for number, holding in enumerate(HOLDINGS):
        columns[f"rows_{number}"] = _counted(holding.rows(persons))
        columns[f"past_{number}"] = _counted(holding.histories(persons))
    counts = ContentType.objects.filter(pk=ContentType.objects.get_for_model(own.Person).pk).values(**columns).get()
    return [
        (holding.model._meta.verbose_name, counts[f"rows_{number}"], counts[f"past_{number}"])
        for number, holding in enumerate(HOLDINGS)
    ]


def _counted(rows):
    one = rows.order_by().annotate(one=models.Value(1)).values("one")
    return Coalesce(models.Subquery(one.annotate(n=models.Count("pk")).values("n")), 0)


def append_only_tables():
    """What must be lifted: the histories of the holdings, the words of decisions, 追記・訂正, 開示."""
    return [DecisionText, Amendment, own.Disclosure, *(holding.model.history.model for holding in HOLDINGS)]


def carry_out(request, connection):
    """Erase what an approved request names, in one transaction, and write the entry. Returns the `Erasure`.

    Raises Refused when it is not approved by two, is carried out already, or somebody's retention runs again.
    """
    with transaction.atomic(using=connection.alias), append_only.lifted(*append_only_tables(), connection=connection):
        request = ErasureRequest.objects.select_for_update().get(pk=request.pk)
        if request not in ErasureRequest.objects.to_carry_out():
            raise Refused("2人の承認を受けた、まだ消去していない申請だけを実行できます。")
        request.refuse_early()
        nouns, counts = {}, {}
        found = [(holding, list(holding.rows(request.persons).values_list("pk", flat=True))) for holding in HOLDINGS]
        for holding, _ in found:
            past = holding.histories(request.persons)
            counts[f"{holding.model._meta.verbose_name}の履歴"] = past.count()
            past._raw_delete(connection.alias)
        for holding, pks in found:
            nouns[holding.model._meta.label_lower] = pks
            counts[str(holding.model._meta.verbose_name)] = len(pks)
            _erase_words(holding.model, pks)
            rows = models.QuerySet(holding.model).filter(pk__in=pks)
            if holding.drop:
                rows._raw_delete(connection.alias)
            elif holding.blanks():
                rows.update(**holding.blanks())
        disclosures = models.QuerySet(own.Disclosure).filter(person__in=request.persons)
        disclosures.update(reason="", withheld={})
        entry = Erasure(
            center_id=request.center_id, approval=request.decision, at=clock.now(), nouns=nouns, counts=counts,
        )
        entry.save(force_insert=True)
    return entry


def _erase_words(model, pks):
    """The words of decisions and corrections on these rows, and what somebody left half typed."""
    kind = ContentType.objects.get_for_model(model)
    words = models.QuerySet(DecisionText).filter(decision__subject_type=kind, decision__subject_id__in=pks)
    words.update(salt="", reason="", conditions="", facts={}, acknowledged={})
    corrections = models.QuerySet(Amendment).filter(subject_type=kind, subject_id__in=pks)
    corrections.update(label="", before="", after="", reason="")
    Draft.objects.filter(noun_key__in=[f"{model._meta.label_lower}:{pk}" for pk in pks]).delete()
