import hashlib
import json
import secrets
from datetime import UTC

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import shokuiki.records.clock

# The state to which a decision led its noun, known from the decision alone: what those of before the ledger fixed.
CASE_STATES = {
    ("case_meeting", "suitable"): "concluded",
    ("case_meeting", "unsuitable"): "concluded",
    ("case_meeting", "deferred"): "deferred",
    ("target_selection", "selected"): "selected",
    ("target_selection", "declined"): "not_selected",
    ("support_end", "completed"): "support_ended",
    ("support_end", "discontinued"): "support_ended",
    ("expanded_post", "follow_up"): "follow_up",
    ("closing", "closed"): "closed",
    ("withdrawal", "withdrawn"): "withdrawn",
}
STATES = {
    ("consignee_selection", "selected"): "selected",
    ("consignee_selection", "declined"): "rejected",
    ("consignee_selection", "sent_back"): "under_review",
    ("consignee_suspension", "suspended"): "suspended",
    ("consignee_resumption", "resumed"): "active",
    ("consignee_revocation", "revoked"): "revoked",
}
DAYS = {
    ("case_meeting", "suitable"): "concluded_on",
    ("case_meeting", "unsuitable"): "concluded_on",
    ("case_meeting", "deferred"): "concluded_on",
    ("target_selection", "selected"): "selected_on",
    ("target_selection", "declined"): "closed_on",
    ("support_end", "completed"): "ended_on",
    ("support_end", "discontinued"): "ended_on",
    ("expanded_post", "follow_up"): "follow_up_on",
    ("closing", "closed"): "closed_on",
    ("withdrawal", "withdrawn"): "closed_on",
}


def number_existing(apps, schema_editor):
    """Number the decisions of each center in the order they were written and chain them, in form 1 of the ledger."""
    Decision, Chain = apps.get_model("records", "Decision"), apps.get_model("records", "Chain")
    nouns = {
        kind.pk: f"{kind.app_label}.{kind.model}" for kind in apps.get_model("contenttypes", "ContentType").objects.all()
    }
    centers = Decision.objects.order_by().values_list("center_id", flat=True).distinct()
    for center_id in list(centers):
        number, last, numbers, concluded = 0, "", {None: None}, {}
        for decision in Decision.objects.filter(center_id=center_id).order_by("pk"):
            number += 1
            numbers[decision.pk] = number
            text = seal_text(apps, decision)
            noun = nouns[decision.subject_type_id]
            decision.number, decision.previous_hash, decision.text_digest = number, last, text
            decision.decided = {"noun": fixed(decision, noun, concluded)}
            decision.hash = last = entry_hash(decision, noun, numbers.get(decision.supersedes_id))
            decision.save(update_fields=["number", "previous_hash", "text_digest", "decided", "hash"])
        Chain.objects.create(center_id=center_id, number=number, hash=last)


def seal_text(apps, decision):
    """Give the words of a decision their salt; the digest of both."""
    DecisionText = apps.get_model("records", "DecisionText")
    text = DecisionText.objects.filter(pk=decision.pk).first() or DecisionText(decision_id=decision.pk)
    text.salt = secrets.token_hex(16)
    text.save()
    return digest({name: getattr(text, name) for name in ("salt", "reason", "conditions", "facts", "acknowledged")})


def fixed(decision, noun, concluded):
    key = (decision.kind, decision.outcome)
    if noun != "cases.case":
        return {"state": STATES[key]} if key in STATES else {}
    if decision.kind == "case_meeting":
        concluded[decision.subject_id] = decision.outcome
    state = CASE_STATES.get(key)
    if key == ("target_selection", "sent_back"):
        suitable = concluded.get(decision.subject_id) == "suitable"
        state = "concluded" if suitable else "awaiting_case_meeting"
    found = {"state": state} if state else {}
    if key in DAYS:
        found[DAYS[key]] = decision.event_date.isoformat()
    if decision.kind == "case_meeting":
        found["conclusion"] = decision.outcome
    elif state == "awaiting_case_meeting":
        found["conclusion"] = ""
    elif decision.kind == "support_end":
        found["end_kind"] = decision.outcome
    return found


def entry_hash(decision, noun, supersedes):
    return digest({
        "v": 1,
        "center": decision.center_id,
        "number": decision.number,
        "previous_hash": decision.previous_hash,
        "subject": {"noun": noun, "id": decision.subject_id},
        "decided": decision.decided,
        "kind": decision.kind,
        "outcome": decision.outcome,
        "by": decision.by_id,
        "post": decision.post,
        "on_behalf_of": decision.on_behalf_of_id,
        "event_date": decision.event_date.isoformat(),
        "recorded_at": decision.recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "rests_on": decision.rests_on,
        "supersedes": supersedes,
        "text_digest": decision.text_digest,
    })


def digest(value):
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


class Migration(migrations.Migration):
    """The decisions become a ledger per center; those written before are numbered in their order."""

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("records", "0004_amendment"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Chain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(default=0)),
                ("hash", models.CharField(blank=True, max_length=64)),
                ("center", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organization")),
            ],
            options={"verbose_name": "決定の連鎖", "verbose_name_plural": "決定の連鎖"},
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=shokuiki.records.clock.now, verbose_name="検証日時")),
                ("night", models.DateField(null=True, verbose_name="夜間の検証の日")),
                ("count", models.PositiveIntegerField(verbose_name="件数")),
                ("ok", models.BooleanField(verbose_name="一致")),
                ("findings", models.JSONField(default=list, verbose_name="見つかったこと")),
                ("by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="検証した人")),
                ("center", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="verifications", to="accounts.organization", verbose_name="センター")),
            ],
            options={"verbose_name": "記録の検証", "verbose_name_plural": "記録の検証", "ordering": ["-pk"]},
        ),
        migrations.AddConstraint(
            model_name="verification",
            constraint=models.UniqueConstraint(fields=("center", "night"), name="verification_once_a_night"),
        ),
        migrations.AddField(
            model_name="decision",
            name="number",
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name="番号"),
        ),
        migrations.AddField(
            model_name="decision",
            name="previous_hash",
            field=models.CharField(blank=True, default="", editable=False, max_length=64, verbose_name="一つ前の照合値"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="decision",
            name="decided",
            field=models.JSONField(default=dict, editable=False, verbose_name="決定で定まった内容"),
        ),
        migrations.AddField(
            model_name="decision",
            name="text_digest",
            field=models.CharField(default="", editable=False, max_length=64, verbose_name="文の照合値"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="decision",
            name="hash",
            field=models.CharField(default="", editable=False, max_length=64, verbose_name="照合値"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="decisiontext",
            name="salt",
            field=models.CharField(default="", editable=False, max_length=32, verbose_name="塩"),
            preserve_default=False,
        ),
        migrations.RunPython(number_existing, migrations.RunPython.noop, elidable=False),
        migrations.AlterField(
            model_name="decision",
            name="number",
            field=models.PositiveIntegerField(editable=False, verbose_name="番号"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(fields=("center", "number"), name="decision_number_once"),
        ),
    ]
