"""A site map of pages with one fault each, to see that the browser's watcher finds it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import include, path

STYLE = '<link rel="stylesheet" href="/static/bootstrap/css/bootstrap.min.css">'


def page(body, head=STYLE):
    html = (
        f'<!doctype html><html lang="ja"><head><title>見本</title>{head}</head><body><main>{body}</main></body></html>'
    )

    @login_not_required
    def view(request):
        return HttpResponse(html)

    return view


@login_not_required
def faulty_script(request):
    return HttpResponse("throw new Error('not caught')", content_type="text/javascript")


def who(request):
    return HttpResponse(f"<p>{request.user.email}</p>")


urlpatterns = [
    path("fine/", page("<h1>見本</h1>")),
    path("unstyled/", page("<h1>見本</h1>", head="")),
    path("unlabelled/", page('<h1>見本</h1><input type="text" name="name">')),
    path("missing-style/", page("<h1>見本</h1>", head='<link rel="stylesheet" href="/static/missing.css">')),
    path("inline-style/", page('<h1 style="color: red">見本</h1>')),
    path("inline-script/", page("<h1>見本</h1><script>alert(1)</script>")),
    path("other-host/", page('<h1>見本</h1><img src="http://cdn.example/a.png" alt="">')),
    path("error/", page('<h1>見本</h1><script src="/error.js"></script>')),
    path("error.js", faulty_script),
    path("who/", who),
    path("accounts/", include("shokuiki.accounts.urls")),  # who is signed in keeps their session alive there
]
