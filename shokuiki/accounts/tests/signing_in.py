"""Signing in for tests: through the real forms, with an app that is a function."""

import hashlib
import secrets
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from shokuiki.testing.factories import PASSWORD

KEY = ec.generate_private_key(ec.SECP256R1()).public_key()


def sign_in(client, user, password=PASSWORD, **extra):
    """The answer of the sign-in form."""
    return client.post(reverse("account_login"), {"login": user.email, "password": password}, **extra)


def signed_in(user, **headers):
    """A new browser in which the person signed in through the form."""
    client = Client(headers=headers)
    sign_in(client, user)
    return client


def reauthenticate(client):
    """The password once more, as before every change of the second factor."""
    return client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def code_of(secret, periods_ago=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 - periods_ago))


def give_app(user):
    """An authenticator app of the person; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def give_recovery_codes(user):
    return RecoveryCodes.activate(user).get_unused_codes()


def give_passkey(user, name="パスキー"):
    """A registered passkey, of which nobody holds the key."""
    credential = AttestedCredentialData.create(bytes(16), secrets.token_bytes(16), ES256.from_cryptography_key(KEY))
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    data = AuthenticatorData.create(hashlib.sha256(b"testserver").digest(), flags, 0, bytes(credential))
    made = {
        "id": websafe_encode(credential.credential_id),
        "rawId": websafe_encode(credential.credential_id),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(b'{"type":"webauthn.create","challenge":"","origin":"http://testserver"}'),
            "attestationObject": websafe_encode(bytes(AttestationObject.create("none", data, {}))),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": made}
    )

