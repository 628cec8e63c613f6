"""The web process: ``granian --interface wsgi portal.wsgi:application``."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from core import patience

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
patience.install()
application = get_wsgi_application()

# What was loaded stays for the life of the process: the collector need not walk it (45 ms in one of five requests).
_ = get_resolver().url_patterns  # loaded now, not by the first page
gc.collect()
gc.freeze()
