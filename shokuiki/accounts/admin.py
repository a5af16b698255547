"""Accounts and settings only: nothing of a case, an application or a meeting can be reached from here."""

from allauth.core import context
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.core.exceptions import ValidationError

from shokuiki.accounts import administration
from shokuiki.accounts.enums import Post
from shokuiki.accounts.models import Membership, Organization, User
from shokuiki.records import clock
from shokuiki.records.admin import GatedAdmin


class PasswordForm(AdminPasswordChangeForm):
    """Somebody's password, set or taken away by the administrator."""

    def save(self, commit=True):
        user = super().save(commit=False)
        administration.save_account(context.request, user)
        return user


@admin.register(User)
class UserAdmin(BaseUserAdmin):
    ordering = ["kana"]
    list_display = ["name", "kana", "email", "is_active"]
    search_fields = ["name", "kana", "email"]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        ("利用者", {"fields": ["name", "kana", "is_active", "is_staff"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "kana", "password1", "password2"]})]
    list_filter = ["is_active", "is_staff"]
    filter_horizontal = []
    change_password_form = PasswordForm

    def save_model(self, request, obj, form, change):
        administration.save_account(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Organization)
class OrganizationAdmin(GatedAdmin):
    list_display = ["name", "kind", "phone"]
    list_filter = ["kind"]
    search_fields = ["name", "kana"]

    def get_readonly_fields(self, request, obj=None):
        return ["kind"] if obj else []  # posts, rules and records rest on it


class FirstDirectorForm(forms.ModelForm):
    """Of a center that has no 所長: else an administrator could give themself what the 所長 sees and decides."""

    def clean(self):
        data = super().clean()
        organization = data.get("organization")
        is_first = (
            data.get("post") == Post.DIRECTOR and organization is not None and organization.is_center
            and not organization.memberships.heads().overlapping(clock.today()).exists()
        )
        if not is_first:
            raise ValidationError(
                "管理画面で登録できるのは、所長のいないセンターの所長だけです。ほかの人は、「職員と役職」「団体の担当者」の画面から招待してください。"
            )
        return data


@admin.register(Membership)
class MembershipAdmin(GatedAdmin):
    """Who belongs where, to be read; and the first 所長 of a center, who invites and appoints the others on the pages."""

    form = FirstDirectorForm
    list_display = ["user", "organization", "post", "valid_from", "valid_to"]
    list_filter = ["post"]
    autocomplete_fields = ["user", "organization"]
    fields = ["user", "organization", "post", "valid_from"]

    def has_change_permission(self, request, obj=None):
        return False
