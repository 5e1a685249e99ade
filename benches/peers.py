#!/usr/bin/env python3
"""Runs the queries of benches/queries on other engines and prints how many times longer they take than ours.

    cargo bench --bench queries -- --write 200000 graph.nt
    python3 benches/peers.py install FOLDER                # once: everything below into FOLDER, by pip, npm and apt-get
    FOLDER/bin/python benches/peers.py [--deadline SECONDS] graph.nt [engine ...]

Engines: pyoxigraph, maplib, tentris (Python 3.12 or later), oxigraph (its server on loopback), virtuoso (the same) and
comunica (Node.js, over an N3 store); rdflib too, which takes minutes from 200,000 triples on. Each engine is a process of
its own, one after the other. In a process of ours each query runs until a second is over, at least three times or for
ten seconds, and the least processor time counts. A server is asked as often, and the mean of its processor time
counts, its reading of HTTP included: a millisecond or so. A query that has taken the deadline, 60 seconds of the
processor where none is given, is ended with its engine, which begins anew with the next one; it stands as `>` and the
time it had taken. Answers are held against ours, by the number of rows and a hash of them sorted, and an engine that
answers otherwise is told, not timed: `rows` with their number, or `differs`. Every time is one of the processor, of all
threads together. All ratios of one run are of the same machine in the same minutes; those below 2 are ties.
"""

import csv
import hashlib
import io
import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
QUERIES = {path.stem: path.read_text() for path in sorted((HERE / "queries").glob("*.rq"))}
ENOUGH_SECONDS = 1.0
MOST_SECONDS = 10.0
USUAL_DEADLINE = 60.0
# So many times the deadline may pass on the clock, on a machine with other work.
PATIENCE = 4
TICKS = os.sysconf("SC_CLK_TCK")
NODE_FOLDER = Path(sys.prefix) / "comunica"
# A query with LIMIT may have any of the rows that sort alike: the column they are sorted by is what is compared.
SORTED_BY = {"q8-first": 1}
GRAPHS = {name for name, text in QUERIES.items() if "CONSTRUCT" in text or "DESCRIBE" in text}


def install(folder):
    """Everything that the engines need, where it is to be had; what is not is told and left out."""
    pip = [str(Path(folder) / "bin" / "pip"), "install", "--quiet"]
    for command in (
        [sys.executable, "-m", "venv", folder],
        [*pip, "pyoxigraph", "oxigraph", "rdflib", "maplib"],
        [*pip, "tentris"],
        ["npm", "install", "--silent", "--prefix", str(Path(folder) / "comunica"), "@comunica/query-sparql-rdfjs", "n3"],
        ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "virtuoso-opensource-7-bin", "virtuoso-opensource-7-common"],
    ):
        if not shutil.which(command[0]) or subprocess.run(command).returncode != 0:
            print(f"left out: {' '.join(command)}", file=sys.stderr)


def ours(graph):
    """Milliseconds of each query by the bench of this project, and the fingerprint of its answer."""
    command = ["cargo", "bench", "--quiet", "--bench", "queries", "--", "--ours", str(Path(graph).resolve())]
    lines = subprocess.run(command, cwd=HERE.parent, check=True, capture_output=True, text=True).stdout.splitlines()
    rows = (line.split("\t") for line in lines if line.count("\t") == 3)
    return {name: (float(milliseconds), [int(count), digest]) for name, milliseconds, count, digest in rows}


def fingerprint(name, rows):
    """Number of rows, and a hash of them sorted: of IRIs and of the texts of literals, whatever their kind. A graph has a
    triple once, however often an engine tells it."""
    if name in GRAPHS:
        rows = set(map(tuple, rows))
    if name in SORTED_BY:
        rows = [[row[SORTED_BY[name]]] for row in rows]
    lines = sorted("\t".join(row).encode() for row in rows)
    return len(lines), hashlib.sha256(b"\n".join(lines)).hexdigest()[:16]


