"""The tabs of the case page: each loads the case once and shows its head, steps and tabs."""

from django.views.generic import TemplateView

from cases.page import frame_of, refuse_unreadable, visible_case


class CaseTab(TemplateView):
    """One tab. current: the url name of the tab; templates extend "cases/case_base.html".

    404 for a stranger; 403 for who sees the index line only.
    """

    current = ""

    def dispatch(self, request, *args, **kwargs):
        self.case = visible_case(request.user, self.kwargs["pk"])
        self.refuse_reading()
        return super().dispatch(request, *args, **kwargs)

    def refuse_reading(self):
        refuse_unreadable(self.request.user, self.case)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | frame_of(self.case, self.request.user, self.current)
