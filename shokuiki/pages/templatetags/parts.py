"""The parts that pages are made of, built into every template.

Those with more than a line of markup have their template in ``components/``.
"""

import copy
from decimal import Decimal

from django import forms, template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from shokuiki.accounts.enums import LEADING_POSTS
from shokuiki.japan.dates import wareki
from shokuiki.pages import sentences
from shokuiki.records import clock

register = template.Library()

# The symbols of components/sprite.html.
ICONS = frozenset(
    [
        "back",
        "bell",
        "building",
        "cal",
        "cases",
        "chart",
        "check",
        "checkc",
        "clock",
        "doc",
        "dots",
        "down",
        "download",
        "error",
        "gear",
        "help",
        "home",
        "info",
        "left",
        "link",
        "loop",
        "log",
        "menu",
        "pencil",
        "people",
        "phone",
        "plus",
        "print",
        "right",
        "search",
        "shield",
        "trash",
        "up",
        "updown",
        "user",
        "warn",
        "x",
    ]
)

# Django's own templates for these know neither our arrow nor our spacing.
WIDGET_TEMPLATES = {
    "django/forms/widgets/select.html": "widgets/select.html",
    "django/forms/widgets/radio.html": "widgets/choices.html",
    "django/forms/widgets/checkbox_select.html": "widgets/choices.html",
}


# --- Small things -------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name, label=""):
    """An icon of the sprite: decoration without a label, a named picture with one."""
    if name not in ICONS:
        raise ValueError(f"There is no icon {name!r}.")
    if label:
        return format_html('<svg class="sk-icon" role="img" aria-label="{}"><use href="#i-{}"/></svg>', label, name)
    return format_html('<svg class="sk-icon" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.inclusion_tag("components/chip.html")
def chip(chip):
    """A `chips.Chip`, or nothing for None."""
    return {"chip": chip}


@register.simple_tag
def crumb(label, url=""):
    """One step of the way here; the last one, without a URL, is this page. For the block ``crumbs``."""
    if url:
        return format_html('<li><a href="{}">{}</a></li>', url, label)
    return format_html('<li aria-current="page">{}</li>', label)


@register.tag
def crumbs(parser, token):
    """``{% crumbs %}…{% endcrumbs %}`` draws the way here, or nothing when the page gives no steps."""
    nodelist = parser.parse(("endcrumbs",))
    parser.delete_first_token()
    return CrumbsNode(nodelist)


class CrumbsNode(template.Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        steps = mark_safe(self.nodelist.render(context).strip())  # rendered, so escaped already
        if not steps:
            return ""
        return format_html('<nav class="sk-crumbs" aria-label="現在の位置"><ol>{}</ol></nav>', steps)


# --- Pages of a case ----------------------------------------------------------------------------------------------


@register.inclusion_tag("components/requirement_list.html")
def requirement_list(requirements):
    """The checklist: each rule with its state, the fact found, the evidence and the clause.

    根拠: 通知 記1–4 are shown beside each rule as its clause.
    """
    return {"requirements": requirements}


@register.inclusion_tag("components/steps.html")
def steps(steps):
    """The nine steps. Each has number, title, meta, state (done, now, future, stopped), url, and chip where stopped.

    判断: a case that stopped shows no steps beyond that point.
    """
    shown, here = [], None
    for step in steps:
        shown.append(step)
        if step.state in ("now", "stopped"):
            here = step
        if step.state == "stopped":
            break
    return {"steps": shown, "here": here}


@register.inclusion_tag("components/next_card.html")
def next_card(card):
    """次にすること: label, title, text, waiting, primary (label, url) or None, secondary [(label, url)]."""
    return {"card": card}


@register.inclusion_tag("components/timeline.html")
def timeline(entries):
    """What happened, newest first: date, title, chip, body, meta, is_decision, changes, url."""
    return {"entries": entries}


@register.inclusion_tag("components/diff.html")
def diff(changes):
    """項目, 変更前, 変更後 of [(label, before, after)]."""
    return {"changes": changes}


@register.inclusion_tag("components/chain_note.html")
def chain_note(noun):
    """Whether the ledger agreed at its last verification, of a noun annotated by `Verification.objects.latest_columns`."""
    at = timezone.localtime(noun.verified_at) if noun.verified_at else None
    if at is None:
        return {"at": None}
    day = "本日" if at.date() == clock.today() else wareki(at.date())
    return {"at": at, "when": f"{day} {at.hour}:{at.minute:02}", "count": noun.verified_count, "ok": noun.verified_ok}


@register.simple_tag(takes_context=True)
def ledger_link(context):
    """The way to 記録の検証, for who may go there."""
    if not context["user"].organization_ids(*LEADING_POSTS):
        return ""
    return format_html('　<a href="{}">履歴をもう一度検証する</a>', reverse("desk:ledger"))


# --- Lists and figures ---------------------------------------------------------------------------------------------


@register.inclusion_tag("components/empty.html")
def empty(title, text="", label="", url=""):
    """Says that there is nothing, and the next step."""
    return {"title": title, "text": text, "label": label, "url": url}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context, page_obj):
    """「1–50件を表示（全128件）」 and the pages; the other query parameters stay."""
    numbers = page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=2, on_ends=1)
    return {"page_obj": page_obj, "numbers": numbers, "request": context["request"]}


