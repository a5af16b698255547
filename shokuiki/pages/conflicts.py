"""How the later of two savers is told who was first."""

from dataclasses import replace

from shokuiki.records.errors import Stale

OF_CENTER = "センターの担当者"
ONESELF = "あなた（ほかの画面）"


def told_to(reader, stale, changes):
    """The `Stale` and the changes as this person may read them.

    判断: outside the center people know each other by name within their organization only; of the others they are told
    the organization, and of the center's staff that it was the center.
    """
    first = stale.by
    if first == reader:
        return Stale(first, stale.at, ONESELF), changes
    if reader.center_ids or first is None or set(reader.organization_ids()) & set(first.organization_ids()):
        return stale, changes
    where = next((membership.organization.name for membership in first.standing), OF_CENTER)
    who = OF_CENTER if first.center_ids else where
    return Stale(first, stale.at, who), [replace(change, by=who if change.by == first.name else "") for change in changes]
