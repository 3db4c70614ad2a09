"""Connect the merchant's account at the loyalty programme, by the programme's own form or by a code carried by hand.

For the admin: ``status`` says how it stands; ``offered`` whether there is a form; ``begin`` gives the form's address;
``finish`` and ``paste`` raise :class:`app.services.basics.errors.CannotConnect` with a
:class:`app.domain.connection.Why`.
"""

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl, urlsplit

import structlog

from app.domain.connection import (
    STATE_LASTS,
    Connection,
    How,
    OAuthState,
    Returned,
    Why,
    digest_of,
)
from app.ports.clock import Chance, Clock
from app.ports.connection import Account, Accounts, Granted
from app.ports.errors import KeyUnusable, Misconfigured, NotConnected, PortError, Refused
from app.ports.storage import Storage
from app.services.basics.errors import CannotConnect
from app.services.loyalty.keeping_tokens import KeepingTokens

log = structlog.get_logger()

DAY = 24 * 60 * 60.0
LONGEST_CODE = 4096
LONGEST_STATE = 256


class Connecting:
    """Use cases of the merchant's account. ``resumed`` is awaited after every change for the better."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        tokens: KeepingTokens,
        storage: Storage,
        clock: Clock,
        chance: Chance,
        resumed: Callable[[], Awaitable[object]],
    ) -> None:
        self._accounts = accounts
        self._tokens = tokens
        self._storage = storage
        self._clock = clock
        self._chance = chance
        self._resumed = resumed

    @property
    def offered(self) -> bool:
        """Whether a merchant can connect by the form; otherwise only the token in the settings counts."""
        return self._accounts.offered

    async def status(self) -> Connection:
        """How the account stands, without asking the programme."""
        return await self._tokens.status()

    async def begin(self) -> str:
        """The address of the programme's form, for one visit within half an hour.

        Raises :class:`Misconfigured` without a client id, and :class:`KeyUnusable` where no token could be kept.
        """
        await self._tokens.check_key()
        state = self._chance.nonce()
        address = self._accounts.form(state)
        now = self._clock.now()
        async with self._storage.work() as work:
            await work.connections.begin(
                OAuthState(digest=digest_of(state), begun_at=now, expires_at=now + STATE_LASTS)
            )
            await work.commit()
        return address

    async def finish(self, *, state: str | None, code: str | None = None, error: str | None = None) -> Connection:
        """What the form led back with. Each visit counts once, whatever came of it.

        Raises :class:`CannotConnect`; then nothing was stored, and what was connected before still is.
        """
        await self._key_checked()
        await self._use(state)
        return await self._connected(Returned(code=code, error=error), How.OAUTH)

    async def paste(self, text: str) -> Connection:
        """A code that a person carried over, or the whole address at which the form ended. Raises as ``finish`` does.

        An address names its visit, which counts once; a bare code needs none: whoever pastes it is in the admin.
        """
        await self._key_checked()
        returned = _read(text.strip())
        if returned.state is not None:
            await self._use(returned.state)
        return await self._connected(returned, How.PASTED)

    async def check_key(self) -> None:
        """Whether a token could be kept: raises :class:`KeyUnusable`. Asks nobody."""
        await self._tokens.check_key()

    async def disconnect(self) -> Connection:
        """Forget the token; orders wait until somebody connects again."""
        return await self._tokens.put_away()

    async def try_again(self) -> Connection:
        """See whether the last token works (again), such as after a fault on the programme's side.

        Asks the programme; raises its errors, and leaves everything as it was when there is no answer.
        """
        token = await self._tokens.last_token()
        if token is None:
            return await self._tokens.status()
        try:
            account = await self._accounts.account(token)
        except NotConnected:
            await self._tokens.refused(token)
            return await self._tokens.status()
        before = await self._tokens.status()
        after = await self._tokens.works(account.merchant)
        if not before.works:
            await self._resumed()
        return after

    async def run(self) -> None:
        """Until cancelled: at start and daily, see whether the account that should work does.

        What the merchant disconnected stays so.
        """
        while True:
            try:
                if (await self._tokens.status()).how is not None:
                    await self.try_again()
            except PortError as error:
                log.warning("account_not_asked", kind=type(error).__name__)
            await self._clock.sleep(DAY)

    async def _key_checked(self) -> None:
        """While no token could be kept, neither a visit nor a code is used up: both are good once the key is mended."""
        try:
            await self._tokens.check_key()
        except KeyUnusable as error:
            log.warning("token_cannot_be_kept", fault=str(error.fault))
            raise CannotConnect(Why(error.fault.value), error.fix) from error

    async def _use(self, state: str | None) -> None:
        """Use the visit up before anything is sent, so that no code is ever exchanged twice for it."""
        if not state or len(state) > LONGEST_STATE:
            raise CannotConnect(Why.UNKNOWN_STATE)
        now = self._clock.now()
        async with self._storage.work() as work:
            visit = await work.connections.use(digest_of(state), now)
            await work.commit()
        why = Why.UNKNOWN_STATE if visit is None else visit.why_not(now)
        if why is not None:
            log.warning("connection_not_asked_for", why=why)
            raise CannotConnect(why)

    async def _connected(self, returned: Returned, how: How) -> Connection:
        if returned.error is not None:
            raise CannotConnect(Why.DENIED)
        if not returned.code or len(returned.code) > LONGEST_CODE:
            raise CannotConnect(Why.NO_CODE)
        granted = await self._granted(returned.code)
        account = await self._account(granted)
        ends = None if granted.lifetime is None else self._clock.now() + granted.lifetime
        connection = await self._tokens.keep(granted.token, how, account.merchant, ends)
        await self._resumed()
        return connection

    async def _granted(self, code: str) -> Granted:
        try:
            return await self._accounts.exchange(code)
        except Misconfigured as error:
            log.warning("client_not_accepted", reason=str(error))
            raise CannotConnect(Why.NOT_SET_UP, error.fix) from error
        except Refused as refusal:
            raise CannotConnect(Why.BAD_CODE) from refusal
        except PortError as error:
            log.warning("code_not_exchanged", kind=type(error).__name__)
            raise CannotConnect(Why.NO_ANSWER) from error

    async def _account(self, granted: Granted) -> Account:
        """Whose it is. A token that does not work is not kept; no answer is no reason to lose a code for ever."""
        try:
            return await self._accounts.account(granted.token)
        except (Misconfigured, Refused) as error:
            log.warning("new_token_not_accepted", kind=type(error).__name__)
            raise CannotConnect(Why.BAD_TOKEN) from error
        except PortError as error:
            log.warning("account_not_asked", kind=type(error).__name__)
            return Account(merchant=None)


def _read(text: str) -> Returned:
    """A bare code, or an address with its query."""
    if "://" not in text and "code=" not in text and "error=" not in text:
        return Returned(code=text)
    query = dict(parse_qsl(urlsplit(text).query or text.rpartition("?")[2]))
    return Returned(state=query.get("state", ""), code=query.get("code"), error=query.get("error"))