@register.inclusion_tag("components/facts.html")
def facts(rows, style=""):
    """A list of (term, value); style: "sk-dl--2" for two columns, "sk-dl--narrow" beside the text."""
    return {"rows": rows, "style": style}


@register.inclusion_tag("components/goal_track.html")
def goal_track(start, now, target, unit=""):
    """開始時, 現在 and 目標 in words with a bar under them; None stands for what was not measured."""
    return {
        "start": _number(start, unit),
        "now": _number(now, unit),
        "target": _number(target, unit),
        "track": _track(start, now, target, unit, width=400),
    }


@register.inclusion_tag("components/bar.html")
def bar(now, target=None, scale=None):
    """A bar for tables, 100 wide: the mark is the target; `scale` is the value of the full width."""
    return {"track": _track(None, now, target, "", width=100, scale=scale)}


def _number(value, unit):
    """「62%」, or "" for nothing; 60.00 from the database reads 60."""
    return "" if value is None else f"{Decimal(str(value)).normalize():f}{unit}"


def _track(start, now, target, unit, *, width, scale=None):
    """Where the marks stand on a bar, as texts for SVG attributes. A goal below its start counts downwards."""
    known = [Decimal(str(value)) for value in (start, now, target) if value is not None]
    highest = max(known, default=Decimal(0))
    if scale is None:
        scale = 100 if unit == "%" and highest <= 100 else highest * Decimal("1.09")

    def at(value):
        return Decimal(str(value)) / Decimal(str(scale)) * width if scale and value is not None else Decimal(0)

    downwards = start is not None and target is not None and target < start
    reached = now is not None and target is not None and (now <= target if downwards else now >= target)
    return {
        "fill": f"{min(at(now), Decimal(width)):.1f}",
        "reached": reached,
        "start": None if start is None else f"{max(at(start), Decimal(4)):.1f}",
        "target": None if target is None else f"{at(target) - Decimal('1.2'):.1f}",
    }


# --- Forms ----------------------------------------------------------------------------------------------------------


@register.simple_tag
def control(field):
    """The control of a bound field, with our classes and with its error and hint named to a screen reader."""
    widget = copy.copy(field.field.widget)
    widget.template_name = WIDGET_TEMPLATES.get(getattr(widget, "template_name", ""), widget.template_name)
    attrs = {"class": _control_class(widget)}
    if not field.use_fieldset and field.aria_describedby:
        attrs["aria-describedby"] = describedby(field)
    if not widget.attrs.get("placeholder", "").startswith("例"):
        attrs["placeholder"] = False  # a placeholder is an example, never the label
    if not field.errors and widget.attrs.get("type", getattr(widget, "input_type", "")) in ("radio", "time"):
        attrs["aria-invalid"] = "false"  # required and still empty: browsers would announce that as an error already
    return field.as_widget(widget=widget, attrs=attrs)


def _control_class(widget):
    own = widget.attrs.get("class", "")
    kind = {"select": "form-select", "checkbox": "form-check-input", "radio": "form-check-input"}.get(
        getattr(widget, "input_type", ""), "form-control"
    )
    return own if kind in own.split() else f"{kind} {own}".strip()


@register.filter
def describedby(field):
    """The ids of a field's error and hint, the error first."""
    ids = [f"{field.auto_id}_error"] if field.errors else []
    if field.help_text:
        ids.append(f"{field.auto_id}_helptext")
    return " ".join(ids)


@register.filter
def cell(field):
    """The class of a field within a row: a text area takes the whole width."""
    return "sk-cell--wide" if isinstance(field.field.widget, forms.Textarea) else ""


@register.filter
def asked(field):
    """Whether the label says ※必須 (True), 任意 (False) or nothing (None).

    A form sets ``shown_required`` on a field whose need depends on another, or is told above a group.
    """
    return getattr(field.field, "shown_required", field.field.required)


@register.filter
def error_sentences(field):
    """The errors of a bound field as sentences that name it."""
    return sentences.of_field(field)


@register.simple_tag(takes_context=True)
def error_lines(context):
    """The lines of the error summary, from ``form``, ``formset`` and ``rows`` ({prefix: formset}) of the page."""
    formsets = [context["formset"]] if context.get("formset") else []
    rows = context.get("rows")
    formsets += rows.values() if isinstance(rows, dict) else []
    return sentences.summary(context.get("form"), formsets)


@register.inclusion_tag("components/form_rows.html")
def field_rows(formset, noun):
    """The rows of a formset, added and removed in the page; noun: what one row is (「施設」)."""
    return {"formset": formset, "noun": noun}
