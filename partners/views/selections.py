"""委託先法人: the list of selected corporations, a selection and the decisions on it, and the page of a 法人."""

from django.db.models import Exists, OuterRef
from django.urls import reverse

from partners import reading
from partners.forms.review import ResumeForm, RevokeForm, SuspendForm
from partners.invitations import may_invite
from partners.models import Corporation, Partner, Selection
from partners.models.selection import SELECTED_CHIP
from shokuiki.accounts.enums import Post
from shokuiki.members.rules import posts_to_invite
from shokuiki.pages.views import NounList, NounView, VerbView
from shokuiki.records import gate
from shokuiki.records.errors import NotAllowed
from shokuiki.records.history import changes


def refuse_outsiders(user):
    """The lists of corporations are for the center's staff and for the managers of corporations."""
    if not user.center_ids and not user.organization_ids(Post.MANAGER):
        raise NotAllowed("委託先法人の一覧は、地域障害者職業センターの職員と法人の管理者が使います。")


# How the list is narrowed, in the URL: {parameter: label}; without one, those in force.
SHOWN = {"": "選定中", "suspended": "停止中", "all": "すべて"}


class SelectionList(NounList):
    """Those in force; with ?suspended those that are, with ?all also the lapsed, revoked and coming ones."""

    model = Selection
    template_name = "partners/selection_list.html"

    def dispatch(self, request, *args, **kwargs):
        refuse_outsiders(request.user)
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        self.shown = next((name for name in SHOWN if name and name in self.request.GET), "")
        found = super().get_queryset().with_running()
        if self.shown == "suspended":
            found = found.suspended()
        elif not self.shown:
            found = found.in_force()
        return found.select_related("organization__corporation", "application", "decision").order_by(
            "organization__kana_key", "-valid_from", "-pk"
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(shown=self.shown, choices=SHOWN.items(), **kwargs)


class SelectionPage(NounView):
    model = Selection
    template_name = "partners/selection.html"

    def get_queryset(self):
        return super().get_queryset().with_running().select_related(
            "organization__corporation", "application", "center", "decision"
        )

    def get_context_data(self, **kwargs):
        user, noun = self.request.user, self.object
        shows_all = "all" in self.request.GET
        if shows_all:
            entries = [reading.change_entry(change) for change in changes(noun.history.all(), hidden=reading.POINTERS)]
        else:
            entries = reading.decision_entries(user, noun, noun.application)
        return super().get_context_data(
            entries=entries, shows_all=shows_all,
            verbs=[
                (noun.VERBS[verb].label, reverse(f"partners:selection_{verb}", args=[noun.pk]))
                for verb in ("suspend", "resume", "revoke") if gate.can(user, verb, noun)
            ],
            legal_form=noun.application.get_legal_form_display(), **kwargs,
        )


class SelectionDecision(VerbView):
    """A decision of the 所長 on a selection; the page says what follows from it and asks to confirm it."""

    model = Selection

    def get_queryset(self):
        return super().get_queryset().with_running().select_related("organization", "application", "decision")

    def perform(self, form, rows):
        data = form.cleaned_data
        decide = getattr(self.noun, self.verb)
        decide(by=self.request.user, seen=self.seen, event_date=data["event_date"], reason=data["reason"])


class SelectionSuspend(SelectionDecision):
    """根拠: 通知 記1 第1項（判断）: who selects may suspend."""

    verb = "suspend"
    form_class = SuspendForm
    template_name = "partners/selection_suspend.html"
    success = "選定を停止しました。再開するまで、新しい割当てと契約はできません。"


class SelectionResume(SelectionDecision):
    """根拠: 通知 記1 第1項（判断）: who suspends may resume."""

    verb = "resume"
    form_class = ResumeForm
    template_name = "partners/selection_resume.html"
    success = "選定を再開しました。新しい割当てと契約ができます。"


class SelectionRevoke(SelectionDecision):
    """根拠: 通知 記1 第1項（判断）: who selects may take it back."""

    verb = "revoke"
    form_class = RevokeForm
    template_name = "partners/selection_revoke.html"
    success = "選定を取り消しました。新しい割当てと契約はできなくなります。"


class CorporationList(NounList):
    """Every 法人: known from a selection, or registered in order to apply."""

    model = Corporation
    template_name = "partners/corporation_list.html"

    def dispatch(self, request, *args, **kwargs):
        refuse_outsiders(request.user)
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        in_force = Selection.objects.visible_to(self.request.user).in_force().filter(organization=OuterRef("organization"))
        found = super().get_queryset().annotate(is_selected=Exists(in_force))
        return found.select_related("organization").prefetch_related("facilities")

    def get_context_data(self, **kwargs):
        return super().get_context_data(selected_chip=SELECTED_CHIP, **kwargs)


class CorporationPage(NounView):
    """法人・担当者: master data, facilities, partners and selections."""

    model = Corporation
    template_name = "partners/corporation.html"

    def get_queryset(self):
        return super().get_queryset().select_related("organization").prefetch_related("facilities")

    def get_context_data(self, **kwargs):
        user, noun = self.request.user, self.object
        organization = noun.organization
        form = noun.get_legal_form_display()
        representative = f"{noun.representative_title} {noun.representative_name}".strip()
        return super().get_context_data(
            facts=[
                ("法人種別", f"{form}　{noun.legal_form_note}".strip()),
                ("法人番号", noun.corporate_number),
                ("代表者", f"{representative}（{noun.representative_kana}）" if noun.representative_kana else representative),
                *contact_facts(organization),
            ],
            partners=partners_of(organization, user),
            selections=Selection.objects.visible_to(user).filter(organization=organization).select_related("application"),
            reads_people=gate.may(user, "read_members", organization),
            manages_people=bool(posts_to_invite(user, organization)),
            can_register=bool(user.center_ids) and gate.may(user, "create", Partner(organization=organization)),
            **kwargs,
        )


def contact_facts(organization):
    address = f"〒{organization.postal_code}\n{organization.address}" if organization.postal_code else organization.address
    return [
        ("所在地", address),
        ("電話番号", organization.phone),
        ("FAX番号", organization.fax),
        ("連絡用メール", organization.email),
        ("連絡担当者", organization.contact),
    ]


def partners_of(organization, user):
    """[(partner, whether the person may edit it, whether they may invite it)] of an organization, those active first."""
    found = sorted(organization.partners.select_related("user"), key=lambda partner: not partner.is_active)
    for partner in found:
        partner.organization = organization
    return [(partner, gate.may(user, "edit", partner), may_invite(user, partner)) for partner in found]
