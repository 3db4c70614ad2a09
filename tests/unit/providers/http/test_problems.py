"""Error answers of every family are read without ever failing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.providers.http.problems import LONGEST_TEXT, LONGEST_WAIT, Family, Problem, mask, read_problem
from app.providers.http.request import Answer
from support.clocks import START
from support.examples import example_answer


def test_a_domain_error_gives_its_code_and_trace_id() -> None:
    problem = read_problem(example_answer("vipps/error.code", 400), START)

    assert problem == Problem(
        status=400,
        family=Family.PROBLEM,
        text="Cannot capture before reservation; ErrorCode: 6080",
        code="6080",
        trace_id="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
    )


@pytest.mark.parametrize(
    ("name", "family", "fields"),
    [
        ("vipps/error.validation", Family.PROBLEM, ("reference",)),
        ("vipps/error.invalid_params", Family.PROBLEM, ("phoneNumber",)),
        ("vipps/exchange_qr.error", Family.PROBLEM, ("qrCode",)),
        ("vipps/error.gateway", Family.GATEWAY, ()),
        ("pongo/error.validation", Family.MESSAGE, ("loyalty_store_slug", "amount")),
        ("pongo/error.not_found", Family.MESSAGE, ()),
    ],
)
def test_every_family_gives_the_names_of_what_is_wrong(name: str, family: Family, fields: tuple[str, ...]) -> None:
    problem = read_problem(example_answer(name, 400), START)

    assert (problem.family, problem.fields, problem.code) == (family, fields, None)


@pytest.mark.parametrize(
    ("body", "family"),
    [
        (b"", Family.EMPTY),
        (b"  \n", Family.EMPTY),
        (b"<html><body>Bad gateway</body></html>", Family.UNKNOWN),
        (b"[1, 2]", Family.UNKNOWN),
        (b'"text"', Family.UNKNOWN),
        (b"{}", Family.UNKNOWN),
        (b'{"title": 7, "extraDetails": "odd", "traceId": 9}', Family.PROBLEM),
        (b'{"extraDetails": [null, "odd", {}]}', Family.PROBLEM),
        (b'{"errors": ["odd"], "message": null}', Family.MESSAGE),
        (b'{"errors": {"lines": []}, "message": ""}', Family.MESSAGE),
    ],
)
def test_odd_bodies_are_named_for_what_they_are(body: bytes, family: Family) -> None:
    assert read_problem(Answer(status=502, body=body), START).family is family


@given(st.binary(max_size=300))
def test_no_bytes_at_all_make_reading_fail(body: bytes) -> None:
    assert read_problem(Answer(status=500, body=body), START).status == 500


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)


@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("title", "message", "extraDetails", "invalidParams", "errors", "traceId"), JSON)
    )
)
def test_no_json_at_all_makes_reading_fail(data: dict[str, object]) -> None:
    body = json.dumps(data).encode()

    assert len(read_problem(Answer(status=400, body=body), START).text) <= LONGEST_TEXT


@pytest.mark.parametrize(
    "secret",
    [
        "4712345678",
        "+47 123 45 678",
        "kari@example.test",
        "https://qr.vipps.no/p/3f1c",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxMjM0NTY3ODkwIn0.sig",
    ],
)
def test_what_may_identify_a_person_is_masked(secret: str) -> None:
    assert mask(f"The value {secret} is wrong") == "The value *** is wrong"


@pytest.mark.parametrize("header", ["86400", "9" * 40, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_no_answer_can_put_us_to_sleep_for_longer_than_an_hour(header: str) -> None:
    problem = read_problem(Answer(status=429, headers={"retry-after": header}, body=b""), START)

    assert problem.retry_after == LONGEST_WAIT
