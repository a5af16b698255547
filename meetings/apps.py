from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = "会議と対象者選定"

    def ready(self):
        from cases import disclosure, page
        from meetings import retention  # noqa: F401
        from meetings.case_page import MeetingsPart
        from meetings.disclosure import SECTIONS

        page.register(MeetingsPart())
        disclosure.register(*SECTIONS)
