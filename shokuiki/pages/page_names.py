"""How a page is called in 閲覧記録: never by its title, which may name a person."""

NAMES = {}


def register(names):
    """names: {URL name: what the page is called}, for pages whose view does not tell."""
    NAMES.update(names)


def name_of(match):
    """The name of the page of a `ResolverMatch`: the registered one, else the view's own title, verb or noun."""
    view = getattr(match.func, "view_class", None)
    model, title = getattr(view, "model", None), getattr(view, "title", "")
    verb = getattr(model, "VERBS", {}).get(getattr(view, "verb", ""))
    if match.view_name in NAMES:
        return NAMES[match.view_name]
    if title and isinstance(title, str):
        return title
    if verb:
        return verb.label
    return str(model._meta.verbose_name) if model else match.view_name
