"""What pages show about the sign-in itself."""

from django import template
from django.conf import settings

from shokuiki.accounts import devices, idle

register = template.Library()


@register.inclusion_tag("components/idle.html", takes_context=True)
def idle_watch(context):
    """Warns before the session ends and covers the page when it did; nothing where nobody is signed in."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return {"watch": None}
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "watch": {
            "mark": idle.mark_of(request.user),
            "seconds": idle.seconds_left(request.session),
            "warning": settings.SESSION_WARNING_SECONDS,
            "save": settings.SESSION_SAVE_SECONDS,
            "every": settings.SESSION_NOTE_SECONDS,
        },
    }


@register.simple_tag
def second_factor_asked():
    """Whether anybody must have a second factor here."""
    return settings.SECOND_FACTOR_REQUIRED


@register.filter
def device(user_agent):
    return devices.in_words(user_agent)


@register.filter
def in_fours(secret):
    """A secret in groups of four, so that it can be copied by hand."""
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
