"""フォローアップの記録 and 就職."""

from django import forms

from cases.forms.fields import name_empty_choices
from cases.forms.support import short_number
from cases.models import Employment, FollowUpRecord
from shokuiki.accounts.models import Organization
from shokuiki.japan.forms import DateField
from shokuiki.pages.forms import PageModelForm
from shokuiki.records import clock


class FollowUpRecordForm(PageModelForm):
    class Meta:
        model = FollowUpRecord
        fields = ["date", "organization", "method", "content", "issue", "next_on"]
        field_classes = {"date": DateField, "next_on": DateField}
        widgets = {"content": forms.Textarea(attrs={"rows": 4}), "issue": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["date"].initial = clock.today()
        plan = getattr(case, "follow_up_plan", None)
        agencies = plan.followuproles.values("organization") if plan else []
        self.fields["organization"].queryset = (
            Organization.objects.filter(pk__in=agencies) | Organization.objects.filter(pk=case.center_id)
        ).distinct()
        self.fields["organization"].initial = case.center_id
        self.fields["organization"].required = True
        name_empty_choices(self)


class EmploymentForm(PageModelForm):
    same_workplace = forms.BooleanField(label="委託先事業所に就職した", required=False)

    class Meta:
        model = Employment
        widgets = {"weekly_hours": short_number()}
        fields = ["employer", "hired_on", "route", "type", "job", "weekly_hours"]
        field_classes = {"hired_on": DateField}

    field_order = ["same_workplace", "employer"]

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        name_empty_choices(self)
        self.workplace = case.workplace
        self.fields["employer"].required = False
        self.fields["employer"].shown_required = None
        self.fields["employer"].help_text = "委託先事業所に就職したときは、空のままで構いません。"
        if self.workplace is None:
            del self.fields["same_workplace"]
        else:
            self.fields["same_workplace"].label = f"{self.workplace.name}（委託先事業所）に就職した"

    def clean(self):
        typed = super().clean()
        if typed.get("same_workplace"):
            typed["employer"] = self.workplace.name
            self.instance.workplace = self.workplace
        elif not typed.get("employer"):
            self.add_error("employer", "就職先を入力してください。")
        return typed
