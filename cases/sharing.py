"""What may be known outside the center, of whom, by which organization: pages and verbs that share ask here. P18, P19

A consent counts while it is valid: its withdrawal or its last day stops the sharing without anybody's doing.
"""

from cases.enums import ConsentPurpose, SharedItem
from cases.models.consent import Consent, ConsentRecipient
from cases.requirements.clauses import NOT_IN_NOTICE, PRACTICE
from partners.enums import PartnerKind
from shokuiki.japan.dates import wareki
from shokuiki.records.requirements import block

SHARING = (ConsentPurpose.SHARE_EXPANDED_MEETING, ConsentPurpose.SHARE_CONSIGNEE, ConsentPurpose.SHARE_WORKPLACE)
# The consent under which the partner of a kind sees the person they support; one sent by the center needs none.
PURPOSE_OF_PARTNER = {
    PartnerKind.CONSIGNED: ConsentPurpose.SHARE_CONSIGNEE, PartnerKind.TECHNICAL: ConsentPurpose.SHARE_WORKPLACE,
}
EVERYTHING = frozenset(SharedItem)
# What pages show outside the center where it is named; the other items are for the meeting itself, spoken or on paper.
ON_PAGES = (SharedItem.BASICS, SharedItem.SUPPORT_PLAN, SharedItem.GOAL_PROGRESS, SharedItem.FOLLOW_UP_PLAN)


def shared_items(people, organization_ids, purposes=SHARING, on=None):
    """{person pk: items} of those people whose valid consents name one of these organizations: one query.

    Who is not in it is not named to them at all; an empty set means that only the name may be known.
    """
    rows = ConsentRecipient.objects.filter(
        consent__in=Consent.objects.valid(on).filter(person__in=people, purpose__in=purposes),
        organization__in=organization_ids,
    ).values_list("consent__person", "consent__items")
    found = {}
    for person, items in rows:
        found.setdefault(person, set()).update(SharedItem(item) for item in items)
    return found


class Consents:
    """The valid consents of one person that name organizations: read once, asked for each organization."""

    def __init__(self, rows):
        self.rows = rows

    def of(self, organization_id, *purposes):
        """(items, 「令和8年12月1日の同意」 or None) for one organization."""
        found = [row for row in self.rows if row.organization_id == organization_id and row.consent.purpose in purposes]
        if not found:
            return set(), None
        items = {SharedItem(item) for row in found for item in row.consent.items}
        said = [
            wareki(row.consent.obtained_on, weekday=False) + "の同意"
            + (f"（{wareki(row.consent.valid_until, weekday=False)}まで）" if row.consent.valid_until else "")
            for row in found
        ]
        return items, "、".join(dict.fromkeys(said))


def shared_by(person_id, on=None):
    """The `Consents` of a person that are valid on a day (today when none is given): one query."""
    valid = Consent.objects.valid(on).filter(person=person_id, purpose__in=SHARING)
    rows = ConsentRecipient.objects.filter(consent__in=valid).select_related("consent").order_by("consent__obtained_on", "pk")
    return Consents(list(rows))


def items_for_partner(case, partner):
    """What the consents let an assigned partner know of a case beyond name, workplace and own logs. P18, P19

    根拠: 通知 別紙2 2(2)ロ①② (the partners); 判断: a partner sent by the center works for it and needs no consent.
    """
    if partner.kind not in PURPOSE_OF_PARTNER:
        return EVERYTHING
    shared = shared_items([case.person_id], [partner.organization_id], [PURPOSE_OF_PARTNER[partner.kind]])
    return shared.get(case.person_id, set())


def items_for_user(case, user):
    """The same for who signs in, by all their assignments to the case that hold today."""
    found = set()
    for assignment in case.assignments.current().of_user(user).select_related("partner"):
        found |= items_for_partner(case, assignment.partner)
    return found


def may_share(organization, consents, purpose, items=()):
    """P18: sharing these items needs a valid consent to this purpose that names the organization and each of them.

    consents: of `shared_by`, on the day of the sharing.
    """
    named, said = consents.of(organization.pk, purpose)
    missing = [SharedItem(item).label for item in items if item not in named]
    if said is None:
        fact = f"{organization.name}を共有の相手とする同意がありません。"
    elif missing:
        fact = f"{organization.name}への同意に「{'」「'.join(missing)}」が含まれていません。"
    else:
        fact = said
    return block("P18", f"本人が{organization.name}との共有に同意している", said is not None and not missing, fact, PRACTICE,
                 remedy="同意を得て記録するか、この機関を出席としないでください。", clause_note=NOT_IN_NOTICE)
