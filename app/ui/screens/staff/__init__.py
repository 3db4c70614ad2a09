"""The staff at the tables: their PIN, every open bill, and new orders at a table."""
