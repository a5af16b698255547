"""Kana and kanji are found whichever way they were typed."""

import pytest

from shokuiki.japan import kana


@pytest.mark.parametrize(
    ("typed", "hiragana"),
    [
        ("サトウ", "さとう"),
        ("ｻﾄｳ ｹﾝﾀ", "さとう けんた"),
        ("さとう　　けんた ", "さとう けんた"),
        ("ﾀﾞﾝ ﾊﾟﾝ", "だん ぱん"),
        ("ハ゜ン", "ぱん"),
        ("カ゛", "が"),
        ("ヴァレリー", "ゔぁれりー"),
        ("ｼﾞｮｰｼﾞ", "じょーじ"),
        ("ジョ－ジ", "じょーじ"),
        ("アン・マリー", "あん・まりー"),
        ("ﾏﾘｱ･ﾃﾚｻ", "まりあ・てれさ"),
        ("佐藤Ａ", "佐藤A"),
    ],
)
def test_every_kana_becomes_hiragana_with_single_spaces(typed, hiragana):
    assert kana.to_hiragana(typed) == hiragana


@pytest.mark.parametrize("text", ["さとう", "さとう けんた", "じょーじ", "あん・まりー", "ゔぁ", "みすゞ"])
def test_a_furigana_may_hold_hiragana_long_marks_dots_and_spaces(text):
    assert kana.is_hiragana(text)


@pytest.mark.parametrize("text", ["", "佐藤", "サトウ", "ｻﾄｳ", "sato", "さとう1", "さとう\nけんた", "さとう　けんた"])
def test_anything_else_is_no_furigana(text):
    assert not kana.is_hiragana(text)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (
            "がぎぐげござじずぜぞだぢづでどばびぶべぼぱぴぷぺぽゔ",
            "かきくけこさしすせそたちつてとはひふへほはひふへほう",
        ),
        ("ぁぃぅぇぉゕゖっゃゅょゎ", "あいうえおかけつやゆよわ"),
        ("ガッコウ", "かつこう"),
        ("ｼﾞｮｰｼﾞ", "しよし"),
        ("さとう けんた", "さとうけんた"),
        ("さとう　けんた", "さとうけんた"),
        ("アン・マリー", "あんまり"),
        ("ＡＢＣ Ltd", "abcltd"),
        ("R8-0038", "r8-0038"),
        ("Ｒ８－００３８", "r8-0038"),
        ("", ""),
    ],
)
def test_a_key_is_folded_to_the_letter(typed, key):
    assert kana.fold(typed) == key


def test_one_name_has_one_key_in_every_width_and_script():
    assert {kana.fold(name) for name in ("だいどう", "ダイドウ", "ﾀﾞｲﾄﾞｳ", "たいとう", "ダイ ドウ")} == {"たいとう"}


def test_folding_a_key_again_changes_nothing():
    key = kana.fold("ｼﾞｮｰｼﾞ・ヴァン Ａ")
    assert kana.fold(key) == key


def test_keys_sort_in_the_order_of_the_fifty_sounds():
    names = ["わたなべ", "ゔぁん", "はやし", "ばんどう", "あべ", "ぱく", "かとう", "がもう", "んどう"]
    expected = ["あべ", "ゔぁん", "かとう", "がもう", "ぱく", "はやし", "ばんどう", "わたなべ", "んどう"]
    assert sorted(names, key=kana.fold) == expected


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("髙橋", "高橋"),
        ("山﨑", "山崎"),
        ("渡邊", "渡辺"),
        ("渡邉", "渡辺"),
        ("齋藤", "斉藤"),
        ("齊藤", "斉藤"),
        ("斎藤", "斉藤"),
        ("澤田", "沢田"),
        ("濱田", "浜田"),
        ("廣瀨", "広瀬"),
        ("眞嶋", "真島"),
        ("𠮷田", "吉田"),
        ("神谷", "神谷"),
        ("渡邉\U000e0101", "渡辺"),
        ("髙橋　健太", "高橋健太"),
        ("佐藤 健太", "佐藤健太"),
    ],
)
def test_variant_kanji_fold_to_the_usual_one(written, key):
    assert kana.fold_kanji(written) == key


def test_no_usual_form_is_itself_a_variant_of_another():
    usual = {group[0] for group in kana.VARIANTS.split()}
    assert {letter for letter in usual if kana.fold_kanji(letter) != letter} == set()


def test_every_letter_of_a_key_lies_in_exactly_the_row_that_kana_row_names():
    members = {
        "あ": "あいうえお",
        "か": "かきくけこ",
        "さ": "さしすせそ",
        "た": "たちつてと",
        "な": "なにぬねの",
        "は": "はひふへほ",
        "ま": "まみむめも",
        "や": "やゆよ",
        "ら": "らりるれろ",
        "わ": "わゐゑをん",
    }
    assert list(members) == kana.ROWS
    for row, letters in members.items():
        for letter in letters:
            key = f"{letter}ん"
            rows = [other for other in kana.ROWS if kana.row_range(other)[0] <= key < kana.row_range(other)[1]]
            assert rows == [row]
            assert kana.kana_row(key) == row


@pytest.mark.parametrize("key", ["", "佐藤", "abc", "0038"])
def test_a_key_that_does_not_begin_with_kana_is_in_no_row(key):
    assert kana.kana_row(key) == ""
