"""What those who run the restaurant see and do."""
