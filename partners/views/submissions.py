"""提出: each as it was handed in, and what differs from the one before."""

from django.http import Http404
from django.urls import reverse

from partners import reading
from partners.differences import compare
from partners.models import ConsignmentApplication
from shokuiki.pages.views import NounView


class SubmissionPage(NounView):
    """One 提出 as it was. Whoever may see the application may read what was handed in."""

    model = ConsignmentApplication
    template_name = "partners/submission.html"

    def get_queryset(self):
        return super().get_queryset().as_handed_in().select_related("organization", "center")

    def get_context_data(self, **kwargs):
        noun, number = self.object, self.kwargs["number"]
        self.submissions = {row.number: row for row in noun.submissions.select_related("by")}
        if number not in self.submissions:
            raise Http404
        return super().get_context_data(
            submission=self.submissions[number], submissions=list(self.submissions.values()), **self.get_shown(number), **kwargs
        )

    def get_shown(self, number):
        content = self.submissions[number].content
        return {"blocks": reading.blocks(content), "files": reading.files(content)}


class SubmissionCompare(SubmissionPage):
    """A 提出 against the one before it; the first has none before it."""

    template_name = "partners/submission_compare.html"

    def get_shown(self, number):
        before = self.submissions.get(number - 1)
        if before is None:
            raise Http404
        return {
            "comparison": compare(before, self.submissions[number]),
            "before_url": reverse("partners:submission", args=[self.object.pk, before.number]),
        }
