"""A week in which the 主任 decided for the 所長; invitations: one that waits, one accepted, one taken back."""

from datetime import timedelta

from shokuiki.accounts.enums import Post
from shokuiki.accounts.models import Invitation, Membership
from shokuiki.records import clock
from shokuiki.sample.people import email_of
from shokuiki.sample.stage import moved


def tell_members(stage):
    """At the end of the making: what was decided before was decided by the 所長."""
    name_deputy(stage)
    with moved(stage.ago(30), 15):
        wrong = ask(stage, "konan", Post.PESO_OFFICER, "森下 香", "もりした かおり", "morisita@konan.example.jp", "hasegawa")
        second = ask(stage, "hanamizuki", Post.MANAGER, "広瀬 弘", "ひろせ ひろし", email_of("hirose"), "kitamura")
    with moved(stage.ago(29), 9):
        wrong.revoke(by=stage.users["hasegawa"])
        second.accept(by=stage.users["hirose"])
    with moved(stage.ago(1), 15):
        ask(stage, "konan", Post.PESO_OFFICER, "森下 香", "もりした かおり", "morishita@konan.example.jp", "hasegawa")


def name_deputy(stage):
    with moved(stage.ago(40)):
        today = clock.today()
        Membership(
            organization=stage.organizations["aomine"], user=stage.users["onishi"], valid_from=today,
            valid_to=today + timedelta(days=4),
        ).depute(by=stage.users["takase"], reason="出張で不在のため")


def ask(stage, organization, post, name, kana, email, by):
    """An invitation; nobody gets a mail."""
    invitation = Invitation(organization=stage.organizations[organization], post=post, name=name, kana=kana, email=email)
    invitation.invite(by=stage.users[by])
    return invitation
