"""Vipps Login behind our port: joining in the guest's own app."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from app.domain.customer import EmailAddress, PhoneNumber
from app.domain.enrolment import EnrolmentId, Fault
from app.domain.errors import InvalidValue
from app.ports.clock import Clock
from app.ports.enrolment_in_app import Approved, EnrolmentAnswer, EnrolmentAsk, EnrolmentAsked, Lost, Mistrusted
from app.providers.http.client import ApiClient
from app.providers.vipps import login
from app.providers.vipps.config import VippsConfig
from app.providers.vipps.consents import ConsentRules, consents_of
from app.providers.vipps.id_token import BadIdToken, Expected, UnknownKey, subject_of
from app.providers.vipps.schemas.login import JsonWebKeySet, Tokens, UserInfo

USERINFO_WINDOW = timedelta(minutes=10)
"""How long Vipps tells at most what a guest shared (Login, userinfo); mostly the token is called too old sooner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unread:
    tokens: Tokens
    until: datetime


class VippsLogin:
    """Implements :class:`app.ports.enrolment_in_app.EnrolmentInApp`. ``transport`` is for tests.

    Tokens come once, so they are kept in memory until userinfo was read, or can be read no more; they never leave this
    object.
    """

    def __init__(
        self,
        config: VippsConfig,
        rules: ConsentRules,
        clock: Clock,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._config = config
        self._rules = rules
        self._clock = clock
        self._client = ApiClient(config.base_url, clock=clock, explain=login.explain_login, transport=transport)
        self._lock = asyncio.Lock()
        self._endpoints: login.Endpoints | None = None
        self._keys: JsonWebKeySet | None = None
        self._fresh_until: datetime | None = None
        self._unread: dict[EnrolmentId, _Unread] = {}

    async def close(self) -> None:
        """Let all connections go."""
        await self._client.close()

    async def knows(self, phone: PhoneNumber) -> bool:
        return await self._client.send(login.user_exists(self._config, phone))

    async def ask(self, ask: EnrolmentAsk) -> EnrolmentAsked:
        endpoints = await self._discovered()
        return await self._client.send(login.start(self._config, endpoints.start, self._rules.scope, ask))

    async def answer(self, enrolment_id: EnrolmentId, nonce: str) -> EnrolmentAnswer:
        self._let_the_old_go()
        endpoints = await self._discovered()
        unread = self._unread.get(enrolment_id)
        if unread is None:
            found = await self._client.send(login.get_tokens(self._config, endpoints.token, enrolment_id))
            if not isinstance(found, Tokens):
                return found
            unread = self._unread[enrolment_id] = _Unread(tokens=found, until=self._clock.now() + USERINFO_WINDOW)
        tokens = unread.tokens
        try:
            subject = await self._subject(tokens, nonce, endpoints)
            info = await self._client.send(login.userinfo(endpoints.userinfo, tokens.access_token))
        except BadIdToken as bad:
            answer: EnrolmentAnswer = Mistrusted(bad.fault)
        else:
            answer = info if isinstance(info, Lost) else self._approved(info, subject)
        self.forget(enrolment_id)
        return answer

    def has_yes(self, enrolment_id: EnrolmentId) -> bool:
        unread = self._unread.get(enrolment_id)
        return unread is not None and self._clock.now() < unread.until

    def forget(self, enrolment_id: EnrolmentId) -> None:
        self._unread.pop(enrolment_id, None)

    def _let_the_old_go(self) -> None:
        for enrolment_id in [each for each in self._unread if not self.has_yes(each)]:
            self.forget(enrolment_id)

    def _approved(self, info: UserInfo, subject: str) -> EnrolmentAnswer:
        if info.sub != subject:
            return Mistrusted(Fault.SUBJECT)
        try:
            phone = None if info.phone_number is None else PhoneNumber(info.phone_number.removeprefix("+"))
        except InvalidValue:
            return Mistrusted(Fault.PHONE)
        told = consents_of(info, self._rules)
        return Approved(
            subject=subject,
            phone=phone,
            consents=told.consents,
            language=told.language,
            at=told.at,
            email=_address(info),
        )

    async def _subject(self, tokens: Tokens, nonce: str, endpoints: login.Endpoints) -> str:
        """Whose login it is; a key that is not known is looked for once more, since keys are changed."""
        expected = Expected(
            issuer=endpoints.issuer,
            client_id=self._config.client_id,
            nonce=nonce,
            access_token=tokens.access_token,
            now=self._clock.now(),
        )
        keys = self._keys or await self._new_keys(endpoints)
        try:
            return subject_of(tokens.id_token, keys, expected)
        except UnknownKey:
            keys = await self._new_keys(endpoints)
        try:
            return subject_of(tokens.id_token, keys, expected)
        except UnknownKey:
            raise BadIdToken(Fault.KEY) from None

    async def _new_keys(self, endpoints: login.Endpoints) -> JsonWebKeySet:
        self._keys = await self._client.send(login.signing_keys(endpoints.keys))
        return self._keys

    async def _discovered(self) -> login.Endpoints:
        """Where the calls go, asked for again when its time is over; the keys with it."""
        async with self._lock:
            now = self._clock.now()
            if self._endpoints is None or self._fresh_until is None or self._fresh_until <= now:
                self._endpoints = await self._client.send(login.discover(self._config))
                self._fresh_until = now + self._endpoints.life
                self._keys = None
            return self._endpoints


def _address(info: UserInfo) -> EmailAddress | None:
    """The address that the guest shared; a scope outside the plan is dropped without a word (Login, 7.8)."""
    if info.email is None or not info.email_verified:
        return None
    try:
        return EmailAddress(info.email)
    except InvalidValue:
        return None
