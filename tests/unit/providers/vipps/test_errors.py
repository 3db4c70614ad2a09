"""Every error code of Vipps has one meaning for the caller."""

import pytest

from app.domain.payment import Ending
from app.ports.errors import (
    Conflict,
    Delayed,
    Misconfigured,
    NoLonger,
    NotFound,
    OnlyWhole,
    PortError,
    RateLimited,
    Refused,
)
from app.providers.http.problems import Family, Problem, read_problem
from app.providers.vipps.errors import KEYS_FIX, MEANINGS, explain
from support.clocks import START
from support.examples import example_answer

REFUSED = (3010, 4040, 4050, 4090, 4100, 4110, 4120, 4130, 4140, 4160, 5010, 6010, 6090)
REFUSED_TOO = (6110, 6120, 6130, 6150, 10010, 10020, 10030, 10040, 10050, 10060, 10070)
NO_LONGER = (5100, 6030, 6100, 6220, 6260)
CONFLICT = (4010, 4020, 4150, 6020, 6040, 6050, 6060, 6070, 6080, 6160, 6170, 6180, 6190, 6200, 6210, 6230, 6250)
MISCONFIGURED = (4080, 5020, 5030, 5040, 5050, 5060, 5070)
TABLE: dict[str, tuple[type[PortError], Ending | None]] = {
    **dict.fromkeys(map(str, REFUSED + REFUSED_TOO), (Refused, Ending.REFUSED)),
    **dict.fromkeys(map(str, NO_LONGER), (NoLonger, Ending.REFUSED)),
    **dict.fromkeys(map(str, CONFLICT), (Conflict, None)),
    **dict.fromkeys(map(str, MISCONFIGURED), (Misconfigured, None)),
    "4060": (Refused, Ending.CODE_REFUSED),
    "4070": (Refused, Ending.NOT_A_USER),
    "7010": (Refused, Ending.NOT_A_USER),
    "5080": (Refused, Ending.PUSH_NOT_ALLOWED),
    "5090": (NotFound, None),
    "6140": (OnlyWhole, Ending.REFUSED),
    "6280": (Delayed, None),
}


def coded(code: str | None, status: int = 400) -> Problem:
    return Problem(status=status, family=Family.PROBLEM, text="no", code=code)


def test_the_table_knows_every_code() -> None:
    assert MEANINGS.keys() == TABLE.keys()


@pytest.mark.parametrize("status", [400, 403, 404, 409, 423])
@pytest.mark.parametrize("code", TABLE)
def test_the_code_decides_whatever_the_status(code: str, status: int) -> None:
    kind, ending = TABLE[code]

    error = explain(coded(code, status), "call")

    assert (type(error), getattr(error, "ending", None)) == (kind, ending)
    assert getattr(error, "code", code) == code


@pytest.mark.parametrize("code", MISCONFIGURED)
def test_what_a_person_must_mend_says_how(code: int) -> None:
    error = explain(coded(str(code)), "call")

    assert isinstance(error, Misconfigured)
    assert error.fix.endswith(".")


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, Refused), (404, NotFound), (409, Conflict), (423, Conflict), (429, RateLimited), (422, Refused)],
)
def test_without_a_known_code_the_status_decides(status: int, kind: type[PortError]) -> None:
    assert [type(explain(coded(code, status), "call")) for code in (None, "9999")] == [kind, kind]


def test_a_refusal_without_a_code_ends_a_payment_as_refused() -> None:
    error = explain(read_problem(example_answer("vipps/error.validation", 400), START), "call")

    assert isinstance(error, Refused)
    assert (error.code, error.ending) == ("reference", Ending.REFUSED)


def test_too_many_requests_wait_whatever_code_comes_with_it() -> None:
    assert isinstance(explain(coded("6250", 429), "call"), RateLimited)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_the_gateway_speaks_about_keys_and_addresses_never_about_payments(status: int) -> None:
    error = explain(read_problem(example_answer("vipps/error.gateway", status), START), "call")

    assert isinstance(error, Misconfigured)
    assert error.fix == KEYS_FIX


@pytest.mark.parametrize("status", [401, 403])
def test_refused_keys_name_what_to_check(status: int) -> None:
    error = explain(Problem(status=status, family=Family.EMPTY, text="no body"), "call")

    assert isinstance(error, Misconfigured)
    assert error.fix == KEYS_FIX
