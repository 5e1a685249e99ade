"""Puts the built-in graph on oxigraph server and on Virtuoso, and holds what they answer against what is answered here.

Usage: engines.py AISEC OXIGRAPH VIRTUOSO
The last two are the programs `oxigraph` (PyPI) and `virtuoso-t` (Debian: virtuoso-opensource-7-bin, -common). Both servers
run in a temporary folder, on free ports of loopback. Exits with a message where an answer differs.
"""

import json
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parent.parent
START_SECONDS = 120
# Refusals name the address that refuses, and end with this status.
REFUSED = 6
# Beyond the 10,000 rows at which Virtuoso cuts, in the order of the query and without one.
LONG = [
    "SELECT ?s ?p ?o { ?s a aisec:Claim ; ?p ?o } ORDER BY ?s ?p ?o",
    "SELECT ?s ?name { ?s rdf:type ?type . ?s skos:prefLabel|rdfs:label ?name }",
]
VIRTUOSO = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{port}
DirsAllowed = .
NumberOfBuffers = 20000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
[SPARQL]
ResultSetMaxRows = 10000
MaxQueryCostEstimationTime = 400
MaxQueryExecutionTime = 60
"""


class Engine:
    """A server, and the options that tell `aisec push` where it takes graphs."""

    def __init__(self, name, folder, command, query, *store):
        self.name, self.query, self.store = name, query, store
        folder.mkdir(exist_ok=True)
        self.log = (folder / "log").open("wb")
        self.process = subprocess.Popen(command, cwd=folder, stdout=self.log, stderr=self.log)

    def wait(self):
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.query}?query=ASK%20%7B%7D", timeout=5):
                    return
            except OSError:
                time.sleep(0.2)
        sys.exit(f"{self.name} does not start: {Path(self.log.name).read_text()[-2000:]}")

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


def oxigraph(program, folder):
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    command = [program, "serve", "--location", ".", "--bind", f"127.0.0.1:{port}"]
    return Engine("oxigraph server", folder, command, f"{origin}/query", "--store", f"{origin}/store")


def virtuoso(program, folder):
    port, http = free_port(), free_port()
    folder.mkdir()
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(port=port, http=http))
    (folder / "secret").write_text("dba:dba\n")
    command = [program, "+foreground", "+configfile", "virtuoso.ini"]
    origin = f"http://127.0.0.1:{http}"
    store = ["--store", f"{origin}/sparql-graph-crud-auth", "--credentials", str(folder / "secret")]
    return Engine("Virtuoso", folder, command, f"{origin}/sparql", *store)


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def main(aisec, *programs):
    def run(*arguments):
        return subprocess.run([aisec, *arguments], capture_output=True, text=True)

    with tempfile.TemporaryDirectory() as folder:
        engines = [start(program, Path(folder) / start.__name__) for start, program in zip((oxigraph, virtuoso), programs)]
        try:
            own = [answer(run(*one)) for one in asked()]
            with ThreadPoolExecutor() as both:
                list(both.map(lambda engine: (load(run, engine), compare(run, engine, own)), engines))
        finally:
            for engine in engines:
                engine.end()


def load(run, engine):
    engine.wait()
    since = time.monotonic()
    pushed = run("push", "--endpoint", engine.query, *engine.store)
    if pushed.returncode:
        sys.exit(f"{engine.name} does not take the graph: {pushed.stderr}")
    triples = int(re.search(r"(\d+) triples", pushed.stdout)[1])
    seconds = time.monotonic() - since
    print(f"{engine.name}: {triples:,} triples uploaded and read back in {seconds:.0f} s, {triples / seconds:,.0f} a second")
    again = run("push", "--endpoint", engine.query, *engine.store)
    if again.returncode or "was there already" not in again.stdout:
        sys.exit(f"{engine.name} does not find what was pushed: {again.stdout}{again.stderr}")
    checked = run("remote", "check", "--endpoint", engine.query, "--timeout", "5", "--format", "json")
    if checked.returncode:
        sys.exit(f"{engine.name} cannot be probed: {checked.stderr}")
    findings = json.loads(checked.stdout)["capabilities"]
    lacking = [finding["capability"] for finding in findings if not finding["does"]]
    print(f"{engine.name}: does {len(findings) - len(lacking)} of {len(findings)}, not: {'; '.join(lacking)}")


def asked():
    """What is asked: each named question with its examples, with the least it takes and with the parameters of its
    tests; and answers that are longer than Virtuoso's."""
    for path in sorted((ROOT / "queries/questions").glob("*.rq")):
        rows = [line.removeprefix("# param:").split("|") for line in path.read_text().splitlines() if line.startswith("# param:")]
        given = [(need.strip(), f"{name.strip()}={example.strip()}") for name, _, need, example, *_ in rows]
        sets = [[value for _, value in given], [value for need, value in given if need == "required"]]
        for case in sorted((ROOT / "tests/expected/questions").glob(f"{path.stem}.*.tsv")):
            first = case.read_text().splitlines()[0].removeprefix("# args:")
            sets.append([value.strip() for value in first.split("-p ") if value.strip()])
        for values in dict.fromkeys(map(tuple, sets)):
            yield ["query", "--format", "json", path.stem, *(word for value in values for word in ("-p", value))]
    for text in LONG:
        yield ["query", "--format", "json", text]


def answer(outcome):
    """Variables and rows, or why there are none."""
    if outcome.returncode:
        return outcome.returncode, outcome.stderr
    table = json.loads(outcome.stdout)
    return table["head"]["vars"], [tuple(sorted((name, cell(term)) for name, term in row.items())) for row in table["results"]["bindings"]]


def cell(term):
    """A term; numbers by their value, for servers write them anew."""
    if "datatype" not in term:
        return term["type"], term["value"], term.get("xml:lang")
    try:
        return "number", float(term["value"]), None
    except ValueError:
        return term["type"], term["value"], term["datatype"]


def compare(run, engine, own):
    since = time.monotonic()
    questions = list(asked())
    answers = [answer(run(*one, "--endpoint", engine.query)) for one in questions]
    refused = rows = reordered = 0
    for question, here, there in zip(questions, own, answers):
        shown = " ".join(question[3:])
        if isinstance(here[0], int):
            sys.exit(f"{shown}: refused here: {here[1]}")
        if there[0] == REFUSED and engine.query in there[1]:
            refused += 1
            print(f"{engine.name} refuses {shown}: {there[1].strip()}")
            continue
        if isinstance(there[0], int) or here[0] != there[0] or Counter(here[1]) != Counter(there[1]):
            sys.exit(f"{engine.name} differs: {shown}\n{difference(here, there)}")
        if here[1] != there[1]:
            if question[3] not in LONG:
                sys.exit(f"{engine.name} orders otherwise: {shown}")
            reordered += 1
            print(f"{engine.name} orders otherwise: {shown}")
        rows += len(here[1])
    print(f"{engine.name}: {len(questions)} questions, {rows:,} rows equal, {reordered} in another order, {refused} refused, {time.monotonic() - since:.0f} s")


def difference(here, there):
    if isinstance(there[0], int):
        return f"status {there[0]}: {there[1]}"
    lost, found = Counter(here[1]) - Counter(there[1]), Counter(there[1]) - Counter(here[1])
    lines = [f"variables {here[0]} and {there[0]}"] if here[0] != there[0] else []
    lines += [f"{sign} {row}" for sign, rows in (("-", lost), ("+", found)) for row in list(rows)[:5]]
    return "\n".join([*lines, f"{lost.total()} only here, {found.total()} only there"])


if __name__ == "__main__":
    main(*sys.argv[1:])
