"""The entry point: `gunicorn app:server`."""

from dashboard.factory import create_app
from dashboard.settings import load

server = create_app(load()).server
