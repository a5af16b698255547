"""Answers of the error kind: in Japanese, in our frame, with what to do next."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def csrf_failure(request, reason=""):
    """403 with what to do; `reason` is Django's technical word and is not shown."""
    return render(request, "403_csrf.html", status=403)


def not_allowed(request, exception):
    """403 with who may, and what the person may do instead, where there is something."""
    context = {"exception": str(exception), "offer": getattr(exception, "offer", None)}
    return render(request, "403.html", context, status=403)


def bad_request(request, exception):
    """400, or 413 where only the size stood in the way. Asks nothing of a request that could not be read."""
    if isinstance(exception, TOO_LARGE):
        return HttpResponse(render_to_string("413.html"), status=413)
    return HttpResponse(render_to_string("400.html"), status=400)


def not_allowed_method(request, response):
    """405: Django's answer has no body. Which methods there are stays in its header."""
    page = render(request, "405.html", status=405)
    page.headers["Allow"] = response.headers.get("Allow", "")
    return page


def no_record(request):
    """503: what cannot be recorded is not shown. Works without the database."""
    return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "60"})
