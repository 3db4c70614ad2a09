"""Orders, payments, consents and the outbox in SQL: SQLite now, PostgreSQL when tablets outgrow one machine."""
