"""The merchant's account at Hey Pongo, and which store each location is."""

from typing import assert_never

import flet as ft

from app.domain.connection import Connection, ConnectionState, How, KeyFault, Reason
from app.domain.store_mapping import Drift, StoreWarning
from app.ui import identifiers
from app.ui.components.buttons import primary_button, secondary_button, text_button
from app.ui.components.text import body, lead, muted
from app.ui.identifiers import admin_choose_store, live
from app.ui.screens.admin.scene import Scene
from app.ui.screens.admin.state import Place, PongoPage
from app.ui.screens.admin.views.pieces import card, mark, page, section, small
from app.ui.screens.admin.words import Said, Tone, drift
from app.ui.texts import Texts
from app.ui.theme import Space, Touch


def pongo(state: PongoPage, scene: Scene) -> ft.Control:
    """Account, then stores."""
    texts = scene.texts
    stores: list[ft.Control] = [_place(each, state, scene) for each in state.places]
    if state.listed is None:
        stores.append(muted(texts.t("Pongo was not asked for its stores yet.")))
    parts: list[ft.Control] = [_account(state, scene), section(texts.t("Stores")), *stores]
    return page(texts.t("Hey Pongo"), parts, scene)


def standing(connection: Connection, texts: Texts) -> Said:
    """How the account stands, in two words."""
    if connection.key is not None:
        return Said(texts.t("Cannot be read"), Tone.WRONG)
    match connection.state:
        case ConnectionState.CONNECTED:
            return Said(texts.t("Connected"), Tone.GOOD)
        case ConnectionState.NEEDS_RECONNECT:
            return Said(texts.t("Connect again"), Tone.WRONG)
        case ConnectionState.NOT_CONNECTED:
            return Said(texts.t("Not connected"), Tone.WRONG)
        case _:
            assert_never(connection.state)


def key_trouble(fault: KeyFault, texts: Texts) -> str:
    """What ails the hub's key, in a sentence."""
    told = {
        KeyFault.UNREADABLE: texts.t("The hub cannot read its secret key."),
        KeyFault.OPEN: texts.t("Others on the hub's machine may read its secret key, so it is not used."),
        KeyFault.BAD: texts.t("What stands as the hub's secret key is no key."),
        KeyFault.OTHER: texts.t("The hub cannot open the connection: its secret key is another one now."),
    }
    return told[fault]


def mend_key(texts: Texts) -> str:
    """What to do about it."""
    return texts.t("Run taffel doctor on the hub: it names the file and the fix. What waits leaves by itself then.")


def _account(state: PongoPage, scene: Scene) -> ft.Control:
    connection, texts = state.connection, scene.texts
    title = ft.Row(
        [
            ft.Container(lead(connection.merchant or texts.t("The restaurant's account")), expand=True),
            live(identifiers.ADMIN_CONNECTION, mark(standing(connection, texts))),
        ],
        spacing=Space.NORMAL,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    return card(
        [title, *(body(each) for each in _told(connection, scene)), *_ways(state, scene)],
        tone=None if connection.works else Tone.WRONG,
    )


def _told(connection: Connection, scene: Scene) -> list[str]:
    texts = scene.texts
    told = []
    if connection.reason is not None:
        why = {
            Reason.REFUSED: texts.t("Pongo does not accept the connection any more."),
            Reason.EXPIRED: texts.t("The connection ran out."),
            Reason.SEALED: texts.t("The hub cannot open the connection: its secret key is another one now."),
        }
        told.append(why[connection.reason])
    if connection.key is not None:
        told += [key_trouble(connection.key, texts), mend_key(texts)]
    if not connection.works and connection.key is None:
        told.append(texts.t("Guests pay as always. Paid orders wait here and leave as soon as Pongo is connected."))
    how = {
        How.OAUTH: texts.t("Connected on Pongo's page"),
        How.PASTED: texts.t("Connected with a pasted code"),
        How.STATIC: texts.t("Connected by the token in the hub's settings"),
    }
    if connection.works and connection.how is not None:
        since = f", {scene.day_and_clock(connection.since)}" if connection.since else ""
        told.append(f"{how[connection.how]}{since}")
    return told


def _ways(state: PongoPage, scene: Scene) -> list[ft.Control]:
    """Connecting is the one next step while it does not work; afterwards it is only a way out.

    Where the hub's key is what ails, mending that is the next step: nothing could be kept before.
    """
    texts, taps, works = scene.texts, scene.taps, state.connection.works
    if not state.offered:
        setup = texts.t("To connect on Pongo's page, set TAFFEL_PONGO_CLIENT_ID and TAFFEL_PONGO_CLIENT_SECRET.")
        return [muted(setup)]
    connect = (
        secondary_button(texts.t("Connect Pongo again"), identifiers.ADMIN_CONNECT, taps.connect, height=Touch.LEAST)
        if works or state.connection.key is not None
        else primary_button(texts.t("Connect Pongo"), identifiers.ADMIN_CONNECT, taps.connect)
    )
    ways: list[ft.Control] = [
        connect,
        text_button(texts.t("Paste a code"), identifiers.ADMIN_PASTE, taps.begin_pasting),
    ]
    if works:
        ways.append(text_button(texts.t("Disconnect"), identifiers.ADMIN_DISCONNECT, taps.disconnect))
    return [ft.Row(ways, spacing=Space.TIGHT, run_spacing=Space.TIGHT, wrap=True)]


def _place(place: Place, state: PongoPage, scene: Scene) -> ft.Control:
    texts = scene.texts
    store = place.store.name if place.store is not None else place.slug
    said = (
        Said(texts.t("No store"), Tone.WRONG)
        if place.warning is None and store is None
        else _said(place.warning, texts)
    )
    title = ft.Row(
        [ft.Container(lead(place.location.name), expand=True), mark(said)],
        spacing=Space.NORMAL,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    parts: list[ft.Control] = [title]
    if store is not None:
        parts += [body(store), small(place.slug or "")]
    if place.warning is not None:
        parts.append(body(_fix(place.warning, state, texts)))
    if state.listed:
        wanted = store is None or place.warning is not None
        words = texts.t("Choose the store") if wanted else texts.t("Choose another store")
        tap = scene.taps.choose_store(place.location.id)
        parts.append(ft.Row([secondary_button(words, admin_choose_store(place.location.id), tap, height=Touch.LEAST)]))
    wrong = place.warning is not None and place.warning.drift is not Drift.RENAMED
    return card(parts, tone=Tone.WRONG if wrong else Tone.ATTENTION if place.warning else None)


def _fix(warning: StoreWarning, state: PongoPage, texts: Texts) -> str:
    if state.listed or warning.drift is Drift.RENAMED:
        return drift(warning, texts).fix
    return texts.t("Its paid orders wait. Once Pongo is connected, choose the store here.")


def _said(warning: StoreWarning | None, texts: Texts) -> Said:
    if warning is None:
        return Said(texts.t("Mapped"), Tone.GOOD)
    said = {
        Drift.UNMAPPED: Said(texts.t("No store"), Tone.WRONG),
        Drift.REMOVED: Said(texts.t("Store is gone"), Tone.WRONG),
        Drift.RENAMED: Said(texts.t("Renamed"), Tone.ATTENTION),
    }
    return said[warning.drift]
