"""Writing the record of a meeting, concluding on its cases, and confirming it."""

from decimal import Decimal

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from cases.models import CurriculumItem, FollowUpPlan, FollowUpRole, FollowUpWay
from meetings.confirmation import for_confirmation, for_record
from meetings.enums import MeetingKind
from meetings.evidence import from_logs
from meetings.forms.meeting import ConfirmForm
from meetings.forms.record import (
    ConclusionForm,
    CurriculumRows,
    DiscussionRows,
    InProgressForm,
    MethodRows,
    PostForm,
    ReviewRows,
    RoleRows,
    SummaryForm,
    WayRows,
    organization_choices,
)
from meetings.models import AgendaItem, DecidedMethod, GoalReview, Meeting
from meetings.requirements import before_conclusion, before_suitable, center_present
from meetings.views.meeting import FOLLOW_UP, meetings_of_center
from shokuiki.pages.forms import keep_rows
from shokuiki.pages.views import VerbView
from shokuiki.records import clock, gate
from shokuiki.records.enums import Outcome

NOTED = "会議の記録"
FOLLOW_UP_ROWS = {
    "roles": ("followuproles", FollowUpRole), "curriculum": ("curriculumitems", CurriculumItem),
    "ways": ("followupways", FollowUpWay),
}


class RecordMeeting(VerbView):
    """The record of a 連絡会議 or ケース会議: what was said on each case."""

    model = Meeting
    verb = "record"
    form_class = SummaryForm
    template_name = "meetings/record.html"
    rows = {"items": DiscussionRows}
    drafts = True
    button = "会議の記録を保存する"
    success = "会議の記録を保存しました。"

    def get_noun(self):
        return self.kwargs["noun"]

    def get_title(self):
        return f"{self.noun.get_kind_display()}の記録を書く"

    def get_rows_queryset(self, prefix):
        return AgendaItem.objects.filter(meeting=self.noun).select_related("case__person")

    def get_row_histories(self):
        """What was written on each case, and by kind: reviews and methods, or the rows of the follow-up plan."""
        items = [item.pk for item in self.noun.items.all()]
        models = {"items": AgendaItem.history.filter(meeting=self.noun.pk)}
        models |= {"reviews": GoalReview.history.filter(item__in=items), "methods": DecidedMethod.history.filter(item__in=items)}
        plans = FollowUpPlan.objects.filter(case__agenda_items__in=items).values("pk")
        models |= {prefix: model.history.filter(plan__in=plans) for prefix, (_, model) in FOLLOW_UP_ROWS.items()}
        wanted = {"items", *self.rows}
        found = [queryset for prefix, queryset in models.items() if prefix in wanted]
        if "roles" in self.rows:
            found.insert(1, FollowUpPlan.history.filter(id__in=plans))
        return found

    def get_extra_context(self, form, rows):
        """missing: what the record, as it was last saved, still lacks for its confirmation."""
        return {"missing": [requirement for requirement in for_record(self.noun) if requirement.blocks]}

    def perform(self, form, rows):
        self.noun.record(
            by=self.request.user, changes=form.columns, seen=self.seen,
            keep_rows=lambda row: keep_rows(rows["items"], by=self.request.user, reason=NOTED),
        )


class ExpandedRecord(RecordMeeting):
    @property
    def item(self):
        return self.noun.items.all()[0]


