"""What this room holds on one person, for 開示請求: the parts of the meetings that are about them, and 対象者選定."""

from django.db.models import Count, OuterRef, Subquery

from cases.disclosure import OF_CASE, Block, Section, Table, files_of, lines_of
from meetings.enums import Role
from meetings.models import AgendaItem, Attendee, DecidedMethod, GoalReview, Meeting, TargetSelection
from shokuiki.pages.amendments import gathered
from shokuiki.records.history import in_words
from shokuiki.records.models import Amendment

REVIEWS = Table(GoalReview, "item__case__person", parent="item")
METHODS = Table(DecidedMethod, "item__case__person", parent="item")
ITEMS = Table(AgendaItem, "case__person", parts=(REVIEWS, METHODS), joins=("case__person", "meeting__chair", "meeting__recorder"))
OF_MEETING = ("held_on", "starts_at", "ends_at", "place", "state", "confirmed_on", "next_on")
OF_ONE_CASE = ("purpose", "summary")
LEFT_OUT = "ほかの人の案件も議題にした会議のため、会議全体の文（目的、まとめ、追記）と添付ファイルは含みません。"


def meetings_of(person):
    """A block for each item of the agenda; nothing of the other cases of the same meeting."""
    siblings = AgendaItem.objects.filter(meeting=OuterRef("meeting")).order_by().values("meeting")
    items = list(ITEMS.rows(person).annotate(together=Subquery(siblings.annotate(n=Count("pk")).values("n"))))
    meetings = [item.meeting for item in items]
    reviews, methods = lines_of(REVIEWS, person), lines_of(METHODS, person)
    attendees, files, amended = attendees_of(items), files_of(meetings), amendments_of(items)
    found = []
    for item in items:
        alone = item.together == 1
        lists = [
            ("出席者", attendees.get(item.meeting_id)), ("目標の達成度", reviews.get(item.pk)),
            ("決定した支援方法", methods.get(item.pk)), ("添付ファイル", files.get(item.meeting_id) if alone else None),
            ("含まないもの", None if alone else [LEFT_OUT]),
        ]
        facts = facts_of(item.meeting, OF_MEETING + (OF_ONE_CASE if alone else ()))
        facts += [fact for fact in ITEMS.facts(item) if fact[0] not in ("会議", "順番")]
        found.append(
            Block(str(item.meeting), facts, [(head, lines) for head, lines in lists if lines], amended.get(item.meeting_id, []))
        )
    return found


def facts_of(meeting, names):
    columns = [Meeting._meta.get_field(name) for name in names]
    found = [(column.verbose_name, in_words(column, getattr(meeting, column.attname))) for column in columns]
    found += [("会議の長", meeting.chair.name), ("記録者", meeting.recorder.name)]
    return [fact for fact in found if fact[1]]


def attendees_of(items):
    """{meeting: [line]}; where others' cases were discussed too, without the persons and families who came."""
    alone, found = {item.meeting_id: item.together == 1 for item in items}, {}
    private = {Role.PERSON, Role.FAMILY}
    for row in Attendee.objects.filter(meeting__in=list(alone)).select_related("organization"):
        if alone[row.meeting_id] or not private & set(row.roles):
            words = (row.affiliation, row.name, row.role_labels, row.get_attendance_display(), row.absence_reason)
            found.setdefault(row.meeting_id, []).append("　".join(word for word in words if word))
    return found


def amendments_of(items):
    """{meeting: [Amended]}: all of a meeting on this case alone, else what was corrected in its own item."""
    alone = {item.meeting_id for item in items if item.together == 1}
    own = {f"items-{item.pk}-" for item in items}
    own |= {f"reviews-{pk}-" for pk in GoalReview.objects.filter(item__in=items).values_list("pk", flat=True)}
    rows = [
        row for row in Amendment.objects.about(*(item.meeting for item in items))
        if row.subject_id in alone or row.field.rpartition("-")[0] + "-" in own
    ]
    return gathered(rows)


SECTIONS = (
    Section("meetings", "会議（この人の議題の部分）", 75, (ITEMS,), build=meetings_of),
    Section("selections", "対象者選定", 80, (
        Table(TargetSelection, OF_CASE["way"], joins=("case__person", "selection__organization")),
    )),
)
