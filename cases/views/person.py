"""相談受付 and 基本情報: a person and their case, written on one page."""

from django.contrib import messages
from django.db.models import Prefetch

from cases.actions import edit_basics, receive_consultation
from cases.forms.person import BasicsForm, CertificateRows, DisabilityRows
from cases.models import Case, Certificate, Disability, Person
from cases.views.case import CaseVerb
from shokuiki.accounts.enums import COUNSELOR_POSTS
from shokuiki.pages.forms import keep_rows
from shokuiki.pages.views import CreateVerbView
from shokuiki.records import clock
from shokuiki.records.errors import Refused
from shokuiki.records.history import changes, changes_of_rows, changes_since

WORKING_AGE = 15
ROWS = {"disabilities": DisabilityRows, "certificates": CertificateRows}


class BasicsPage:
    """What the two pages share: the form on person and case, and the rows of the person."""

    form_class = BasicsForm
    template_name = "cases/intake.html"
    rows = ROWS
    drafts = True
    person = None

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.person, "case": self.noun, "user": self.request.user}

    def get_rows_queryset(self, prefix):
        return getattr(self.person, prefix).all()

    def keep_rows(self, rows, label):
        """A function (person) that saves the rows of the page."""

        def keep(person):
            for formset in rows.values():
                keep_rows(formset, by=self.request.user, reason=label, person=person)

        return keep

    def warn_young(self, person):
        if person.age < WORKING_AGE:
            messages.warning(self.request, f"{person.age}歳です。満{WORKING_AGE}歳になっていません。生年月日を確かめてください。")


class IntakeView(BasicsPage, CreateVerbView):
    """相談受付. People who may be the same are shown before anything is saved (P2).

    判断: the person known already keeps their basic data; what was typed on the matter opens the new case.
    """

    model = Case
    title = "相談を受け付ける"
    button = "相談を登録する"

    def new_noun(self):
        centers = self.request.user.organization_ids(*COUNSELOR_POSTS)
        return Case(center_id=centers[0] if centers else None)

    def get_rows_kwargs(self, prefix):
        return {"queryset": self.rows[prefix].model.objects.none()}

    def call(self, form, rows):
        if "same_person" not in self.request.POST:
            found = possible_duplicates(self.noun.center, form.cleaned_data)
            shown = self.request.POST.get("another_person", "").split(",")
            if any(str(person.pk) not in shown for person, *_ in found):
                self.found = found
                return self.render(form, rows)
        return super().call(form, rows)

    def get_extra_context(self, form, rows):
        found = getattr(self, "found", [])
        return {"found": found, "shown": ",".join(str(person.pk) for person, *_ in found)}

    def perform(self, form, rows):
        center, columns = self.noun.center, form.case_changes
        if "same_person" in self.request.POST:
            person = self.known_person(self.request.POST["same_person"], form.cleaned_data)
            return receive_consultation(by=self.request.user, center=center, case=columns, person=person)
        return receive_consultation(
            by=self.request.user, center=center, case=columns, person_columns=form.person_changes,
            keep_rows=self.keep_rows(rows, "相談を受け付ける"),
        )

    def known_person(self, pk, typed):
        """One of those who may be the same: a new case opens what is known of its person to its counselors."""
        offered = {str(person.pk): person for person, *_ in possible_duplicates(self.noun.center, typed)}
        person = offered.get(pk)
        if person is None:
            raise Refused("同じ人として選んだ登録が見つかりません。もう一度「相談を登録する」を押して、選び直してください。")
        return person

    def get_success_url(self, result):
        messages.success(self.request, f"相談を受け付けました。案件番号は {result.number} です。")
        self.warn_young(result.person)
        return result.get_absolute_url()

    def get_back_url(self):
        return "/cases/"


def possible_duplicates(center, typed):
    """[(person, their newest case or None, whether a case is open)]: the index line and no more (P2)."""
    cases = Case.objects.select_related("primary_counselor").order_by("-pk")
    people = (
        Person.objects.like(center, typed["family_kana"], typed["given_kana"], typed["birth_date"])
        .prefetch_related(Prefetch("cases", cases))
    )
    found = []
    for person in people:
        rows = list(person.cases.all())
        found.append((person, rows[0] if rows else None, any(row.is_open for row in rows)))
    return found


class BasicsView(BasicsPage, CaseVerb):
    """基本情報: only who may read the case is offered it, since the form shows all of it."""

    verb = "edit"
    template_name = "cases/person_edit.html"
    button = "基本情報を保存する"
    success = "基本情報を保存しました。"

    def get_queryset(self):
        return super().get_queryset().select_related(
            "evaluation", "primary_counselor", "evaluation_counselor", "program_counselor"
        )

    @property
    def person(self):
        return self.noun.person

    def perform(self, form, rows):
        edit_basics(
            by=self.request.user, case=self.noun, seen=self.seen, case_columns=form.case_changes,
            person_columns=form.person_changes, keep_rows=self.keep_rows(rows, "基本情報を編集する"),
        )
        self.noun.refresh_from_db()
        self.warn_young(self.noun.person)
        uses = form.cleaned_data["uses_employment_support_center"]
        if uses and self.noun.living_support == "consigned" and self.noun.allows("arrange"):
            messages.warning(
                self.request, "障害者雇用支援センターの支援を受けている人です。支援体制の予定を「センターからの派遣」に"
                "改めてください。（根拠：通知 記1 なお書き）",
            )

    def get_conflict_changes(self):
        """What the other saver changed in the case, in the person and in the person's rows since the page was shown."""
        seen = self.noun.history.filter(version__gt=self.seen).order_by("history_date").first()
        since = seen.history_date if seen else clock.now()
        person = [change for change in changes(self.person.history.all()) if change.at >= since]
        rows = [model.history.filter(person_id=self.noun.person_id) for model in (Disability, Certificate)]
        return changes_since(self.noun, self.seen) + person + changes_of_rows(self.noun, self.seen, *rows)
