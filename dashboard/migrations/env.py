"""Runs the migrations on the connection that `dashboard.store.schema` hands over, within its transaction."""

from alembic import context

from dashboard.store import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
