"""The simulated Login API, merchant-initiated: a guest at the table says yes in the app."""
