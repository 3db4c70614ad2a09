"""When a restaurant sleeps: the hour at which nightly work is done, by its own clock."""

from datetime import datetime, timedelta

from app.domain.vat import Country


def until_hour(hour: int, now: datetime, country: Country) -> float:
    """Seconds from now to the next time that clocks in the country show this hour."""
    local = now.astimezone(country.time_zone)
    night = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    if night <= local:
        night += timedelta(days=1)
    return (night - now).total_seconds()
