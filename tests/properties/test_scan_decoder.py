"""No array makes the decoder raise, and no noise makes it read."""

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.devices.qr.grid_reader import read_grid
from app.devices.qr.live import LiveDecoder
from app.devices.qr.reed_solomon import correct
from app.devices.qr.segments import content
from app.devices.qr_decoder import decode
from support import qr_codes

SHAPES = arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=40)
KINDS = st.one_of(
    arrays.integer_dtypes(), arrays.unsigned_integer_dtypes(), arrays.floating_dtypes(), arrays.boolean_dtypes()
)

LIVE = LiveDecoder()


@given(image=arrays.arrays(KINDS, SHAPES))
@settings(max_examples=60, deadline=None)
def test_any_array_is_decoded_without_raising(image: npt.NDArray[np.generic]) -> None:
    assert isinstance(decode(image), list)
    assert LIVE.look(image).texts == decode(image)


@given(seed=st.integers(0, 2**32 - 1), height=st.integers(1, 120), width=st.integers(1, 160), step=st.integers(1, 3))
@settings(max_examples=25, deadline=None)
def test_noise_of_any_shape_and_stride_is_never_read(seed: int, height: int, width: int, step: int) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, (height * step, width * step)).astype(np.uint8)

    assert decode(noise[::step, ::step]) == []


@given(data=st.lists(st.integers(0, 255), max_size=60), version=st.integers(1, 40))
def test_any_codewords_are_a_text_or_nothing(data: list[int], version: int) -> None:
    found = content(data, version)

    assert found is None or found.text


@given(seed=st.integers(0, 2**32 - 1), wrong=st.integers(0, 13))
@settings(max_examples=40, deadline=None)
def test_damage_is_mended_or_refused_but_never_misread(seed: int, wrong: int) -> None:
    """Whatever modules are turned over: the text is the one that was written, or none."""
    rng = np.random.default_rng(seed)
    soft = qr_codes.soft(qr_codes.modules())
    places = rng.integers(0, soft.size, wrong * 25)
    soft.ravel()[places] *= rng.uniform(-1, 1, len(places)).astype(np.float32)
    reading = read_grid(soft, deep=True)

    assert reading is None or reading.text == qr_codes.TEXT


@given(
    word=arrays.arrays(np.uint8, st.integers(20, 80)),
    checks=st.integers(2, 19),
    erased=st.sets(st.integers(0, 19), max_size=22),
)
@settings(deadline=None)
def test_a_mended_word_differs_in_no_more_places_than_can_be_mended(
    word: npt.NDArray[np.uint8], checks: int, erased: set[int]
) -> None:
    mended = correct(word, checks, tuple(erased))
    most = len(erased) + max(0, checks - len(erased)) // 2

    assert mended is None or mended.changed <= most
