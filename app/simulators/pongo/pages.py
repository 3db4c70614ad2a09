"""The simulator's HTML pages: templates and their files live in this package."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

_HERE = Path(__file__).parent
_FONTS = _HERE.parents[2] / "assets" / "fonts"
_templates = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=select_autoescape(),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, **values: object) -> str:
    """A page from its template; every value is escaped."""
    return _templates.get_template(template).render(values)


def static_files() -> list[BaseRoute]:
    """The pages' style sheets and scripts under `/backoffice/static`, the bundled fonts under `/backoffice/fonts`."""
    return [
        Mount("/backoffice/static", StaticFiles(directory=_HERE / "static")),
        Mount("/backoffice/fonts", StaticFiles(directory=_FONTS, check_dir=False)),
    ]
