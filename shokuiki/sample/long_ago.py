"""Persons whose last case ended more than five years ago, and the requests to erase what is held on them."""

from datetime import date

from django.db import connection

from cases import retention
from cases.enums import Gender, ReferralSource
from cases.models import Case, Disability, ErasureRequest, Person
from shokuiki.records import clock
from shokuiki.records.gate import create, keep
from shokuiki.sample.persons import INTELLECTUAL, LEGS, MOOD
from shokuiki.sample.stage import moved, working

# (name, kana, born, gender, disability, months of the 年度 in which they came and in which they withdrew, why)
PERSONS = (
    ("早川 勉", "はやかわ つとむ", date(1968, 10, 7), Gender.MALE, LEGS, (5, 6), "親類の店で働くことが決まった。"),
    ("三輪 節子", "みわ せつこ", date(1971, 2, 19), Gender.FEMALE, MOOD, (6, 8), "治療に専念するため、支援を受けないことにした。"),
    ("辻 浩二", "つじ こうじ", date(1979, 7, 30), Gender.MALE, INTELLECTUAL, (9, 11), "家族とほかの県へ引っ越した。"),
)
REASON = "保存期間の5年が終わり、業務に使う予定がないため。"


def tell_persons_of_long_ago(stage):
    """Six 年度 ago three came and withdrew. Told before the stories."""
    year, by, chief = stage.year - 6, stage.users["hasegawa"], stage.users["onishi"]
    for number, (*who, (opened, closed), reason) in enumerate(PERSONS):
        with moved(working(date(year, opened, 10 + number)), 10):
            case = _case(stage, number, who, by)
        with moved(working(date(year, closed, 10 + number)), 15):
            Case.objects.get(pk=case.pk).withdraw(by=chief, on=clock.today(), reason=reason)
        stage.case_ids[f"long_ago_{number}"] = case.pk


def _case(stage, number, who, by):
    name, kana, born, gender, (kind, detail, severe) = who
    center = stage.organizations["aomine"]
    family, given = name.split()
    family_kana, given_kana = kana.split()
    person = create(Person(
        center=center, family_name=family, given_name=given, family_kana=family_kana, given_kana=given_kana, birth_date=born,
        gender=gender, address=f"青嶺市城山{number + 1}-8", phone=f"0465-00-48{number + 10}",
        uses_employment_support_center=False,
    ), by=by)
    keep(Disability(person=person, type=kind, detail=detail, is_severe=severe), by=by, reason="相談を受け付ける")
    return Case(
        center=center, person=person, opened_on=clock.today(), referral_source=ReferralSource.PESO,
        consultation="安定所の紹介で来所。これからの働き方を相談したい。", primary_counselor=by, program_counselor=by,
    ).open_case(by=by)


def ask_to_erase(stage):
    """Requests in every state, one of them carried out. Told at the end."""
    persons = Case.objects.in_bulk([stage.case_ids[f"long_ago_{number}"] for number in range(len(PERSONS))])
    first, second, third = (case.person_id for _, case in sorted(persons.items()))
    chief, director = stage.users["onishi"], stage.users["takase"]
    with moved(stage.ago(25), 9):
        _request(stage, [first, second], chief).cancel(by=chief)
    with moved(stage.ago(25), 9, 30):
        request = _request(stage, [first], chief)
        request.approve(by=chief)
    with moved(stage.ago(24), 10):
        request.approve_finally(by=director)
        connection.check_constraints()  # those that wait for the end of the transaction would forbid lifting the triggers
        retention.carry_out(request, connection)
    with moved(stage.ago(3), 14):
        _request(stage, [second], chief).approve(by=chief)
    with moved(stage.ago(1), 14):
        _request(stage, [third], chief)


def _request(stage, persons, by):
    return ErasureRequest(center=stage.organizations["aomine"], persons=persons, reason=REASON).propose(by=by)
