"""The corporations' track: applications in every state, and the partners who come with the selected ones."""

from dataclasses import dataclass
from datetime import date, timedelta

from partners.enums import AccountingSeparation as Accounting
from partners.enums import DisabilityGroup as Group
from partners.enums import FacilityType as Facility
from partners.enums import InsurancePlan as Insurance
from partners.enums import LegalForm, PartnerKind
from partners.models import ApplicationFacility, ConsignmentApplication, Partner, PartnerCandidate
from shokuiki.japan.dates import add_working_days
from shokuiki.records.gate import keep
from shokuiki.sample.people import MEMBERS
from shokuiki.sample.stage import moved, working

# What each corporation writes of itself; facilities: (type, name, capacity); candidates: (name, kana, position,
# qualification, years); insured_for: days from today until the insurance runs out.
APPLICANTS = {
    "aozora": {
        "legal_form": LegalForm.SOCIAL_WELFARE, "corporate_number": "7999900000101", "representative": ("理事長", "林 正夫", "はやし まさお"),
        "facilities": [
            (Facility.INTELLECTUAL_WORKSHOP, "あおぞら作業所", 30), (Facility.INTELLECTUAL_DORMITORY, "あおぞら寮", 20),
        ],
        "candidates": [
            ("野田 千尋", "のだ ちひろ", "生活支援員", "社会福祉士", 9), ("村井 恵", "むらい めぐみ", "職業指導員", "介護福祉士", 4),
        ],
        "groups": [Group.INTELLECTUAL, Group.MENTAL], "cases_per_year": 8, "past_experience": "授産施設から毎年2名から3名が就職し、職場への同行を続けています。",
        "insurance": Insurance.ENROLLED, "insurer": "海風損害保険 施設賠償責任保険", "insured_for": 68,
        "accounting": "公益事業に「職域開発援助事業」の拠点区分を設け、委託料の収入と支出を分けて記帳する。",
    },
    "midori": {
        "legal_form": LegalForm.MEDICAL, "corporate_number": "5999900000202", "representative": ("理事長", "戸田 明子", "とだ あきこ"),
        "facilities": [(Facility.MENTAL_TRAINING, "みどり生活訓練ホーム", 20), (Facility.MENTAL_COMMUNITY, "地域生活支援センター みどり", None)],
        "candidates": [("上原 瞳", "うえはら ひとみ", "精神保健福祉士", "精神保健福祉士", 7)],
        "groups": [Group.MENTAL], "cases_per_year": 4, "past_experience": "デイケアの利用者の就労を、外来と連携して支えてきました。",
        "insurance": Insurance.ENROLLED, "insurer": "北洋火災 福祉事業者総合保険", "insured_for": 212,
    },
    "kyosei": {
        "legal_form": LegalForm.FOUNDATION, "corporate_number": "3999900000303", "representative": ("代表理事", "古川 博", "ふるかわ ひろし"),
        "facilities": [(Facility.PHYSICAL_FACTORY, "青嶺福祉工場", 50)],
        "candidates": [("松尾 梢", "まつお こずえ", "支援課主任", "作業療法士", 6)],
        "groups": [Group.PHYSICAL], "cases_per_year": 3, "past_experience": "福祉工場から一般の事業所へ移る人の相談を受けています。",
        "insurance": Insurance.ENROLLED, "insurer": "海風損害保険 賠償責任保険", "insured_for": 401,
    },
    "hanamizuki": {
        "legal_form": LegalForm.SMALL_WORKSHOP, "corporate_number": "", "representative": ("所長", "北村 和代", "きたむら かずよ"),
        "facilities": [],
        "candidates": [("広瀬 弘", "ひろせ ひろし", "指導員", "", 12)],
        "groups": [Group.INTELLECTUAL], "cases_per_year": 2, "past_experience": "従来の事業で、8年間に11名の職場実習に同行しました。",
        "insurance": Insurance.WILL_NOT, "insurer": "", "insured_for": None,
    },
    "tsubasa": {
        "legal_form": LegalForm.SOCIAL_WELFARE, "corporate_number": "1999900000404", "representative": ("理事長", "宮原 澄江", "みやはら すみえ"),
        "facilities": [(Facility.PHYSICAL_WORKSHOP, "つばさ授産所", 25), (Facility.INTELLECTUAL_REHABILITATION, "つばさ学園", 40)],
        "candidates": [("三島 奈々", "みしま なな", "職業指導員", "社会福祉士", 5)],
        "groups": [Group.PHYSICAL, Group.INTELLECTUAL], "cases_per_year": 4, "past_experience": "卒業後の相談の場を毎月開き、働く人の集まりを続けています。",
        "insurance": Insurance.WILL_ENROL, "insurer": "", "insured_for": None,
        "accounting": "サービス区分を新たに設け、委託料を社会福祉事業の会計と分けて経理する。",
    },
    "minato": {
        "legal_form": LegalForm.OTHER, "corporate_number": "8999900000505", "representative": ("代表理事", "白石 美帆子", "しらいし みほこ"),
        "legal_form_note": "一般社団法人（一般社団法人及び一般財団法人に関する法律）",
        "facilities": [(Facility.SMALL_WORKSHOP, "みなとワークス", 15)],
        "candidates": [("本間 圭介", "ほんま けいすけ", "支援員", "精神保健福祉士", 3)],
        "groups": [Group.MENTAL, Group.OTHER], "cases_per_year": 3, "past_experience": "地域の事業所と協力し、短い時間から働く練習の場を作ってきました。",
        "insurance": Insurance.ENROLLED, "insurer": "汐見損害保険 賠償責任保険", "insured_for": 298,
    },
}
MANAGERS = {
    "aozora": "kobayashi", "midori": "hirano", "kyosei": "nagai", "hanamizuki": "kitamura", "tsubasa": "akiyama",
    "minato": "shiraishi",
}


