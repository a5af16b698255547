"""How allauth behaves here: signing in, its mails and redirects, and the second factor."""

import base64
import hashlib

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.http import url_has_allowed_host_and_scheme

from shokuiki.accounts import second_factor

REAUTHENTICATION = {
    "reauthenticate": "パスワードで確認する",
    "mfa_reauthenticate": "認証アプリまたは回復コードで確認する",
    "mfa_reauthenticate:webauthn": "パスキーで確認する",
}


class AccountAdapter(DefaultAccountAdapter):
    """Nobody registers alone: accounts come from the center."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "メールアドレスまたはパスワードが正しくありません。もう一度確かめて入力してください。",
        "too_many_login_attempts": "まちがいが続いたため、しばらく受け付けません。30分ほどたってから、もう一度お試しください。",
        "rate_limited": "短い間に何度も送られました。少し待ってから、もう一度お試しください。",
        "incorrect_password": "パスワードが正しくありません。もう一度入力してください。",
    }

    def is_open_for_signup(self, request):
        return False

    def pre_authenticate(self, request, **credentials):
        """Wrong passwords are counted by django-axes alone; allauth's limit of that name counts only wrong codes."""

    def is_safe_url(self, url):
        """Only addresses of this very host: a ``next`` to any other is ignored."""
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )

    def get_password_change_redirect_url(self, request):
        return second_factor.settings_url()

    def get_reauthentication_methods(self, user):
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": REAUTHENTICATION[method["id"]]} for method in methods]


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor: our words, secrets encrypted at rest, and no way out for who must have one."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "コードが正しくありません。いま表示されている数字を入力してください。",
        "cannot_delete_authenticator": second_factor.LAST_ONE,
        "cannot_generate_recovery_codes": "先に、認証アプリかパスキーを登録してください。",
        "unverified_email": "メールアドレスの確認が済んでから、登録できます。",
    }

    def can_delete_authenticator(self, authenticator):
        return second_factor.may_remove(authenticator)

    def encrypt(self, text):
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url):
        """The QR code as one path in the colour of the text: no inline style, which the CSP would refuse."""
        code = qrcode.QRCode(border=4)
        code.add_data(url)
        rows = code.get_matrix()
        cells = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
        return (
            f'<svg class="sk-qr" viewBox="0 0 {len(rows)} {len(rows)}" role="img" aria-label="認証アプリで読み取る二次元コード"'
            f' shape-rendering="crispEdges"><rect width="{len(rows)}" height="{len(rows)}" fill="#fff"/>'
            f'<path d="{cells}" fill="#000"/></svg>'
        )

    def generate_authenticator_name(self, user, type):
        return "パスキー"

    def get_public_key_credential_rp_entity(self):
        return {**super().get_public_key_credential_rp_entity(), "name": settings.MFA_TOTP_ISSUER}


def _cipher():
    """Keys drawn from SECRET_KEY; those of SECRET_KEY_FALLBACKS still open what they closed."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"shokuiki.second-factor" + secret.encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
