"""What may be attached to a 委託申込, and by whom."""

from partners.enums import ApplicationState
from partners.models import ConsignmentApplication
from shokuiki.files import registry
from shokuiki.files.enums import AttachmentState
from shokuiki.records import gate

STILL_TYPED = (ApplicationState.RETURNED, ApplicationState.WITHDRAWN)


def is_visible(user, application):
    """Both sides see an application that exists for them."""
    return ConsignmentApplication.objects.visible_to(user).filter(pk=application.pk).exists()


def writes(user, application):
    return gate.may(user, "edit", application)


def not_handed_in(user, application, attachments):
    """As with its content, the center sees what was handed in: no correction that is still being made, and nothing
    that was attached and taken away again before. That a virus was found is told to both."""
    doubtful = [
        a for a in attachments
        if a.state != AttachmentState.INFECTED and (not a.is_kept or application.state in STILL_TYPED)
    ]
    if not doubtful or writes(user, application):
        return set()
    handed_in = list(application.submissions.values_list("recorded_at", "content__files"))
    named = {row["id"] for _, files in handed_in for row in files or ()}
    until = max((at for at, files in handed_in if files is None), default=None)  # 提出 of before they named their files
    return {a.pk for a in doubtful if a.pk not in named and not (until and a.added_at <= until)}


registry.register(
    ConsignmentApplication, key="applications", nouns=ConsignmentApplication.objects.visible_to, see=is_visible,
    change=writes, takes=lambda application: application.allows("edit"),
    releases=lambda user, application: application.allows("edit"), hides=not_handed_in,
    label=lambda application: f"委託申込 {application.number or '下書き'}",
    titles=("定款", "登記事項証明書", "事業報告書", "決算書", "保険証券の写し", "資格証の写し"),
)
