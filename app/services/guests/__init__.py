"""Who is there: identify, join, attach, forget."""
