"""Working copies of Vipps and Hey Pongo on loopback: real HTTP, no code shared with our clients."""
