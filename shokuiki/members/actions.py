"""Verbs that touch more than one noun: accepting an invitation, and going with all sessions."""

from allauth.usersessions.models import UserSession
from django.db import transaction

from shokuiki.accounts.models import Membership
from shokuiki.members import candidates


def accept(invitation, *, by):
    """Who has an account accepts; the register the invitation came from is told."""
    with transaction.atomic():
        invitation.accept(by=by)
        candidates.accepted(invitation.source, by)


def accept_as_new(invitation, *, password):
    """Who has no account yet gets one and accepts. Returns the user."""
    with transaction.atomic():
        user = invitation.accept_as_new(password=password)
        candidates.accepted(invitation.source, user)
    return user


def dismiss(membership, *, by, reason="", seen=None):
    """End a membership at once; who belongs nowhere any more is signed out everywhere."""
    with transaction.atomic():
        membership.dismiss(by=by, reason=reason, seen=seen)
        end_sessions_of_nobody(membership.user)


def leave(membership, *, by, reason="", seen=None):
    """Go oneself; who belongs nowhere any more is signed out everywhere."""
    with transaction.atomic():
        membership.leave(by=by, reason=reason, seen=seen)
        end_sessions_of_nobody(membership.user)


def end_sessions_of_nobody(user):
    if not Membership.objects.filter(user=user).current().exists():
        for session in UserSession.objects.filter(user=user):
            session.end()
