"""From each state of the admin to controls."""
