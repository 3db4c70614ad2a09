"""The command line: ``taffel preview | serve | worker | simulate | doctor | db upgrade | webhooks ...``."""

from app.cli.commands import main

__all__ = ["main"]
