"""Every path, name and value that Hey Pongo's API spells, in one place: a correction from Pongo is one line here.

DOC: a public page says so. GUIDE: the payment terminal guide says so. ASSUMED: our choice, to be checked with Pongo.
"""

from typing import Final


class Path:
    """Relative to the base URL."""

    FORM: Final = "/v1/oauth/form"  # DOC
    TOKEN: Final = "/v1/oauth/token"  # ASSUMED
    ME: Final = "/v1/oauth/me"  # DOC
    STORES: Final = "/v1/stores"  # ASSUMED
    CUSTOMERS: Final = "/v1/customers"  # ASSUMED
    CUSTOMER: Final = "/v1/customers/{customer_id}"  # ASSUMED
    CUSTOMER_BY_PHONE: Final = "/v1/customers/phone/{phone}"  # ASSUMED
    ORDERS: Final = "/v1/orders"  # ASSUMED
    ORDER: Final = "/v1/orders/{order_id}"  # ASSUMED; that the call exists and is a PATCH is DOC
    CHECK_INS: Final = "/v1/checkins"  # ASSUMED
    REWARDS: Final = "/v1/rewards"  # DOC
    BUY_REWARD: Final = "/v1/rewards/{reward_id}/buy"  # ASSUMED, that the id is in the path is DOC
    WON_REWARDS: Final = "/v1/customers/{customer_id}/rewards"  # ASSUMED
    WON_REWARD: Final = "/v1/customers/{customer_id}/rewards/{hash}"  # ASSUMED
    LOCK: Final = "/v1/customers/{customer_id}/rewards/lock"  # ASSUMED, that the id is in the path is DOC
    WEBHOOKS: Final = "/v1/webhooks"  # DOC
    WEBHOOK: Final = "/v1/webhooks/{webhook_id}"  # ASSUMED


DATA: Final = "data"  # ASSUMED: what wraps a resource in an answer


class OAuth:
    """The form, its redirect back, and the exchange of the code."""

    CLIENT_ID: Final = "client_id"  # DOC
    CLIENT_SECRET: Final = "client_secret"  # ASSUMED as a field of the exchange
    STATE: Final = "state"  # DOC on the form, its echo is ASSUMED
    REDIRECT_URI: Final = "redirect_uri"  # DOC
    SCOPE: Final = "scope"  # DOC
    GRANT_TYPE: Final = "grant_type"  # DOC
    CODE: Final = "code"  # ASSUMED
    CLIENT_CREDENTIALS: Final = "client_credentials"  # DOC: this grant type, and not authorization_code
    ACCESS_TOKEN: Final = "access_token"  # ASSUMED
    EXPIRES_IN: Final = "expires_in"  # ASSUMED: seconds
    SCOPES: Final = (  # DOC: of the documented set, what we call
        "customer.create",
        "customer.read",
        "customer.update",
        "reward.read",
        "reward.update",
        "order.create",
        "order.update",
        "checkin.create",
    )


class User:
    """GET user information."""

    MERCHANT: Final = "merchant"  # ASSUMED

    PARTNER_PARAMETERS: Final = "partnerParameters"  # GUIDE
    PROGRAMME: Final = "loyalty_program"  # ASSUMED
    BRANDING: Final = "branding"  # ASSUMED
    IS_ENABLED: Final = "is_enabled"  # ASSUMED
    NAME: Final = "name"  # ASSUMED
    EARNING_MODE: Final = "earning_mode"  # ASSUMED
    PER_UNIT: Final = "points_per_currency_unit"  # ASSUMED
    PER_VISIT: Final = "points_per_visit"  # ASSUMED
    MINIMUM: Final = "minimum_amount"  # ASSUMED
    ROUNDING: Final = "rounding"  # ASSUMED
    TERMS_URL: Final = "terms_url"  # ASSUMED


class Store:
    """GET stores."""

    SLUG: Final = "slug"  # DOC
    NAME: Final = "name"  # ASSUMED
    PUBLIC_ID: Final = "public_id"  # DOC
    CITY: Final = "city"  # ASSUMED


class Customer:
    """Customer objects and the calls that make or change them."""

    PUBLIC_ID: Final = "public_id"  # DOC
    PHONE: Final = "phone"  # ASSUMED
    FIRST_NAME: Final = "first_name"  # ASSUMED
    LAST_NAME: Final = "last_name"  # ASSUMED
    EMAIL: Final = "email"  # ASSUMED; that there is one, and that it must be valid, is DOC
    POINTS: Final = "points"  # ASSUMED
    REFERENCE_STORE_SLUG: Final = "reference_store_slug"  # DOC
    SMS_OPT_IN: Final = "has_optin"  # DOC as a name, that it means SMS is ASSUMED
    EMAIL_OPT_IN: Final = "has_email_optin"  # ASSUMED


class Order:
    """POST create order."""

    ORDER_ID: Final = "order_id"  # DOC
    PARTNER_ORDER_ID: Final = "partner_order_id"  # ASSUMED
    CHANNEL: Final = "channel"  # ASSUMED
    DELIVERY_MODE: Final = "delivery_mode"  # ASSUMED
    STORE_SLUG: Final = "loyalty_store_slug"  # DOC
    AMOUNT: Final = "amount"  # ASSUMED
    TAX_AMOUNT: Final = "tax_amount"  # ASSUMED
    STATUS: Final = "status"  # ASSUMED
    CREATED_AT: Final = "created_at"  # ASSUMED
    DELIVERY_STATUS: Final = "delivery_status"  # ASSUMED
    REWARD_IDS: Final = "reward_ids"  # DOC
    LINES: Final = "lines"  # DOC
    CUSTOMER: Final = "customer"  # DOC
    PAYMENTS: Final = "payments"  # DOC


