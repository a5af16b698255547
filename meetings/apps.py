from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = "会議と対象者選定"

    def ready(self):
        from cases import page
        from meetings.case_page import MeetingsPart

        page.register(MeetingsPart())
