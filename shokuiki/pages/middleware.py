"""What every answer carries."""


class NoStoreMiddleware:
    """Pages of a signed-in user stay out of every cache, so that no name is left in a shared browser."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        return response
