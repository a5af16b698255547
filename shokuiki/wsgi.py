"""The door for the production server: ``gunicorn shokuiki.wsgi``."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shokuiki.settings")
try:
    application = get_wsgi_application()
except ImproperlyConfigured as missing:
    print(missing, file=sys.stderr)
    sys.exit(3)  # gunicorn's code for "cannot boot": the master stops too instead of starting worker after worker