def plain(term):
    """The IRI or text of a term as N-Triples has it; these data have nothing escaped."""
    text = re.fullmatch(r'<(.*)>|"(.*)"(@.*|\^\^.*)?', str(term), re.DOTALL)
    return (text[1] or text[2] or "") if text else str(term)


class PyOxigraph:
    def __init__(self, graph):
        import pyoxigraph

        self.store = pyoxigraph.Store()
        self.store.bulk_load(path=graph, format=pyoxigraph.RdfFormat.N_TRIPLES)

    def run(self, text):
        return list(self.store.query(text))

    def rows(self, answer):
        return [[term.value if term else "" for term in row] for row in answer]


class RdfLib:
    def __init__(self, graph, store="default", syntax="nt"):
        import rdflib

        self.data = rdflib.Graph(store=store)
        self.data.parse(graph, format=syntax)

    def run(self, text):
        return list(self.data.query(text))

    def rows(self, answer):
        return [[str(term) if term is not None else "" for term in row] for row in answer]


class Tentris(RdfLib):
    def __init__(self, graph):
        import tentris

        # Its own parser: triple by triple, a load takes time as the square of their number.
        super().__init__(graph, tentris.TentrisStore(), "tentris-nt")


class Maplib:
    def __init__(self, graph):
        import maplib

        self.model = maplib.Model()
        self.model.read(graph, format="ntriples")

    def run(self, text):
        answer = self.model.query(text)
        return answer if isinstance(answer, list) else [answer]

    def rows(self, answer):
        return [["" if term is None else plain(term) for term in row] for part in answer for row in part.iter_rows()]


