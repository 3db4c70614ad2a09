"""What a use case answers when it cannot be done as asked.

ServiceError
├─ NoSuchOrder     the order is not in the database
├─ NoSuchPayment   the payment is not in the database
├─ NobodyThere     the use case needs an identified guest and there is none
└─ TooLate         the order was posted already; nothing can be attached any more
"""


class ServiceError(Exception):
    """A use case cannot be done as asked; the screen words it for people."""


class NoSuchOrder(ServiceError):
    """The order is not in the database."""


class NoSuchPayment(ServiceError):
    """The payment is not in the database."""


class NobodyThere(ServiceError):
    """The use case needs an identified guest and there is none."""


class TooLate(ServiceError):
    """The order was posted already; nothing can be attached any more."""
