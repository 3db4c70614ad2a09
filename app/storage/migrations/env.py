"""Run by Alembic: migrates the connection that ``app.storage.migrations`` hands over."""

from alembic import context

from app.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
