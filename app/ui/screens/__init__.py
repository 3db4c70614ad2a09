"""The places of the app: each takes taps, calls the services, and draws what is committed."""
