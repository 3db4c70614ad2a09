"""The commands, their options and what they run."""

import ast
import json
import sys
from pathlib import Path

import pytest

from devkit.benches import programs, run_benches
from devkit.checkout import ROOT, Checkout
from devkit.checks import static_steps
from devkit.commands import argument_parser, main, pictures_of_bench
from devkit.environment import RUNTIME, TEST
from devkit.locks import compile_arguments


def test_preview_and_check_hand_unknown_options_on() -> None:
    options, rest = argument_parser().parse_known_args(["preview", "--no-browser", "--port", "8550", "--help"])

    assert ("preview", ["--no-browser", "--port", "8550", "--help"]) == (options.command, rest)


def test_other_commands_refuse_options_they_do_not_know(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["fmt", "--port", "1"])

    assert 2 == stop.value.code
    assert "unknown arguments: --port 1" in capsys.readouterr().err


def test_check_judges_format_lint_types_imports_and_texts() -> None:
    names = [step.name for step in static_steps(Checkout(root=ROOT))]

    assert ["format", "lint", "types", "imports", "texts"] == names


def test_a_benchmark_is_a_program_and_not_a_helper(tmp_path: Path) -> None:
    for name in ("payments.py", "decode.py", "_rounds.py", "test_decode.py", "conftest.py", "notes.md"):
        (tmp_path / name).touch()

    assert ["decode.py", "payments.py"] == [path.name for path in programs(tmp_path)]


PROGRAM = """
import json, sys
from pathlib import Path
Path(sys.argv[2]).write_text(json.dumps(sys.argv[3:]))
raise SystemExit({code})
"""


def benches(folder: Path, **codes: int) -> Checkout:
    """A checkout whose benchmarks write down their arguments and end with these exit codes."""
    programs = folder / "tests" / "benchmarks"
    programs.mkdir(parents=True)
    for name, code in codes.items():
        (programs / f"{name}.py").write_text(PROGRAM.format(code=code))
    checkout = Checkout(root=folder)
    checkout.python.parent.mkdir(parents=True)
    checkout.python.symlink_to(sys.executable)
    return checkout


def test_a_seed_and_a_folder_of_photos_go_to_the_qr_bench_alone(tmp_path: Path) -> None:
    options = argument_parser().parse_args(["bench", "--seed", "7", "--photos", str(tmp_path)])
    checkout = benches(tmp_path, payments=0, qr_bench=0)
    code = run_benches(checkout, quick=True, pictures=pictures_of_bench(options))
    told = json.loads((checkout.output / "bench.json").read_text())

    assert (0, ["--quick"]) == (code, told["payments"])
    assert ["--quick", "--seed", "7", "--photos", str(tmp_path)] == told["qr_bench"]


def test_without_a_seed_and_photos_the_qr_bench_takes_its_own() -> None:
    assert [] == pictures_of_bench(argument_parser().parse_args(["bench"]))


def test_a_benchmark_that_misses_its_aim_fails_the_bench_and_its_numbers_are_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout = benches(tmp_path, loop_lag=1, payments=0)
    code = run_benches(checkout, quick=False)
    told = json.loads((checkout.output / "bench.json").read_text())

    assert (1, {"loop_lag", "machine", "payments"}) == (code, set(told))
    assert "Failed: loop_lag\n" in capsys.readouterr().out


def test_locks_are_made_for_every_platform_with_hashes() -> None:
    arguments = compile_arguments(RUNTIME, "some.lock", upgrade=False)

    assert {"--universal", "--generate-hashes"} < set(arguments)
    assert (False, False) == ("--upgrade" in arguments, "test" in arguments)


def test_the_test_lock_adds_the_test_tools_and_upgrades_only_when_asked() -> None:
    arguments = compile_arguments(TEST, "some.lock", upgrade=True)

    assert (True, True) == ("--upgrade" in arguments, "test" in arguments)


def test_the_commands_need_nothing_but_python() -> None:
    sources = [ROOT / "build_config" / "dev.py", *(ROOT / "build_config" / "devkit").glob("*.py")]
    nodes = [node for path in sources for node in ast.walk(ast.parse(path.read_text()))]
    plain = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    named = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    libraries = {name.partition(".")[0] for name in (*plain, *named)}

    assert set() == libraries - {"devkit"} - set(sys.stdlib_module_names)