class OrderLine:
    """An entry of ``lines``."""

    PRODUCT_ID: Final = "product_id"  # ASSUMED
    NAME: Final = "name"  # ASSUMED
    QUANTITY: Final = "quantity"  # ASSUMED
    UNIT_AMOUNT: Final = "unit_amount"  # ASSUMED
    AMOUNT: Final = "amount"  # ASSUMED
    TAX_AMOUNT: Final = "tax_amount"  # ASSUMED
    TAX_RATE: Final = "tax_rate"  # ASSUMED: per cent
    CATEGORY: Final = "category"  # ASSUMED
    REWARD_ID: Final = "public_reward_id"  # DOC


class OrderCustomer:
    """``customer`` of an order."""

    PHONE: Final = "phone"  # ASSUMED
    PUBLIC_ID: Final = "customer_public_id"  # DOC


class OrderPayment:
    """An entry of ``payments``."""

    TYPE: Final = "type"  # ASSUMED
    AMOUNT: Final = "amount"  # ASSUMED
    PAID_AT: Final = "paid_at"  # ASSUMED


class Earned:
    """What an order or a check-in answers."""

    POINTS_EARNED: Final = "points_earned"  # GUIDE says it is there, the name is ASSUMED
    CUSTOMER: Final = "customer"  # ASSUMED
    BALANCE: Final = "points"  # ASSUMED


class CheckIn:
    """POST create checkin."""

    STORE_SLUG: Final = "store_slug"  # ASSUMED
    PHONE: Final = "international_phone_number"  # DOC
    ORDER_ID: Final = "order_id"  # ASSUMED
    AMOUNT: Final = "amount"  # ASSUMED
    CHECKED_IN_AT: Final = "checked_in_at"  # ASSUMED
    TAGS: Final = "tags"  # DOC


class Reward:
    """GET rewards and the rewards that a customer has won."""

    CUSTOMER: Final = "customer"  # DOC
    STORE_SLUG: Final = "store_slug"  # DOC
    PUBLIC_ID: Final = "public_id"  # ASSUMED
    NAME: Final = "name"  # ASSUMED
    TYPE: Final = "type"  # ASSUMED
    POINTS: Final = "points"  # ASSUMED
    AMOUNT: Final = "discount_amount"  # ASSUMED
    PERCENT: Final = "discount_percent"  # ASSUMED
    EXTERNAL_ID: Final = "external_id"  # DOC
    STORE_SLUGS: Final = "store_slugs"  # ASSUMED
    IS_ACTIVE: Final = "is_active"  # ASSUMED
    HASH: Final = "hash"  # ASSUMED, that there is a reward hash is DOC
    REWARD_ID: Final = "public_reward_id"  # ASSUMED here
    IS_USED: Final = "is_used"  # ASSUMED
    IS_LOCKED: Final = "is_locked"  # ASSUMED
    EXPIRES_AT: Final = "expires_at"  # ASSUMED
    PIN: Final = "pin"  # ASSUMED


class Webhook:
    """POST subscribe to a webhook event, and what is delivered then."""

    EVENT: Final = "event"  # ASSUMED
    URL: Final = "url"  # ASSUMED
    SECRET: Final = "secret"  # ASSUMED
    ID: Final = "id"  # ASSUMED, of a subscription and of a delivery
    SUBJECT: Final = "data"  # ASSUMED: the customer as the API answers it
    SIGNATURE: Final = "pongo-signature"  # DOC
    TIME: Final = "t"  # DOC
    MAC: Final = "v1"  # DOC


class Value:
    """What enumerations may hold, as far as we send it; the documentation leaves all of them blank."""

    CHANNEL_ORDER_AND_PAY: Final = "order_and_pay"  # ASSUMED
    DELIVERY_ON_SITE: Final = "on_site"  # ASSUMED
    DELIVERY_TAKE_AWAY: Final = "take_away"  # ASSUMED
    STATUS_PAID: Final = "paid"  # ASSUMED
    STATUS_REFUNDED: Final = "refunded"  # ASSUMED
    STATUS_CANCELLED: Final = "canceled"  # ASSUMED
    DELIVERY_STATUS_PENDING: Final = "pending"  # ASSUMED
    PAYMENT_ONLINE: Final = "online"  # ASSUMED
    CHECK_IN_TAG: Final = "order-and-pay"  # ours: the API demands at least one tag
    REWARD_PRODUCT: Final = "product"  # ASSUMED
    REWARD_AMOUNT: Final = "discount_amount"  # ASSUMED
    REWARD_PERCENT: Final = "discount_percent"  # ASSUMED
    CUSTOMER_CREATED: Final = "customer.created"  # DOC
    CUSTOMER_UPDATED: Final = "customer.updated"  # DOC
    PIN_WORD: Final = "PIN"  # ASSUMED: what a 403 says that is about the PIN and not about the token
