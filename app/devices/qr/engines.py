"""The two ready-made QR engines, loaded on first use: a device build has no zxing-cpp and not always libzbar."""

import functools
import importlib
from collections.abc import Callable
from typing import Any

import numpy as np
import structlog

from app.devices.qr.pixels import Gray

log = structlog.get_logger()


def zxing(gray: Gray) -> list[str]:
    """Texts that zxing-cpp reads in a `(height, width)` uint8 image; nothing when zxing-cpp is not installed."""
    engine = _zxing_engine()
    return [] if engine is None or gray.size == 0 else engine(np.ascontiguousarray(gray))


def zbar(gray: Gray) -> list[str]:
    """Texts that zbar reads in a `(height, width)` uint8 image; nothing when pyzbar or its libzbar is missing."""
    engine = _zbar_engine()
    return [] if engine is None or gray.size == 0 else engine(np.ascontiguousarray(gray))


def available() -> dict[str, bool]:
    """Which engines this machine has, by name."""
    return {"zxing": _zxing_engine() is not None, "zbar": _zbar_engine() is not None}


@functools.cache
def _zxing_engine() -> Callable[[Gray], list[str]] | None:
    module = _load("zxingcpp", "zxing-cpp")
    if module is None:
        return None
    only_qr = module.BarcodeFormat.QRCodeModel2
    plain = module.TextMode.Plain
    return lambda gray: [r.text for r in module.read_barcodes(gray, formats=only_qr, text_mode=plain) if r.text]


@functools.cache
def _zbar_engine() -> Callable[[Gray], list[str]] | None:
    module = _load("pyzbar.pyzbar", "pyzbar (with the system library libzbar)")
    if module is None:
        return None
    only_qr = [module.ZBarSymbol.QRCODE]
    return lambda gray: [_text(r.data) for r in module.decode(gray, symbols=only_qr) if r.data]


def _load(module: str, name: str) -> Any:
    try:
        return importlib.import_module(module)
    except (ImportError, OSError) as missing:  # pyzbar finds libzbar through ctypes: OSError on some platforms
        log.info("qr_engine_missing", engine=name, reason=str(missing), effect="reading goes on without it")
        return None


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