@dataclass
class Dossier:
    """One application. until: draft, submit, withdraw, opinion, return, ask, reject or select; term: of the selection.

    on_paper: the center types it in. correction: what the center asks to be put right before it goes on.
    """

    applicant: str
    on: date
    until: str
    opinion: str = ""
    words: str = ""
    term: tuple = ()
    conditions: str = ""
    note: str = ""
    center: str = "aomine"
    on_paper: bool = False
    correction: str = ""


def dossiers(stage):
    """All applications in the order of their days."""
    year = stage.year

    def spring(number):
        return working(date(number, 2, 12))

    good = "支援の実績があり、職員の体制も整っている。選定が適当と考える。"
    return sorted([
        Dossier("midori", spring(year - 4), "select", good, "精神障害のある人への支援の実績があり、医療との連携が期待できるため。",
                (date(year - 4, 4, 1), date(year - 1, 3, 31))),
        Dossier("aozora", working(date(year - 3, 8, 18)), "select", good, "授産施設での就労支援の実績があり、支援の体制が整っているため。",
                (date(year - 3, 10, 1), date(year + 1, 9, 30)), "同時に担当する人は5人までとすること。"),
        Dossier("hanamizuki", spring(year - 3), "withdraw", words="担当を予定していた職員が退職したため、取り下げます。"),
        Dossier("hanamizuki", spring(year - 2), "select", "小規模だが、本人との関係づくりが丁寧である。損害保険の加入を引き続きすすめる。",
                "従来からの委託先として支援の実績があるため。", (date(year - 2, 4, 1), date(year + 2, 3, 31)), on_paper=True),
        Dossier("tsubasa", spring(year - 2), "select", good, "身体障害のある人の職場環境の調整に詳しく、支援の体制が整っているため。",
                (date(year - 2, 4, 1), date(year + 1, 9, 30)), "損害保険の加入の手続きを済ませ、証券の写しを出すこと。"),
        Dossier("aozora", spring(year - 2), "select", "青嶺での支援の実績がある。白浜の圏域でも同じ体制がとれる。",
                "青嶺での実績があり、白浜でも担当者を置けるため。", (date(year - 2, 4, 1), date(year + 1, 9, 30)), center="shirahama"),
        Dossier("kyosei", working(date(year - 2, 5, 20)), "reject", "支援の担当者が専任でなく、職場への訪問の見通しが立っていない。",
                "担当者の体制が整っておらず、定期の訪問ができないため。体制が整ったら、あらためて申し込んでください。"),
        Dossier("midori", spring(year - 1), "select", "前の期間の支援は良好である。更新が適当と考える。",
                "前の選定の期間に4名を支援し、いずれも計画どおりに終えたため。", (date(year - 1, 4, 1), date(year + 2, 3, 31))),
        Dossier("minato", spring(year - 1), "select", "新しい法人だが、事業所との関係が深い。定期の報告を条件に選定が適当と考える。",
                "地域の事業所との協力の実績があるため。", (date(year - 1, 4, 1), date(year + 2, 3, 31)), "3か月ごとに支援の状況を報告すること。",
                "定款で障害のある人の就労の支援を目的とし、作業所を運営している。通知の「等」に当たると判断した。"),
        Dossier("kyosei", stage.ago(15), "ask", "専任の担当者を置き、週3日の訪問ができる。前回の課題は解消しており、選定が適当と考える。"),
        Dossier("minato", stage.ago(12), "opinion", "新しい担当者の経歴を確かめた。支援の引継ぎの方法を、法人にもう一度確認している。",
                correction="本間さんの経験年数を確かめ、代わりに支援できる方も挙げてください。"),
        Dossier("hanamizuki", stage.ago(9), "return", words="候補者の資格と経験年数が空いています。広瀬さんの経験年数と、緊急のときに代わる方を書いてください。"),
        Dossier("tsubasa", stage.ago(2), "submit"),
        Dossier("aozora", stage.ago(1), "draft"),
    ], key=lambda dossier: dossier.on)


