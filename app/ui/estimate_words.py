"""What may be said of points before they are earned: an estimate is called one, and nothing unknown is promised."""

from app.services.loyalty.estimating import Estimate
from app.ui.texts import Texts


def points_words(estimate: Estimate, texts: Texts) -> str | None:
    """`47 points`, or wording without a number; `None` where no programme runs or the order earns nothing."""
    if not estimate.enabled or estimate.points == 0:
        return None
    if estimate.points is None:
        return texts.t("loyalty points")
    return texts.n("{count} point", "{count} points", estimate.points)


def estimate_label(estimate: Estimate, texts: Texts, *, of_share: bool = False) -> str | None:
    """What stands beneath words with such a number, so that it is never taken for a promise; `None` without a number.

    Every number before the programme has answered is an estimate and is called one (Hey Pongo, points rules).
    """
    if not estimate.enabled or not estimate.points:
        return None
    return texts.t("estimate for your part") if of_share else texts.t("estimate for this order")


def points_chip_words(estimate: Estimate, texts: Texts, *, of_share: bool = False) -> tuple[str, str] | None:
    """The chip and the word beneath it."""
    points = points_words(estimate, texts)
    if points is None:
        return None
    if estimate.points is None:
        return texts.t("This order earns points"), ""
    return f"+{points}", estimate_label(estimate, texts, of_share=of_share) or ""
