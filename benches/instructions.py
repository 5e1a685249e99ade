#!/usr/bin/env python3
"""Counts the instructions of small commands, which a busy machine does not change, against those of a hello world.

    cargo build --release && python3 benches/instructions.py [BASELINE]

Needs valgrind and rustc. Prints a line for each command: instructions, and how many times those of a hello world that
is: for a cold lookup on the built-in graph at most 6 are wanted. With a file of an earlier run, the change since is
printed, and what grew by more than 2 % ends the run with status 1: `python3 benches/instructions.py > baseline.tsv`.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = Path(__file__).resolve().parent.parent / "target" / "release" / "aisec"
GARAK = "<https://w3id.org/aisec-graph/id/resource/github.com/nvidia/garak>"
COMMANDS = {
    "version": ["--version"],
    "lookup": ["query", f"SELECT ?p ?o WHERE {{ {GARAK} ?p ?o }}", "--format", "tsv"],
    "lookup of a name": ["query", 'SELECT ?tool WHERE { ?tool skos:prefLabel "garak"@en }', "--format", "tsv"],
    "question": ["query", "tools-for-item", "-p", "item=AML.T0051", "--format", "tsv"],
    "gaps": ["query", "gaps", "-p", "edition=owasp-llm-2026", "--format", "tsv"],
    "coverage": ["coverage", "--framework", "owasp-llm-2026"],
    "explain": ["explain", "garak", "AML.T0051"],
    "find": ["find", "garak"],
}
GREW = 1.02


def instructions(command, environment):
    valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command]
    said = subprocess.run(valgrind, capture_output=True, text=True, env=environment)
    if said.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with status {said.returncode}")
    return int(re.search(r"Collected : (\d+)", said.stderr).group(1))


def main():
    before = {}
    if len(sys.argv) > 1:
        lines = (line.split("\t") for line in Path(sys.argv[1]).read_text().splitlines())
        before = {name: int(count) for name, count, *_ in lines}
    grew = False
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_CACHE_HOME": folder}
        subprocess.run([PROGRAM, "frameworks"], check=True, capture_output=True, env=environment)
        source = Path(folder) / "hello.rs"
        source.write_text('fn main() { println!("hello") }')
        hello = str(source.with_suffix(""))
        subprocess.run(["rustc", "-O", "-o", hello, source], check=True)
        base = instructions([hello], environment)
        for name, arguments in {"hello world": None, **COMMANDS}.items():
            count = instructions([str(PROGRAM), *arguments], environment) if arguments else base
            change = f"\t{count / before[name] - 1:+.1%}" if name in before else ""
            grew |= name in before and count > before[name] * GREW
            print(f"{name}\t{count}\t{count / base:.2f}{change}", flush=True)
    sys.exit(grew)


if __name__ == "__main__":
    main()
