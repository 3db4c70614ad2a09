"""Who may import whom, and which library lives where."""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]

# Where each library may be imported: a prefix of the module's path under app/.
HOMES: Mapping[str, tuple[str, ...]] = {
    "alembic": ("storage/",),
    "babel": ("ui/",),
    "cryptography": ("simulators/", "storage/"),
    "cv2": ("devices/",),
    "fastapi": ("web/", "cli/serving.py"),
    "flet": ("ui/", "web/", "main.py"),
    "flet_audio": ("ui/", "main.py"),
    "flet_camera": ("ui/", "main.py"),
    "flet_web": ("web/",),
    "httpx": ("providers/",),
    "jinja2": ("simulators/",),
    "jwt": ("providers/vipps/id_token.py", "simulators/"),
    "numpy": ("devices/",),
    "phonenumbers": ("services/basics/phone_numbers.py",),
    "pydantic": ("providers/", "settings.py", "menu_file.py"),
    "pydantic_core": ("settings.py",),
    "pydantic_settings": ("settings.py",),
    "pyzbar": ("devices/",),
    "segno": ("simulators/", "ui/"),
    "sqlalchemy": ("storage/",),
    "sse_starlette": ("simulators/",),
    "starlette": ("web/", "simulators/"),
    "structlog": ("",),
    "typer": ("cli/",),
    "uvicorn": ("web/", "simulators/", "cli/"),
    "zxingcpp": ("devices/",),
}
PLAIN = ("domain/", "ports/")  # the standard library only


def test_every_import_contract_of_the_design_is_kept() -> None:
    exit_code = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)

    assert 0 == exit_code


def test_each_library_has_one_home() -> None:
    strays = [
        f"{library} in {path}"
        for path, library in foreign_imports()
        if not path.startswith(HOMES.get(library, ("nowhere: name its home in this test",)))
    ]

    assert [] == strays


def test_domain_and_ports_are_plain_python() -> None:
    strays = [f"{library} in {path}" for path, library in foreign_imports() if path.startswith(PLAIN)]

    assert [] == strays


def foreign_imports() -> Iterator[tuple[str, str]]:
    """Path under app/ and library, for each import of something that is neither ours nor Python's."""
    app = ROOT / "app"
    for path in sorted(app.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for library in imported(node):
                if library not in sys.stdlib_module_names and library != "app":
                    yield path.relative_to(app).as_posix(), library


def imported(node: ast.AST) -> list[str]:
    """The top-level names that a statement imports."""
    match node:
        case ast.Import():
            return [alias.name.partition(".")[0] for alias in node.names]
        case ast.ImportFrom(module=str(module)):
            return [module.partition(".")[0]]
        case _:
            return []
