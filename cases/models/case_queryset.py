"""Which cases a person sees, reads, runs and finds."""

import re

from django.apps import apps
from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q, Value

from cases.enums import CLOSED_STATES
from shokuiki.accounts.enums import COUNSELOR_POSTS, LEADING_POSTS
from shokuiki.japan.kana import fold, fold_kanji
from shokuiki.japan.numbers import normalize_digits
from shokuiki.records.tracked import TrackedQuerySet


class CaseQuerySet(TrackedQuerySet):
    def visible_to(self, user):
        """The index line: staff see every case of their center; a partner the cases assigned to them, while assigned.

        What may be read beyond the line is the rule "cases.case.read".
        """
        return self.filter(Q(center_id__in=user.center_ids) | Exists(self.assigned_rows(user)))

    def assigned_to(self, user):
        return self.filter(Exists(self.assigned_rows(user)))

    @staticmethod
    def assigned_rows(user):
        assignment = apps.get_model("cases", "PartnerAssignment")
        return assignment.objects.current().of_user(user).filter(case=OuterRef("pk"))

    def counseled_by(self, user):
        return self.filter(
            Q(primary_counselor=user) | Q(evaluation_counselor=user) | Q(program_counselor=user)
        )

    def readable_by(self, user):
        """Those this person may read, as the rule "cases.case.read" says of one."""
        return self.filter(self.grounds_of(user))

    def with_readable(self, user):
        """With `may_read`: what the rule "cases.case.read" says of each."""
        return self.annotate(may_read=ExpressionWrapper(self.grounds_of(user), output_field=models.BooleanField()))

    def loaded_for(self, user):
        """With what the rule "cases.case.read" would else ask of 緊急閲覧 for each case."""
        access = apps.get_model("cases", "EmergencyAccess")
        running = access.objects.running().filter(case=OuterRef("pk"), user=user)
        return self.annotate(loaded_for=Value(user.pk), loaded_in_emergency=Exists(running))

    # Grounds that higher rooms add: functions (user) -> Q on cases.
    further_grounds = []

    @classmethod
    def grounds_of(cls, user):
        """Q: post, counselor of the case, 緊急閲覧, and what the rooms above add."""
        leading = Q(center_id__in=user.organization_ids(*LEADING_POSTS))
        own = Q(primary_counselor=user) | Q(evaluation_counselor=user) | Q(program_counselor=user)
        access = apps.get_model("cases", "EmergencyAccess")
        opened = own | Exists(access.objects.running().filter(case=OuterRef("pk"), user=user))
        for ground in cls.further_grounds:
            opened |= ground(user)
        return leading | (opened & Q(center_id__in=user.organization_ids(*COUNSELOR_POSTS)))

    def open(self):
        return self.exclude(state__in=CLOSED_STATES)

    def matching(self, text):
        """By number, name or kana, in any kana and width; parts of a name match. R8-17 finds R8-0017 too."""
        kana, kanji, number = fold(text), fold_kanji(text), normalize_digits("-".join(text.split()))
        found = Q(pk=None)
        if any(sign.isalnum() for sign in number):
            found |= Q(number__icontains=number)
        if short := re.fullmatch(r"([A-Za-z]\d+)-(\d{1,3})", number):
            found |= Q(number__iexact=f"{short[1]}-{int(short[2]):04}")
        if kana:
            found |= Q(person__kana_key__contains=kana)
        if kanji:
            found |= Q(person__name_key__contains=kanji)
        return self.filter(found)
