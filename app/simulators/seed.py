"""Who and what the simulators know from the start: demo keys and demo people; nothing here is a real secret."""

from dataclasses import dataclass

VIPPS_CLIENT_ID = "5f3d2c1a-7b64-4d0e-9c1f-2a8e6b0d4c71"
VIPPS_CLIENT_SECRET = "ZGVtby1vbmx5LW5vdC1hLXNlY3JldA=="
VIPPS_SUBSCRIPTION_KEY = "0f14ebcab0ec4b29ae0cb90d91b4a84a"
VIPPS_MSN = "123456"

PONGO_CLIENT_ID = "taffel-demo"
PONGO_CLIENT_SECRET = "demo-only-not-a-secret"
PONGO_TOKEN = "eyJhbGciOiJub25lIn0.eyJkZW1vIjoiYWxsLXNjb3BlcyJ9.taffel-demo"
PONGO_TOKEN_WITHOUT_ORDERS = "eyJhbGciOiJub25lIn0.eyJkZW1vIjoibm8tb3JkZXItY3JlYXRlIn0.taffel-demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody both simulators may know; `points` is `None` for a person Pongo has never met.

    `app` is the payment app on the phone, `None` for none; `age` is in years.
    """

    msisdn: str
    first_name: str
    last_name: str
    app: str | None
    points: int | None = None
    age: int = 34


PEOPLE = (
    Person(msisdn="4712345678", first_name="Kari", last_name="Nordmann", app="Vipps", points=120),
    Person(msisdn="4798765432", first_name="Ola", last_name="Hansen", app="Vipps", age=17),
    Person(msisdn="4791234567", first_name="Ingrid", last_name="Berg", app="Vipps", age=71),
    Person(msisdn="4520123456", first_name="Freja", last_name="Nielsen", app="MobilePay", age=28),
    Person(msisdn="358401234567", first_name="Aino", last_name="Virtanen", app="MobilePay", age=45),
    Person(msisdn="33612345678", first_name="Camille", last_name="Martin", app=None, points=120),
    Person(msisdn="33698765432", first_name="Louis", last_name="Bernard", app=None, points=0),
    Person(msisdn="32470123456", first_name="Emma", last_name="Peeters", app=None, points=0),
)
