"""添付ファイル: a file that belongs to a noun of another room, and its entry when the file is gone."""

import logging

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from shokuiki.accounts.models import Organization
from shokuiki.files import notice, scanning, storage
from shokuiki.files.content import Content
from shokuiki.files.enums import (
    ATTACHMENT_CHIPS,
    ATTACHMENT_VERBS,
    EXTENSIONS,
    KEPT,
    MEDIA_TYPES,
    TO_SCAN,
    AttachmentState,
    FileKind,
    Stored,
)
from shokuiki.files.registry import HOLDERS, holder_of
from shokuiki.records import clock
from shokuiki.records.errors import Refused
from shokuiki.records.gate import create, gate, locked, refuse_person
from shokuiki.records.tracked import Tracked, TrackedQuerySet, history

log = logging.getLogger(__name__)
NOT_NOW = "今の状態では、ファイルを添付できません。最新の内容を確かめてください。"
# Columns of its history that say nothing to a reader.
UNSAID = ("noun_type", "noun_id", "place", "added_at")


class AttachmentQuerySet(TrackedQuerySet):
    def visible_to(self, user):
        """The files of the nouns that exist for this person; reading one is the rule "read"."""
        wanted = Q(pk__in=[])
        for model, holder in HOLDERS.items():
            wanted |= _of(model, holder.nouns(user).order_by().values("pk"))
        return self.filter(wanted)

    def of(self, model, pks):
        """The attachments of the nouns of a model with these keys."""
        return self.filter(_of(model, pks))

    def about(self, *nouns):
        """The attachments of these nouns of one kind, as they were added."""
        found = self.of(type(nouns[0]), [noun.pk for noun in nouns]) if nouns else self.none()
        return found.order_by("added_at", "pk")

    def past_of(self, model, pks):
        """The history of what was attached to the nouns of a model with these keys, and taken away again."""
        return self.model.history.filter(_of(model, pks))

    def kept(self):
        return self.filter(state__in=KEPT)

    def to_scan(self):
        return self.filter(state__in=TO_SCAN).order_by("pk")

    def signed(self):
        """With `added_by` and `ended_by`, the names of who attached and who took away, from the history."""
        rows = self.model.history.model.objects.filter(id=OuterRef("pk"))
        added = rows.filter(history_type="+").values("history_user__name")
        ended = rows.filter(state=AttachmentState.REMOVED).order_by("-history_id").values("history_user__name")
        return self.annotate(added_by=Subquery(added[:1]), ended_by=Subquery(ended[:1]))


def _of(model, pks):
    """By the name of the model: no query for its content type."""
    kind = {"noun_type__app_label": model._meta.app_label, "noun_type__model": model._meta.model_name}
    return Q(**kind, noun_id__in=pks)


