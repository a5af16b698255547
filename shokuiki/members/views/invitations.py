"""招待: sending, sending again, revoking."""

from django.contrib import messages
from django.http import Http404

from shokuiki.accounts.models import Invitation
from shokuiki.members import candidates, mails
from shokuiki.members.forms import InviteForm
from shokuiki.members.rules import posts_to_invite
from shokuiki.members.views.people import organization_or_404, people_url
from shokuiki.pages.forms import EmptyForm
from shokuiki.pages.views import CreateVerbView, VerbView

NOT_SENT = "招待は登録しましたが、メールを送れませんでした。しばらくしてから、一覧の「送り直す」を押してください。"


class Mailed:
    """A page whose verb ends with a mail, which goes out when everything is saved."""

    is_sent = False

    def mail(self, invitation, token):
        self.is_sent = mails.send_invitation(self.request, invitation, token)
        if not self.is_sent:
            messages.warning(self.request, NOT_SENT)

    def get_success_message(self):
        return self.success if self.is_sent else ""

    def get_back_url(self):
        return people_url(self.noun.organization_id)

    def get_success_url(self, result):
        return self.get_back_url()


class Invite(Mailed, CreateVerbView):
    """Into a post of the organization named in the address."""

    model = Invitation
    form_class = InviteForm
    template_name = "members/invite.html"
    button = "招待のメールを送る"
    success = "招待のメールを送りました。"
    candidate = None

    def new_noun(self):
        return Invitation(organization=organization_or_404(self.request.user, self.kwargs["pk"]))

    def get_title(self):
        return "担当者を招待する" if not self.noun.organization.is_center else "職員を招待する"

    def get_form_kwargs(self):
        posts = posts_to_invite(self.request.user, self.noun.organization)
        return super().get_form_kwargs() | {"posts": posts, "candidate": self.candidate}

    def perform(self, form, rows):
        data = form.cleaned_data
        invitation = Invitation(organization=self.noun.organization, source=self.get_source(), **data)
        token = invitation.invite(by=self.request.user)
        self.mail(invitation, token)
        return invitation

    def get_source(self):
        return ""


class InviteCandidate(Invite):
    """Of somebody whom a register of a higher room knows: post and name are filled in."""

    def new_noun(self):
        self.candidate = candidates.candidate(self.kwargs["register"], self.request.user, self.kwargs["pk"])
        if self.candidate is None:
            raise Http404
        return Invitation(organization=self.candidate.organization, post=self.candidate.post)

    def get_title(self):
        return f"{self.candidate.name}さんを招待する"

    def get_source(self):
        return candidates.source_of(self.kwargs["register"], self.kwargs["pk"])

    def get_back_url(self):
        return self.candidate.back_url


class OfInvitation(Mailed, VerbView):
    model = Invitation
    form_class = EmptyForm
    template_name = "members/invitation_verb.html"

    def get_queryset(self):
        return super().get_queryset().select_related("organization", "invited_by")


class Resend(OfInvitation):
    verb = "resend"
    success = "招待のメールを送り直しました。前のリンクは使えなくなりました。"
    lead = "新しいリンクを送ります。前に送ったリンクは使えなくなります。"

    def perform(self, form, rows):
        token = self.noun.resend(by=self.request.user, seen=self.seen)
        self.mail(self.noun, token)


class Revoke(OfInvitation):
    verb = "revoke"
    success = "招待を取り消しました。送ったリンクは使えません。"
    lead = "送ったリンクは使えなくなります。もう一度招待するときは、新しく招待してください。"

    def perform(self, form, rows):
        self.noun.revoke(by=self.request.user, seen=self.seen)

    def get_success_message(self):
        return self.success
