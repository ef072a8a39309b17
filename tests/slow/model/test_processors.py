"""Float64 results are the same bits on every x86-64 processor, and in another process.

The golden hash of a run in this process is checked by ``tests/integration/model/test_golden.py``.
Here other processes compute it as older processors would: numba compiles for them, and NumPy and
the C library leave out the instructions that these lack.
"""

import json
import os
import platform
import subprocess
import sys
from typing import NamedTuple

import pytest
from llvmlite import binding

from scripts import golden
from tests.helpers.source import ROOT

SCRIPT = """
import json
from numpy.lib.introspect import opt_func_info
from motorloops.model.engine._kernel import advance_rows
from scripts.golden import BITS, bits
found = bits(json.loads(BITS.read_text())["measures"])
code = "".join(text for text in advance_rows(32).inspect_asm().values())
widest = next(name for name in ("zmm", "ymm", "xmm") if f"%{name}" in code)
((numpy,),) = (loop.values() for loop in opt_func_info("^exp$", "float64").values())
print(json.dumps({"bits": found, "widest": widest, "fused": "vfmadd" in code, "numpy": numpy}))
"""


class Processor(NamedTuple):
    """A processor to compute for."""

    name: str  # of LLVM
    needs: tuple[str, ...]  # what this machine must have to run code for it
    widest: str  # registers that the code must use
    without: str  # what NumPy must leave out
    library: str  # what the C library must leave out


V3, V4 = "AVX512_SPR AVX512_ICL X86_V4", "AVX512_SPR AVX512_ICL"
PROCESSORS = (
    Processor("skylake-avx512", ("avx512f", "avx512vl", "avx512dq", "avx512bw"), "zmm", V4, ""),
    Processor("haswell", ("avx2", "fma", "bmi2"), "ymm", V3, "-AVX512F"),
    Processor("nehalem", ("sse4.2", "popcnt"), "xmm", f"{V3} X86_V3",
              "-AVX512F,-AVX2,-FMA,-FMA4,-AVX"),
)  # fmt: skip
HOST = {name for name, has in binding.get_host_cpu_features().items() if has}
ABLE = [each for each in PROCESSORS if HOST.issuperset(each.needs)]
ONLY_X86 = pytest.mark.skipif(
    platform.machine().lower() not in ("x86_64", "amd64"), reason="no x86-64 processor"
)


def computed(processor: Processor, cache: str) -> dict:
    """What a process that computes for a processor finds."""
    env = {
        **os.environ, "NUMBA_CPU_NAME": processor.name, "NUMBA_CPU_FEATURES": "",
        "NUMBA_CACHE_DIR": cache, "NPY_DISABLE_CPU_FEATURES": processor.without,
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    if processor.library:
        env["GLIBC_TUNABLES"] = f"glibc.cpu.hwcaps={processor.library}"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRIPT], cwd=ROOT, env=env, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@ONLY_X86
def test_this_machine_can_compute_for_an_older_processor() -> None:
    """Otherwise the next test would compare nothing."""
    assert len(ABLE) >= 2, "the hash is checked on one kind of processor only"


@ONLY_X86
@pytest.mark.parametrize("processor", PROCESSORS, ids=lambda each: each.name)
def test_the_bits_are_those_of_the_golden_hash(processor: Processor, tmp_path) -> None:
    if processor not in ABLE:
        pytest.skip(f"this machine has no {', '.join(sorted(set(processor.needs) - HOST))}")
    found = computed(processor, str(tmp_path))
    assert found["bits"] == json.loads(golden.BITS.read_text())
    assert found["widest"] == processor.widest  # it was compiled for this processor
    wide = processor.widest == "zmm"
    assert any(name in found["numpy"]["current"] for name in ("V4", "512")) == wide
    assert not found["fused"]  # a fused product and sum rounds once less
