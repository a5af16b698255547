from django.contrib import admin

from shokuiki.records import gate
from shokuiki.records.models import Setting


class GatedAdmin(admin.ModelAdmin):
    """Saves through the gate, so that who, when and in which post stand in the history here too."""

    def save_model(self, request, obj, form, change):
        gate.keep(obj, by=request.user, reason="管理画面での変更")

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Setting)
class SettingAdmin(GatedAdmin):
    list_display = ["center", "key", "value", "valid_from"]
    list_filter = ["key"]
