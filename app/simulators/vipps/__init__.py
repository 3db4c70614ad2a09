"""A working copy of Vipps MobilePay for one sales unit, with the phones of its customers."""

from app.simulators.vipps.application import create_vipps_app
from app.simulators.vipps.backend import VippsBackend

__all__ = ["VippsBackend", "create_vipps_app"]