def tell_corporations(stage):
    """Carry every application through its steps; then the partners of the selected corporations sign in."""
    for dossier in dossiers(stage):
        _carry(stage, dossier)


def decide_again(stage):
    """One selection was suspended for a time and one still is; one is taken back while a case is running under it.

    Told after the persons, whom none of it stops.
    """
    director, tsubasa = stage.users["takase"], stage.selections["tsubasa", "aomine"]
    with moved(stage.ago(120), 14):
        tsubasa.suspend(
            by=director, event_date=stage.ago(120), reason="委託料の会計の区分を、法人の監査の結果を待って確かめるため。",
        )
    with moved(stage.ago(98), 11):
        tsubasa.resume(by=director, event_date=stage.ago(98), reason="監査の結果から、会計が区分されていることを確かめたため。")
    with moved(stage.ago(20), 10):
        stage.selections["aozora", "shirahama"].suspend(
            by=stage.users["mori"], event_date=stage.ago(20), reason="白浜の担当者が決まるまでの間、新しい支援の委託を止めるため。",
        )
    with moved(stage.ago(30), 15):
        stage.selections["minato", "aomine"].revoke(
            by=director, event_date=stage.ago(30),
            reason="施設の移転に伴い支援の担当者を置けなくなったと、法人から届け出があったため。今の支援は、計画の終わりまで続ける。",
        )


def _carry(stage, dossier):
    manager = stage.users[MANAGERS[dossier.applicant]]
    reviewer, director = ("onishi", "takase") if dossier.center == "aomine" else ("taniguchi", "mori")
    reviewer, director = stage.users[reviewer], stage.users[director]
    day = dossier.on
    writer = stage.users["okada"] if dossier.on_paper else manager
    with moved(day, 9, 40):
        application = _written(stage, dossier, writer)
    if dossier.until == "draft":
        return
    with moved(day, 11):
        application.submit(by=writer)
    if dossier.until == "submit":
        return
    day = add_working_days(day, 1)
    with moved(day, 13, 15):
        application.receive(by=stage.users["okada"] if dossier.center == "aomine" else reviewer)
    if dossier.correction:
        _correct(application, dossier, reviewer, manager, day)
    day = add_working_days(day, 4)
    with moved(day, 14):
        if dossier.until == "withdraw":
            application.withdraw(by=manager, reason=dossier.words)
        elif dossier.until == "return":
            application.return_to_applicant(by=reviewer, comment=dossier.words)
        else:
            application.write_opinion(by=reviewer, opinion=dossier.opinion)
    if dossier.until in ("ask", "reject", "select"):
        _ask_and_decide(stage, dossier, application, reviewer, director, add_working_days(day, 2))


