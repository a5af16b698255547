"""What the notice demands of a moment: the shape of a rule's finding, and the refusal that follows from it."""

from dataclasses import dataclass

from shokuiki.records.errors import Refused

BLOCK, WARN, INFORM = "block", "warn", "inform"
MET, UNMET, WARNED, NOT_APPLICABLE = "met", "unmet", "warn", "not_applicable"


@dataclass(frozen=True)
class Requirement:
    """One rule held against the facts of one moment.

    no: the rule's number ("S7"), or "P18", or "運用" for a practice of the center.
    kind: block (refuses), warn (asks for acknowledgement and reason), inform.
    state: met, unmet (block), warn (warn), not_applicable.
    fact: what was found, one sentence. evidence: (label, url) pairs.
    clause: where the notice says it. remedy: what to do when it is not met.
    """

    no: str
    title: str
    kind: str
    state: str
    fact: str
    clause: str
    remedy: str = ""
    evidence: tuple = ()
    clause_note: str = ""

    @property
    def blocks(self):
        return self.kind == BLOCK and self.state == UNMET

    @property
    def asks(self):
        """Whether a person must acknowledge this and say why they go on."""
        return self.kind == WARN and self.state == WARNED

    def frozen(self):
        """The part of the finding that is not about a person, for `Decision.rests_on`."""
        return {"no": self.no, "title": self.title, "kind": self.kind, "state": self.state, "clause": self.clause}


def block(no, title, met, fact, clause, *, remedy="", evidence=(), clause_note=""):
    """A rule that refuses when it is not met; `met` None means it does not apply here."""
    state = NOT_APPLICABLE if met is None else MET if met else UNMET
    return Requirement(no, title, BLOCK, state, fact, clause, remedy, tuple(evidence), clause_note)


def warn(no, title, met, fact, clause, *, remedy="", evidence=(), clause_note=""):
    """A rule that asks for acknowledgement and a reason when it is not met."""
    state = NOT_APPLICABLE if met is None else MET if met else WARNED
    return Requirement(no, title, WARN, state, fact, clause, remedy, tuple(evidence), clause_note)


def inform(no, title, met, fact, clause, *, remedy="", evidence=(), clause_note=""):
    """A rule that is shown and stops nobody; `met` None means it does not apply here."""
    state = NOT_APPLICABLE if met is None else MET if met else WARNED
    return Requirement(no, title, INFORM, state, fact, clause, remedy, tuple(evidence), clause_note)


def refuse_unmet(requirements, acknowledged=None):
    """Raise `Refused` when a blocking rule is unmet, or a warning stands without acknowledgement and reason.

    acknowledged: {rule number: reason in words}.
    """
    unmet = [r for r in requirements if r.blocks]
    if unmet:
        raise Refused("　".join(sentence(r) for r in unmet), unmet)
    silent = [r for r in requirements if r.asks and not (acknowledged or {}).get(r.no, "").strip()]
    if silent:
        named = "、".join(f"「{r.title}」" for r in silent)
        raise Refused(f"注意{named}を確認し、それでも進める理由を書いてください。（根拠：{silent[0].clause}）", silent)


def sentence(requirement):
    """How an unmet rule is told: what is missing, what to do, and the clause."""
    return f"{requirement.title}ことが必要です。{requirement.fact}{requirement.remedy}（根拠：{requirement.clause}）"
