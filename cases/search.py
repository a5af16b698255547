"""What was searched for stays in the session: no name and no kana ever stands in an address."""

import secrets

from django.urls import reverse

KEPT = 20
SESSION_KEY = "case_searches"


def remember(request, text, query=None):
    """Keep a text searched for; returns the address of the list that shows what it finds.

    query: a QueryDict of the other conditions, which name no person.
    """
    searches = request.session.get(SESSION_KEY, {})
    key = secrets.token_urlsafe(8)
    request.session[SESSION_KEY] = dict([*searches.items(), (key, text)][-KEPT:])
    query = query.copy() if query is not None else {}
    query["s"] = key
    query_string = query.urlencode() if hasattr(query, "urlencode") else f"s={key}"
    return f"{reverse('cases:list')}?{query_string}"


def recall(request, key):
    """The text kept under a key in this session, or ""."""
    return request.session.get(SESSION_KEY, {}).get(key, "")
