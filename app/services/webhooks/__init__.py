"""News that providers deliver: take it, store it, have it looked up; keep the registrations."""