class Server:
    """A server on loopback that answers SPARQL until this goes."""

    def __init__(self, command, endpoint, folder, default_graph=None):
        self.endpoint, self.folder, self.default_graph = endpoint, folder, default_graph
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            try:
                self.run("ASK {}")
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.2)
        raise TimeoutError(f"{command[0]} does not answer")

    def __del__(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def processor_time(self):
        """Seconds of the processor that the server has taken, all threads together."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def run(self, text):
        # A server knows nothing of our prefixes, and each query declares its own.
        form = {"query": text} | ({"default-graph-uri": self.default_graph} if self.default_graph else {})
        is_graph = text in {QUERIES[name] for name in GRAPHS}
        accept = "text/plain, application/n-triples" if is_graph else "text/csv"
        request = urllib.request.Request(self.endpoint, urllib.parse.urlencode(form).encode(), {"Accept": accept})
        with urllib.request.urlopen(request, timeout=3_600) as answer:
            return is_graph, answer.read().decode()

    def rows(self, answer):
        is_graph, text = answer
        if not is_graph:
            return list(csv.reader(io.StringIO(text)))[1:]
        lines = (line.strip().removesuffix(".").split(None, 2) for line in text.splitlines() if line[:1] in "<_")
        return [[plain(term.strip()) for term in line] for line in lines if len(line) == 3]


def oxigraph(graph):
    folder = tempfile.mkdtemp()
    program = str(Path(sys.prefix) / "bin" / "oxigraph")
    subprocess.run([program, "load", "--location", folder, "--file", graph], check=True, capture_output=True)
    bind = "127.0.0.1:27878"
    return Server([program, "serve-read-only", "--location", folder, "--bind", bind], f"http://{bind}/query", folder)


VIRTUOSO = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:21111
DirsAllowed = {folder}, {data}
NumberOfBuffers = 340000
MaxDirtyBuffers = 250000
[HTTPServer]
ServerPort = 127.0.0.1:28890
ServerRoot = {folder}
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryCostEstimationTime = 0
"""


def virtuoso(graph):
    folder, name = tempfile.mkdtemp(), "http://peers.example/graph"
    path = Path(graph).resolve()
    settings = Path(folder) / "virtuoso.ini"
    settings.write_text(VIRTUOSO.format(folder=folder, data=path.parent))
    command = ["virtuoso-t", "+foreground", "+configfile", str(settings)]
    server = Server(command, "http://127.0.0.1:28890/sparql", folder, name)
    load = f"ld_dir('{path.parent}', '{path.name}', '{name}'); rdf_loader_run(); checkpoint;"
    subprocess.run(["isql-vt", "127.0.0.1:21111", "dba", "dba", f"exec={load}"], check=True, capture_output=True)
    return server


COMUNICA = """
import { QueryEngine } from '@comunica/query-sparql-rdfjs';
import { Parser, Store } from 'n3';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
const [graph, queries, sortedBy, enough, most] = JSON.parse(process.argv[1]);
const store = new Store();
const parser = new Parser({ format: 'N-Triples' });
readFileSync(graph, 'latin1').split('\\n').forEach(line => store.addQuads(parser.parse(line)));
const engine = new QueryEngine();
const spent = () => { const usage = process.cpuUsage(); return (usage.user + usage.system) / 1e6; };
const value = term => term === undefined ? '' : term.value;
async function rows(text) {
  const answer = await engine.query(text, { sources: [store] });
  const found = [];
  if (answer.resultType === 'quads') {
    for await (const quad of await answer.execute()) found.push(quad);
    const triples = () => found.map(quad => [quad.subject, quad.predicate, quad.object].map(value).join('\\t'));
    return () => [...new Set(triples())].map(triple => [triple]);
  }
  const { variables } = await answer.metadata();
  for await (const row of await answer.execute()) found.push(row);
  return () => found.map(row => variables.map(variable => value(row.get(variable.variable ?? variable))));
}
function fingerprint(name, rows) {
  const at = sortedBy[name];
  const lines = rows.map(row => at === undefined ? row.join('\\t') : row[at]).sort();
  return [lines.length, createHash('sha256').update(lines.join('\\n')).digest('hex').slice(0, 16)];
}
for (const [name, text] of Object.entries(queries)) {
  console.log(JSON.stringify(['begin', name]));
  try {
    const begin = spent(), times = [];
    let found;
    while (times.length < 3 || spent() - begin < enough) {
      const start = spent();
      found = await rows(text);
      times.push(spent() - start);
      if (spent() - begin > most) break;
    }
    console.log(JSON.stringify([name, Math.min(...times) * 1e3, fingerprint(name, found())]));
  } catch (error) {
    console.log(JSON.stringify([name, null, String(error).slice(0, 80)]));
  }
}
"""


def comunica(graph, names):
    """The same in a process of Node.js."""
    queries = {name: QUERIES[name] for name in names}
    task = json.dumps([str(Path(graph).resolve()), queries, SORTED_BY, ENOUGH_SECONDS, MOST_SECONDS])
    os.chdir(NODE_FOLDER)
    os.execvp("node", ["node", "--max-old-space-size=6000", "--input-type=module", "-e", COMUNICA, task])


ENGINES = {
    "pyoxigraph": PyOxigraph,
    "maplib": Maplib,
    "tentris": Tentris,
    "oxigraph": oxigraph,
    "virtuoso": virtuoso,
    "comunica": None,
    "rdflib": RdfLib,
}
USUAL = [engine for engine in ENGINES if engine != "rdflib"]


def timed(engine, text):
    """Milliseconds of processor time, and the answer."""
    times, begin = [], time.process_time()
    while len(times) < 3 or time.process_time() - begin < ENOUGH_SECONDS:
        start = time.process_time()
        answer = engine.run(text)
        times.append(time.process_time() - start)
        if time.process_time() - begin > MOST_SECONDS:
            break
    return min(times) * 1e3, answer


def timed_there(server, text):
    """The same of a server, whose clock ticks slowly: the mean of many."""
    begin = server.processor_time()
    answer = server.run(text)
    first = server.processor_time() - begin
    if first > MOST_SECONDS:
        return first * 1e3, answer
    begin, started, times = server.processor_time(), time.monotonic(), 0
    while times < 3 or server.processor_time() - begin < ENOUGH_SECONDS:
        answer = server.run(text)
        times += 1
        if time.monotonic() - started > MOST_SECONDS:
            break
    return (server.processor_time() - begin) / times * 1e3, answer


def measure(name_of_engine, graph, names):
    """In a process of its own: prints milliseconds and fingerprint of each query as JSON, one a line."""
    if name_of_engine == "comunica":
        return comunica(graph, names)
    engine = ENGINES[name_of_engine](graph)
    for name in names:
        print(json.dumps(["begin", name]), flush=True)
        try:
            milliseconds, answer = (timed_there if isinstance(engine, Server) else timed)(engine, QUERIES[name])
            print(json.dumps([name, milliseconds, fingerprint(name, engine.rows(answer))]), flush=True)
        except Exception as error:  # An engine that cannot answer one query answers others.
            print(json.dumps([name, None, f"{type(error).__name__}: {error}"[:80]]), flush=True)


class Measured:
    """A process that measures, and those it starts."""

    def __init__(self, engine, graph, names, folder):
        command = [sys.executable, __file__, "--measure", engine, graph, *names]
        environment = {**os.environ, "TMPDIR": folder}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, start_new_session=True)

    def messages(self):
        """What it says, and `None` for each second in which it says nothing."""
        said = b""
        while True:
            if not select.select([self.process.stdout], [], [], 1.0)[0]:
                yield None
                continue
            part = os.read(self.process.stdout.fileno(), 1 << 16)
            if not part:
                return
            *lines, said = (said + part).split(b"\n")
            yield from (json.loads(line) for line in lines if line.startswith(b"["))

    def processor_time(self):
        """Seconds of the processor that all of them have taken."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rsplit(")", 1)[1].split()
            except OSError:  # It has just ended.
                continue
            if int(fields[3]) == self.process.pid:
                ticks += int(fields[11]) + int(fields[12])
        return ticks / TICKS

    def end(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()


def until_late(engine, graph, names, deadline):
    """What an engine says of queries, up to the first that goes on for too long; names are taken from the list."""
    results, running = {}, None
    with tempfile.TemporaryDirectory() as folder:
        measured = Measured(engine, graph, names, folder)
        for message in measured.messages():
            if message and message[0] == "begin":
                running, begin, started = message[1], measured.processor_time(), time.monotonic()
            elif message:
                results[message[0]], running = message[1:], None
                names.remove(message[0])
            elif running:
                spent = measured.processor_time() - begin
                if spent > deadline or time.monotonic() - started > PATIENCE * deadline:
                    results[running] = (None, f"> {spent * 1e3:.0f}")
                    names.remove(running)
                    break
        else:
            # It has ended by itself: after the last query, or in the midst of one.
            for name in [running] if running else list(names):
                results[name] = (None, "failed")
                names.remove(name)
        measured.end()
    return results


def cells(base, theirs):
    """Milliseconds and ratio of one engine, or why there are none."""
    milliseconds, rows = base
    time_taken, answer = theirs
    if time_taken is None:
        late = re.fullmatch(r"> (\d+)", str(answer))
        return (answer, f"> {float(late[1]) / milliseconds:.0f}") if late else ("failed", "-")
    if answer != rows:
        return (f"rows {answer[0]}" if answer[0] != rows[0] else "differs", "-")
    return f"{time_taken:.3f}", f"{time_taken / milliseconds:.1f}"


def main():
    if sys.argv[1] == "install":
        return install(sys.argv[2])
    if sys.argv[1] == "--measure":
        return measure(sys.argv[2], sys.argv[3], sys.argv[4:])
    arguments, deadline = sys.argv[1:], USUAL_DEADLINE
    if arguments[0] == "--deadline":
        deadline, arguments = float(arguments[1]), arguments[2:]
    graph, wanted = arguments[0], arguments[1:] or USUAL
    base = ours(graph)
    print("engine\tquery\trows\tours ms\ttheirs ms\ttimes", flush=True)
    for engine in wanted:
        names = list(QUERIES)
        while names:
            for name, theirs in until_late(engine, graph, names, deadline).items():
                print("\t".join([engine, name, str(base[name][1][0]), f"{base[name][0]:.3f}", *cells(base[name], theirs)]), flush=True)


if __name__ == "__main__":
    main()
