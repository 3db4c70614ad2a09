"""The semantics identifier of every interactive control: stable names that browser tests and other programs rely on.

Screens and components take them from here and nowhere else; `ident` puts one on a control.
"""

from typing import Final

import flet as ft

WELCOME_EAT_HERE: Final = "welcome.eat_here"
WELCOME_TAKE_AWAY: Final = "welcome.take_away"
WELCOME_ACCESSIBILITY: Final = "welcome.accessibility"
ACCESSIBILITY_DARK: Final = "accessibility.dark"
ACCESSIBILITY_MOTION: Final = "accessibility.motion"
ACCESSIBILITY_CLOSE: Final = "accessibility.close"

MENU_ORDER: Final = "menu.order"
MENU_MEMBER: Final = "menu.member"
MENU_GUEST: Final = "menu.guest"
MENU_START_OVER: Final = "menu.start_over"
MENU_STILL_HERE: Final = "menu.still_here"
MENU_CLEAR: Final = "menu.clear"

MODIFIER_NOTE: Final = "modifier.note"
MODIFIER_CONFIRM: Final = "modifier.confirm"
MODIFIER_CANCEL: Final = "modifier.cancel"

ORDER_CONTINUE: Final = "order.continue"
ORDER_TOTAL: Final = "order.total"
ORDER_PAY: Final = "order.pay"
ORDER_EARN: Final = "order.earn"
ORDER_SPLIT: Final = "order.split"

PAYERS_UNPAID: Final = "payers.unpaid"
PAYERS_ADD: Final = "payers.add"
PAYERS_EQUALLY: Final = "payers.equally"
PAYERS_BY_DISHES: Final = "payers.by_dishes"
PAYERS_DONE: Final = "payers.done"
PAYERS_FAULT: Final = "payers.fault"
PAYERS_STAY: Final = "payers.stay"
PAYERS_LEAVE: Final = "payers.leave"

GUEST_UNCONFIRMED: Final = "guest.unconfirmed"
STAFF_PIN: Final = "staff.pin"
STAFF_ENTER: Final = "staff.enter"
STAFF_FAULT: Final = "staff.fault"
STAFF_TABLE: Final = "staff.table"
STAFF_NEW: Final = "staff.new"
STAFF_AGAIN: Final = "staff.again"
STAFF_LEAVE: Final = "staff.leave"

ANOTHER_ADD: Final = "another.add"
ANOTHER_REPLACE: Final = "another.replace"
ANOTHER_IGNORE: Final = "another.ignore"
POINTS_ESTIMATE: Final = "points.estimate"

IDENTIFY_VIEWFINDER: Final = "identify.viewfinder"
IDENTIFY_HINT: Final = "identify.hint"
IDENTIFY_PHONE: Final = "identify.phone"
IDENTIFY_PHONE_SUBMIT: Final = "identify.phone.submit"
IDENTIFY_PHONE_REMARK: Final = "identify.phone.remark"
IDENTIFY_COUNTRY: Final = "identify.country"
IDENTIFY_COUNTRY_SEARCH: Final = "identify.country.search"
IDENTIFY_COUNTRY_MORE: Final = "identify.country.more"
IDENTIFY_COUNTRY_CLOSE: Final = "identify.country.close"
IDENTIFY_WITHOUT: Final = "identify.without"
IDENTIFY_BACK: Final = "identify.back"
IDENTIFY_CAMERA_AGAIN: Final = "identify.camera.again"
IDENTIFY_CAMERA_SWITCH: Final = "identify.camera.switch"
IDENTIFY_TORCH: Final = "identify.torch"
IDENTIFY_ZOOM: Final = "identify.zoom"

MEMBER_CONTINUE: Final = "member.continue"
MEMBER_BALANCE: Final = "member.balance"
MEMBER_NOT_ME: Final = "member.not_me"
MEMBER_OFFERS: Final = "member.offers"

OFFERS_EMAIL: Final = "offers.email"
OFFERS_SMS: Final = "offers.sms"
OFFERS_ADDRESS: Final = "offers.address"
OFFERS_SAVE: Final = "offers.save"

