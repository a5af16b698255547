"""The nouns of the corporation's track, one module each."""

from partners.models.application import ConsignmentApplication
from partners.models.corporation import Corporation, Facility
from partners.models.partner import Partner
from partners.models.registration import Registration
from partners.models.selection import Selection
from partners.models.submission import ApplicationFacility, PartnerCandidate, Submission
from partners.models.workplace import Workplace

__all__ = [
    "ApplicationFacility",
    "ConsignmentApplication",
    "Corporation",
    "Facility",
    "Partner",
    "PartnerCandidate",
    "Registration",
    "Selection",
    "Submission",
    "Workplace",
]
