"""Whatever guest, till and clock do: tokens once and only after a yes in time, consents once for each wording."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from app.simulators.clock import SimClock
from app.simulators.vipps.backend import VippsBackend
from app.simulators.vipps.errors import GatewayRefusal
from app.simulators.vipps.login.asked import Asked
from app.simulators.vipps.login.id_token import SigningKey
from app.simulators.vipps.login.logins import Login
from app.simulators.vipps.login.refusals import OAuthRefusal
from support.vipps_sim import KARI, NOON

KEY = SigningKey()


class LoggingIn(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.clock = SimClock(frozen_at=NOON)
        self.logins = VippsBackend(self.clock).logins
        self.logins.key = KEY
        self.started: list[Login] = []
        self.handed_out: set[str] = set()

    @rule(expiry=st.sampled_from([60, 900, None]))
    def start(self, expiry: int | None) -> None:
        scopes = ("openid", "delegatedConsents")
        asked = Asked(msisdn=KARI, scopes=scopes, binding_message=None, nonce=None, expiry=expiry)
        pending = [login for login in self.started if login.state(self.clock.now()) == "pending"]
        status = 200
        try:
            self.started.append(self.logins.start(asked))
        except GatewayRefusal as refusal:
            status = refusal.status

        assert status == (429 if len(pending) == 3 else 200)

    @precondition(lambda self: self.started)
    @rule(data=st.data(), says_yes=st.booleans(), email=st.booleans())
    def answer(self, data: st.DataObject, says_yes: bool, email: bool) -> None:
        login = data.draw(st.sampled_from(self.started))
        was = login.state(self.clock.now())
        counted = True
        try:
            _ = self.logins.approve(login.id, {"email": email}) if says_yes else self.logins.reject(login.id)
        except ValueError:
            counted = False

        assert counted == (was == "pending")

    @precondition(lambda self: self.started)
    @rule(data=st.data())
    def poll(self, data: st.DataObject) -> None:
        login = data.draw(st.sampled_from(self.started))
        now = self.clock.now()
        outcome = self._outcome(login)

        assert (
            outcome
            in {
                "approved": {"invalid_grant"} if login.id in self.handed_out else {"tokens", "expired_token"},
                "rejected": {"access_denied"},
                "expired": {"expired_token"},
                "pending": {"authorization_pending", "slow_down"},
            }[login.state(now)]
        )
        assert outcome != "tokens" or login.expires_at > now
        if outcome == "tokens":
            self.handed_out.add(login.id)

    def _outcome(self, login: Login) -> str:
        try:
            tokens = self.logins.exchange(login.id, "http://sim/")
        except OAuthRefusal as refusal:
            return refusal.error
        claims = self.logins.userinfo(str(tokens["access_token"]))
        assert ("delegatedConsents" in claims) == (login.asks is not None)
        return "tokens"

    @rule(seconds=st.sampled_from([1, 5, 59, 60, 600]))
    def wait(self, seconds: int) -> None:
        self.clock.advance(seconds)

    @rule()
    def once_given_consents_are_not_asked_again(self) -> None:
        given = [login.answered_at for login in self.started if login.consents is not None and login.answered_at]
        later = [login for login in self.started if given and login.started_at > min(given)]

        assert [login.asks for login in later] == [None] * len(later)


TestLoggingIn = LoggingIn.TestCase
TestLoggingIn.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