JOIN_EMAIL: Final = "join.email"
JOIN_SMS: Final = "join.sms"
JOIN_ADDRESS: Final = "join.address"
JOIN_TERMS: Final = "join.terms"
JOIN_TERMS_CLOSE: Final = "join.terms.close"
JOIN_CONFIRM: Final = "join.confirm"
JOIN_NOT_NOW: Final = "join.not_now"
JOIN_IN_APP: Final = "join.in_app"
JOIN_NEWS: Final = "join.news"

IN_APP_STATUS: Final = "app.status"
IN_APP_CODE: Final = "app.code"
IN_APP_CANCEL: Final = "app.cancel"

REWARD_BACK: Final = "reward.back"
REWARD_NUDGE: Final = "reward.nudge"
REWARD_FAULT: Final = "reward.fault"
REWARD_PIN_SUBMIT: Final = "reward.pin.submit"
REWARD_PIN_CANCEL: Final = "reward.pin.cancel"

WAITING_CANCEL: Final = "waiting.cancel"
WAITING_TIME_LEFT: Final = "waiting.time_left"
WAITING_STATUS: Final = "waiting.status"
WAITING_CODE: Final = "waiting.code"
WAITING_OTHER_NUMBER: Final = "waiting.other_number"

PAID_ORDER_NUMBER: Final = "paid.order_number"
PAID_POINTS_EARNED: Final = "paid.points_earned"
PAID_BALANCE: Final = "paid.balance"
PAID_JOIN: Final = "paid.join"
PAID_REST: Final = "paid.rest"
PAID_DONE: Final = "paid.done"
PAID_COUNTDOWN: Final = "paid.countdown"

TROUBLE_MESSAGE: Final = "trouble.message"
TROUBLE_PRIMARY: Final = "trouble.primary"
TROUBLE_SECONDARY: Final = "trouble.secondary"

ADMIN_NAME: Final = "admin.name"
ADMIN_PASSCODE: Final = "admin.passcode"
ADMIN_SIGN_IN: Final = "admin.sign_in"
ADMIN_SIGN_OUT: Final = "admin.sign_out"
ADMIN_LEAVE: Final = "admin.leave"
ADMIN_FAULT: Final = "admin.fault"
ADMIN_TOLD: Final = "admin.told"
ADMIN_AGAIN: Final = "admin.again"
ADMIN_ASK: Final = "admin.ask"
ADMIN_BACK: Final = "admin.back"
ADMIN_EARLIER: Final = "admin.earlier"
ADMIN_LATER: Final = "admin.later"
ADMIN_SEARCH: Final = "admin.search"
ADMIN_SEARCH_SUBMIT: Final = "admin.search.submit"
ADMIN_SEARCH_CLEAR: Final = "admin.search.clear"
ADMIN_MORE: Final = "admin.more"
ADMIN_STATE: Final = "admin.state"
ADMIN_REFUND_AMOUNT: Final = "admin.refund.amount"
ADMIN_REFUND_REASON: Final = "admin.refund.reason"
ADMIN_REFUND_BY_LINE: Final = "admin.refund.by_line"
ADMIN_REFUND_BY_AMOUNT: Final = "admin.refund.by_amount"
ADMIN_REFUND_FAULT: Final = "admin.refund.fault"
ADMIN_REFUND_GO_ON: Final = "admin.refund.go_on"
ADMIN_TAKE_AMOUNT: Final = "admin.take.amount"
ADMIN_TAKE_FAULT: Final = "admin.take.fault"
ADMIN_TAKE_GO_ON: Final = "admin.take.go_on"
ADMIN_TAKE_RELEASE: Final = "admin.take.release"
ADMIN_TAKE_KEEP: Final = "admin.take.keep"
ADMIN_COMPARE: Final = "admin.compare"
ADMIN_CONNECTION: Final = "admin.connection"
ADMIN_CONNECT: Final = "admin.connect"
ADMIN_DISCONNECT: Final = "admin.disconnect"
ADMIN_PASTE: Final = "admin.paste"
ADMIN_CODE: Final = "admin.code"
ADMIN_PASTE_SUBMIT: Final = "admin.paste.submit"
ADMIN_CONFIRM: Final = "admin.confirm"
ADMIN_CLOSE: Final = "admin.close"


def welcome_language(code: str) -> str:
    """The word that switches to a language."""
    return f"welcome.language.{code}"


def menu_category(category: str) -> str:
    """A category of the menu."""
    return f"menu.category.{category}"


