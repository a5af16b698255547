"""Attaching, handing out and removing files. Every page asks the noun first."""

from io import BytesIO

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import render
from django.views import View

from shokuiki.files import scanning
from shokuiki.files.content import ALLOWED
from shokuiki.files.enums import AttachmentState
from shokuiki.files.forms import AttachForm, RemoveForm
from shokuiki.files.models import NOT_NOW, Attachment
from shokuiki.files.registry import holder_named, holder_of
from shokuiki.pages.views import CreateVerbView, VerbView, refuse_reading
from shokuiki.records import access
from shokuiki.records.errors import Refused

PLACE = "#files"  # where the panel stands on the page of the noun
SAID = {
    AttachmentState.NOT_SCANNED: (messages.SUCCESS, "ファイルを添付しました。"),
    AttachmentState.CLEAN: (messages.SUCCESS, "ファイルを添付しました。ウイルスは見つかりませんでした。"),
    AttachmentState.PENDING: (
        messages.WARNING, "ファイルを添付しました。ウイルス検査がまだ終わっていないため、検査が終わるまで開けません。",
    ),
    AttachmentState.INFECTED: (
        messages.ERROR, "ファイルにウイルスが見つかったため、削除しました。お使いのコンピューターのウイルス検査をしてください。",
    ),
}


class AttachmentCreate(CreateVerbView):
    """ファイルを添付する."""

    model = Attachment
    # Somewhat more than may be attached, so that a file that is too large gets its sentence beside the field.
    upload_limit = 3 * settings.ATTACHMENT_MAX_BYTES
    form_class = AttachForm
    template_name = "files/attach.html"

    def new_noun(self):
        self.holder = holder_named(self.kwargs["key"])
        if self.holder is None:
            raise Http404
        self.about = self.holder.nouns(self.request.user).filter(pk=self.kwargs["pk"]).first()
        if self.about is None:
            _report(self.holder.model._base_manager.filter(pk=self.kwargs["pk"]).first())
            raise Http404
        return Attachment(center_id=self.about.center_id, noun=self.about)

    def check_moment(self):
        if not self.holder.takes(self.about):
            raise Refused(NOT_NOW)

    def perform(self, form, rows):
        self.noun.title = form.cleaned_data["title"]
        self.noun.attach(form.cleaned_data["file"], by=self.request.user)
        messages.add_message(self.request, *SAID[self.noun.state])

    def get_success_url(self, result):
        return self.about.get_absolute_url() + PLACE

    def get_back_url(self):
        return self.about.get_absolute_url()

    def get_extra_context(self, form, rows):
        return {
            "about": self.holder.label(self.about), "titles": self.holder.titles, "allowed": ALLOWED,
            "limit": settings.ATTACHMENT_MAX_BYTES, "scanned": scanning.is_configured(),
        }


class AttachmentRemove(VerbView):
    """削除する: the content for good, the entry not."""

    model = Attachment
    verb = "remove"
    form_class = RemoveForm
    template_name = "files/remove.html"
    success = "添付ファイルを削除しました。だれがいつ削除したかの記録は残ります。"

    def get_noun(self):
        return _attachment_or_404(self.request.user, self.kwargs["pk"])

    def check_moment(self):
        super().check_moment()
        self.noun.refuse_holding(self.request.user)

    def perform(self, form, rows):
        self.noun.remove(by=self.request.user, seen=self.seen, reason=form.cleaned_data["reason"])

    def get_success_url(self, result):
        return self.get_back_url() + PLACE

    def get_back_url(self):
        return self.noun.noun.get_absolute_url()

    def get_extra_context(self, form, rows):
        return {"about": holder_of(self.noun.noun).label(self.noun.noun)}


class AttachmentDownload(View):
    """Hands a file out as something to keep, never as a page of ours; 409 with the reason while it is locked or gone."""

    model = Attachment
    http_method_names = ["get", "head", "options"]

    def get(self, request, pk):
        attachment = _attachment_or_404(request.user, pk)
        refuse_reading(request.user, "read", attachment)
        try:
            data = attachment.read()
        except Refused as refused:
            context = {"title": attachment.title, "refused": refused, "back_url": attachment.noun.get_absolute_url()}
            return render(request, "not_now.html", context, status=409)
        return _handed_out(attachment, data)


def _attachment_or_404(user, pk):
    """The attachment, if its noun exists for this person; whose data it is, is told to 閲覧記録 either way."""
    found = Attachment.objects.signed().filter(pk=pk).first()
    if found is None:
        raise Http404
    _report(found.noun)
    if not Attachment.objects.visible_to(user).filter(pk=pk).exists():
        raise Http404
    return found


def _report(noun):
    for person, center in holder_of(noun).persons(noun) if noun else ():
        access.shown(person, center)


def _handed_out(attachment, data):
    response = FileResponse(
        BytesIO(data), as_attachment=True, filename=attachment.download_name, content_type=attachment.media_type
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