class RecordInProgress(ExpandedRecord):
    """根拠: 通知 別紙2 2(2)イ①"""

    form_class = InProgressForm
    template_name = "meetings/record_in_progress.html"
    rows = {"reviews": ReviewRows, "methods": MethodRows}

    def get_form_kwargs(self):
        item = self.item
        initial = {"review": item.review, "changes": item.changes, "unchanged": item.unchanged}
        return super().get_form_kwargs() | {"initial": initial}

    @cached_property
    def reviews(self):
        """{goal pk: its review}."""
        return {review.goal_id: review for review in self.item.reviews.all()}

    def get_rows_kwargs(self, prefix):
        if prefix == "methods":
            return {"queryset": self.item.methods.all(), "form_kwargs": {"goals": self.item.goals}}
        return {
            "initial": self.review_initial(),
            "form_kwargs": {"goals": {str(goal.pk): goal for goal in self.item.goals}},
        }

    def review_initial(self):
        from_log = from_logs(self.item.case, self.item.goals, self.noun.held_on or self.noun.starts_on)
        rows = []
        for goal in self.item.goals:
            review = self.reviews.get(goal.pk)
            known = review or GoalReview(current_value=from_log[goal.pk].value, evidence=from_log[goal.pk].text)
            value = known.current_value
            rows.append(
                {
                    "goal_id": goal.pk, "attainment": known.attainment, "current_value": None if value is None else Decimal(f"{value.normalize():f}"),
                    "evidence": known.evidence, "observation": known.observation,
                }
            )
        return rows

    def get_extra_context(self, form, rows):
        rated = sum(bool(row["attainment"].value()) for row in rows["reviews"])
        parts = [
            ("s2", "目標の達成度", f"{rated}/{len(self.item.goals)}", rated == len(self.item.goals)),
            ("s3", "支援の振り返り", "", bool(form["review"].value())),
            ("s4", "新たに決めたこと", "", bool(form["changes"].value() or form["unchanged"].value())),
            ("s5", "まとめと次回", "", bool(form["summary"].value())),
        ]
        return super().get_extra_context(form, rows) | {"item": self.item, "parts": parts, "rated": rated}

    def perform(self, form, rows):
        by = self.request.user

        def keep(row):
            item = row.items.get()
            for name, value in form.item_columns.items():
                setattr(item, name, value)
            gate.keep(item, by=by, reason=NOTED)
            for data in (review.cleaned_data for review in rows["reviews"].forms):
                self.keep_review(item, data, by)
            keep_rows(rows["methods"], by=by, reason=NOTED, item=item)

        self.noun.record(by=by, changes=form.columns, seen=self.seen, keep_rows=keep)

    def keep_review(self, item, data, by):
        review = self.reviews.get(data["goal_id"]) or GoalReview(item=item, goal_id=data["goal_id"])
        columns = {name: data[name] for name in ("attainment", "current_value", "evidence", "observation")}
        if review.pk is None or any(getattr(review, name) != value for name, value in columns.items()):
            for name, value in columns.items():
                setattr(review, name, value)
            gate.keep(review, by=by, reason=f"{NOTED}：{review.goal.text}")


class RecordPost(ExpandedRecord):
    """The follow-up plan is written here and decided with the record. 根拠: 通知 別紙2 2(2)イ②"""

    form_class = PostForm
    template_name = "meetings/record_post.html"
    rows = {"roles": RoleRows, "curriculum": CurriculumRows, "ways": WayRows}

    @property
    def plan(self):
        return getattr(self.item.case, "follow_up_plan", None)

    def get_form_kwargs(self):
        plan = self.plan
        return super().get_form_kwargs() | {"initial": {name: getattr(plan, name) for name in PostForm.PLAN} if plan else {}}

    def get_rows_kwargs(self, prefix):
        name, model = FOLLOW_UP_ROWS[prefix]
        kwargs = {"queryset": getattr(self.plan, name).all() if self.plan else model.objects.none()}
        return kwargs | ({"form_kwargs": {"organizations": organization_choices()}} if prefix == "roles" else {})

    def get_extra_context(self, form, rows):
        def there(prefix, none):
            return bool(rows[prefix].initial_form_count() or form[none].value())

        parts = [
            ("s2", "指導方針", "", bool(form["guidance_policy"].value())),
            ("s3", "体制", "", there("roles", "structure_none")),
            ("s4", "期間", "", bool(form["period_to"].value() or form["period_none"].value())),
            ("s5", "カリキュラム", "", there("curriculum", "curriculum_none")),
            ("s6", "支援方法", "", there("ways", "methods_none")),
            ("s7", "まとめと次回", "", bool(form["summary"].value())),
        ]
        return super().get_extra_context(form, rows) | {"item": self.item, "parts": parts}

    def perform(self, form, rows):
        by = self.request.user

        def keep(row):
            plan = FollowUpPlan.begin(row.items.select_related("case").get().case, by=by)
            plan.edit(by=by, changes=form.plan_columns, keep_rows=keep_items)

        def keep_items(plan):
            for formset in rows.values():
                keep_rows(formset, by=by, reason=NOTED, plan=plan)

        self.noun.record(by=by, changes=form.columns, seen=self.seen, keep_rows=keep)


def record(request, pk):
    """The page of the record that belongs to the kind of the meeting."""
    noun = get_object_or_404(meetings_of_center(request.user), pk=pk)
    view, rows = RECORDS.get(noun.kind, (RecordMeeting, ()))
    if rows:
        prefetch_related_objects([noun], *rows)
    return view.as_view()(request, noun=noun)


RECORDS = {
    MeetingKind.IN_PROGRESS: (RecordInProgress, ("items__reviews", "items__methods")),
    MeetingKind.POST: (RecordPost, FOLLOW_UP),
}


