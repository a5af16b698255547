"""What people do up to 対象者選定, each step a sentence: for the stories that read like the notice. Every day is today."""

import re

from meetings.tests.hands import PERSON, beginning, mark, today
from shokuiki.testing.browser import expect

WISH = "人の役に立つ仕事を、自分のペースで続けたい。"
GOAL = "始業の5分前までに持ち場に着く"


# --- The corporation applies (記1 第3項) and is selected (記1 第1項) ---------------------------------------------------
def manager_applies(manager, center, partner):
    manager.goes_to("委託申込")
    manager.follows("申込を始める")
    manager.fills({"申込先のセンター": center.name})
    manager.presses("申込を始める")
    manager.picks("法人種別", "社会福祉法人")
    manager.fills({
        "代表者の役職": "理事長", "代表者の氏名": "林 正夫", "代表者のふりがな": "はやし まさお",
        "所在地": "青嶺市港南1-2-3", "電話番号": "017-123-4567",
    })
    manager.presses("保存して次へ進む")
    manager.within("施設 1").fills({"施設の種類": "精神障害者授産施設", "施設の名称": "あおぞら作業所", "定員（人）": "20"})
    manager.presses("保存して次へ進む")
    manager.within("候補者 1").fills({"氏名": partner.name, "ふりがな": partner.kana})
    manager.presses("保存して次へ進む")
    manager.fills({"委託の開始希望日": today()})
    manager.presses("保存して次へ進む")
    manager.picks("損害保険に加入していますか", "加入している")
    manager.picks("委託の会計を区分して経理していますか", "区分している")
    manager.fills({"区分経理の方法": "公益事業区分に拠点区分を設ける。"})
    manager.presses("保存して次へ進む")
    manager.presses("申込を提出する")
    manager.is_told("申込を提出しました")


def counselor_reviews(counselor, corporation):
    counselor.goes_to("委託申込")
    counselor.follows(corporation.name)
    counselor.follows("申込を受け付ける")
    counselor.presses("申込を受け付ける")
    counselor.follows("審査意見を書く")
    counselor.fills({"審査意見": "施設での支援の実績があり、選定が適当です。"})
    counselor.presses("審査意見を保存する")
    counselor.follows("所長に選定を依頼する")
    counselor.presses("所長に選定を依頼する")
    counselor.is_told("所長に選定を依頼しました")


def director_selects_corporation(director, corporation):
    director.goes_to("委託申込")
    director.follows(corporation.name)
    director.follows("要件を確かめて決定する")
    director.picks("決定", "選定する")
    director.fills({"決定の理由": "審査意見のとおり、委託先として適当と認めます。", "選定の終了日": ""})
    director.presses("確認画面へ進む")
    director.presses("選定を決定する")
    director.is_told("委託先に選定しました")


def manager_reads_selection(manager, corporation):
    manager.goes_to("委託申込")
    manager.follows(corporation.name)
    manager.reads("委託先に選定されました", "審査意見のとおり、委託先として適当と認めます。")


# --- Who supports is registered (別紙2 2(2)ロ①②) -----------------------------------------------------------------------
def counselor_registers_workplace(counselor, workplace, technician):
    counselor.goes_to("事業所")
    counselor.follows("事業所を登録する")
    counselor.fills({"名称": workplace, "ふりがな": "まるやまぶつりゅう", "事業内容": "荷物の仕分け"})
    counselor.presses("事業所を登録する")
    counselor.follows("技術支援パートナーを登録する")
    counselor.fills({"氏名": technician, "ふりがな": "いしだ かずや"})
    counselor.presses("パートナーを登録する")
    counselor.is_told("技術支援パートナーを登録しました")


def counselor_lets_partner_sign_in(counselor, corporation, partner):
    counselor.goes_to("委託先法人")
    counselor.follows(corporation.name)
    counselor.follows("法人・担当者を開く")
    counselor.follows(re.compile(rf"{partner.name}を\s*編集する"))
    counselor.fills({"利用者": partner.name})
    counselor.presses("パートナーを保存する")
    counselor.is_told("委託支援パートナーを保存しました")


