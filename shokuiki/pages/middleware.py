"""What every request passes before its page, and every answer after it."""

import logging

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.db import DataError, Error
from django.http import Http404

from shokuiki.pages import errors
from shokuiki.pages.page_names import name_of
from shokuiki.records import access
from shokuiki.records.enums import AccessKind

logger = logging.getLogger(__name__)
LARGEST_NUMBER = 2**63 - 1  # what both databases can compare with a key


class NoStoreMiddleware:
    """No page stays in a cache and none is read by another site: no name is left in a shared browser."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class SoundRequestMiddleware:
    """What no page could answer sensibly is refused here: too large, unreadable, or a number no row can have.

    A view that takes files says how many bytes it takes: an attribute `upload_limit` of its class or function.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 405:
            return errors.not_allowed_method(request, response)
        return response

    def process_view(self, request, view, args, kwargs):
        if any(isinstance(value, int) and value > LARGEST_NUMBER for value in kwargs.values()):
            raise Http404
        limit = getattr(getattr(view, "view_class", view), "upload_limit", settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isascii() or not length.isdigit() or len(length) > 18:
            raise BadRequest("The length of the request is no number.")
        if int(length) > limit:
            raise RequestDataTooBig("The request is larger than this page takes.")
        typed = [value for _, values in (*request.GET.lists(), *request.POST.lists()) for value in values]
        # PostgreSQL keeps no NUL in a text, and nobody can type one.
        if any("\0" in text for text in (*typed, *request.GET, *request.POST)):
            raise BadRequest("The request has a NUL in a text.")

    def process_exception(self, request, exception):
        """A value the database cannot hold was never offered by a page."""
        if isinstance(exception, (OverflowError, DataError)):
            logger.error("A value that the database cannot hold: %s", request.path, exc_info=exception)
            return errors.bad_request(request, exception)


class AccessMiddleware:
    """Writes 閲覧記録 when the answer is made; an answer that cannot be recorded is not given.

    Outside every transaction of the page: what was refused or failed is recorded too.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with access.collecting() as collected:
            request.access_key = collected.key
            response = self.get_response(request)
        try:
            record(request, response, collected)
        except Error as error:
            logger.error("No record of access could be written: %s", request.path, exc_info=error)
            response.close()
            return errors.no_record(request)
        return response


def record(request, response, collected):
    """One entry for the answer, where it concerns persons."""
    match = request.resolver_match
    kind = kind_of(request, response, collected) if match else ""
    if kind == AccessKind.REFUSED and not collected.persons:
        collected.persons = access.persons_at(match.route, match.kwargs)
    if kind and collected.persons:
        access.write(
            collected, user=request.user if request.user.is_authenticated else None, kind=kind, page=match.view_name,
            page_name=name_of(match), path=request.path[:300], method=request.method, status=response.status_code,
        )


def kind_of(request, response, collected):
    """What was done with the persons of an answer; "" for an answer that shows and changes nothing of them."""
    status = response.status_code
    moves = 300 <= status < 400
    if status in (403, 404) or (moves and not request.user.is_authenticated):
        return AccessKind.REFUSED
    if status >= 500:
        return AccessKind.FAILED
    if request.method in ("GET", "HEAD") and moves:
        return ""
    if "draft" in request.GET and response.headers.get("Content-Type") == "application/json":
        return ""  # a draft was kept of what this person is typing
    if collected.kind:
        return collected.kind
    if moves:
        return AccessKind.CHANGED
    if response.headers.get("Content-Disposition", "").startswith("attachment"):
        return AccessKind.EXPORTED
    return AccessKind.OPENED if "pk" in request.resolver_match.kwargs else AccessKind.LISTED
