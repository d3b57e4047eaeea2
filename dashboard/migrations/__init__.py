"""Migrations of the application database, run by Alembic at the start of the dashboard."""
