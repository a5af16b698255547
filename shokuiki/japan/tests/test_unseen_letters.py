"""What was pasted along with a name, and nobody sees, hides nobody from a search."""

import pytest

from shokuiki.japan.kana import fold, fold_kanji


@pytest.mark.parametrize("unseen", ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e", "\u2066", "\ufe00", "\U000e0100"])
def test_a_name_is_found_with_and_without_unseen_letters(unseen):
    assert fold_kanji(f"佐{unseen}藤{unseen}") == fold_kanji("佐藤")
    assert fold(f"{unseen}さ{unseen}とう") == fold("さとう")
