"""What all HTTP clients share: requests as values, one sender, one reading of what goes wrong."""
