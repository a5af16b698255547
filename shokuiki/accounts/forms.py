"""The forms of the second factor, with our labels; allauth checks what is typed."""

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms

from shokuiki.accounts import lockout

CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}


def code_field(label, hint):
    return forms.CharField(label=label, help_text=hint, max_length=20, widget=forms.TextInput(attrs=CODE))


class CodeForm(AuthenticateForm):
    """The code after the password."""

    code = code_field("コード", "認証アプリに表示されている6けたの数字、または回復コードを入力してください。")

    def clean_code(self):
        lockout.refuse_when_locked(context.request, self.user)
        return super().clean_code()


class CodeAgainForm(ReauthenticateForm):
    """The code before something important."""

    code = code_field("コード", "認証アプリに表示されている6けたの数字、または回復コードを入力してください。")

    def clean_code(self):
        lockout.refuse_when_locked(context.request, self.user)
        return super().clean_code()


class AppForm(ActivateTOTPForm):
    """The first code of a newly registered app."""

    code = code_field("アプリに表示された数字", "6けたの数字です。30秒ごとに変わります。")


class PasskeyForm(AddWebAuthnForm):
    """A passkey always opens the sign-in by itself, so it always asks for the finger, the face or the PIN."""

    passwordless = None
    name = forms.CharField(
        label="パスキーの名前",
        required=False,
        max_length=50,
        help_text="どの端末か分かる名前を付けてください（例：センターのノートパソコン）。",
    )


class PasskeyNameForm(EditWebAuthnForm):
    name = forms.CharField(label="パスキーの名前", max_length=50)
