"""How bodies are modelled: requests allow nothing extra, answers ignore what they do not know."""

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from app.domain.errors import InvalidValue
from app.providers.http.request import Answer, UnreadableAnswer


class RequestBody(BaseModel):
    """What we send: the API's own names, in the order in which they are declared, nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def text(self) -> str:
        """The exact body; what is absent is left out, so that the same values always give the same bytes."""
        return self.model_dump_json(exclude_none=True, by_alias=True)


class AnswerBody(BaseModel):
    """What we get: new fields may appear at any time, numbers may come as strings."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


A = TypeVar("A", bound=AnswerBody)
R = TypeVar("R", bound=RequestBody)


def read_as(model: type[A], data: object) -> A:
    """``data`` as this answer; raises :class:`UnreadableAnswer` with the names of what is wrong, never values."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise UnreadableAnswer(_places(error)) from None


def read_answer(model: type[A], answer: Answer) -> A:
    """The body of ``answer`` as this model, whatever its content type says; raises :class:`UnreadableAnswer`."""
    return read_as(model, answer.json())


def build(model: type[R], **values: object) -> R:
    """A request body of these values; raises :class:`InvalidValue` for what the API would never take."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise InvalidValue(f"{model.__name__}: {_places(error)}") from None


def nothing(_answer: Answer) -> None:
    """Parses an answer whose status says it all."""


def _places(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    return ", ".join(f"{'.'.join(map(str, fault['loc'])) or 'body'} ({fault['type']})" for fault in faults)
