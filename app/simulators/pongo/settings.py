"""What of the Pongo simulator can be changed while it runs."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from decimal import Decimal
from typing import Any

from app.simulators.pongo.fields import Fields
from app.simulators.pongo.programme import EARNING_MODES, ROUNDINGS, Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class PongoSettings:
    """How strict and how generous the simulator is.

    `strict_lines` refuses an order without lines, as the reference says; off, it takes one, as the guide says.
    `rate_limit_per_minute` of None lets everything through; Pongo's own limit is not published.
    `hidden_parameters` are dotted paths left out of `partnerParameters`, or `partnerParameters` itself.
    `affordable_rewards_only` drops from a customer's rewards what the balance cannot pay.
    """

    strict_lines: bool = True
    lock_lifetime_seconds: int = 900
    rate_limit_per_minute: int | None = None
    hidden_parameters: tuple[str, ...] = ()
    affordable_rewards_only: bool = False
    token_lifetime_seconds: int = 31_536_000
    programme: Programme = field(default_factory=Programme)

    def as_json(self) -> dict[str, object]:
        """All settings with the names that `changed` takes."""
        told = asdict(self)
        told["hidden_parameters"] = list(self.hidden_parameters)
        told["programme"] = asdict(self.programme) | {
            "points_per_currency_unit": float(self.programme.points_per_currency_unit)
        }
        return told

    def changed(self, body: Mapping[str, object]) -> "PongoSettings":
        """These settings with the fields of a JSON object put in; `Invalid` names each wrong or unknown one."""
        sent = Fields(body)
        changes: dict[str, Any] = {
            "strict_lines": sent.boolean("strict_lines"),
            "affordable_rewards_only": sent.boolean("affordable_rewards_only"),
            "lock_lifetime_seconds": sent.integer("lock_lifetime_seconds", minimum=1),
            "token_lifetime_seconds": sent.integer("token_lifetime_seconds", minimum=1),
            "rate_limit_per_minute": sent.integer("rate_limit_per_minute", minimum=1),
            "hidden_parameters": sent.texts("hidden_parameters"),
        }
        programme = sent.inner("programme")
        if programme is not None:
            changes["programme"] = replace(self.programme, **_programme_changes(programme))
        _refuse_unknown(sent)
        sent.finish()
        kept = {key: value for key, value in changes.items() if value is not None}
        if "rate_limit_per_minute" in body:
            kept["rate_limit_per_minute"] = changes["rate_limit_per_minute"]
        return replace(self, **kept)


def _programme_changes(sent: Fields) -> dict[str, Any]:
    rate = sent.number("points_per_currency_unit")
    changes: dict[str, Any] = {
        "earning_mode": sent.choice("earning_mode", EARNING_MODES),
        "rounding": sent.choice("rounding", tuple(ROUNDINGS)),
        "points_per_currency_unit": None if rate is None else Decimal(str(rate)),
    }
    for each in fields(Programme):
        if each.name in changes:
            continue
        if each.type is bool:
            changes[each.name] = sent.boolean(each.name)
        elif each.type is int:
            changes[each.name] = sent.integer(each.name, minimum=0)
        else:
            changes[each.name] = sent.text(each.name)
    return {key: value for key, value in changes.items() if value is not None}


def _refuse_unknown(sent: Fields) -> None:
    for path in tuple(sent.unknown()):
        sent.fail(path, "There is no such setting.")
