"""The two ready-made QR engines, loaded on first use: a device build has no zxing-cpp and not always libzbar."""

import functools
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import structlog

from app.devices.qr.pixels import Gray

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A text and the four corners of its code, in pixels."""

    text: str
    corners: tuple[tuple[float, float], ...]


def zxing(gray: Gray) -> list[Found]:
    """Texts of dark codes on light that zxing-cpp reads in a `(height, width)` uint8 image; nothing without zxing-cpp.

    Light codes on dark are for a second call with the inverted image: here they would double the time of every call.
    """
    engine = _zxing_engine()
    return [] if engine is None or gray.size == 0 else engine(np.ascontiguousarray(gray))


def zbar(gray: Gray) -> list[Found]:
    """Texts that zbar reads in a `(height, width)` uint8 image; nothing when pyzbar or its libzbar is missing."""
    engine = _zbar_engine()
    return [] if engine is None or gray.size == 0 else engine(np.ascontiguousarray(gray))


def available() -> dict[str, bool]:
    """Which engines this machine has, by name."""
    return {"zxing": _zxing_engine() is not None, "zbar": _zbar_engine() is not None}


@functools.cache
def _zxing_engine() -> Callable[[Gray], list[Found]] | None:
    module = _load("zxingcpp", "zxing-cpp")
    if module is None:
        return None
    only_qr = module.BarcodeFormat.QRCodeModel2
    plain = module.TextMode.Plain

    def read(gray: Gray) -> list[Found]:
        codes = module.read_barcodes(gray, formats=only_qr, text_mode=plain, try_rotate=False, try_invert=False)
        return [Found(text=code.text, corners=_corners_of(code.position)) for code in codes if code.text]

    return read


@functools.cache
def _zbar_engine() -> Callable[[Gray], list[Found]] | None:
    module = _load("pyzbar.pyzbar", "pyzbar (with the system library libzbar)")
    if module is None:
        return None
    only_qr = [module.ZBarSymbol.QRCODE]

    def read(gray: Gray) -> list[Found]:
        codes = module.decode(gray, symbols=only_qr)
        return [Found(text=_text(code.data), corners=_corners_round(code.rect)) for code in codes if code.data]

    return read


def _corners_of(position: Any) -> tuple[tuple[float, float], ...]:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return tuple((float(corner.x), float(corner.y)) for corner in corners)


def _corners_round(box: Any) -> tuple[tuple[float, float], ...]:
    left, top, right, bottom = box.left, box.top, box.left + box.width, box.top + box.height
    return ((left, top), (right, top), (right, bottom), (left, bottom))


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
