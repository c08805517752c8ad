import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SPREAD = {"count", "p50_ms", "p99_ms"}
FLAT = {"p50_flat_ratio", "p99_flat_ratio"}
RATIOS = {"p50_ratio", "p50_ratio_without_append", "p99_ratio", "p99_ratio_without_append"}
HELD = {"rss_mb", "pss_mb"}


def benchmark(*words: str) -> Any:
    command = [sys.executable, "-m", "tests.benchmarks", "--quick", *words]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=300).stdout)


@pytest.mark.slow
def test_every_benchmark_runs_and_its_keys_are_stable():
    found = benchmark()
    assert list(found) == [
        "machine", "order_lines", "scan_to_answer", "first_paint", "memory", "journal", "applier", "planning",
    ]  # fmt: skip
    answers = found["scan_to_answer"]["80x24"]
    assert set(answers) == {"floor", "small", "large", "journal_append"} | RATIOS | FLAT
    assert all(set(answers[who]) == SPREAD and answers[who]["p50_ms"] > 0 for who in ("floor", "small", "large"))
    paint = found["first_paint"]
    assert set(paint) == {
        "floor", "small", "large", "ready_small", "ready_large", "ratio", "flat_ratio", "ready_flat_ratio",
    }  # fmt: skip
    assert paint["ready_small"]["p50_ms"] >= paint["small"]["p50_ms"] > 0
    memory = found["memory"]
    assert set(memory["small"]) == set(memory["large"]) == {"after_start", "after_scans"}
    assert all(set(memory["large"]["after_scans"][part]) == HELD for part in ("app", "hub"))
    assert set(found["journal"]) == {"facts", "small", "large", "flat_ratio"}
    assert set(found["applier"]["sqlite"]) == {"small_facts_per_s", "large_facts_per_s", "flat_ratio"}
    assert set(found["planning"]["sqlite"]) == {"small", "large", "allocate_flat_ratio", "list_flat_ratio"}


def test_some_can_be_chosen_and_an_unknown_name_is_refused():
    assert list(benchmark("journal")) == ["machine", "order_lines", "journal"]
    command = [sys.executable, "-m", "tests.benchmarks", "speed"]
    refused = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=60)
    assert refused.returncode == 2
    assert "no benchmark is called speed" in refused.stderr
