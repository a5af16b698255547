"""How the center and the corporation name an application: by what was handed in."""

from django import template

from partners.enums import PROXY_CHIP, LegalForm

register = template.Library()


@register.filter
def application_title(application):
    """The name handed in, or typed in a draft, or that of the 団体; from `as_handed_in`."""
    return application.handed_in_name or application.organization.name


@register.filter
def proxy_chip(noun):
    """代行入力: of an application or a 提出 that came on paper."""
    return PROXY_CHIP


@register.filter
def handed_in_form(application):
    """The 法人種別 handed in, in words."""
    return dict(LegalForm.choices).get(application.handed_in_form, "")
