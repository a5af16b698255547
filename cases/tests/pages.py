"""What the tests of the pages up to the plan share."""

from html.parser import HTMLParser

from django.test import Client
from django.urls import reverse

from shokuiki.records.errors import Refused


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def url_of(name, *args):
    return reverse(f"cases:{name}", args=args)


def text_of(answer):
    return answer.content.decode()


def rows(prefix, *typed, initial=0):
    """The POST data of a formset. typed: a dict a row; the first `initial` stand for rows that exist."""
    data = {f"{prefix}-TOTAL_FORMS": len(typed), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(typed):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def refusal(act):
    """What the model refuses with."""
    try:
        act()
    except Refused as refused:
        return refused
    raise AssertionError("nothing was refused")


class _Typed(HTMLParser):
    """What a browser would post of the form that is guarded on a page, as it stands."""

    def __init__(self):
        super().__init__()
        self.data, self.inside, self.area, self.select = {}, False, None, None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name")
        if tag == "form":
            self.inside = "data-sk-guard" in attrs
        if tag == "template":
            self.inside = False
        if not self.inside:
            return
        if tag == "input" and name and attrs.get("type") not in ("submit", "button"):
            ticked = attrs.get("type") in ("checkbox", "radio")
            if not ticked or "checked" in attrs:
                self.data.setdefault(name, []).append(attrs.get("value") or ("on" if ticked else ""))
        elif tag == "textarea":
            self.area = name
            self.data[name] = [""]
        elif tag == "select":
            self.select = name
            self.data.setdefault(name, [""])
        elif tag == "option" and "selected" in attrs:
            self.data[self.select] = [attrs.get("value", "")]

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = None
        elif tag == "template":
            self.inside = True

    def handle_data(self, text):
        if self.area:
            self.data[self.area][0] += text.removeprefix("\n") if not self.data[self.area][0] else text


def typed_on(answer):
    """{name: value or values}: the form of a page as it was opened, to be posted with changes."""
    parser = _Typed()
    parser.feed(text_of(answer))
    assert parser.data, "the page has no form"
    return {name: values[0] if len(values) == 1 else values for name, values in parser.data.items()}
