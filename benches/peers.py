#!/usr/bin/env python3
"""Runs the queries of benches/queries on other engines and prints how many times longer they take than ours.

    cargo bench --bench queries -- --write 200000 graph.nt
    python3 -m venv peers && peers/bin/pip install pyoxigraph rdflib maplib tentris
    peers/bin/python benches/peers.py graph.nt [engine ...]

Engines: pyoxigraph, maplib, tentris (Python 3.12 or later) and rdflib (minutes from 200,000 triples on). Each engine is a
process of its own, one after the other; each query runs until a second is over, at least three times or for twenty
seconds, and the least processor time counts. An engine whose number of rows differs is told, not timed. All ratios of
one run are of the same machine in the same minutes; those below 2 are ties.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
QUERIES = {path.stem: path.read_text() for path in sorted((HERE / "queries").glob("*.rq"))}
ENOUGH_SECONDS = 1.0
MOST_SECONDS = 20.0


def ours(graph):
    """Milliseconds and rows of each query by the bench of this project."""
    command = ["cargo", "bench", "--quiet", "--bench", "queries", "--", "--ours", str(Path(graph).resolve())]
    lines = subprocess.run(command, cwd=HERE.parent, check=True, capture_output=True, text=True).stdout.splitlines()
    rows = (line.split("\t") for line in lines if line.count("\t") == 2)
    return {name: (float(milliseconds), int(count)) for name, milliseconds, count in rows}


def pyoxigraph(graph):
    import pyoxigraph

    store = pyoxigraph.Store()
    store.bulk_load(path=graph, format=pyoxigraph.RdfFormat.N_TRIPLES)
    return lambda text: sum(1 for _ in store.query(text))


def rdflib(graph):
    import rdflib

    data = rdflib.Graph()
    data.parse(graph, format="nt")
    return lambda text: sum(1 for _ in data.query(text))


def maplib(graph):
    import maplib

    model = maplib.Model()
    model.read(graph, format="ntriples")

    def run(text):
        answer = model.query(text)
        return len(answer) if hasattr(answer, "__len__") else sum(len(part) for part in answer)

    return run


def tentris(graph):
    import rdflib
    import tentris

    data = rdflib.Graph(store=tentris.TentrisStore())
    data.parse(graph, format="nt")
    return lambda text: sum(1 for _ in data.query(text))


ENGINES = {"pyoxigraph": pyoxigraph, "maplib": maplib, "tentris": tentris, "rdflib": rdflib}


def measure(engine, graph):
    """In a process of its own: prints milliseconds and rows of each query as JSON, one a line."""
    run = ENGINES[engine](graph)
    for name, text in QUERIES.items():
        try:
            times, begin = [], time.process_time()
            while len(times) < 3 or time.process_time() - begin < ENOUGH_SECONDS:
                start = time.process_time()
                rows = run(text)
                times.append(time.process_time() - start)
                if time.process_time() - begin > MOST_SECONDS:
                    break
            print(json.dumps([name, min(times) * 1e3, rows]), flush=True)
        except Exception as error:  # An engine that cannot answer one query answers others.
            print(json.dumps([name, None, f"{type(error).__name__}: {error}"[:80]]), flush=True)


def main():
    if sys.argv[1] == "--measure":
        return measure(sys.argv[2], sys.argv[3])
    graph, wanted = sys.argv[1], sys.argv[2:] or ["pyoxigraph", "maplib", "tentris"]
    base = ours(graph)
    print(f"{'query':<18} {'rows':>7} {'ours ms':>9} " + " ".join(f"{engine + ' ms':>15} {'times':>7}" for engine in wanted))
    answers = {}
    for engine in wanted:
        command = [sys.executable, __file__, "--measure", engine, graph]
        done = subprocess.run(command, capture_output=True, text=True, env=os.environ)
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]
        answers[engine] = {name: (milliseconds, rows) for name, milliseconds, rows in lines}
        if not lines:
            print(f"{engine}: {(done.stderr.strip().splitlines() or ['no answer'])[-1]}", file=sys.stderr)
    for name, (milliseconds, count) in base.items():
        cells = []
        for engine in wanted:
            theirs, rows = answers[engine].get(name, (None, "no answer"))
            if theirs is None:
                cells.append(f"{'failed':>15} {'-':>7}")
            elif rows != count:
                cells.append(f"{'rows ' + str(rows):>15} {'-':>7}")
            else:
                cells.append(f"{theirs:>15.3f} {theirs / milliseconds:>7.1f}")
        print(f"{name:<18} {count:>7} {milliseconds:>9.3f} " + " ".join(cells))


if __name__ == "__main__":
    main()
