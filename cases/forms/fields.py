"""What several forms of the person's track ask in the same way."""

from django import forms

from shokuiki.accounts.enums import COUNSELOR_POSTS, SHORT_POST, OrganizationKind
from shokuiki.accounts.models import Membership, Organization
from shokuiki.records import clock


def writing(rows=3, limit=2000, **attrs):
    """A text area that counts its letters."""
    return forms.Textarea(attrs={"rows": rows, "data-sk-max": limit, **attrs})


def name_empty_choices(form):
    """A list in which nothing is chosen yet says so in words."""
    for field in form.fields.values():
        if isinstance(field, forms.TypedChoiceField) and isinstance(field.widget, forms.Select):
            field.choices = [("", "選んでください") if value == "" else (value, label) for value, label in field.choices]


class RowChoice(forms.ChoiceField):
    """One of a few rows, read once for all fields of a page: gives the row or None.

    rows: [(row, label)], or {group: [(row, label)]}.
    """

    def __init__(self, *, rows=(), empty="選んでください", **kwargs):
        self.empty = empty
        super().__init__(**kwargs)
        self.offer(rows)

    def offer(self, rows):
        groups = rows if isinstance(rows, dict) else {"": rows}
        self.by_pk = {str(row.pk): row for pairs in groups.values() for row, _ in pairs}
        named = [(group, [(row.pk, label) for row, label in pairs]) for group, pairs in groups.items() if pairs]
        flat = named[0][1] if len(named) == 1 and not named[0][0] else named
        self.choices = [("", self.empty), *flat]

    def clean(self, value):
        return self.by_pk.get(super().clean(value))

    def prepare_value(self, value):
        return getattr(value, "pk", value)

    def has_changed(self, initial, data):
        return str(getattr(initial, "pk", initial) or "") != str(data or "")


def counselors_of(center_id, *kept):
    """[(user, 「氏名（担当）」)] of the center's counselors today, and of who is named already."""
    today = clock.today()
    memberships = (
        Membership.objects.current(today).filter(organization_id=center_id, post__in=COUNSELOR_POSTS)
        .filter(user__is_active=True).select_related("user").order_by("user__kana", "pk")
    )
    posts = {}
    for membership in memberships:
        posts.setdefault(membership.user, []).append(SHORT_POST[membership.post])
    rows = [(user, f"{user.name}（{'、'.join(found)}）") for user, found in posts.items()]
    return rows + [(user, user.name) for user in dict.fromkeys(kept) if user is not None and user not in posts]


def organizations(*kinds):
    """{kind: [(organization, name)]}, one query for all kinds."""
    rows = {OrganizationKind(kind).label: [] for kind in kinds}
    for organization in Organization.objects.filter(kind__in=kinds):
        rows[organization.get_kind_display()].append((organization, organization.name))
    return rows
