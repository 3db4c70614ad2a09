"""From each state of the self-order screen to controls."""
