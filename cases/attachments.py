"""What may be attached to a 同意 and to a 職業評価: by the center and for the center, never for partners."""

from cases.models import Consent, VocationalEvaluation
from shokuiki.accounts.enums import LEADING_POSTS
from shokuiki.files import registry
from shokuiki.records import gate


def consents(user):
    return Consent.objects.visible_to(user).select_related("person")


def evaluations(user):
    return VocationalEvaluation.objects.visible_to(user).select_related("case__person")


def releases(user, evaluation):
    """判断: what a confirmed evaluation rests on stays, unless a leading post takes out what does not belong there."""
    return evaluation.allows("edit") or user.holds(evaluation.center_id, *LEADING_POSTS)


registry.register(
    Consent, key="consents", nouns=consents, see=lambda user, consent: gate.may(user, "read", consent),
    change=lambda user, consent: gate.may(user, "withdraw", consent), takes=lambda consent: True,
    releases=lambda user, consent: True, persons=lambda consent: [(consent.person_id, consent.center_id)],
    label=lambda consent: f"{consent.person.full_name}さんの同意（{consent}）",
    titles=("同意書の写し", "撤回届の写し", "委任状", "登記事項証明書（後見）"),
)
registry.register(
    VocationalEvaluation, key="evaluations", nouns=evaluations,
    see=lambda user, evaluation: gate.may(user, "read", evaluation.case),
    change=lambda user, evaluation: gate.may(user, "edit", evaluation),
    takes=lambda evaluation: evaluation.case.is_open, releases=releases,
    persons=lambda evaluation: [(evaluation.case.person_id, evaluation.center_id)],
    label=lambda evaluation: f"{evaluation.case.person.full_name}さんの職業評価",
    titles=("検査の記録用紙", "作業の写真", "医師の意見書", "紹介状", "履歴書"),
)
