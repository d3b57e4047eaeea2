"""The entry point: `gunicorn app:server`."""

import sys

from gunicorn.arbiter import Arbiter

from dashboard.factory import create_app
from dashboard.observability import configure
from dashboard.settings import BadSettings, load
from dashboard.store import StoreUnusable
from data_access.engine import WarehouseUnreadable

try:
    settings = load()
    configure(settings.log_level)
    server = create_app(settings).server
except (BadSettings, StoreUnusable, WarehouseUnreadable) as fault:
    print(fault, file=sys.stderr)
    # With any other number gunicorn would start the worker again, and again.
    sys.exit(Arbiter.APP_LOAD_ERROR)
