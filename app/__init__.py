"""Taffel: Order & Pay for restaurants."""
