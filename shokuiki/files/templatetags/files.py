"""The panel 添付ファイル, for the page of a noun that takes attachments."""

from django import template
from django.db.models import Model

from shokuiki.files.panel import panel_of

register = template.Library()


@register.inclusion_tag("files/panel.html", takes_context=True)
def attachments(context, nouns, may_change=None):
    """The files of a noun, or of several of one kind, for who may read their page. One query; nothing for no noun."""
    nouns = [nouns] if isinstance(nouns, Model) else list(nouns or [])
    return panel_of(context["request"].user, nouns, may_change) if nouns else {"groups": []}
