#!/usr/bin/env python3
"""Runs the queries of benches/queries on other engines and prints how many times longer they take than ours.

    cargo bench --bench queries -- --write 200000 graph.nt
    python3 benches/peers.py install FOLDER                # once: everything below into FOLDER, by pip, npm and apt-get
    FOLDER/bin/python benches/peers.py graph.nt [engine ...]

Engines: pyoxigraph, maplib, tentris (Python 3.12 or later), oxigraph (its server on loopback), virtuoso (the same) and
comunica (Node.js, over an N3 store); rdflib too, which takes minutes from 200,000 triples on. Each engine is a process of
its own, one after the other. In a process of ours each query runs until a second is over, at least three times or for
twenty seconds, and the least processor time counts. A server is asked as often, and the mean of its processor time
counts, its reading of HTTP included: a millisecond or so. An engine whose number of rows differs is told, not timed. All
ratios of one run are of the same machine in the same minutes; those below 2 are ties.
"""

import json
import os
import shutil
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
MOST_SECONDS = 20.0
TICKS = os.sysconf("SC_CLK_TCK")
NODE_FOLDER = Path(sys.prefix) / "comunica"


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
        is_graph = any(word in text for word in ("CONSTRUCT", "DESCRIBE"))
        accept = "text/plain, application/n-triples" if is_graph else "text/csv"
        request = urllib.request.Request(self.endpoint, urllib.parse.urlencode(form).encode(), {"Accept": accept})
        with urllib.request.urlopen(request, timeout=3 * MOST_SECONDS) as answer:
            lines = sum(1 for line in answer if line.strip() and not line.startswith(b"#"))
        return lines if is_graph else lines - 1


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
MaxQueryExecutionTime = 60
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
import { readFileSync } from 'node:fs';
const [graph, queries, enough, most] = JSON.parse(process.argv[1]);
const store = new Store(new Parser({ format: 'N-Triples' }).parse(readFileSync(graph, 'utf8')));
const engine = new QueryEngine();
const spent = () => { const usage = process.cpuUsage(); return (usage.user + usage.system) / 1e6; };
async function rows(text) {
  const answer = await engine.query(text, { sources: [store] });
  let count = 0;
  for await (const _ of await answer.execute()) count += 1;
  return count;
}
for (const [name, text] of Object.entries(queries)) {
  try {
    const begin = spent(), times = [];
    let count = 0;
    while (times.length < 3 || spent() - begin < enough) {
      const start = spent();
      count = await rows(text);
      times.push(spent() - start);
      if (spent() - begin > most) break;
    }
    console.log(JSON.stringify([name, Math.min(...times) * 1e3, count]));
  } catch (error) {
    console.log(JSON.stringify([name, null, String(error).slice(0, 80)]));
  }
}
"""


def measure_comunica(graph):
    """The same in a process of Node.js; a query that goes on for minutes ends it, and with it those after."""
    task = json.dumps([str(Path(graph).resolve()), QUERIES, ENOUGH_SECONDS, MOST_SECONDS])
    command = ["node", "--max-old-space-size=12000", "--input-type=module", "-e", COMUNICA, task]
    with subprocess.Popen(command, cwd=NODE_FOLDER, stdout=subprocess.PIPE, text=True) as node:
        try:
            output, _ = node.communicate(timeout=len(QUERIES) * MOST_SECONDS * 2)
        except subprocess.TimeoutExpired:
            node.kill()
            output, _ = node.communicate()
    print(output, end="", flush=True)


ENGINES = {
    "pyoxigraph": pyoxigraph,
    "maplib": maplib,
    "tentris": tentris,
    "oxigraph": oxigraph,
    "virtuoso": virtuoso,
    "comunica": None,
    "rdflib": rdflib,
}
USUAL = [engine for engine in ENGINES if engine != "rdflib"]


def timed(run, text):
    """Milliseconds of processor time, and rows."""
    times, begin = [], time.process_time()
    while len(times) < 3 or time.process_time() - begin < ENOUGH_SECONDS:
        start = time.process_time()
        rows = run(text)
        times.append(time.process_time() - start)
        if time.process_time() - begin > MOST_SECONDS:
            break
    return min(times) * 1e3, rows


def timed_there(server, text):
    """The same of a server, whose clock ticks slowly: the mean of many."""
    server.run(text)
    begin, started, times = server.processor_time(), time.monotonic(), 0
    while times < 3 or server.processor_time() - begin < ENOUGH_SECONDS:
        rows = server.run(text)
        times += 1
        if time.monotonic() - started > MOST_SECONDS:
            break
    return (server.processor_time() - begin) / times * 1e3, rows


def measure(engine, graph):
    """In a process of its own: prints milliseconds and rows of each query as JSON, one a line."""
    if engine == "comunica":
        return measure_comunica(graph)
    run = ENGINES[engine](graph)
    for name, text in QUERIES.items():
        try:
            milliseconds, rows = timed_there(run, text) if isinstance(run, Server) else timed(run, text)
            print(json.dumps([name, milliseconds, rows]), flush=True)
        except Exception as error:  # An engine that cannot answer one query answers others.
            print(json.dumps([name, None, f"{type(error).__name__}: {error}"[:80]]), flush=True)


def main():
    if sys.argv[1] == "install":
        return install(sys.argv[2])
    if sys.argv[1] == "--measure":
        return measure(sys.argv[2], sys.argv[3])
    graph, wanted = sys.argv[1], sys.argv[2:] or USUAL
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
