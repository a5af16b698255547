from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "shokuiki.desk"
    label = "desk"
    verbose_name = "今日の業務"

    def ready(self):
        from shokuiki.desk.page_names import PAGE_NAMES, ROUTES
        from shokuiki.pages import page_names
        from shokuiki.records import access

        page_names.register(PAGE_NAMES)
        for beginning, persons in ROUTES.items():
            access.register_route(beginning, persons)
