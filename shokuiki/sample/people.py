"""Organizations of the sample and who signs in there; all invented."""

from functools import cache

from django.contrib.auth.hashers import make_password

from shokuiki.accounts.enums import OrganizationKind, Post
from shokuiki.accounts.models import Membership, Organization, User
from shokuiki.records import clock
from shokuiki.records.gate import keep

PASSWORD = "kaze-no-mori-8"
_K = OrganizationKind

# key: (kind, name, kana, address, phone, contact)
ORGANIZATIONS = {
    "aomine": (_K.CENTER, "青嶺障害者職業センター", "あおねしょうがいしゃしょくぎょうせんたー", "青嶺市中央2-4-1", "0465-00-1100", ""),
    "shirahama": (_K.CENTER, "白浜障害者職業センター", "しらはましょうがいしゃしょくぎょうせんたー", "白浜市汐見町1-8", "0469-00-1100", ""),
    "aozora": (_K.CORPORATION, "社会福祉法人 あおぞら会", "あおぞらかい", "青嶺市港南3-12-5", "0465-00-1204", "小林 直樹"),
    "midori": (_K.CORPORATION, "医療法人 みどり会", "みどりかい", "青嶺市緑町1-20", "0465-00-2210", "平野 聡"),
    "kyosei": (_K.CORPORATION, "財団法人 青嶺共生財団", "あおねきょうせいざいだん", "青嶺市城山5-3", "0465-00-2381", "永井 洋介"),
    "hanamizuki": (_K.CORPORATION, "小規模作業所 はなみずき", "はなみずき", "青嶺市北沢2-7-14", "0465-00-2477", "北村 和代"),
    "tsubasa": (_K.CORPORATION, "社会福祉法人 つばさ福祉会", "つばさふくしかい", "青嶺市東が丘4-1", "0465-00-2602", "秋山 仁"),
    "minato": (_K.CORPORATION, "一般社団法人 みなと就労ネット", "みなとしゅうろうねっと", "青嶺市港町6-2", "0465-00-2745", "白石 美帆子"),
    "foods": (_K.WORKPLACE, "株式会社 青嶺フーズ 港南工場", "あおねふーず こうなんこうじょう", "青嶺市港南8-1", "0465-00-3310", "石田 和也"),
    "laundry": (_K.WORKPLACE, "株式会社 ひだまりクリーニング", "ひだまりくりーにんぐ", "青嶺市緑町7-9", "0465-00-3425", "今井 佳子"),
    "logistics": (_K.WORKPLACE, "丸山物流 株式会社 本社", "まるやまぶつりゅう ほんしゃ", "青嶺市東が丘9-30", "0465-00-3508", "堀 正樹"),
    "store": (_K.WORKPLACE, "スーパーまるはな 中央店", "すーぱーまるはな ちゅうおうてん", "青嶺市中央5-2-2", "0465-00-3619", "沢田 実"),
    "cleaning": (_K.WORKPLACE, "青嶺ビルサービス 株式会社", "あおねびるさーびす", "青嶺市城山2-15", "0465-00-3744", "根本 恵一"),
    "kitchen": (_K.WORKPLACE, "給食の みなと食堂 北沢店", "みなとしょくどう きたざわてん", "青嶺市北沢5-11", "0465-00-3871", "桑原 咲"),
    "konan": (_K.PESO, "港南公共職業安定所", "こうなんこうきょうしょくぎょうあんていじょ", "青嶺市港南1-1-1", "0465-00-8609", "村上 一郎"),
    "kitazawa": (_K.PESO, "北沢公共職業安定所", "きたざわこうきょうしょくぎょうあんていじょ", "青嶺市北沢1-6", "0465-00-8700", "安藤 順"),
    "shiomi": (_K.PESO, "汐見公共職業安定所", "しおみこうきょうしょくぎょうあんていじょ", "白浜市汐見町3-3", "0469-00-8609", "大友 薫"),
    "umikaze": (_K.AGENCY, "相談支援センター うみかぜ", "そうだんしえんせんたー うみかぜ", "青嶺市港南2-9", "0465-00-7755", "原 さやか"),
    "clinic": (_K.AGENCY, "みなとクリニック", "みなとくりにっく", "青嶺市港町1-3", "0465-00-7810", "高木 亮子"),
    "hamanasu": (_K.AGENCY, "障害者雇用支援センター はまなす", "しょうがいしゃこようしえんせんたー はまなす", "青嶺市東が丘1-2", "0465-00-7921", "坂井 典子"),
}

