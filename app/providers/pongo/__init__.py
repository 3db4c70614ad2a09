"""Hey Pongo: the merchant's loyalty programme."""
