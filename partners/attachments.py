"""What may be attached to a 委託申込, and by whom."""

from partners.enums import ApplicationState
from partners.models import ConsignmentApplication
from shokuiki.files import registry
from shokuiki.records import gate

STILL_TYPED = (ApplicationState.RETURNED, ApplicationState.WITHDRAWN)


def is_visible(user, application):
    """Both sides see an application that exists for them."""
    return ConsignmentApplication.objects.visible_to(user).filter(pk=application.pk).exists()


def writes(user, application):
    return gate.may(user, "edit", application)


def handed_in_at(user, application):
    """As with its content, the center sees what was handed in and no correction that is still being made."""
    if application.state not in STILL_TYPED or writes(user, application):
        return None
    last = application.submissions.first()
    return last.recorded_at if last else None


registry.register(
    ConsignmentApplication, key="applications", nouns=ConsignmentApplication.objects.visible_to, see=is_visible,
    change=writes, takes=lambda application: application.allows("edit"),
    releases=lambda user, application: application.allows("edit"), until=handed_in_at,
    label=lambda application: f"委託申込 {application.number or '下書き'}",
    titles=("定款", "登記事項証明書", "事業報告書", "決算書", "保険証券の写し", "資格証の写し"),
)
