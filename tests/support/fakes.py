"""All doubles of the ports in one place: ``from support.fakes import FakeClock, MemoryStorage``."""

from support.clocks import START, FakeChance, FakeClock, settle, until
from support.memory_storage import Crash, CrashingStorage, MemoryStorage
from support.provider_fakes import (
    FakeEnrolmentInApp,
    FakeIdentityProvider,
    FakeLoyaltyProgram,
    FakePaymentProvider,
)

__all__ = [
    "START",
    "Crash",
    "CrashingStorage",
    "FakeChance",
    "FakeClock",
    "FakeEnrolmentInApp",
    "FakeIdentityProvider",
    "FakeLoyaltyProgram",
    "FakePaymentProvider",
    "MemoryStorage",
    "settle",
    "until",
]
