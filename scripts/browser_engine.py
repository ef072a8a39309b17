"""Build the engine that runs in a browser: ``engine.wasm`` and ``bodies.bin``.

The code is that which numba compiles for this machine, taken before any optimisation for it,
and compiled by LLVM for WebAssembly instead; the linker comes with the package ``ziglang``. Equal
sources and packages give equal bytes, whatever the processor. Usage, from the root of the tree:

    python -m scripts.browser_engine [FOLDER] [--check]

Without a folder, files in ``server/frontend/engine`` are made again if a source or a package has
changed since. ``--check`` builds a second time and fails if the bytes differ.
"""

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "server" / "frontend" / "engine"
CODE, DATA, STAMP = "engine.wasm", "bodies.bin", ".inputs"
PACKAGES = ("llvmlite", "numba", "numpy", "scipy", "ziglang")
TRIPLE = "wasm32-unknown-unknown"
FEATURES = "+simd128,+bulk-memory,+mutable-globals"
STACK = 2**16  # bytes
# So that what numba hands over depends on the sources alone, not on this machine or its caches.
NEUTRAL = {"NUMBA_OPT": "0", "NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
# Parts of numba's output that only Python needs.
FOR_PYTHON = re.compile(r'define [^\n]*@"?(_ZN7cpython|cfunc\.|NRT_)')

REFERENCE_COUNT = re.compile(r"(?m)^ *(tail )?call void @NRT_(incref|decref)\(.*\n")


def inputs() -> str:
    """A digest of everything that the built files follow from."""
    digest = hashlib.sha256("".join(f"{name} {version(name)}\n" for name in PACKAGES).encode())
    sources = [*(ROOT / "model").rglob("*.py"), *(ROOT / "model").rglob("*.csv")]
    scripts = [ROOT / "server" / "browser_data.py", Path(__file__)]
    for path in [*scripts, ROOT / "experiments" / "statistics.py", *sorted(sources)]:
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _llvm_of(call: Any) -> tuple[str, str]:
    """The LLVM text of a compiled function, and its symbol in it."""
    import numba

    signature = tuple(map(numba.typeof, call.arguments))
    call.kernel.compile(signature)
    (compiled,) = call.kernel.overloads.values()
    return compiled.library.get_llvm_str(), compiled.fndesc.llvm_func_name


def _without_python(text: str) -> str:
    """Drop the wrappers that Python calls; reference counts count nothing in a browser."""
    head, *definitions = re.split(r"(?m)^(?=define )", text)
    kept = [head]
    for definition in definitions:
        end = definition.index("\n}\n") + 3
        kept.append(definition[end:] if FOR_PYTHON.match(definition) else definition)
    text = REFERENCE_COUNT.sub("", "".join(kept))
    text = re.sub(r"(?m)^target datalayout = .*\n", "", text)
    text = re.sub(r"(?m)^target triple = .*$", f'target triple = "{TRIPLE}"', text)
    return re.sub(r'"target-(cpu|features)"="[^"]*"', "", text)


def _entry(name: str, symbol: str, parameters: list[str]) -> str:
    """A function that reads the arguments of another from memory: its one own is their address."""
    lines = [
        f"declare i32 @{symbol}({', '.join(parameters)})",
        f"define i32 @{name}(ptr %block) {{",
        "  %result = alloca ptr",
        "  %error = alloca ptr",
    ]
    values = ["ptr %result", "ptr %error"]
    for k, kind in enumerate(parameters[2:]):
        lines += [
            f"  %at{k} = getelementptr i64, ptr %block, i32 {k}",
            f"  %word{k} = load i64, ptr %at{k}, align 8",
        ]
        if kind == "i64":
            values.append(f"i64 %word{k}")
        else:
            change = "inttoptr" if kind == "ptr" else "trunc"
            lines.append(f"  %value{k} = {change} i64 %word{k} to {kind}")
            values.append(f"{kind} %value{k}")
    lines += [f"  %status = call i32 @{symbol}({', '.join(values)})", "  ret i32 %status", "}", ""]
    return "\n".join(lines)


def _object_file(calls: dict[str, Any]) -> bytes:
    """Compile the functions for WebAssembly."""
    import llvmlite.binding as llvm

    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    machine = llvm.Target.from_triple(TRIPLE).create_target_machine(
        cpu="generic", opt=3, features=FEATURES, reloc="static", codemodel="default"
    )
    whole = llvm.parse_assembly(f'target triple = "{TRIPLE}"\n')
    whole.data_layout = str(machine.target_data)
    for name, call in calls.items():
        text, symbol = _llvm_of(call)
        module = llvm.parse_assembly(_without_python(text))
        module.data_layout = str(machine.target_data)
        function = module.get_function(symbol)
        entry = _entry(name, f'"{symbol}"', [str(a.type) for a in function.arguments])
        module.link_in(llvm.parse_assembly(f'target triple = "{TRIPLE}"\n{entry}'))
        whole.link_in(module)
    for function in whole.functions:
        if not function.is_declaration and function.name not in calls:
            function.linkage = "internal"
    for variable in whole.global_variables:
        if not variable.is_declaration:
            variable.linkage = "internal"
    whole.verify()
    options = llvm.create_pipeline_tuning_options(speed_level=3)
    builder = llvm.create_pass_builder(machine, options)
    builder.getModulePassManager().run(whole, builder)
    return machine.emit_object(whole)


def _link(compiled: bytes, names: list[str], into: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "engine.o").write_bytes(compiled)
        subprocess.run(
            [
                sys.executable, "-m", "ziglang", "wasm-ld", "--no-entry", "--import-memory",
                "--gc-sections", "--strip-all", "--stack-first", "-z", f"stack-size={STACK}",
                "--export=__heap_base", *(f"--export={name}" for name in names),
                "-o", str(into), "engine.o",
            ],
            cwd=folder, check=True,
        )  # fmt: skip


def write(folder: Path) -> None:
    """Write both files; to be called where NEUTRAL is the environment."""
    from motorloops.model.network.atlas import load_atlas
    from motorloops.model.network.body import body_names
    from motorloops.model.network.build import build_network
    from motorloops.server.browser_data import calls_of, engine_data, session_of

    networks = [build_network(name) for name in body_names(load_atlas())]
    calls = calls_of(session_of(networks[0]))
    _link(_object_file(calls), list(calls), folder / CODE)
    (folder / DATA).write_bytes(engine_data(networks))


def build(folder: Path) -> None:
    """Write both files into a folder, in a process with the environment that this needs."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as cache:
        neutral = {**os.environ, **NEUTRAL, "NUMBA_CACHE_DIR": cache}
        code = f"from scripts.browser_engine import *; write(Path({str(folder)!r}))"
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=neutral, check=True)


def update() -> None:
    """Make the files again if what they follow from has changed."""
    stamp, now = PLACE / STAMP, inputs()
    PLACE.mkdir(parents=True, exist_ok=True)
    with FileLock(PLACE / ".lock"):  # tests run in several processes
        if stamp.exists() and stamp.read_text() == now:
            return
        print("building the browser's engine", flush=True)
        stamp.unlink(missing_ok=True)
        build(PLACE)
        stamp.write_text(now)


def main() -> None:
    """Build where the command line says."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, help="where to; server/frontend/engine")
    parser.add_argument("--check", action="store_true", help="build again and compare the bytes")
    options = parser.parse_args()
    if options.folder:
        build(options.folder.resolve())
    else:
        update()
    if options.check:
        place = options.folder or PLACE
        with tempfile.TemporaryDirectory() as again:
            build(Path(again))
            for name in (CODE, DATA):
                if (place / name).read_bytes() != (Path(again) / name).read_bytes():
                    sys.exit(f"{name} differs between two builds of the same sources")
        print("a second build gives the same bytes")


if __name__ == "__main__":
    main()