class Attachment(Tracked):
    """添付ファイル. Who sees, adds and removes it follows its noun (`registry`).

    The bytes lie on the disk under `place`, a random name; `name` is only shown and offered. 判断: of a removed file the
    bytes go and the entry stays with who, when and why: what was attached by mistake is often what must not be kept.
    """

    VERBS = ATTACHMENT_VERBS
    NAMED_BY = "{title}"
    center = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="センター")
    noun_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+", verbose_name="添付先の種類")
    noun_id = models.PositiveBigIntegerField("添付先")
    noun = GenericForeignKey("noun_type", "noun_id")
    state = models.CharField("状態", max_length=20, choices=AttachmentState, editable=False)
    title = models.CharField("題名", max_length=100)
    kind = models.CharField("ファイルの種類", max_length=10, choices=FileKind, editable=False)
    name = models.CharField("ファイル名", max_length=120, editable=False)
    size = models.PositiveIntegerField("大きさ（バイト）", editable=False)
    sha256 = models.CharField("内容の指紋", max_length=64, editable=False)
    place = models.CharField("保管場所", max_length=60, blank=True, editable=False)
    virus = models.CharField("見つかったウイルス", max_length=100, blank=True, editable=False)
    added_at = models.DateTimeField("添付日時", default=clock.now, editable=False)
    ended_on = models.DateField("削除日", null=True, editable=False)
    reason = models.CharField("削除の理由", max_length=1000, blank=True, editable=False)
    history = history()
    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "添付ファイル"
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="attachment_state_known", condition=Q(state__in=AttachmentState.values),
                violation_error_message="添付ファイルの状態が正しくありません。",
            ),
            models.CheckConstraint(
                name="attachment_kept_or_gone",
                condition=Q(state__in=sorted(KEPT)) & ~Q(place="") | ~Q(state__in=sorted(KEPT)) & Q(place=""),
                violation_error_message="添付ファイルの状態と保管場所が合いません。",
            ),
        ]
        indexes = [models.Index(fields=["noun_type", "noun_id"], name="attachment_noun")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("files:attachment", args=[self.pk])

    # --- questions ----------------------------------------------------------------------------------------------
    @property
    def chip(self):
        return ATTACHMENT_CHIPS[AttachmentState.PENDING] if self.is_locked else ATTACHMENT_CHIPS.get(self.state)

    @property
    def is_kept(self):
        return self.state in KEPT

    @property
    def is_locked(self):
        """Not scanned yet, where files are scanned."""
        return self.state in TO_SCAN and (self.state == AttachmentState.PENDING or scanning.is_configured())

    @property
    def media_type(self):
        return MEDIA_TYPES[self.kind]

    @property
    def download_name(self):
        """The name a browser is offered: its ending follows from the content."""
        return f"{self.name or self.title}{EXTENSIONS[self.kind]}"

    def read(self):
        """The content, as it was when it was attached. Raises `Refused` where it may not or cannot be handed out."""
        self._refuse_gone()
        if self.is_locked:
            raise Refused("ウイルス検査が終わるまで、このファイルは開けません。しばらくしてから、もう一度開いてください。")
        return self._stored()

    def _refuse_gone(self):
        if not self.is_kept:
            raise Refused(f"このファイルは、{self.get_state_display()}のため開けません。")

    def _stored(self):
        try:
            data = storage.read(self.place)
        except OSError:
            data = b""
        if Content(self.kind, data, self.name).sha256 != self.sha256:
            self.refresh_from_db(fields=["state"])
            self._refuse_gone()  # in this moment
            raise Refused("保管されているファイルが、添付されたときの内容と違います。システムの管理者に知らせてください。")
        return data

    # --- verbs --------------------------------------------------------------------------------------------------
    def attach(self, content, *, by):
        """Store an examined `Content` and its entry, and have it scanned where there is a scanner. Returns it.

        The bytes are written first and taken away when the entry is refused: no entry without its file.
        """
        refuse_person(by, "create", self)
        self.kind, self.name, self.size, self.sha256 = content.kind, content.name, content.size, content.sha256
        self.state = AttachmentState.PENDING if scanning.is_configured() else AttachmentState.NOT_SCANNED
        self.place = storage.put(content.data)
        self.added_at = clock.now()
        try:
            with transaction.atomic():
                self._refuse_unwanted()
                create(self, by=by)
                transaction.on_commit(self.scan)
        except BaseException:
            storage.discard(self.place)
            raise
        return self

    def _refuse_unwanted(self):
        """The noun, locked: its state, the number of its files, and whether it has this one already."""
        noun = locked(type(self.noun), self.noun_id)
        if not holder_of(noun).takes(noun):
            raise Refused(NOT_NOW)
        kept = Attachment.objects.about(noun).kept()
        if kept.filter(sha256=self.sha256).exists():
            raise Refused("同じ内容のファイルが、すでに添付されています。", field="file")
        if kept.count() >= settings.ATTACHMENTS_PER_NOUN:
            raise Refused(f"添付できるのは{settings.ATTACHMENTS_PER_NOUN}件までです。要らないファイルを削除してください。")

    def remove(self, *, by, reason, seen=None):
        """削除する: the bytes go for good once that is certain; the entry stays."""
        if not reason.strip():
            raise Refused("削除する理由を書いてください。", field="reason")
        with transaction.atomic():
            refuse_person(by, "remove", self)
            self.noun = locked(type(self.noun), self.noun_id)
            self.refuse_holding(by)
            with gate(self, "remove", by=by, seen=seen, reason=reason) as row:
                place = row._let_go(reason=reason)
            transaction.on_commit(lambda: storage.discard(place))

    def refuse_holding(self, by):
        """Raise `Refused` when the noun is in a state in which it keeps its files."""
        if not holder_of(self.noun).releases(by, self.noun):
            raise Refused("確定や提出の後は、添付ファイルを削除できません。まちがいのときは、主任か所長に相談してください。")

    def scan(self):
        """Ask the scanner about a file that waits for it; without an answer it stays locked. Returns whether there was one.

        判断: what has a virus is not kept, not even locked up; the entry says so, to whoever sees the noun.
        """
        if self.state not in TO_SCAN or not scanning.is_configured():
            return False
        try:
            found = scanning.verdict(self._stored())
            if found is not None:
                self._note(found)
        except Refused as refused:  # damaged, or removed while it was scanned
            log.warning("Attachment %s was not scanned: %s", self.pk, refused.message)
            return False
        return found is not None

    def _note(self, found):
        if not found.virus:
            with gate(self, "pass_scan", by=None):
                return
        with transaction.atomic():
            with gate(self, "fail_scan", by=None) as row:
                place = row._let_go(virus=found.virus[:100])
            transaction.on_commit(lambda: storage.discard(place))
            transaction.on_commit(lambda: notice.tell_of_virus(self))

    def _let_go(self, **columns):
        """Part with the bytes. Returns where they lie."""
        place, self.place, self.ended_on = self.place, "", clock.today()
        for name, value in columns.items():
            setattr(self, name, value)
        return place


class StoredCheck(models.Model):
    """When the stored bytes of an attachment were last compared with its digest, and what came of it (`comparing`)."""

    # Without a constraint: an attachment whose retention has ended goes, and the next night this row.
    attachment = models.OneToOneField(
        Attachment, on_delete=models.CASCADE, db_constraint=False, related_name="stored", primary_key=True
    )
    at = models.DateTimeField("照合日時")
    found = models.CharField("結果", max_length=10, choices=Stored, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "添付ファイルの照合"

    def __str__(self):
        return self.get_found_display()
