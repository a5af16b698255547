"""The content of an application in words: which columns each block shows, and how a stored value is said."""

from datetime import date

from partners.enums import DisabilityGroup
from partners.models import ApplicationFacility, PartnerCandidate
from shokuiki.japan.dates import wareki

ACCOUNTING = ("accounting_separation", "accounting_method")
FACTS = {
    "corporation": (
        "legal_form", "legal_form_note", "name", "kana", "corporate_number", "representative_title",
        "representative_name", "representative_kana", "postal_code", "address", "phone", "fax", "email", "contact",
    ),
    "wish": ("desired_start_on", "disability_groups", "cases_per_year", "past_experience"),
    "insurance": ("insurance_plan", "insurer", "insurance_until", *ACCOUNTING),
}
ROWS = {
    "facilities": (ApplicationFacility, ("name", "facility_type", "type_note", "capacity", "address")),
    "candidates": (PartnerCandidate, ("name", "kana", "position", "qualification", "years")),
}


def label_of(model, name):
    return model._meta.get_field(name).verbose_name


def grouped(digest):
    """A digest in groups of four, so that it can be read aloud and wraps."""
    return " ".join(digest[i:i + 4] for i in range(0, len(digest), 4))


def say(model, name, value):
    """A value of the stored content in words; "" for nothing."""
    column = model._meta.get_field(name)
    if value in (None, "", []):
        return ""
    if name == "disability_groups":
        return "、".join(DisabilityGroup(group).label for group in value)
    if column.choices:
        return dict(column.choices).get(value, value)
    if name.endswith(("_on", "_until")):
        return wareki(date.fromisoformat(value), weekday=False)
    return str(value)
