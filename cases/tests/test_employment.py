"""就職: recorded while support goes on or after it; the workplace is called an employer from then on."""

import pytest
from django.urls import reverse

from cases.models import Employment
from cases.tests import factories as make
from cases.tests.pages import signed_in, text_of
from shokuiki.records import clock
from shokuiki.records.errors import NotAllowed, Refused


def form_of(case, **changes):
    return {
        "seen": case.version, "employer": "株式会社 ひだまりクリーニング", "hired_on": clock.today().isoformat(), "route": "peso",
        "type": "part_time", "job": "仕分け", "weekly_hours": "30", **changes,
    }


def test_a_job_elsewhere_is_recorded(cast):
    case = make.follow_up_case(cast)
    client, url = signed_in(cast.program), reverse("cases:employment_create", args=[case.pk])
    assert client.get(url).status_code == 200
    assert [client.post(url, form_of(case)).status_code for _ in range(2)] == [302, 409]
    job = case.employments.get()
    assert (job.employer, job.workplace) == ("株式会社 ひだまりクリーニング", None)
    assert "株式会社 ひだまりクリーニング" in text_of(client.get(reverse("cases:follow_up", args=[case.pk])))


def test_the_workplace_becomes_the_employer(cast):
    case = make.supporting_case(cast)
    data = form_of(case, employer="", same_workplace="on")
    assert signed_in(cast.chief).post(reverse("cases:employment_create", args=[case.pk]), data).status_code == 302
    job = case.employments.get()
    assert (job.employer, job.workplace) == (cast.workplace.name, cast.workplace)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"employer": ""}, "就職先を入力してください"), ({"hired_on": "2099-01-01"}, "就職日が先の日付です"),
     ({"hired_on": "2000-01-01"}, "支援開始日"), ({"route": ""}, "経路を選んでください")],
)
def test_bad_input_says_why(cast, changes, sentence):
    case = make.follow_up_case(cast)
    answer = signed_in(cast.program).post(reverse("cases:employment_create", args=[case.pk]), form_of(case, **changes))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "仕分け" in text_of(answer)
    assert not Employment.objects.exists()


def test_no_job_before_the_support_has_begun(cast):
    case = make.prepared_case(cast)
    answer = signed_in(cast.program).get(reverse("cases:employment_create", args=[case.pk]))
    assert answer.status_code == 409
    with pytest.raises(Refused, match="今の状態"):
        Employment(case=case, employer="株式会社 青嶺", hired_on=clock.today(), route="peso", type="regular").record(
            by=cast.program
        )


def test_only_the_program_counselor_and_the_chief_record(cast):
    case = make.follow_up_case(cast)
    job = Employment(case=case, employer="株式会社 青嶺", hired_on=clock.today(), route="peso", type="regular")
    for user in (cast.colleague, cast.evaluator, cast.director, cast.clerk):
        with pytest.raises(NotAllowed):
            job.record(by=user)
