"""Fixtures of every room. Hooks, browser and query counting come from the plugin; the cast stands here."""

from types import SimpleNamespace

import pytest

from shokuiki.accounts.enums import OrganizationKind, Post
from shokuiki.testing.factories import make_member, make_organization

pytest_plugins = ["shokuiki.testing.plugin"]

# --- The cast: one of each kind of person, the same in every test -----------------------------------------------

@pytest.fixture
def cast(db):
    """Organizations and people by name; passwords are all "kaze-no-mori-8".

    center 青嶺: director, chief, evaluator, program, clerk, colleague (another program counselor), dispatched (partner).
    corporation あおぞら会: manager, partner. other_corporation みどり会: other_manager, other_partner.
    workplace 青嶺フーズ: technician. peso 港南: officer. agency うみかぜ: caseworker.
    other_center 白浜: other_director, other_program. other_peso 北沢: other_officer.
    """
    kinds = OrganizationKind
    center = make_organization(kinds.CENTER, "青嶺障害者職業センター", "あおねしょうがいしゃしょくぎょうせんたー")
    other_center = make_organization(kinds.CENTER, "白浜障害者職業センター", "しらはましょうがいしゃしょくぎょうせんたー")
    corporation = make_organization(kinds.CORPORATION, "社会福祉法人 あおぞら会", "あおぞらかい")
    other_corporation = make_organization(kinds.CORPORATION, "医療法人 みどり会", "みどりかい")
    workplace = make_organization(kinds.WORKPLACE, "株式会社 青嶺フーズ 港南工場", "あおねふーず")
    peso = make_organization(kinds.PESO, "港南公共職業安定所", "こうなんこうきょうしょくぎょうあんていじょ")
    other_peso = make_organization(kinds.PESO, "北沢公共職業安定所", "きたざわこうきょうしょくぎょうあんていじょ")
    agency = make_organization(kinds.AGENCY, "相談支援センター うみかぜ", "うみかぜ")
    return SimpleNamespace(
        center=center,
        other_center=other_center,
        corporation=corporation,
        other_corporation=other_corporation,
        workplace=workplace,
        peso=peso,
        other_peso=other_peso,
        agency=agency,
        director=make_member(center, Post.DIRECTOR, "高瀬 恵子", "たかせ けいこ"),
        chief=make_member(center, Post.CHIEF_COUNSELOR, "大西 誠", "おおにし まこと"),
        evaluator=make_member(center, Post.EVALUATION_COUNSELOR, "三宅 由香", "みやけ ゆか"),
        program=make_member(center, Post.PROGRAM_COUNSELOR, "長谷川 亮", "はせがわ りょう"),
        colleague=make_member(center, Post.PROGRAM_COUNSELOR, "藤井 航", "ふじい わたる"),
        clerk=make_member(center, Post.CLERK, "岡田 文", "おかだ ふみ"),
        dispatched=make_member(center, Post.DISPATCHED_PARTNER, "吉村 茂", "よしむら しげる"),
        manager=make_member(corporation, Post.MANAGER, "小林 直樹", "こばやし なおき"),
        partner=make_member(corporation, Post.CONSIGNED_PARTNER, "野田 千尋", "のだ ちひろ"),
        other_manager=make_member(other_corporation, Post.MANAGER, "平野 聡", "ひらの さとし"),
        other_partner=make_member(other_corporation, Post.CONSIGNED_PARTNER, "上原 瞳", "うえはら ひとみ"),
        technician=make_member(workplace, Post.TECHNICAL_PARTNER, "石田 和也", "いしだ かずや"),
        officer=make_member(peso, Post.PESO_OFFICER, "村上 一郎", "むらかみ いちろう"),
        other_officer=make_member(other_peso, Post.PESO_OFFICER, "安藤 順", "あんどう じゅん"),
        caseworker=make_member(agency, Post.AGENCY_STAFF, "原 さやか", "はら さやか"),
        other_director=make_member(other_center, Post.DIRECTOR, "森 由美", "もり ゆみ"),
        other_program=make_member(other_center, Post.PROGRAM_COUNSELOR, "谷口 剛", "たにぐち ごう"),
    )
