"""Answers may wrap what they are about in ``data``."""

from typing import TypeVar

from app.providers.http.request import Answer
from app.providers.http.schema import AnswerBody, read_as
from app.providers.pongo import wire

A = TypeVar("A", bound=AnswerBody)


def read_resource(model: type[A], answer: Answer) -> A:
    """The body as this model, wrapped or not; raises :class:`UnreadableAnswer`."""
    return read_as(model, unwrapped(answer.json()))


def unwrapped(data: object) -> object:
    """What is inside ``data``, or the whole where nothing is wrapped."""
    return data.get(wire.DATA, data) if isinstance(data, dict) else data
