"""Undefined variables fail in our templates; those of installed packages keep Django's behaviour."""

import inspect

import pytest
from django.conf import settings


class UndefinedFails(str):
    """For an engine's ``string_if_invalid``: empty for a package's template, a failed test for one of ours.

    Django asks whether it is true before it uses it, so the answer is given there: false means that the variable is
    empty and filters such as ``default`` are applied to it as always.
    """

    def __bool__(self):
        return _is_ours(_rendering_template())

    def __contains__(self, placeholder):
        return True

    def __mod__(self, variable):
        pytest.fail(f"undefined variable {variable} in {_rendering_template()}")


def _rendering_template():
    """The file whose node is being rendered: the innermost caller that knows its origin."""
    frame = inspect.currentframe()
    while frame := frame.f_back:
        origin = getattr(frame.f_locals.get("self"), "origin", None)
        if origin is not None:
            return str(origin)
    return ""


def _is_ours(path):
    return path.startswith(str(settings.BASE_DIR)) and "site-packages" not in path
