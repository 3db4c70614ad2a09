"""The developers' desk: the tablet, the guest's phone, Pongo's ledger and the fault switches on one page."""

from app.simulators.desk.application import create_desk_app

__all__ = ["create_desk_app"]
