"""What the services need from outside, as Protocols in domain words."""