def menu_add(product: str) -> str:
    """The product's whole card, which adds it."""
    return f"menu.add.{product}"


def menu_product(product: str) -> str:
    """What a card says about its product."""
    return f"menu.product.{product}"


def menu_more(product: str) -> str:
    """One more of it, on the card."""
    return f"menu.more.{product}"


def menu_less(product: str) -> str:
    """One less of it, on the card."""
    return f"menu.less.{product}"


def modifier_option(option: str) -> str:
    """One choice of a modifier group."""
    return f"modifier.option.{option}"


def order_line(number: int) -> str:
    """The order's line, counted from 1."""
    return f"order.line.{number}"


def order_line_more(number: int) -> str:
    """One more of the order's line."""
    return f"order.line.{number}.more"


def order_line_less(number: int) -> str:
    """One less of the order's line."""
    return f"order.line.{number}.less"


def payer(number: int) -> str:
    """What a row says about its payer."""
    return f"payers.{number}"


def payer_pay(number: int) -> str:
    """It is this payer's turn."""
    return f"payers.{number}.pay"


def payer_off(number: int) -> str:
    """This payer leaves the bill."""
    return f"payers.{number}.off"


def staff_handed_over(number: int) -> str:
    """The food of this order number is with its guest."""
    return f"staff.handed_over.{number}"


def staff_bill(number: int) -> str:
    """Open the bill of this order number."""
    return f"staff.bill.{number}"


def dishes_payer(number: int) -> str:
    """Dishes that are tapped next are this payer's."""
    return f"dishes.payer.{number}"


def dishes_line(number: int) -> str:
    """The order's line, counted from 1: give it to the payer who is chosen."""
    return f"dishes.line.{number}"


def reward_card(key: str) -> str:
    """What a card says about its reward."""
    return f"reward.card.{key}"


def reward_use(key: str) -> str:
    """Use this reward; with several dishes to choose from, the dish's id follows the reward's."""
    return f"reward.use.{key}"


def admin_place(place: str) -> str:
    """A place of the admin, in its rail."""
    return f"admin.place.{place}"


def admin_payment(reference: str) -> str:
    """A payment, in a list."""
    return f"admin.payment.{reference}"


def admin_sort(sort: str) -> str:
    """Only some of the payments."""
    return f"admin.sort.{sort}"


def admin_step(step: str) -> str:
    """What may be done with the payment that is shown."""
    return f"admin.step.{step}"


def admin_take(much: str) -> str:
    """One way to say how much money to take."""
    return f"admin.take.{much}"


def admin_line(number: int) -> str:
    """A line to give back, counted from 1."""
    return f"admin.line.{number}"


def admin_reason(number: int) -> str:
    """A usual reason, counted from 1."""
    return f"admin.reason.{number}"


def admin_remedy(remedy: str) -> str:
    """How a payment was taken care of."""
    return f"admin.remedy.{remedy}"


def admin_message(message: str) -> str:
    """What is said of a message."""
    return f"admin.message.{message}"


def admin_message_again(message: str) -> str:
    """Send a message again."""
    return f"admin.message.{message}.again"


def admin_message_away(message: str) -> str:
    """Put a message away."""
    return f"admin.message.{message}.away"


def admin_choose_store(location: str) -> str:
    """Choose which store a location is."""
    return f"admin.location.{location}"


def admin_store(slug: str) -> str:
    """A store to choose."""
    return f"admin.store.{slug}"


def admin_need(number: int) -> str:
    """Leads to what needs a person, counted from 1."""
    return f"admin.need.{number}"


def identify_country(region: str) -> str:
    """A country to choose."""
    return f"identify.country.{region}"


def ident(identifier: str, control: ft.Control, *, expand: bool | int | None = None) -> ft.Control:
    """One semantics node that carries the identifier beside the control's own role and name.

    Layout looks at the outermost control, so `expand` is given here.
    """
    return ft.MergeSemantics(ft.Semantics(identifier=identifier, content=control), expand=expand)


def live(identifier: str, control: ft.Control, *, expand: bool | int | None = None) -> ft.Control:
    """A text that changes: identified, and read out by screen readers when it does."""
    return ft.Semantics(identifier=identifier, live_region=True, content=control, expand=expand)
