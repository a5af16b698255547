"""Answers to requests that cannot be trusted."""

from django.shortcuts import render


def csrf_failure(request, reason=""):
    """403 with what to do; `reason` is Django's technical word and is not shown."""
    return render(request, "403_csrf.html", status=403)
