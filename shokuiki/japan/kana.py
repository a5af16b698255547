"""Kana and kanji, folded so that one person is found whichever way the name was typed.

The folded keys hold hiragana without 濁点 and without small letters, so their order by code point is 五十音順. They are
meant to be compared by code point on both databases: SQLite compares so by itself, PostgreSQL does when the database
(or the column, by ``db_collation="C"``) has the collation C or C.UTF-8. With ja_JP or en_US it would not.
"""

import re
import unicodedata

import jaconv

ROWS = ["あ", "か", "さ", "た", "な", "は", "ま", "や", "ら", "わ"]
AFTER_THE_LAST = "ゔ"  # the code point after ん; no folded key contains it

# The free-standing voicing marks become the combining ones, which NFKC then joins with the letter before.
VOICING = str.maketrans({"゛": "\u3099", "゜": "\u309a"})
SMALL_TO_LARGE = str.maketrans("ぁぃぅぇぉゕゖっゃゅょゎ", "あいうえおかけつやゆよわ")
DASH_AFTER_KANA = re.compile("(?<=[ぁ-ゖー])[-‐‑‒–—―−─]")
HIRAGANA = re.compile("[ぁ-ゖゝゞー・ ]+")
DROPPED_FROM_KEY = re.compile(r"[\u3099\u309aー・\s]")
# Variation selectors, and what is pasted along unseen: soft hyphens, zero-width and turning characters.
UNSEEN = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")

# Each group: the usual form first, then its variants.
VARIANTS = """
    辺邊邉 斉齋齊斎 高髙 崎﨑嵜 沢澤 浜濱濵 広廣 真眞 島嶋嶌 徳德 恵惠 桜櫻 国國 円圓 栄榮
    学學 実實 竜龍 滝瀧 条條 寿壽 浅淺 蔵藏 会會 曽曾 渕淵 桑桒 吉𠮷 増增 槙槇
    峰峯 弥彌 豊豐 富冨 静靜 児兒 鴎鷗 横橫 清淸 青靑 黒黑 内內 凛凜 園薗 万萬
    与與 礼禮 桧檜 館舘 野埜 岳嶽 関關 鉄鐵 荘莊 伝傳 県縣 団團 芸藝 総總 経經
    穂穗 将將 巌巖 顕顯 暁曉 勲勳 聡聰 亜亞 来來 禄祿 瑶瑤 瀬瀨 緒緖 郷鄕鄉 倶俱
    橋槗𣘺 土圡 柳栁桺 船舩 鎮鎭 塩鹽 駅驛 壮壯
"""
FOLDED_VARIANTS = str.maketrans({variant: group[0] for group in VARIANTS.split() for variant in group[1:]})


def to_hiragana(text):
    """カタカナ and half-width kana as hiragana, one ASCII space between the parts; a dash after kana becomes ー."""
    hiragana = jaconv.kata2hira(unicodedata.normalize("NFKC", text.translate(VOICING)))
    return DASH_AFTER_KANA.sub("ー", " ".join(hiragana.split()))


def is_hiragana(text):
    """Whether a ふりがな holds nothing but hiragana, ー, ・ and spaces (and is not empty)."""
    return HIRAGANA.fullmatch(text) is not None


def fold(text):
    """The key by which kana are searched and sorted: が as か, ゃ as や, no ー, ・ or space, latin in lower case."""
    letters = unicodedata.normalize("NFD", to_hiragana(UNSEEN.sub("", text)))
    bare = unicodedata.normalize("NFC", DROPPED_FROM_KEY.sub("", letters))
    return bare.translate(SMALL_TO_LARGE).lower()


def fold_kanji(text):
    """The key by which written names are searched: one width, no spaces, variant kanji as the usual one (髙 as 高).

    判断: 斎・齋・齊は斉に、淵は渕にまとめる。検索では、別の字の人も見つかるほうが、見落とすより良い。
    """
    plain = UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return re.sub(r"\s", "", plain).translate(FOLDED_VARIANTS)


def row_range(row):
    """``(first, last_exclusive)``: a key belongs to the 行 when ``first <= key < last_exclusive`` by code point."""
    position = ROWS.index(row)
    return row, ROWS[position + 1] if position + 1 < len(ROWS) else AFTER_THE_LAST


def kana_row(key):
    """The 行 of a folded key, one of ROWS; an empty text where the key does not begin with a kana."""
    if not "あ" <= key < AFTER_THE_LAST:
        return ""
    return max(row for row in ROWS if row <= key)
