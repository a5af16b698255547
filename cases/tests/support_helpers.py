"""What the tests of the rules of support share."""

import pytest

from shokuiki.records.errors import Refused


def refused(no, act):
    """The refusal of a rule by its number; its clause stands in the sentence."""
    with pytest.raises(Refused) as refusal:
        act()
    assert refusal.value.no == no
    assert refusal.value.clause in refusal.value.message
    return refusal.value
