"""Customer calls: exists, get by phone, get by id, create, update."""

from urllib.parse import quote

from app.domain.customer import Channel, EmailAddress, Member, PhoneNumber
from app.ports.loyalty_program import OptIns
from app.providers.http.request import Answer, ApiRequest, Effect
from app.providers.http.schema import build, nothing
from app.providers.pongo import wire
from app.providers.pongo.headers import BODY_HEADERS, COMMON_HEADERS
from app.providers.pongo.schemas.customers import CreateCustomerRequest, CustomerAnswer, UpdateCustomerRequest
from app.providers.pongo.schemas.unwrapping import read_resource


def exists(phone: PhoneNumber) -> ApiRequest[None]:
    """Whether the number is known: an answer when it is, :class:`NotFound` when it is not."""
    return ApiRequest(
        action="pongo_customer_exists",
        method="HEAD",
        path=_by_phone(phone),
        template=wire.Path.CUSTOMER_BY_PHONE,
        headers=COMMON_HEADERS,
        parse=nothing,
        effect=Effect.READ,
    )


def get_by_phone(phone: PhoneNumber) -> ApiRequest[Member]:
    """The customer with this number."""
    return ApiRequest(
        action="pongo_get_customer_by_phone",
        method="GET",
        path=_by_phone(phone),
        template=wire.Path.CUSTOMER_BY_PHONE,
        headers=COMMON_HEADERS,
        parse=_parse,
        effect=Effect.READ,
    )


def get_by_id(customer_id: str) -> ApiRequest[Member]:
    """The customer with this public id, as a digital pass carries it."""
    return ApiRequest(
        action="pongo_get_customer",
        method="GET",
        path=_by_id(customer_id),
        template=wire.Path.CUSTOMER,
        headers=COMMON_HEADERS,
        parse=_parse,
        effect=Effect.READ,
    )


def create(
    phone: PhoneNumber, store_slug: str, opt_ins: OptIns, email: EmailAddress | None = None
) -> ApiRequest[Member]:
    """Enrol a number at a store. Not safe to repeat: look first."""
    body = build(CreateCustomerRequest, phone=str(phone), store_slug=store_slug, email=email, **opt_in_fields(opt_ins))
    return ApiRequest(
        action="pongo_create_customer",
        method="POST",
        path=wire.Path.CUSTOMERS,
        template=wire.Path.CUSTOMERS,
        headers=BODY_HEADERS,
        body=body.text(),
        parse=_parse,
        effect=Effect.ONCE,
    )


def update(customer_id: str, opt_ins: OptIns, email: EmailAddress | None = None) -> ApiRequest[Member]:
    """Store the answers of the guest; channels that were not asked stay as they are."""
    return ApiRequest(
        action="pongo_update_customer",
        method="PUT",
        path=_by_id(customer_id),
        template=wire.Path.CUSTOMER,
        headers=BODY_HEADERS,
        body=build(UpdateCustomerRequest, email=email, **opt_in_fields(opt_ins)).text(),
        parse=_parse,
        effect=Effect.REPEATABLE,
    )


def opt_in_fields(opt_ins: OptIns) -> dict[str, bool | None]:
    """The two channels under the names of our request models."""
    return {"sms_opt_in": opt_ins.get(Channel.SMS), "email_opt_in": opt_ins.get(Channel.EMAIL)}


def _by_phone(phone: PhoneNumber) -> str:
    return wire.Path.CUSTOMER_BY_PHONE.format(phone=phone)


def _by_id(customer_id: str) -> str:
    return wire.Path.CUSTOMER.format(customer_id=quote(customer_id, safe=""))


def _parse(answer: Answer) -> Member:
    found = read_resource(CustomerAnswer, answer)
    name = " ".join(part.strip() for part in (found.first_name, found.last_name) if part and part.strip())
    return Member(
        customer_id=found.public_id,
        phone=PhoneNumber(found.phone.removeprefix("+").removeprefix("00")),
        name=name or None,
        points=found.points,
        email_opt_in=found.email_opt_in,
        sms_opt_in=found.sms_opt_in,
    )
