"""招待: who invites whom, the mail, the link, the password, and every link that is no good."""

import hashlib
import logging
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.urls import reverse

from shokuiki.accounts.enums import InvitationState, OrganizationKind, Post
from shokuiki.accounts.models import INVITATION_DAYS, Invitation, User
from shokuiki.members import rules
from shokuiki.members.tests.conftest import link_in_mail, text_of
from shokuiki.records import clock
from shokuiki.records.errors import NotAllowed, Refused
from shokuiki.testing.factories import PASSWORD, make_member, make_organization

NEW = {"name": "佐藤 花", "kana": "さとう はな", "email": "Hana.Sato@example.jp"}
CHOSEN = {"password": "yama-no-mori-99", "password_again": "yama-no-mori-99"}
NO_GOOD = "この招待は使えません"
P = Post


def open_link(client, token):
    """Open the link of the mail; the page it leads to."""
    response = client.get(reverse("members:open_invitation", args=[token]))
    assert (response.status_code, response.url) == (302, reverse("members:invitation"))
    return client.get(response.url)


# --- Who invites whom -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "posts"),
    [
        ("director", {P.DIRECTOR, P.CHIEF_COUNSELOR, P.EVALUATION_COUNSELOR, P.PROGRAM_COUNSELOR, P.CLERK, P.DISPATCHED_PARTNER}),
        ("chief", {P.EVALUATION_COUNSELOR, P.PROGRAM_COUNSELOR, P.CLERK, P.DISPATCHED_PARTNER}),
        ("program", {P.DISPATCHED_PARTNER}),
        ("evaluator", set()), ("clerk", set()), ("dispatched", set()), ("manager", set()), ("other_director", set()),
    ],
)
def test_who_invites_into_which_post_of_the_center(cast, who, posts):
    assert set(rules.posts_to_invite(getattr(cast, who), cast.center)) == posts


@pytest.mark.parametrize("where", ["corporation", "workplace", "peso", "agency"])
def test_the_counselors_who_work_with_others_and_a_manager_invite_into_organizations_outside(cast, where):
    organization = getattr(cast, where)
    people = ("director", "chief", "program", "evaluator", "clerk", "dispatched", "manager", "partner", "other_manager")
    found = [who for who in people if rules.posts_to_invite(getattr(cast, who), organization)]
    own = ["manager"] if where == "corporation" else []
    assert found == ["director", "chief", "program", *own]


@pytest.mark.parametrize(
    ("who", "where", "status"),
    [
        ("director", "center", 200), ("evaluator", "center", 403), ("clerk", "center", 403), ("manager", "center", 404),
        ("other_director", "center", 404), ("manager", "corporation", 200), ("partner", "corporation", 403),
        ("other_manager", "corporation", 404), ("program", "peso", 200), ("clerk", "peso", 403), ("officer", "peso", 403),
    ],
)
def test_who_opens_the_page_of_invitations(sees, cast, who, where, status):
    assert sees(getattr(cast, who), "invite", getattr(cast, where).pk).status_code == status


def test_a_post_one_may_not_fill_is_neither_offered_nor_taken(sees, sends, cast):
    assert 'value="director"' not in text_of(sees(cast.chief, "invite", cast.center.pk))
    assert sends(cast.chief, NEW | {"post": P.DIRECTOR}, "invite", cast.center.pk).status_code == 422
    with pytest.raises(NotAllowed):
        Invitation(organization=cast.center, post=P.DIRECTOR, **NEW).invite(by=cast.chief)
    assert not Invitation.objects.exists()


# --- Inviting ---------------------------------------------------------------------------------------------------------


def test_an_invitation_is_kept_with_who_invited_whom_and_without_its_token(sends, sees, cast):
    response = sends(cast.program, NEW | {"post": P.PESO_OFFICER}, "invite", cast.peso.pk)
    assert (response.status_code, response.url) == (302, reverse("members:people", args=[cast.peso.pk]))
    invitation = Invitation.objects.get()
    token = link_in_mail().rstrip("/").rsplit("/")[-1]
    assert (invitation.email, invitation.invited_by, invitation.state) == ("hana.sato@example.jp", cast.program, "open")
    assert invitation.token_digest == hashlib.sha256(token.encode()).hexdigest()
    assert invitation.expires_at - invitation.sent_at == timedelta(days=INVITATION_DAYS) == timedelta(days=14)
    row = invitation.history.get()
    assert (row.history_user, row.history_change_reason, hasattr(row, "token_digest")) == (cast.program, "招待する", False)
    page = text_of(sees(cast.chief, "people", cast.peso.pk))
    assert "佐藤 花" in page and "長谷川 亮" in page and "招待中" in page


