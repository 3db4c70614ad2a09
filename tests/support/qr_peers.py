"""The QR decoders that ours is measured against, and ours in both equipments; each takes gray pixels, gives texts."""

import functools
from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

from app.devices.qr import engines
from app.devices.qr.live import LiveDecoder
from app.devices.qr.steps import BASE, CHEAP, FULL, LIVE_FULL
from app.devices.qr_decoder import decode

Gray = npt.NDArray[np.uint8]
Decoder = Callable[[Gray], list[str]]


def zbar(gray: Gray) -> list[str]:
    return [found.text for found in engines.zbar(gray)]


def zxing(gray: Gray) -> list[str]:
    codes = zxingcpp.read_barcodes(gray, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2))
    return [code.text for code in codes if code.text]


def opencv(gray: Gray) -> list[str]:
    return _opencv(_opencv_detector(), gray)


def opencv_aruco(gray: Gray) -> list[str]:
    return _opencv(_opencv_aruco_detector(), gray)


def ours_base(gray: Gray) -> list[str]:
    return decode(gray, BASE)


def ours_full(gray: Gray) -> list[str]:
    return decode(gray, FULL)


PEERS: dict[str, Decoder] = {
    "pyzbar": zbar,
    "zxing-cpp": zxing,
    "OpenCV": opencv,
    "OpenCV Aruco": opencv_aruco,
}

OURS: dict[str, Decoder] = {"ours, OpenCV + zbar": ours_base, "ours, with zxing-cpp": ours_full}

LIVE: dict[str, Callable[[], LiveDecoder]] = {
    "ours, OpenCV + zbar": lambda: LiveDecoder(cheap=CHEAP),
    "ours, with zxing-cpp": lambda: LiveDecoder(cheap=LIVE_FULL),
}


@functools.cache
def _opencv_detector() -> cv2.QRCodeDetector:
    return cv2.QRCodeDetector()


@functools.cache
def _opencv_aruco_detector() -> cv2.QRCodeDetectorAruco:
    return cv2.QRCodeDetectorAruco()


def _opencv(detector: cv2.QRCodeDetector | cv2.QRCodeDetectorAruco, gray: Gray) -> list[str]:
    try:
        found, texts, *_ = detector.detectAndDecodeMulti(gray)
    except (cv2.error, UnicodeDecodeError):
        return []
    return [text for text in texts if text] if found else []
