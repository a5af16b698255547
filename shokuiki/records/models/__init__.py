"""What may never be lost: decisions, drafts of what is being typed, dated settings, counters of numbers."""

from shokuiki.records.models.access_entry import AccessEntry
from shokuiki.records.models.amendment import Amendment
from shokuiki.records.models.chain import Chain
from shokuiki.records.models.counter import Counter
from shokuiki.records.models.decision import Decision, DecisionText
from shokuiki.records.models.draft import DRAFT_DAYS, Draft
from shokuiki.records.models.erasure import Erasure
from shokuiki.records.models.setting import Setting
from shokuiki.records.models.verification import Verification
from shokuiki.records.models.written_once import WrittenOnce

__all__ = ["DRAFT_DAYS", "AccessEntry", "Amendment", "Chain", "Counter", "Decision", "DecisionText", "Draft", "Erasure", "Setting", "Verification", "WrittenOnce"]