def test_the_mail_holds_the_link_and_no_name(sends, cast):
    sends(cast.manager, NEW | {"post": P.CONSIGNED_PARTNER}, "invite", cast.corporation.pk)
    (message,) = mail.outbox
    assert message.to == ["hana.sato@example.jp"]
    text = message.subject + message.body
    assert not [name for name in ("佐藤", "小林", "あおぞら", "青嶺") if name in text]
    assert link_in_mail().startswith("/invitation/") and "一度だけ使えます" in text


def test_bad_input_says_why_and_keeps_what_was_typed(sends, cast):
    data = {"post": "", "name": "佐藤 花", "kana": "satou", "email": "hana"}
    page = sends(cast.director, data, "invite", cast.center.pk)
    assert page.status_code == 422 and 'value="佐藤 花"' in text_of(page) and 'value="satou"' in text_of(page)
    assert not mail.outbox


def test_the_second_click_does_not_invite_twice(sends, cast):
    data = NEW | {"post": P.CLERK}
    assert sends(cast.director, data, "invite", cast.center.pk).status_code == 302
    again = sends(cast.director, data, "invite", cast.center.pk)
    assert again.status_code == 422 and "すでに招待しています" in text_of(again)
    assert (Invitation.objects.count(), len(mail.outbox)) == (1, 1)


def test_who_holds_the_post_is_not_invited_into_it(sends, cast):
    data = NEW | {"post": P.CLERK, "email": cast.clerk.email}
    page = sends(cast.director, data, "invite", cast.center.pk)
    assert page.status_code == 422 and "すでにこの役職に就いています" in text_of(page)


def test_a_mail_that_cannot_be_sent_is_told_and_the_invitation_kept(sends, client, cast, monkeypatch):
    def broken(*args, **kwargs):
        raise SMTPServerDisconnected

    monkeypatch.setattr("shokuiki.accounts.adapter.AccountAdapter.send_mail", broken)
    response = sends(cast.director, NEW | {"post": P.CLERK}, "invite", cast.center.pk)
    assert "メールを送れませんでした" in text_of(client.get(response.url))
    assert Invitation.objects.get().is_usable


# --- Accepting --------------------------------------------------------------------------------------------------------


