"""How simulated webhooks reach a hub on this machine, whichever provider they come from."""
