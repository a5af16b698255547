"""What people do from the support to the completion, each step a sentence: for the stories. Every day is today."""

from meetings.tests.hands import PERSON, mark, today
from meetings.tests.story import GOAL

IN_PROGRESS, POST = "拡大ケース会議（支援実施中）", "拡大ケース会議（支援終了後）"


# --- Support (記1 第1項, なお書き, 記3, 記4) ---------------------------------------------------------------------------
def counselor_prepares(counselor, workplace, *partners):
    counselor.opens_case()
    counselor.opens_tab("支援")
    counselor.follows("事業所と期間を決める")
    counselor.fills({"委託先事業所": workplace})
    counselor.presses("事業所と期間を保存する")
    for partner in partners:
        counselor.follows("パートナーを割り当てる")
        counselor.fills({"パートナー": partner, "担当の開始日": today()})
        counselor.presses("パートナーを割り当てる")
        counselor.is_told("パートナーを割り当てました")


def counselor_drafts_support_plan(counselor):
    counselor.opens_case()
    counselor.opens_tab("支援")
    counselor.follows("支援計画を作る")
    counselor.presses("支援計画を作る")
    counselor.fills({"全体の目標": "週5日、一人で持ち場を任されるようになる。"})
    counselor.within("段階 1").fills({"段階": "集中援助", "開始日": today(), "終了日": today(30)})
    counselor.within("目標 1").fills({"目標": GOAL, "分野": "働く態度", "担当": "生活面の支援パートナー"})
    counselor.presses("支援計画を保存する")
    counselor.is_told("支援計画を保存しました")


def opens_support_plan(somebody, version):
    somebody.opens_case()
    somebody.opens_tab("支援")
    somebody.follows(f"第{version}版")


def chief_approves_support_plan(chief, version=1):
    opens_support_plan(chief, version)
    chief.follows("支援計画を承認する")
    chief.presses("支援計画を承認する")
    chief.is_told("支援計画を承認しました")


def counselor_prepares_contract(counselor):
    counselor.opens_case()
    counselor.opens_tab("支援")
    counselor.follows("委託契約を準備する")
    counselor.fills({"契約の開始日": today(), "契約の終了日": today(60), "委託料の単価（円）": "6000"})
    counselor.presses("委託契約を保存する")
    counselor.follows("区分経理を確認する")
    counselor.presses("区分経理を確認した")
    counselor.is_told("区分経理の確認を記録しました")


def director_signs_contract(director, corporation):
    director.opens_case()
    director.opens_tab("支援")
    director.part.get_by_role("listitem").get_by_role("link", name=corporation.name).click()
    director.follows("委託契約を締結する")
    director.presses("委託契約を締結する")
    director.is_told("委託契約を締結しました")


def counselor_starts_support(counselor):
    counselor.opens_case()
    counselor.opens_tab("支援")
    counselor.follows("支援を開始する")
    counselor.presses("支援を開始する")
    counselor.is_told("支援を開始しました")


def partner_writes_log(partner):
    partner.follows("今日の支援日誌を書く")
    partner.fills({"開始": "09:00", "終了": "12:00", "支援の内容と本人の様子": "一緒に手順を確かめ、包装を進めた。"})
    partner.picks("支援の方法", "職場に同行")
    mark(partner.page.get_by_role("radio", name="できた", exact=True).first)
    partner.presses("支援日誌を提出する")
    partner.is_told("支援日誌を提出しました")


def counselor_confirms_log(counselor):
    counselor.goes_to("支援日誌")
    counselor.follows("日誌を順に確認する")
    counselor.reads("一緒に手順を確かめ、包装を進めた。")
    counselor.presses("日誌を確認済にする")


# --- 拡大ケース会議（支援実施中） (別紙2 2(2)イ①) ---------------------------------------------------------------------------
def counselor_records_progress(counselor):
    counselor.follows("会議の記録を書く")
    counselor.picks("達成度", "おおむね達成")
    counselor.fills({"これまでの支援の振り返り": "朝の声かけが合っていた。", "話し合いのまとめ": "週の回数を減らしていく。"})
    counselor.picks("新たに決めたこと", "支援方法", "計画")
    counselor.presses("支援方法を追加する")
    counselor.within("支援方法 1").fills({"支援方法": "声かけを週2回に減らし、予定表で確かめる。"})
    counselor.presses("会議の記録を保存する")
    counselor.is_told("会議の記録を保存しました")


def officer_reads_what_was_shared(officer):
    officer.goes_to("会議の案内")
    officer.page.get_by_role("link", name=IN_PROGRESS).first.click()
    officer.reads(PERSON, "目標の達成度", GOAL, "おおむね達成", "声かけを週2回に減らし、予定表で確かめる。")


def counselor_revises_support_plan(counselor):
    counselor.opens_case()
    counselor.follows("支援計画の次の版を作る")
    counselor.presses("支援計画を作る")
    counselor.fills({"支援の方法": "声かけを週2回に減らし、予定表で確かめる。"})
    counselor.presses("支援計画を保存する")


# --- 支援終了, フォローアップ, 完了 (別紙2 2(2)イ②) ------------------------------------------------------------------------
def chief_ends_support(chief):
    chief.opens_case()
    chief.opens_tab("支援")
    chief.follows("支援を終了する")
    chief.picks("終了の区分", "完了")
    chief.fills({"終了の理由・経過": "目標に達した。"})
    chief.presses("支援を終了する")
    chief.is_told("支援を終了しました")


def counselor_records_follow_up_plan(counselor, agency):
    counselor.follows("会議の記録を書く")
    counselor.fills({
        "指導方針": "変化の早い時期に連絡を取り合う。", "期間の開始日": today(), "期間の終了日": today(180),
        "話し合いのまとめ": "役割を分けて見守る。",
    })
    counselor.presses("役割分担を追加する")
    counselor.within("役割分担 1").fills({"機関": agency, "役割": "月1回、暮らしの様子を聞く"})
    counselor.presses("カリキュラムを追加する")
    counselor.within("カリキュラム 1").fills({"内容": "困ったときの伝え方"})
    counselor.page.get_by_role("button", name="支援方法を追加する").click()
    counselor.within("支援方法 1").fills({"方法": "訪問", "回数・時期": "月1回"})
    counselor.presses("会議の記録を保存する")
    counselor.is_told("会議の記録を保存しました")


def counselor_follows_up(counselor, workplace):
    counselor.opens_case()
    counselor.opens_tab("フォローアップ")
    counselor.follows("フォローアップを記録する")
    counselor.fills({"方法": "訪問", "内容": "持ち場を任され、落ち着いて働いている。"})
    counselor.presses("フォローアップを記録する")
    counselor.is_told("フォローアップを記録しました")
    counselor.follows("就職を記録する")
    counselor.ticks(workplace)
    counselor.fills({"就職日": today(), "経路": "公共職業安定所の紹介", "雇用形態": "パート・アルバイト"})
    counselor.presses("就職を記録する")
    counselor.is_told("就職を記録しました")


def chief_closes(chief):
    chief.opens_case()
    chief.opens_tab("フォローアップ")
    chief.follows("案件を完了する")
    chief.presses("案件を完了する")
    chief.is_told("案件を完了しました")
