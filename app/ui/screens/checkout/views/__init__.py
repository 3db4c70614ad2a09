"""One module for each place of the checkout: plain functions from a state and a scene to controls."""
