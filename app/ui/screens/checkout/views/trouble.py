"""Trouble in words: what happened, what it means for the money, and the next step as the primary button."""

from dataclasses import replace
from typing import Literal, assert_never

import flet as ft

from app.ui.components.buttons import Tap
from app.ui.components.sheets import TroubleFace, trouble, trouble_sheet
from app.ui.screens.checkout.scene import Scene
from app.ui.screens.checkout.state import Gone, Opening, Trouble, Troubled, Unordered
from app.ui.screens.checkout.views.frame import card, empty_table, frame
from app.ui.texts import Texts


def trouble_over_the_bill(state: Troubled, scene: Scene) -> ft.BottomSheet:
    """The sheet; only its buttons close it."""
    first, second = steps_out(state.trouble, scene)
    face = words(state.trouble, scene)
    if state.trouble is Trouble.PROGRAMME_UNREACHABLE and not state.order.lines:
        face = replace(face, primary=scene.texts.t("Back to the menu"))
    return trouble_sheet(face, on_primary=first, on_secondary=second)


def opening(state: Opening | Gone | Unordered, scene: Scene) -> ft.Control:
    """An empty table for the blink of an eye; or, when the order cannot be read, the words for that."""
    if not isinstance(state, Opening) or not state.failed:
        return empty_table()
    face = words(Trouble.STORAGE_UNAVAILABLE, scene)
    sheet = trouble(face, on_primary=scene.taps.again, on_secondary=scene.taps.back)
    return frame(card(sheet, scene, centred=False), scene)


def words(trouble: Trouble, scene: Scene) -> TroubleFace:
    """What the sheet says."""
    t, wallet = scene.texts.t, scene.wallet
    nothing = t("Nothing was charged.")
    again, back = t("Try again"), t("Back to the order")
    match trouble:
        case Trouble.DECLINED:
            return TroubleFace(
                title=t("The payment was declined on the phone"), meaning=nothing, primary=again, secondary=back
            )
        case Trouble.EXPIRED:
            return TroubleFace(title=t("The time to approve ran out"), meaning=nothing, primary=again, secondary=back)
        case Trouble.CANCELLED:
            return TroubleFace(title=t("The payment was cancelled"), meaning=nothing, primary=again, secondary=back)
        case Trouble.NOT_A_USER:
            return TroubleFace(
                title=t("{wallet} cannot send a request to this number", wallet=wallet),
                meaning=nothing,
                detail=t(
                    "It may not be in use with {wallet}, or {wallet} may not tell. A code works for any phone.",
                    wallet=wallet,
                ),
                primary=t("Pay by scanning a code"),
                secondary=t("Use another number"),
            )
        case Trouble.REFUSED:
            return TroubleFace(
                title=t("{wallet} did not take this payment", wallet=wallet),
                meaning=nothing,
                detail=t("Please ask the staff if it happens again."),
                primary=again,
                secondary=back,
            )
        case Trouble.NOT_PAYABLE | Trouble.NOTHING_TO_PAY | Trouble.CANNOT_SHARE:
            title, detail = _no_way(trouble, scene.texts)
            return TroubleFace(title=title, meaning=nothing, detail=detail, primary=back)
        case Trouble.VIPPS_UNREACHABLE:
            return TroubleFace(
                title=t("{wallet} cannot be reached right now", wallet=wallet),
                meaning=nothing,
                detail=t("Your order is kept. Try again in a moment, or pay at the counter."),
                primary=again,
                secondary=back,
            )
        case Trouble.PROGRAMME_UNREACHABLE:
            return TroubleFace(
                title=t("The loyalty programme does not answer"),
                meaning=t("You pay as always. If you are a member, your points are added as soon as it answers again."),
                primary=t("Continue to payment"),
            )
        case Trouble.STORAGE_UNAVAILABLE:
            return TroubleFace(
                title=t("The till cannot save anything right now"),
                meaning=t("Nothing was charged. Please tell the staff."),
                primary=again,
                secondary=back,
            )
        case _:
            assert_never(trouble)


def _no_way(
    trouble: Literal[Trouble.NOT_PAYABLE, Trouble.NOTHING_TO_PAY, Trouble.CANNOT_SHARE], texts: Texts
) -> tuple[str, str]:
    """Title and detail of what no second try can mend: there is only the way back."""
    t = texts.t
    match trouble:
        case Trouble.NOT_PAYABLE:
            return t("This amount cannot be paid here"), t("Trying again does not help. Ask the staff.")
        case Trouble.NOTHING_TO_PAY:
            return t("There is nothing to pay"), t("The bill comes to nothing. Ask the staff to take the order.")
        case Trouble.CANNOT_SHARE:
            return (
                t("This bill cannot be split that way"),
                t("It is too small, has too many payers, or a reward is worth more than its owner's part."),
            )
        case _:
            assert_never(trouble)


def steps_out(trouble: Trouble, scene: Scene) -> tuple[Tap, Tap]:
    """What the two buttons do."""
    taps = scene.taps
    match trouble:
        case Trouble.DECLINED | Trouble.EXPIRED | Trouble.CANCELLED | Trouble.REFUSED | Trouble.VIPPS_UNREACHABLE:
            return taps.pay, taps.put_aside
        case Trouble.NOT_A_USER:
            return taps.pay_by_code, taps.another_number
        case Trouble.PROGRAMME_UNREACHABLE:
            return taps.to_the_bill, taps.put_aside
        case Trouble.NOT_PAYABLE | Trouble.NOTHING_TO_PAY | Trouble.CANNOT_SHARE | Trouble.STORAGE_UNAVAILABLE:
            return taps.put_aside, taps.back
        case _:
            assert_never(trouble)
