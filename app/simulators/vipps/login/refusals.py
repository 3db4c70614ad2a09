"""How the Login API says no: OAuth errors."""

from app.simulators.vipps.errors import Refusal


class OAuthRefusal(Refusal):
    """An OAuth error; `error_code` is Vipps' own word beside it (where it stands is not documented)."""

    def __init__(self, error: str, description: str, *, status: int = 400, error_code: str | None = None) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description
        self.status = status
        self.error_code = error_code

    def as_json(self) -> dict[str, object]:
        """Return the body of the answer."""
        code = {} if self.error_code is None else {"error_code": self.error_code}
        return {"error": self.error, "error_description": self.description, **code}
