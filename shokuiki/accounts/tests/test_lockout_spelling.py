"""The lock-out counts a person's tries whichever way the address is spelled: a database may find sato by ſato."""

import pytest

from shokuiki.accounts.lockout import username_of


@pytest.mark.parametrize("typed", ["SATO@Example.JP", " sato@example.jp ", "ſato@example.jp", "ｓａｔｏ@example.jp"])
def test_every_spelling_of_an_address_counts_as_one(typed):
    assert username_of(None, {"email": typed}) == "sato@example.jp"
    assert username_of(None, {"username": typed}) == "sato@example.jp"


def test_a_kelvin_sign_is_a_k_and_nobody_is_nobody():
    assert username_of(None, {"email": "\u212aato@example.jp"}) == "kato@example.jp"
    assert username_of(None, None) == username_of(None, {}) == ""
