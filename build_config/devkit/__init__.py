"""What the developer's commands are made of: standard library only, to run before anything is installed."""
