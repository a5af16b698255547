"""What 閲覧記録 is narrowed to: days, user, person, kind. It stands in the address; numbers only, no name."""

from datetime import datetime, time, timedelta

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from shokuiki.accounts.models import Membership, User
from shokuiki.japan.forms import DateField
from shokuiki.pages.forms import PageForm
from shokuiki.records import clock
from shokuiki.records.enums import AccessKind
from shokuiki.records.models import AccessEntry

DAYS = 30  # 判断: what is shown when nobody asked for other days; older entries are a choice of days away


class AccessFilter(PageForm):
    since = DateField(label="いつから", required=False)
    until = DateField(label="いつまで", required=False)
    user = forms.ChoiceField(label="利用者", required=False)
    kind = forms.ChoiceField(
        label="したこと", required=False, choices=[("", "すべて"), *AccessKind.choices],
        error_messages={"invalid_choice": "一覧から選んでください。"},
    )
    person = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def __init__(self, query, centers):
        """query: request.GET. Without days in it the last 30 are meant; an empty day stands for no border."""
        today = clock.today()
        asked = {"since": (today - timedelta(days=DAYS - 1)).isoformat(), "until": today.isoformat()} | query.dict()
        super().__init__(asked)
        self.fields["user"].choices = [("", "すべて"), *self.users(centers)]
        self.fields["user"].error_messages["invalid_choice"] = "一覧から選んでください。"
        for name in ("since", "until", "user", "kind"):
            self.fields[name].shown_required = None

    def users(self, centers):
        """[(pk, name)] of the centers' own people and of the one asked for, where they stand in the entries: one query."""
        asked = self.data.get("user", "")
        own = Q(pk__in=Membership.objects.filter(organization__in=centers).values("user"))
        if asked.isascii() and asked.isdigit() and len(asked) < 19:
            own |= Q(pk=asked) & Exists(AccessEntry.objects.filter(user=OuterRef("pk"), center__in=centers))
        return list(User.objects.filter(own).order_by("kana", "pk").values_list("pk", "name"))

    def clean(self):
        found = super().clean()
        if found.get("since") and found.get("until") and found["since"] > found["until"]:
            self.add_error("until", "「いつまで」は「いつから」以後の日付を入力してください。")
        return found

    def apply(self, entries):
        found = self.cleaned_data
        if found["since"]:
            entries = entries.filter(at__gte=midnight(found["since"]))
        if found["until"]:
            entries = entries.filter(at__lt=midnight(found["until"] + timedelta(days=1)))
        if found["user"]:
            entries = entries.filter(user=found["user"])
        if found["kind"]:
            entries = entries.filter(kind=found["kind"])
        if found["person"]:
            entries = entries.about(found["person"])
        return entries


def midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))
