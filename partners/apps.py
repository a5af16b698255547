from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "partners"
    verbose_name = "法人・事業所"

    def ready(self):
        from partners import retention  # noqa: F401
        from partners.invitations import REGISTER, Partners
        from shokuiki.members import candidates

        candidates.register(REGISTER, Partners())
