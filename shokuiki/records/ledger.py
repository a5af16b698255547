"""The ledger: the decisions of a center in one numbered chain that nobody can rewrite without its showing.

Form 1 (「v」: 1). An entry is a JSON object with these names and no others:

* ``v``: 1. ``center``: id of the center. ``number``: 1, 2, 3 … within the center.
* ``previous_hash``: ``hash`` of the entry before; "" for the first.
* ``subject``: {"noun": "cases.case", "id": 12}. ``decided``: what the decision fixed on it, see `records.decided`.
* ``kind``, ``outcome``, ``post``: codes. ``by``, ``on_behalf_of``: ids of users (null for nobody): a name may change.
* ``event_date``: "2026-11-24". ``recorded_at``: UTC with microseconds, "2026-11-24T00:12:05.000000Z".
* ``rests_on``: the rules it rests on, as they were worded. ``supersedes``: number of the decision it changes, or null.
* ``text_digest``: digest of the words, which stand in `DecisionText` and can be erased with their salt.

The canonical form of a JSON value: names sorted by code point, ``,`` and ``:`` without spaces, no escapes but those JSON
demands, UTF-8. ``hash`` is the SHA-256 of the canonical form of the entry; ``text_digest`` that of the object with
``salt``, ``reason``, ``conditions``, ``facts``, ``acknowledged``; both in small hexadecimal digits. A text is hashed as it
is stored: it is not brought into a Unicode normal form, for what is stored is what was signed.

The same in Japanese, with a worked example, stands in ``docs/ledger.md``.
判断: a later form gets the next ``v`` and leaves the entries of this one as they are.
"""

import hashlib
import json
import secrets
from datetime import UTC

FORM = 1


def canonical(value):
    """The canonical form of a JSON value, as bytes."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def digest(value):
    """SHA-256 of the canonical form, in hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def new_salt():
    return secrets.token_hex(16)


def text_digest(text):
    """The digest of a `DecisionText` with its salt."""
    names = ("salt", "reason", "conditions", "facts", "acknowledged")
    return digest({name: getattr(text, name) for name in names})


def entry(decision, *, noun, supersedes):
    """The JSON object of a decision. noun: "app.model" of its subject; supersedes: the number of what it changes."""
    return {
        "v": FORM,
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
        "recorded_at": moment(decision.recorded_at),
        "rests_on": decision.rests_on,
        "supersedes": supersedes,
        "text_digest": decision.text_digest,
    }


def moment(at):
    """An aware moment as the entry writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def short(value):
    """「a41f 9c02 7d…」: the beginning of a hash, for people to compare; "" for none."""
    return f"{value[:4]} {value[4:8]} {value[8:10]}…" if value else ""
