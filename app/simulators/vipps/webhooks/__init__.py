"""The simulated Webhooks API: registrations, signed deliveries, retries."""
