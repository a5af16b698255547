"""The persons of the sample: about thirty at 青嶺 over three 年度 in every state, two at 白浜. All invented."""

from dataclasses import replace

from cases.enums import CertificateType, Gender
from cases.enums import DisabilityType as D
from shokuiki.sample.story import Story

M, F = Gender.MALE, Gender.FEMALE
REHA, MENTAL, PHYS = CertificateType.REHABILITATION, CertificateType.MENTAL, CertificateType.PHYSICAL
INTELLECTUAL = (D.INTELLECTUAL, "中度の知的障害", False)
SEVERE = (D.INTELLECTUAL, "重度の知的障害", True)
SCHIZO = (D.MENTAL, "統合失調症", False)
MOOD = (D.MENTAL, "うつ病", False)
AUTISM = (D.DEVELOPMENTAL, "自閉スペクトラム症", False)
LEGS = (D.PHYSICAL, "下肢の障害", False)
MEMORY = (D.HIGHER_BRAIN, "記憶の障害", False)
SHIRAHAMA = {"center": "shirahama", "director": "mori", "chief": "mori", "evaluator": "taniguchi", "program": "taniguchi", "peso": "shiomi", "agency": ""}

_TABLE = (
    # --- 完了, 不選定, 取下げ ---------------------------------------------------------------------------------------
    Story("nakahara", "中原 翼", "なかはら つばさ", 33, (9, 3), M, MOOD, (MENTAL, "3級"), "office", "静かな所で、決まった仕事を長く続けたい。",
          "close", 505, "midori", anchor="end", reviews=((6, "methods"),), agency="clinic"),
    Story("sonoda", "園田 志保", "そのだ しほ", 29, (1, 22), F, INTELLECTUAL, (REHA, "B1"), "laundry", "たたむ仕事が好き。毎日働いて、旅行に行きたい。",
          "close", 330, anchor="end", reviews=((5, ""),)),
    Story("shinohara", "篠原 光", "しのはら ひかる", 36, (11, 8), M, SCHIZO, (MENTAL, "2級"), "kitchen", "人の役に立つ仕事がしたい。朝から昼までなら働ける。",
          "close", 300, "hanamizuki", "kitazawa", anchor="end", twists=("discontinued", "not_hired"), agency="clinic", program="fujii", weeks=8),
    Story("kuramoto", "倉本 さつき", "くらもと さつき", 24, (5, 2), F, AUTISM, (REHA, "B2"), "store", "お店で働きたい。品物をきれいに並べるのが得意です。",
          "close", 255, "", anchor="end", reviews=((6, "structure"),), twists=("support_center", "deferred_once"), agency="hamanasu"),
    Story("nishio", "西尾 亜希", "にしお あき", 38, (2, 17), F, SCHIZO, (MENTAL, "2級"), "packing", "家の外で過ごす時間を作りたい。",
          "decide", 180, "midori", "kitazawa", twists=("unsuitable",), agency="clinic", program="fujii"),
    Story("tachibana", "橘 直哉", "たちばな なおや", 27, (8, 30), M, INTELLECTUAL, (REHA, "B2"), "cleaning", "体を動かす仕事がしたい。",
          "sign", 95, "tsubasa", twists=("withdraw",), program="fujii"),
    # --- フォローアップ, 支援終了 ------------------------------------------------------------------------------------
    Story("sugimoto", "杉本 航", "すぎもと わたる", 25, (3, 11), M, INTELLECTUAL, (REHA, "B1"), "packing", "工場で働いて、自分の給料で自転車を買いたい。",
          "follow_up", 92, anchor="end", reviews=((5, "plan"),), twists=("consent_withdrawn",)),
    Story("tanabe", "田辺 修", "たなべ おさむ", 45, (12, 4), M, LEGS, (PHYS, "3級"), "office", "前の仕事の経験を生かして、座ってできる仕事をしたい。",
          "follow_up", 58, "tsubasa", anchor="end", reviews=((6, ""),), twists=("follow_up_missed",), agency=""),
    Story("hiraoka", "平岡 悠人", "ひらおか ゆうと", 22, (6, 25), M, AUTISM, (MENTAL, "3級"), "logistics", "倉庫の仕事がしたい。一人で進められる仕事がいい。",
          "follow_up", 43, "midori", anchor="end", weeks=8, twists=("discontinued", "not_hired"), agency="clinic", program="fujii"),
    Story("shimomura", "下村 優子", "しもむら ゆうこ", 31, (7, 19), F, INTELLECTUAL, (REHA, "B1"), "kitchen", "給食を作る仕事を続けたい。",
          "hire", 10, "hanamizuki", "kitazawa", anchor="end", reviews=((6, "methods"),), program="fujii"),
    Story("kagami", "加賀美 圭", "かがみ けい", 28, (10, 1), M, LEGS, (PHYS, "2級"), "office", "パソコンを使う仕事がしたい。電車で通いたい。",
          "end", 7, "tsubasa", reviews=((6, "structure"),)),
    Story("enomoto", "榎本 里奈", "えのもと りな", 23, (4, 9), F, AUTISM, (REHA, "B2"), "laundry", "一人で集中できる仕事がいい。音の小さい所で働きたい。",
          "post", 11, anchor="end", reviews=((5, ""),), twists=("discontinued", "not_hired", "post_drafted")),
    # --- 支援実施 ---------------------------------------------------------------------------------------------------
    Story("sato", "佐藤 健太", "さとう けんた", 28, (5, 14), M, INTELLECTUAL, (REHA, "B2"), "packing", "食品を包む仕事をして、一人で暮らせるようになりたい。",
          "start", 43, reviews=((4, "plan"),), twists=("asks", "returned")),
    Story("saeki", "佐伯 直人", "さえき なおと", 34, (2, 6), M, SEVERE, (REHA, "A2"), "laundry", "みんなと同じ時間に働きたい。",
          "start", 18, visits=(1, 3, 4), twists=("evaluator_absent", "log_drafted")),
    Story("segawa", "瀬川 誠一郎", "せがわ せいいちろう", 52, (8, 8), M, SCHIZO, (MENTAL, "2級"), "logistics", "もう一度、毎日仕事に行きたい。体調と相談しながら続けたい。",
          "start", 33, "midori", "kitazawa", twists=("late",), agency="clinic", program="fujii"),
    Story("uchino", "内野 琴音", "うちの ことね", 21, (12, 20), F, AUTISM, (REHA, "B2"), "store", "お店の裏方の仕事をしたい。人と話す練習もしたい。",
          "start", 8, "", visits=(0, 1, 3), twists=("support_center", "consent_expiring", "log_missing"), agency="hamanasu"),
    Story("matsuda", "松田 千代子", "まつだ ちよこ", 48, (3, 28), F, MEMORY, (MENTAL, "2級"), "office", "前の会社でしていた伝票の仕事に、もう一度挑戦したい。",
          "start", 48, "tsubasa", reviews=((4, "methods"), (8, "structure")), visits=(1, 4), twists=("asked",), agency="clinic"),
    Story("mizuno", "水野 隼", "みずの しゅん", 26, (9, 17), M, MOOD, (MENTAL, "3級"), "cleaning", "朝型の仕事をして、生活のリズムを作りたい。",
          "start", 44, "minato", "kitazawa", reviews=((5, "methods"),), twists=("version_pending",), visits=(0, 3), agency="clinic", program="fujii"),
    Story("oda", "小田 美雪", "おだ みゆき", 19, (1, 30), F, INTELLECTUAL, (REHA, "B1"), "kitchen", "料理が好き。みんなに食べてもらえる仕事がいい。",
          "start", 3, "hanamizuki", "kitazawa", program="fujii", visits=(0, 1, 2, 3, 4)),
    Story("kanda", "神田 拓", "かんだ たく", 30, (6, 3), M, MOOD, (MENTAL, "3級"), "cleaning", "焦らずに、少しずつ働く時間を延ばしたい。",
          "interrupt", 6, "midori", reviews=((5, ""),), visits=(2, 4), agency="clinic"),
    # --- 対象者選定 ---------------------------------------------------------------------------------------------------
    Story("fujikawa", "藤川 真央", "ふじかわ まお", 20, (11, 12), F, INTELLECTUAL, (REHA, "B2"), "packing", "お菓子を包む仕事をしてみたい。",
          "prepare", 1, twists=("plan_drafted",)),
    Story("hamada", "浜田 亮平", "はまだ りょうへい", 41, (4, 21), M, LEGS, (PHYS, "4級"), "store", "立ち仕事は短くして、長く勤めたい。",
          "sign", 0, "", "kitazawa", program="fujii", agency=""),
    Story("morikawa", "森川 美咲", "もりかわ みさき", 24, (2, 3), F, MOOD, (MENTAL, "3級"), "office", "事務の仕事を、落ち着いた職場で続けたい。",
          "ask", 2, agency="clinic"),
    Story("sekine", "関根 大輔", "せきね だいすけ", 39, (10, 27), M, SCHIZO, (MENTAL, "3級"), "logistics", "品物をそろえる仕事がしたい。週4日から始めたい。",
          "ask", 4, "midori", "kitazawa", twists=("asked_twice",), agency="clinic", program="fujii"),
    Story("yano", "矢野 かおる", "やの かおる", 35, (7, 7), F, SCHIZO, (MENTAL, "2級"), "kitchen", "体調がよくなったら、短い時間だけ働きたい。",
          "ask", 1, "hanamizuki", twists=("unsuitable",), agency="clinic"),
    Story("ogawa", "小川 樹", "おがわ いつき", 22, (5, 29), M, AUTISM, (REHA, "B2"), "store", "決まった順番でできる仕事がいい。",
          "decide", 1, "tsubasa", twists=("sent_back",), program="fujii"),
    # --- ケース会議, 計画策定 ------------------------------------------------------------------------------------------
    Story("kawai", "河合 梨花", "かわい りか", 26, (8, 15), F, SEVERE, (REHA, "A2"), "laundry", "おかあさんといっしょに決めたい。たたむのがすき。",
          "case_meeting", 8, twists=("deferred", "revise")),
    Story("sakaguchi", "坂口 俊", "さかぐち しゅん", 22, (1, 5), M, LEGS, (PHYS, "2級"), "office", "通勤できる所で、数字を使う仕事がしたい。",
          "liaison", 4, "tsubasa", "kitazawa", primary="onishi", agency=""),
    Story("negishi", "根岸 由衣", "ねぎし ゆい", 30, (12, 11), F, INTELLECTUAL, (REHA, "B1"), "cleaning", "きれいにする仕事が好き。友だちを作りたい。",
          "liaison", 4, "tsubasa", "kitazawa"),
    Story("miyamoto", "宮本 千夏", "みやもと ちなつ", 27, (6, 16), F, INTELLECTUAL, (REHA, "B2"), "packing", "実習で行った工場で、もう一度働いてみたい。",
          "propose", 6, "tsubasa"),
    Story("suzuki", "鈴木 文香", "すずき ふみか", 47, (9, 9), F, MEMORY, (MENTAL, "3級"), "office", "メモを見ながらできる仕事を探したい。",
          "begin_plan", 4, "midori", agency="clinic", program="fujii"),
    # --- 職業評価, 相談受付 --------------------------------------------------------------------------------------------
    Story("uchiumi", "内海 遥", "うちうみ はるか", 32, (3, 3), F, AUTISM, (MENTAL, "3級"), "laundry", "自分に向いている仕事を知りたい。",
          "begin_evaluation", 9, twists=("tested",)),
    Story("sasaki", "佐々木 真理", "ささき まり", 41, (11, 24), F, MOOD, (MENTAL, "3級"), "office", "週3日くらいから、もう一度働きたい。",
          "begin_evaluation", 1, primary="miyake", program="fujii", agency="clinic"),
    Story("nakahara2", "中原 翼", "なかはら つばさ", 33, (9, 3), M, MOOD, (MENTAL, "3級"), "logistics", "前の職場が閉まった。もう一度支援を受けて働きたい。",
          "begin_evaluation", 5, "midori", agency="clinic", again="nakahara"),
    Story("shiomi", "塩見 楓", "しおみ かえで", 19, (10, 19), F, INTELLECTUAL, (REHA, "B2"), "store", "学校を出たので、働く所を見つけたい。",
          "open", 2, primary="miyake"),
    Story("takeda", "武田 昇", "たけだ のぼる", 55, (4, 4), M, MEMORY, (CertificateType.APPLYING, ""), "cleaning", "倒れる前のように、体を動かして働きたい。",
          "open", 0, primary="onishi", twists=("undecided",)),
    # --- 白浜 ----------------------------------------------------------------------------------------------------------
    Story("aizawa", "相沢 優斗", "あいざわ ゆうと", 24, (7, 1), M, INTELLECTUAL, (REHA, "B1"), "packing", "食べ物の工場で働きたい。",
          "start", 21, visits=(1, 3), partner="村井 恵", **SHIRAHAMA),
    Story("iida", "飯田 早苗", "いいだ さなえ", 37, (2, 14), F, MOOD, (MENTAL, "3級"), "office", "家の近くで、短い時間から働きたい。",
          "begin_evaluation", 7, twists=("tested",), **SHIRAHAMA),
)
STORIES = tuple(replace(story, number=number) for number, story in enumerate(_TABLE))
