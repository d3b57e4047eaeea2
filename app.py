"""The entry point: `gunicorn app:server`."""

import sys

from dashboard.factory import create_app
from dashboard.settings import BadSettings, load
from dashboard.store import StoreUnusable
from data_access.engine import WarehouseUnreadable

try:
    server = create_app(load()).server
except (BadSettings, StoreUnusable, WarehouseUnreadable) as fault:
    sys.exit(str(fault))
