"""From a full order to a paid one: who is there, what it earns, paying, paid, and every way it can go wrong."""