# key: (organization, post, name, kana, local part of the e-mail address)
MEMBERS = {
    "takase": ("aomine", Post.DIRECTOR, "高瀬 恵子", "たかせ けいこ", "shocho"),
    "onishi": ("aomine", Post.CHIEF_COUNSELOR, "大西 誠", "おおにし まこと", "shunin"),
    "miyake": ("aomine", Post.EVALUATION_COUNSELOR, "三宅 由香", "みやけ ゆか", "hyoka"),
    "hasegawa": ("aomine", Post.PROGRAM_COUNSELOR, "長谷川 亮", "はせがわ りょう", "jigyo"),
    "fujii": ("aomine", Post.PROGRAM_COUNSELOR, "藤井 航", "ふじい わたる", "jigyo2"),
    "okada": ("aomine", Post.CLERK, "岡田 文", "おかだ ふみ", "jimu"),
    "yoshimura": ("aomine", Post.DISPATCHED_PARTNER, "吉村 茂", "よしむら しげる", "haken"),
    "mori": ("shirahama", Post.DIRECTOR, "森 由美", "もり ゆみ", "shocho"),
    "taniguchi": ("shirahama", Post.PROGRAM_COUNSELOR, "谷口 剛", "たにぐち ごう", "jigyo"),
    "kobayashi": ("aozora", Post.MANAGER, "小林 直樹", "こばやし なおき", "kanri"),
    "noda": ("aozora", Post.CONSIGNED_PARTNER, "野田 千尋", "のだ ちひろ", "partner"),
    "hirano": ("midori", Post.MANAGER, "平野 聡", "ひらの さとし", "kanri"),
    "uehara": ("midori", Post.CONSIGNED_PARTNER, "上原 瞳", "うえはら ひとみ", "partner"),
    "nagai": ("kyosei", Post.MANAGER, "永井 洋介", "ながい ようすけ", "kanri"),
    "kitamura": ("hanamizuki", Post.MANAGER, "北村 和代", "きたむら かずよ", "kanri"),
    "hirose": ("hanamizuki", Post.CONSIGNED_PARTNER, "広瀬 弘", "ひろせ ひろし", "partner"),
    "akiyama": ("tsubasa", Post.MANAGER, "秋山 仁", "あきやま じん", "kanri"),
    "mishima": ("tsubasa", Post.CONSIGNED_PARTNER, "三島 奈々", "みしま なな", "partner"),
    "shiraishi": ("minato", Post.MANAGER, "白石 美帆子", "しらいし みほこ", "kanri"),
    "honma": ("minato", Post.CONSIGNED_PARTNER, "本間 圭介", "ほんま けいすけ", "partner"),
    "ishida": ("foods", Post.TECHNICAL_PARTNER, "石田 和也", "いしだ かずや", "gijutsu"),
    "hori": ("logistics", Post.TECHNICAL_PARTNER, "堀 正樹", "ほり まさき", "gijutsu"),
    "murakami": ("konan", Post.PESO_OFFICER, "村上 一郎", "むらかみ いちろう", "tanto"),
    "ando": ("kitazawa", Post.PESO_OFFICER, "安藤 順", "あんどう じゅん", "tanto"),
    "otomo": ("shiomi", Post.PESO_OFFICER, "大友 薫", "おおとも かおる", "tanto"),
    "hara": ("umikaze", Post.AGENCY_STAFF, "原 さやか", "はら さやか", "sodan"),
    "takagi": ("clinic", Post.AGENCY_STAFF, "高木 亮子", "たかぎ りょうこ", "sodan"),
    "sakai": ("hamanasu", Post.AGENCY_STAFF, "坂井 典子", "さかい のりこ", "sodan"),
}
# One of each kind, in the order in which the first start prints them.
SIGN_INS = {
    "takase": "所長", "onishi": "主任障害者職業カウンセラー", "miyake": "職業評価担当カウンセラー", "hasegawa": "職域開発援助事業担当カウンセラー",
    "okada": "事務", "yoshimura": "センター派遣パートナー", "kobayashi": "法人の管理者", "noda": "委託支援パートナー",
    "ishida": "技術支援パートナー", "murakami": "公共職業安定所の担当官", "hara": "関係機関の担当者",
}


def email_of(key):
    organization, *_, local = MEMBERS[key]
    return f"{local}@{organization}.example.jp"


@cache
def _hashed(password):
    """Hashing takes its time on purpose; people with one password share one hash."""
    return make_password(password)


def make_organization(kind, name, kana, **columns):
    return keep(Organization(kind=kind, name=name, kana=kana, **columns), by=None, reason="登録")


def make_member(organization, post, name, kana, *, email, valid_from, password=PASSWORD):
    """A user with one membership. Returns the user."""
    user = User(email=email, name=name, kana=kana, password=_hashed(password))
    user._history_date = clock.now()
    user.save()
    keep(Membership(user=user, organization=organization, post=post, valid_from=valid_from), by=None, reason="発令")
    return user


def columns_of(key):
    """What is registered of an organization, without its kind."""
    _, name, kana, address, phone, contact = ORGANIZATIONS[key]
    return {"name": name, "kana": kana, "address": address, "phone": phone, "contact": contact}


def make_everybody(valid_from):
    """All but the workplaces, which the center registers. Returns ({key: organization}, {key: user})."""
    organizations = {
        key: make_organization(row[0], **columns_of(key))
        for key, row in ORGANIZATIONS.items() if row[0] != OrganizationKind.WORKPLACE
    }
    users = {key: user for where in organizations for key, user in make_members_of(where, organizations[where], valid_from)}
    return organizations, users


def make_members_of(where, organization, valid_from):
    """Everybody of one organization, as (key, user)."""
    return [
        (key, make_member(organization, post, name, kana, email=email_of(key), valid_from=valid_from))
        for key, (place, post, name, kana, _) in MEMBERS.items() if place == where
    ]


def sign_ins():
    """Rows (kind, e-mail address, password) of the sample's people who are in this database: one of each kind."""
    known = set(User.objects.filter(email__in=map(email_of, SIGN_INS)).values_list("email", flat=True))
    rows = [(kind, email_of(key), PASSWORD) for key, kind in SIGN_INS.items()]
    return [row for row in rows if row[1] in known]
