"""The door for the production server: ``gunicorn shokuiki.wsgi``."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shokuiki.settings")
try:
    application = get_wsgi_application()
    from shokuiki.records.append_only import refuse_unprotected

    refuse_unprotected()
    connections.close_all()  # each worker opens its own
except (ImproperlyConfigured, OperationalError) as missing:
    print(f"起動できません。{missing}", file=sys.stderr)
    sys.exit(3)  # gunicorn's code for "cannot boot": the master stops too instead of starting worker after worker