def counselor_registers_dispatched_partner(counselor, partner):
    counselor.goes_to("パートナー")
    counselor.follows("センター派遣パートナーを登録する")
    counselor.fills({"氏名": partner.name, "ふりがな": partner.kana, "利用者": partner.name})
    counselor.presses("パートナーを登録する")
    counselor.is_told("センター派遣パートナーを登録しました")


# --- 相談, 同意, 職業評価, 計画 (別紙2 1(1)) -----------------------------------------------------------------------------
def counselor_receives(counselor, peso, evaluator, support_center=""):
    counselor.goes_to("案件")
    counselor.follows("相談を受け付ける")
    family, given = PERSON.split()
    counselor.fills({"姓": family, "名": given, "姓のふりがな": "もりかわ", "名のふりがな": "みさき"})
    birth = counselor.within("生年月日")
    birth.fills({"年": "14", "月": "2", "日": "3"})
    counselor.picks("障害者雇用支援センターの支援を受けていますか", "はい" if support_center else "いいえ")
    if support_center:
        counselor.fills({"障害者雇用支援センターの名称": support_center})
    counselor.fills({
        "紹介元": "公共職業安定所", "希望の仕事": "事務補助", "関係する公共職業安定所": peso.name,
        "職業評価担当カウンセラー": evaluator.name,
    })
    counselor.presses("相談を登録する")
    counselor.is_told("相談を受け付けました")


def counselor_records_consent(counselor, *recipients, passed_on_to=()):
    """passed_on_to: who gets to know goals and progress by it (委託先の法人, 事業所)."""
    counselor.opens_case()
    counselor.follows("同意を記録する")
    counselor.picks(
        "同意を得た目的", "相談と職業評価のために", "職域開発援助事業を利用する", "拡大ケース会議で関係機関と",
        *(f"{who}に情報を渡すこと" for who in passed_on_to),
    )
    counselor.picks("共有する内容", "基本情報", "支援計画", "目標の進み具合", "フォローアップ計画")
    counselor.picks("共有の相手", *recipients)
    counselor.picks("方法", "書面")
    counselor.presses("同意を記録する")
    counselor.is_told("同意を記録しました")


def evaluator_evaluates(evaluator):
    evaluator.opens_case()
    evaluator.follows("職業評価を始める")
    evaluator.presses("職業評価を始める")
    evaluator.opens_case()
    evaluator.follows("職業評価を記入する")
    evaluator.fills({"本人の希望": WISH, "総合所見": "見通しがあると落ち着いて続けられる。"})
    evaluator.within("面接・調査 1").fills({"日付": today(), "内容": "本人から希望を聞いた。"})
    evaluator.within("検査 1").fills({"検査": "ワークサンプル幕張版", "実施日": today(), "結果・所見": "標準の85%の速さ。"})
    evaluator.presses("職業評価を保存する")
    evaluator.opens_case()
    evaluator.follows("評価の確定へ進む")
    evaluator.presses("評価を確定する")
    evaluator.is_told("職業評価を確定しました")


def counselor_proposes_plan(counselor):
    counselor.opens_case()
    counselor.follows("計画の案を作る")
    counselor.presses("計画の案を作る")
    counselor.fills({"現状と支援の方向性": "朝の支度に時間がかかる。", "センターが提案する支援内容": "職場で手順の習得を支える。"})
    counselor.within("目標 1").fills({"目標": GOAL})
    counselor.presses("計画の案を保存する")
    counselor.opens_case()
    counselor.follows("計画の確定へ進む")
    counselor.presses("計画を確定する")
    counselor.is_told("計画を確定しました")


def counselor_finds_consignment_closed(counselor):
    """S10"""
    counselor.opens_case()
    counselor.presses("その他の操作")
    counselor.follows("支援体制の予定を決める")
    expect(counselor.page.get_by_role("radio", name=beginning("法人への委託"))).to_be_disabled()
    counselor.reads("通知 記1 なお書き")