def test_the_invited_sees_organization_post_and_inviter_sets_a_password_and_is_in(client, cast, invite):
    invitation, token = invite(cast.corporation, P.MANAGER, by=cast.manager)
    page = text_of(open_link(client, token))
    assert all(part in page for part in ("社会福祉法人 あおぞら会", "管理者", "小林 直樹", "佐藤 花", invitation.email))
    response = client.post(reverse("members:invitation"), CHOSEN)
    assert (response.status_code, response.url) == (302, "/")
    user = User.objects.get(email=invitation.email)
    assert (user.name, user.kana) == ("佐藤 花", "さとう はな") and user.check_password(CHOSEN["password"])
    assert user.holds(cast.corporation.pk, P.MANAGER)
    invitation.refresh_from_db()
    assert (invitation.state, invitation.accepted_by) == (InvitationState.ACCEPTED, user)
    assert invitation.accepted_at <= clock.now()
    assert user.memberships.get().history.get().history_change_reason == "招待を受ける：小林 直樹からの招待"
    home = client.get("/")
    assert home.status_code == 200 and "社会福祉法人 あおぞら会の管理者として登録しました" in text_of(home)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"password": "mijikai", "password_again": "mijikai"}, "短すぎます"),
        ({"password": "password1234", "password_again": "password1234"}, "一般的すぎます"),
        ({"password": "atarashii@example", "password_again": "atarashii@example"}, "似すぎています"),
        ({"password": "yama-no-mori-99", "password_again": "yama-no-mori-98"}, "一致しません"),
        ({}, "パスワード"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused_in_words(client, cast, invite, typed, said):
    _, token = invite(cast.center, P.CLERK, by=cast.director)
    open_link(client, token)
    page = client.post(reverse("members:invitation"), typed)
    assert page.status_code == 422 and said in text_of(page)
    assert not User.objects.filter(email="atarashii@example.jp").exists()


def test_who_has_an_account_signs_in_and_accepts(client, cast, invite):
    _, token = invite(cast.corporation, P.MANAGER, by=cast.manager, email=cast.technician.email)
    page = text_of(open_link(client, token))
    assert "すでに登録されています" in page and 'name="password"' not in page
    assert client.post(reverse("members:invitation"), CHOSEN).status_code == 200
    sign_in = f"{reverse('account_login')}?next={reverse('members:invitation')}"
    assert sign_in in page
    data = {"login": cast.technician.email, "password": PASSWORD, "next": reverse("members:invitation")}
    response = client.post(sign_in, data)
    assert "招待を受ける" in text_of(client.get(response.url))
    assert client.post(response.url).url == "/"
    assert User.objects.get(pk=cast.technician.pk).holds(cast.corporation.pk, P.MANAGER)


def test_who_is_signed_in_as_somebody_else_does_not_take_the_invitation(client, cast, invite):
    _, token = invite(cast.corporation, P.MANAGER, by=cast.manager)
    client.force_login(cast.technician)
    page = text_of(open_link(client, token))
    assert "別のメールアドレスに送られたものです" in page and "佐藤 花" not in page
    assert client.post(reverse("members:invitation")).status_code == 403
    assert not User.objects.get(pk=cast.technician.pk).holds(cast.corporation.pk)


def test_a_post_given_in_the_meantime_is_not_given_twice(client, cast, invite):
    other = make_member(cast.peso, P.PESO_OFFICER, "佐藤 花", "さとう はな", email="atarashii@example.jp")
    invitation, _ = invite(cast.peso, P.PESO_OFFICER, by=cast.director, email="mae@example.jp")
    User.objects.filter(pk=other.pk).update(email="mae@example.jp")
    invitation.accept(by=User.objects.get(pk=other.pk))
    assert other.memberships.count() == 1


def test_nobody_else_accepts(cast, invite):
    invitation, _ = invite(cast.center, P.DIRECTOR, by=cast.director)
    with pytest.raises(NotAllowed):
        invitation.accept(by=cast.clerk)


# --- Links that are no good ---------------------------------------------------------------------------------------------


def used(invitation, cast):
    invitation.accept_as_new(password=CHOSEN["password"])


def revoked(invitation, cast):
    invitation.revoke(by=cast.director)


def resent(invitation, cast):
    invitation.resend(by=cast.director)


def expired(invitation, cast):
    from shokuiki.records.gate import keep

    invitation.expires_at = clock.now() - timedelta(seconds=1)
    keep(invitation, by=None, reason="期限")


@pytest.mark.parametrize("how", [used, revoked, resent, expired])
def test_a_used_revoked_resent_or_expired_link_gets_the_same_calm_answer_as_a_wrong_one(client, cast, invite, how):
    invitation, token = invite(cast.center, P.CLERK, by=cast.director)
    how(invitation, cast)
    answer, wrong = open_link(client, token), open_link(client, "x" * 43)
    assert (answer.status_code, text_of(answer)) == (wrong.status_code, text_of(wrong)) == (404, text_of(answer))
    assert NO_GOOD in text_of(answer) and "招待した人か、地域障害者職業センターの担当者" in text_of(answer)
    assert not [part for part in ("佐藤", "青嶺", "高瀬") if part in text_of(answer)]


def test_an_invitation_holds_until_its_fourteenth_day_is_over(client, cast, invite):
    invitation, token = invite(cast.center, P.CLERK, by=cast.director)
    with clock.moved_to(invitation.expires_at - timedelta(minutes=1)):
        assert open_link(client, token).status_code == 200
    with clock.moved_to(invitation.expires_at):
        assert open_link(client, token).status_code == 404
        with pytest.raises(Refused, match="期限が過ぎています"):
            invitation.accept_as_new(password=CHOSEN["password"])
    assert not User.objects.filter(email=invitation.email).exists()


def test_what_ends_while_the_page_stands_open_is_refused_on_the_click(client, cast, invite):
    invitation, token = invite(cast.center, P.CLERK, by=cast.director)
    open_link(client, token)
    invitation.revoke(by=cast.director)
    page = client.post(reverse("members:invitation"), CHOSEN)
    assert page.status_code == 404 and NO_GOOD in text_of(page)
    assert not User.objects.filter(email=invitation.email).exists()


def test_the_second_click_finds_the_invitation_used(client, cast, invite):
    _, token = invite(cast.corporation, P.MANAGER, by=cast.manager)
    open_link(client, token)
    assert client.post(reverse("members:invitation"), CHOSEN).status_code == 302
    assert client.post(reverse("members:invitation"), CHOSEN).status_code == 404
    assert Invitation.objects.get().accepted_by.memberships.count() == 1


def test_without_a_link_there_is_no_invitation(client, db):
    assert client.get(reverse("members:invitation")).status_code == 404


def test_the_pages_with_an_invitation_stay_out_of_caches_and_referers(client, cast, invite):
    _, token = invite(cast.center, P.CLERK, by=cast.director)
    response = client.get(reverse("members:open_invitation", args=[token]))
    page = client.get(response.url)
    for answer in (response, page):
        assert "no-store" in answer.headers["Cache-Control"] and answer.headers["Referrer-Policy"] == "same-origin"
    assert token not in text_of(page)


def test_no_token_stands_in_the_log(client, cast, invite, caplog):
    _, token = invite(cast.center, P.CLERK, by=cast.director)
    with caplog.at_level(logging.DEBUG):
        for opened in (token, "x" * 43):
            open_link(client, opened)
            client.post(reverse("members:invitation"), CHOSEN)
    lines = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert not [line for line in lines if token in line or "x" * 43 in line]


# --- Sending again, revoking ------------------------------------------------------------------------------------------


def test_sending_again_makes_a_new_link_and_a_new_term(sends, client, cast, invite):
    invitation, token = invite(cast.peso, P.PESO_OFFICER, by=cast.program)
    with clock.moved_to(clock.today() + timedelta(days=10)):
        data = {"seen": invitation.version}
        assert sends(cast.chief, data, "invitation_resend", invitation.pk).status_code == 302
        fresh = Invitation.objects.get()
        assert fresh.expires_at - clock.now() == timedelta(days=14) and fresh.invited_by == cast.program
        client.logout()
        assert NO_GOOD in text_of(open_link(client, token))
        new = link_in_mail().rstrip("/").rsplit("/")[-1]
        assert "職域への招待" in text_of(open_link(client, new))
        assert sends(cast.chief, data, "invitation_resend", invitation.pk).status_code == 409


def test_an_expired_invitation_can_be_sent_again(sends, sees, cast, invite):
    invitation, _ = invite(cast.peso, P.PESO_OFFICER, by=cast.program)
    expired(invitation, cast)
    assert "期限切れ" in text_of(sees(cast.program, "people", cast.peso.pk))
    sends(cast.program, {}, "invitation_resend", invitation.pk)
    assert Invitation.objects.get().is_usable


def test_revoking_ends_the_link_and_is_told_apart_from_a_used_one(sends, sees, cast, invite):
    invitation, _ = invite(cast.peso, P.PESO_OFFICER, by=cast.program)
    assert sends(cast.program, {"seen": invitation.version}, "invitation_revoke", invitation.pk).status_code == 302
    invitation.refresh_from_db()
    assert (invitation.state, invitation.is_usable) == ("revoked", False) and invitation.revoked_at
    assert sees(cast.program, "invitation_revoke", invitation.pk).status_code == 409
    assert sees(cast.program, "invitation_resend", invitation.pk).status_code == 409


@pytest.mark.parametrize(
    ("who", "status"),
    [("clerk", 404), ("evaluator", 404), ("chief", 404), ("partner", 404), ("other_manager", 404), ("officer", 404), ("manager", 200)],
)
@pytest.mark.parametrize("verb", ["resend", "revoke"])
def test_who_resends_and_revokes_an_invitation_into_the_corporation(sees, cast, invite, who, status, verb):
    invitation, _ = invite(cast.corporation, P.MANAGER, by=cast.manager)
    assert sees(getattr(cast, who), f"invitation_{verb}", invitation.pk).status_code == status


def test_a_center_knows_nothing_of_another_centers_invitations(sees, cast, invite):
    invitation, _ = invite(cast.other_center, P.CLERK, by=cast.other_director)
    assert sees(cast.director, "invitation_revoke", invitation.pk).status_code == 404


def test_a_center_invites_the_first_manager_of_a_corporation_and_no_further_one(cast, invite):
    """Organizations are shared: a second 管理者 chosen by another center would see what the corporation applied for."""
    with pytest.raises(NotAllowed):
        invite(cast.corporation, P.MANAGER, by=cast.other_director)
    with pytest.raises(NotAllowed):
        invite(cast.corporation, P.MANAGER, by=cast.director)
    invite(make_organization(OrganizationKind.CORPORATION, "財団法人 はなみずき", "はなみずき"), P.MANAGER, by=cast.director)
    invite(cast.corporation, P.CONSIGNED_PARTNER, by=cast.program)
