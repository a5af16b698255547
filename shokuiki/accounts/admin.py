"""Accounts and settings only: nothing of a case, an application or a meeting can be reached from here."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin

from shokuiki.accounts.models import Membership, Organization, User
from shokuiki.records.admin import GatedAdmin


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

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Organization)
class OrganizationAdmin(GatedAdmin):
    list_display = ["name", "kind", "phone"]
    list_filter = ["kind"]
    search_fields = ["name", "kana"]


@admin.register(Membership)
class MembershipAdmin(GatedAdmin):
    list_display = ["user", "organization", "post", "valid_from", "valid_to"]
    list_filter = ["post"]
    autocomplete_fields = ["user", "organization"]
    exclude = ["acting_for"]  # a deputy is named by the 所長, on the page for it