# --- Conclusion --------------------------------------------------------------------------------------------------------
class ConcludeItem(VerbView):
    """結論 of a ケース会議 on one case. 根拠: 通知 別紙2 1(2)イ"""

    model = AgendaItem
    verb = "conclude"
    form_class = ConclusionForm
    template_name = "meetings/conclude.html"
    drafts = True
    success = "ケース会議の結論を確定しました。"

    def get_queryset(self):
        found = AgendaItem.objects.filter(meeting__center_id__in=self.request.user.center_ids)
        return found.select_related(
            "meeting__chair", "case__person", "case__peso", "case__consignee", "case__evaluation__evaluator",
            "case__evaluation_counselor",
        ).prefetch_related(
            "meeting__attendees", Prefetch("case__agenda_items", AgendaItem.objects.select_related("meeting")),
            "case__agenda_items__meeting__attendees", "case__rehabilitation_plans",
        )

    def get_noun(self):
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["item"], meeting=self.kwargs["pk"])

    def check_moment(self):
        if self.noun.meeting.kind != MeetingKind.CASE_MEETING:
            raise Http404
        gate.refuse_state(self.noun.meeting, "conclude")
        self.noun.refuse_second()
        gate.refuse_state(self.noun.case, "conclude")

    @cached_property
    def requirements(self):
        """(for any conclusion, for 適切 and 適切でない, for 適切)."""
        item = self.noun
        return [center_present(item.meeting)], before_conclusion(item), before_suitable(item.case)

    def get_unavailable(self):
        """{conclusion: why not now}."""
        always, either, suitable = self.requirements
        wanted = {
            Outcome.SUITABLE: always + either + suitable, Outcome.UNSUITABLE: always + either, Outcome.DEFERRED: always,
        }
        unmet = {conclusion: [r.title for r in found if r.blocks] for conclusion, found in wanted.items()}
        return {
            conclusion.value: f"確認できていません：{'、'.join(titles)}" for conclusion, titles in unmet.items() if titles
        }

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs() | {
            "requirements": self.requirements[1], "unavailable": self.get_unavailable(),
        }
        return kwargs | {"initial": {"discussion": self.noun.discussion}}

    def get_extra_context(self, form, rows):
        return {"requirements": sum(self.requirements, []), "meeting": self.noun.meeting}

    def perform(self, form, rows):
        data = form.cleaned_data
        self.noun.conclude(
            by=self.request.user, conclusion=data["conclusion"], reason=data["reason"], discussion=data["discussion"],
            acknowledged=form.acknowledged, seen=self.seen,
        )


# --- Confirmation --------------------------------------------------------------------------------------------------------
class ConfirmMeeting(VerbView):
    model = Meeting
    verb = "confirm"
    form_class = ConfirmForm
    template_name = "meetings/confirm.html"
    success = "会議の記録を確定しました。"

    def get_queryset(self):
        return meetings_of_center(self.request.user).prefetch_related("items__reviews", "items__methods", *FOLLOW_UP)

    @cached_property
    def requirements(self):
        return for_confirmation(self.noun, self.request.user)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"requirements": self.requirements, "initial": {"on": clock.today()}}

    def get_extra_context(self, form, rows):
        found = self.requirements
        return {
            "requirements": found, "is_blocked": any(requirement.blocks for requirement in found),
            "what_follows": FOLLOWS[self.noun.kind],
        }

    def perform(self, form, rows):
        self.noun.confirm(
            by=self.request.user, on=form.cleaned_data["on"], acknowledged=form.acknowledged, seen=self.seen
        )


FOLLOWS = {
    MeetingKind.LIAISON: ["この連絡会議を、ケース会議の前の打合せとして数えます。"],
    MeetingKind.CASE_MEETING: ["結論が「適切」か「適切でない」の案件は、所長に選定を依頼できるようになります。"],
    MeetingKind.IN_PROGRESS: [
        "目標の達成度と、新たに決めたこと（または変更なし）が、拡大ケース会議の決定になります。",
        "変更を決めたときは、担当のカウンセラーが支援計画の次の版を作ります。",
        "本人の同意がある出席機関は、達成度と決定した支援方法を見られるようになります。",
    ],
    MeetingKind.POST: [
        "指導方針と、体制・期間・カリキュラム・支援方法が、フォローアップ計画として決定します。",
        "案件は「フォローアップ中」に進みます。",
        "本人の同意がある出席機関は、自分の機関の役割を見られるようになります。",
    ],
}
