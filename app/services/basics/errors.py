"""What a use case answers when it cannot be done as asked.

ServiceError
├─ NoSuchOrder     the order is not in the database
├─ NoSuchPayment   the payment is not in the database
├─ NoSuchMessage   the outbox message is not in the database
├─ NobodyThere     the use case needs an identified guest and there is none
├─ TooLate         the order was posted already; nothing can be attached any more
├─ RewardInUse     the reward is on another order, here or on another device
├─ RewardGone      the reward cannot be had now: too few points, not on the menu, no longer there
├─ NothingToPay    the reward would be all there is, and a bill of nothing cannot be paid
├─ PinWanted       the reward needs the guest's PIN
├─ NoSuchLocation  the menu names no such location
├─ NoSuchStore     the loyalty programme has no such store
└─ CannotConnect   the merchant's account was not connected; ``why`` tells which of the known troubles it was
"""

from app.domain.connection import Why


class ServiceError(Exception):
    """A use case cannot be done as asked; the screen words it for people."""


class NoSuchOrder(ServiceError):
    """The order is not in the database."""


class NoSuchPayment(ServiceError):
    """The payment is not in the database."""


class NoSuchMessage(ServiceError):
    """The outbox message is not in the database."""


class NobodyThere(ServiceError):
    """The use case needs an identified guest and there is none."""


class TooLate(ServiceError):
    """The order was posted already; nothing can be attached any more."""


class RewardInUse(ServiceError):
    """The reward is on another order, here or on another device."""


class RewardGone(ServiceError):
    """The reward cannot be had now: too few points, not on the menu, no longer there."""


class NothingToPay(ServiceError):
    """The reward would be all there is, and a bill of nothing cannot be paid."""


class PinWanted(ServiceError):
    """The reward needs the guest's PIN; ``wrong`` when one was given."""

    def __init__(self, *, wrong: bool) -> None:
        super().__init__("wrong" if wrong else "wanted")
        self.wrong = wrong


class NoSuchLocation(ServiceError):
    """The menu names no such location."""


class NoSuchStore(ServiceError):
    """The loyalty programme has no such store."""


class CannotConnect(ServiceError):
    """The merchant's account was not connected; nothing was stored, and what was connected before still is."""

    def __init__(self, why: Why, fix: str = "") -> None:
        super().__init__(why.value)
        self.why = why
        self.fix = fix
        """What the operator should mend in the settings, where that is the trouble."""
