"""For a person who lost the telephone and the recovery codes: the administrator takes the second factor away."""

from django.contrib import admin

from shokuiki.accounts.administration import tell


class AuthenticatorAdmin(admin.ModelAdmin):
    """Who has which kind of second factor; may be removed, never read or made. The person is told by mail."""

    list_display = fields = ["user", "type", "created_at", "last_used_at"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__kana", "user__email"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        tell(request, obj.user, "mfa/email/removed_by_administrator", obj.user.email)

    def delete_queryset(self, request, queryset):
        for authenticator in queryset.select_related("user"):
            self.delete_model(request, authenticator)