def _correct(application, dossier, reviewer, manager, day):
    """The center sends it back, and the corporation puts it right and hands it in again."""
    with moved(add_working_days(day, 1), 10):
        application.return_to_applicant(by=reviewer, comment=dossier.correction)
    with moved(add_working_days(day, 2), 15):
        candidate = application.candidates.first()
        candidate.years = (candidate.years or 0) + 1
        another = PartnerCandidate(name="堀江 健", kana="ほりえ けん", position="職業指導員", qualification="介護福祉士", years=6)

        def keep_rows(row):
            another.application = row
            for changed in (candidate, another):
                keep(changed, by=manager, reason="「パートナー候補」を記入する")

        application.edit(by=manager, changes={"cases_per_year": 2}, keep_rows=keep_rows)
        application.submit(by=manager)


def _ask_and_decide(stage, dossier, application, reviewer, director, day):
    with moved(day, 9, 30):
        application.ask_decision(by=reviewer)
    if dossier.until == "ask":
        return
    day = add_working_days(day, 3)
    with moved(day, 16):
        if dossier.until == "reject":
            application.reject(by=director, event_date=day, reason=dossier.words)
            return
        warned = application.insurance_plan != Insurance.ENROLLED
        start, end = dossier.term
        stage.selections[dossier.applicant, dossier.center] = application.select(
            by=director, event_date=day, reason=dossier.words, valid_from=start, valid_to=end,
            conditions=dossier.conditions, note=dossier.note,
            acknowledged={"S12": "加入は必須ではない。事故のときの対応を法人と確かめ、加入をすすめた。"} if warned else None,
        )
    with moved(day, 17):
        _sign_partners_in(stage, dossier.applicant, reviewer)


def _written(stage, dossier, by):
    """The draft, filled in; a later application begins with what the one before said."""
    center, organization = stage.organizations[dossier.center], stage.organizations[dossier.applicant]
    facts = APPLICANTS[dossier.applicant]
    application, rows = ConsignmentApplication.prefilled(center, organization)
    title, name, kana = facts["representative"]
    changes = {
        "legal_form": facts["legal_form"], "legal_form_note": facts.get("legal_form_note", ""),
        "corporate_number": facts["corporate_number"], "representative_title": title, "representative_name": name,
        "representative_kana": kana, "desired_start_on": dossier.term[0] if dossier.term else stage.later(60),
        "disability_groups": facts["groups"], "cases_per_year": facts["cases_per_year"],
        "past_experience": facts["past_experience"], "insurance_plan": facts["insurance"], "insurer": facts["insurer"],
        "insurance_until": stage.later(facts["insured_for"]) if facts["insured_for"] else None,
        "accounting_separation": Accounting.SEPARATED if "accounting" in facts else "",
        "accounting_method": facts.get("accounting", ""), "email": f"jimu@{dossier.applicant}.example.jp",
    }
    if dossier.until == "draft":
        changes = {"desired_start_on": stage.later(240), "insurance_plan": "", "insurance_until": None}
    if not any(isinstance(row, PartnerCandidate) for row in rows):
        rows = [
            ApplicationFacility(facility_type=kind, name=name, capacity=capacity, address=organization.address)
            for kind, name, capacity in facts["facilities"]
        ] + [
            PartnerCandidate(name=name, kana=kana, position=position, qualification=qualification, years=years)
            for name, kana, position, qualification, years in facts["candidates"]
        ]
    if dossier.on_paper:
        application.start_on_paper(by=by, paper_on=dossier.on - timedelta(days=2), rows=rows)
    else:
        application.start(by=by, rows=rows)
    application.edit(by=by, changes=changes)
    return application


# --- Partners --------------------------------------------------------------------------------------------------------
def _sign_partners_in(stage, applicant, by):
    """Candidates became partners with the selection; those who have an account are joined to it."""
    users = {stage.users[key].name: stage.users[key] for key, row in MEMBERS.items() if row[0] == applicant}
    for partner in Partner.objects.of(PartnerKind.CONSIGNED, stage.organizations[applicant]):
        if partner.name in users:
            if partner.user_id is None:
                partner.edit(by=by, changes={"user": users[partner.name]})
            stage.partners.setdefault(applicant, partner)
        stage.partners.setdefault(partner.name, partner)
