import pytest
from django.conf import settings
from django.template import Context, Origin, Template, engines


def render(source, path):
    template = Template(source, origin=Origin(str(path)), engine=engines["django"].engine)
    return template.render(Context({"case": {"number": "R8-0001"}}))


@pytest.mark.parametrize("source", ["{{ titel }}", "{{ case.titel }}", "{{ titel|default:'―' }}"])
def test_an_undefined_variable_fails_in_our_templates(source):
    with pytest.raises(pytest.fail.Exception, match="undefined variable .*titel in .*/templates/cases/case.html"):
        render(source, settings.BASE_DIR / "templates" / "cases" / "case.html")


def test_a_condition_may_ask_for_an_undefined_variable():
    source = "{% if titel %}{{ titel }}{% else %}{{ case.number }}{% endif %}"
    assert render(source, settings.BASE_DIR / "templates" / "cases" / "case.html") == "R8-0001"


@pytest.mark.parametrize("source, expected", [("[{{ titel }}]", "[]"), ("{{ titel|default:'―' }}", "―")])
def test_templates_of_packages_keep_their_behaviour(source, expected):
    package = settings.BASE_DIR / ".venv" / "lib" / "site-packages" / "package" / "page.html"
    assert render(source, package) == expected


def test_no_template_script_or_style_sheet_of_ours_asks_for_a_picture_the_policy_refuses():
    ours = [path for folder in ("templates", "static") for path in (settings.BASE_DIR / folder).rglob("*") if path.is_file()]
    assert ours
    assert [str(path) for path in ours if b"data:image" in path.read_bytes()] == []
