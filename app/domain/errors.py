"""A rule said no.

DomainError
├─ InvalidValue        a value that can never be right (wrong pattern, negative amount)
├─ CurrencyMismatch    two currencies met in one sum
├─ OrderClosed         the order may no longer change
├─ NothingToPay        the bill is empty or already paid
├─ PaymentOpen         money is already being asked for; wait for its end
└─ IllegalMove         a state machine was asked for a move that it does not have
"""


class DomainError(Exception):
    """A rule said no; the message is for developers, the screen words it for people."""


class InvalidValue(DomainError):
    """A value that can never be right."""


class CurrencyMismatch(DomainError):
    """Two currencies met in one sum."""


class OrderClosed(DomainError):
    """The order may no longer change: it is being paid, paid or abandoned."""


class NothingToPay(DomainError):
    """The bill is empty or already paid."""


class PaymentOpen(DomainError):
    """Money is already being asked for on this share; wait for its end."""


class IllegalMove(DomainError):
    """A state machine was asked for a move that it does not have."""