def counselor_arranges(counselor, support, corporation=None):
    counselor.opens_case()
    counselor.presses("その他の操作")
    counselor.follows("支援体制の予定を決める")
    counselor.picks("職業面の生活支援", support)
    if corporation:
        counselor.fills({"委託先法人": corporation.name})
    counselor.fills({"支援開始の予定日": today(), "支援終了の予定日": today(60)})
    counselor.presses("支援体制の予定を保存する")
    counselor.is_told("支援体制の予定を保存しました")


# --- Meetings (記1 第2項, 別紙2) ----------------------------------------------------------------------------------------
def counselor_convenes(counselor, kind, starts, ends, chair):
    counselor.goes_to("会議")
    counselor.follows("会議を登録する")
    counselor.page.get_by_role("link", name=kind, exact=True).click()
    counselor.part.locator("label").filter(has_text=PERSON).click()
    counselor.presses("出席者を決める")
    counselor.fills({
        "日付": today(), "開始の時刻": starts, "終了の時刻": ends, "場所": "会議室1", "会議の長": chair.name,
    })
    counselor.presses(f"{kind.split('（')[0]}を登録する")
    counselor.is_told("会議を登録しました")


def counselor_notes_attendance(counselor):
    """Everybody who was invited came."""
    counselor.follows("出欠を記録する")
    everybody = counselor.page.get_by_role("radio", name="出席", exact=True)
    expect(everybody.first).to_be_attached()
    for there in everybody.all():
        mark(there)
    counselor.presses("出欠を記録する")
    counselor.is_told("出欠を記録しました")


def counselor_writes_record(counselor, said):
    counselor.follows("会議の記録を書く")
    counselor.fills({"話し合いの内容": said})
    counselor.presses("会議の記録を保存する")
    counselor.is_told("会議の記録を保存しました")


def opens_meeting(somebody, kind, tab):
    somebody.goes_to("会議")
    somebody.page.get_by_role("navigation", name="会議の状態").get_by_role("link", name=beginning(tab)).click()
    somebody.page.get_by_role("listitem").get_by_role("link", name=re.compile(rf"の\s*{re.escape(kind)}$")).first.click()


def chair_confirms(chair, kind):
    opens_meeting(chair, kind, "記録と確定を待つ")
    chair.follows("確定の画面へ進む")
    chair.presses("会議の記録を確定する")
    chair.is_told("会議の記録を確定しました")


def counselor_concludes(counselor, conclusion):
    counselor.follows("結論を書く")
    counselor.picks("結論", conclusion)
    counselor.fills({"結論の理由": "希望と評価の結果が合い、支援により就職が見込める。"})
    counselor.ticks("内容を確かめました")
    counselor.presses("ケース会議の結論を確定する")
    counselor.is_told("ケース会議の結論を確定しました")


# --- 対象者選定 (記1 第2項) -----------------------------------------------------------------------------------------------
def counselor_asks_director(counselor):
    counselor.opens_case()
    counselor.follows("選定の依頼へ進む")
    counselor.fills({"所長に伝えること": "本人と家族に説明してあります。"})
    counselor.presses("所長に選定を依頼する")
    counselor.is_told("所長に選定を依頼しました")


def director_finds_dispatch_alone(director, support_center):
    """S10"""
    director.goes_to("対象者選定")
    director.follows(PERSON)
    director.picks("決定", "選定する")
    director.reads(f"{support_center}の支援を受けているため")
    expect(director.page.get_by_role("radio", name=beginning("センターからの派遣"))).to_be_checked()
    expect(director.page.get_by_role("radio", name=beginning("法人への委託"))).to_have_count(0)


def director_selects_person(director):
    director.goes_to("対象者選定")
    director.follows(PERSON)
    director.reads("要件を確認する", WISH)
    director.picks("決定", "選定する")
    director.fills({"決定の理由": "本人の希望と職業評価の結果が合っています。"})
    if director.page.get_by_role("checkbox", name=beginning("注意")).count():
        director.ticks("注意")
        director.page.get_by_label(re.compile("満たされなくても選定する理由")).fill("満了日の前に更新を求めます。")
    director.presses("確認画面へ進む")
    director.reads("決定したあとは取り消せません")
    director.presses("選定を決定する")
    director.is_told("対象者に選定しました")
