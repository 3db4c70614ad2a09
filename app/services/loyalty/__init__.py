"""The programme: connect it, map its stores, tell points, hold rewards, post orders."""
