"""How long a guest waits, in a real browser: code in sight to greeting, approval to the paid screen.

`python tests/benchmarks/journey.py`: real programs, Chromium's fake camera, simulators that answer at once.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from app.ui import identifiers  # noqa: E402
from support.browsers import Browsers  # noqa: E402
from support.camera_video import Held  # noqa: E402
from support.flet_e2e import new_context  # noqa: E402
from support.live_restaurant import LiveRestaurant  # noqa: E402
from support.tablet import Album, Tablet  # noqa: E402

KARI = "4712345678"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the numbers here")
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        numbers = measured(Path(folder), rounds=5 if options.quick else 10)
    print(f"{'seconds':<28}{'n':>4}{'p50':>8}{'p95':>8}")
    for name, figures in numbers.items():
        print(f"{name:<28}{figures['n']:>4}{figures['p50']:>8.2f}{figures['p95']:>8.2f}")
    if options.json:
        options.json.write_text(json.dumps(numbers, indent=1))


def measured(folder: Path, *, rounds: int) -> dict[str, dict[str, float]]:
    """Seconds of so many visits, half of them at a hub that Vipps delivers webhooks to."""
    greeted: list[float] = []
    paid: dict[str, list[float]] = {}
    with sync_playwright() as playwright:
        browsers = Browsers(playwright, folder)
        for told, name in ((False, "approval to paid, polling"), (True, "approval to paid, webhooks")):
            with LiveRestaurant(folder / name, told=told) as restaurant:
                browser = browsers.showing(
                    "kari", [Held(text=restaurant.vipps.personal_qr(KARI), degrees=6, lean=0.95)]
                )
                visits = [visit(browser, restaurant, Album(folder / "pictures", steps=False)) for _ in range(rounds)]
            greeted += [scan for scan, _ in visits]
            paid[name] = [approval for _, approval in visits]
        browsers.close()
    return {name: figures_of(seconds) for name, seconds in {"camera opened to greeting": greeted, **paid}.items()}


def visit(browser: Browser, restaurant: LiveRestaurant, album: Album) -> tuple[float, float]:
    """One member's visit: seconds from the viewfinder to the greeting, and from the approval to the paid screen."""
    context = new_context(browser)
    tablet = Tablet(context.new_page(), restaurant.hub.url, album).begin()
    tablet.order()
    tablet.tap(identifiers.ORDER_CONTINUE)
    tablet.shows(identifiers.IDENTIFY_VIEWFINDER)
    begun = time.perf_counter()
    tablet.shows(identifiers.MEMBER_CONTINUE)
    scan = time.perf_counter() - begun
    tablet.tap(identifiers.MEMBER_CONTINUE)
    tablet.tap(tablet.shows(identifiers.ORDER_PAY))
    tablet.shows(identifiers.WAITING_TIME_LEFT)
    payment = restaurant.vipps.payments()[-1]
    restaurant.vipps.post(f"/_sim/payments/{payment['reference']}/approve")
    begun = time.perf_counter()
    tablet.is_paid()
    approval = time.perf_counter() - begun
    context.close()
    return scan, approval


def figures_of(seconds: list[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    p95 = statistics.quantiles(seconds, n=20, method="inclusive")[-1]
    return {"n": len(seconds), "p50": round(statistics.median(seconds), 3), "p95": round(p95, 3)}


if __name__ == "__main__":
    main()
