"""Bodies of the customer calls."""

from pydantic import Field

from app.providers.http.schema import AnswerBody, RequestBody
from app.providers.pongo import wire


class OptInFields(RequestBody):
    """Answers of the guest; what was not asked is absent and stays as it is."""

    sms_opt_in: bool | None = Field(default=None, serialization_alias=wire.Customer.SMS_OPT_IN)
    email_opt_in: bool | None = Field(default=None, serialization_alias=wire.Customer.EMAIL_OPT_IN)


class CreateCustomerRequest(OptInFields):
    """Digits with country code, no plus."""

    phone: str = Field(serialization_alias=wire.Customer.PHONE)
    store_slug: str = Field(serialization_alias=wire.Customer.REFERENCE_STORE_SLUG)
    email: str | None = Field(default=None, serialization_alias=wire.Customer.EMAIL)


class UpdateCustomerRequest(OptInFields):
    """Only what is sent changes."""

    email: str | None = Field(default=None, serialization_alias=wire.Customer.EMAIL)


class CustomerAnswer(AnswerBody):
    """A customer of this merchant."""

    public_id: str = Field(validation_alias=wire.Customer.PUBLIC_ID, min_length=1)
    phone: str = Field(validation_alias=wire.Customer.PHONE, pattern=r"^(\+|00)?[1-9]\d{7,14}$")
    first_name: str | None = Field(default=None, validation_alias=wire.Customer.FIRST_NAME)
    last_name: str | None = Field(default=None, validation_alias=wire.Customer.LAST_NAME)
    points: int | None = Field(default=None, validation_alias=wire.Customer.POINTS)
    sms_opt_in: bool | None = Field(default=None, validation_alias=wire.Customer.SMS_OPT_IN)
    email_opt_in: bool | None = Field(default=None, validation_alias=wire.Customer.EMAIL_OPT_IN)
