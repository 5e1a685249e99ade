#!/usr/bin/env python3
"""Measures `aisec serve` over loopback, and oxigraph's server on the same graph and queries in the same run.

    cargo build --release
    python3 benches/serve.py target/release/aisec [OXIGRAPH]

Needs wrk. OXIGRAPH is the program of that name, as its PyPI wheel has it; without it only ours is measured. Lookups are
GET requests for the label of one of the tools, a different one each time. The two servers take turns, and the median of
their runs counts; both share the processors with wrk. The processor time of a request is that of the server alone: it
tells more than the rate where the machine has other work, of which a server of many threads gets a smaller part.
"""

import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

TURNS = 3
SECONDS = 8
LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"


def asked(address, query, accept="application/sparql-results+json"):
    url = f"{address}?query={urllib.parse.quote(query)}"
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": accept}), timeout=60) as answer:
        return answer.read()


def bindings(address, query):
    return json.loads(asked(address, query))["results"]["bindings"]


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def answering(command, address, cwd):
    """Starts a server; the process and the seconds until it has answered for the first time."""
    since = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while True:
        try:
            asked(address, "ASK {}")
            return process, time.perf_counter() - since
        except OSError:
            time.sleep(0.001)


def lookups(folder, path, tools):
    """A script for wrk that asks for one tool after the other; the requests are written before, for both servers alike."""
    targets = [f"{path}?query={urllib.parse.quote(f'SELECT ?name WHERE {{ <{tool}> <{LABEL}> ?name }}')}" for tool in tools]
    listed = ",\n".join(json.dumps(target) for target in targets)
    script = Path(folder) / f"{path.strip('/')}.lua"
    script.write_text(
        f"local targets = {{\n{listed}\n}}\nlocal requests, at = {{}}, 0\n"
        "wrk.headers['Accept'] = 'application/sparql-results+json'\n"
        "init = function(args)\n"
        "  for place, target in ipairs(targets) do requests[place] = wrk.format('GET', target) end\n"
        "end\n"
        "request = function() at = at % #requests + 1; return requests[at] end\n"
    )
    return script


def wrk(address, script, connections, seconds):
    """Requests a second, the median of their time in milliseconds, and how many went wrong."""
    origin = "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(address))
    command = ["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "--latency", "-s", str(script), origin]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])
    number, unit = re.search(r"50%\s+([\d.]+)(us|ms|s)", out).groups()
    wrong = sum(int(count) for count in re.findall(r"Non-2xx or 3xx responses: (\d+)", out))
    wrong += sum(int(count) for row in re.findall(r"Socket errors: (.*)", out) for count in re.findall(r"\d+", row))
    return rate, float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit], wrong


def processor(process):
    """Seconds of processor time that a process has taken."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(process):
    """Private memory of a process and its children in MB."""
    children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout.split()
    total = 0
    for number in [str(process.pid), *children]:
        rollup = Path(f"/proc/{number}/smaps_rollup").read_text()
        total += sum(int(size) for size in re.findall(r"Private_\w+:\s+(\d+) kB", rollup))
    return total / 1024


def main():
    aisec = str(Path(sys.argv[1]).resolve())
    oxigraph = str(Path(sys.argv[2]).resolve()) if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([aisec, "export", "--format", "nquads", "-o", f"{folder}/graph.nq"], check=True)
        port = free_port()
        ours = f"http://127.0.0.1:{port}/sparql"
        command = [aisec, "serve", "--port", str(port)]
        starts = []
        for _ in range(5):
            process, started = answering(command, ours, folder)
            starts.append(started)
            process.terminate()
            process.wait()
        process, _ = answering(command, ours, folder)
        processes = [process]
        try:
            measure(folder, ours, process, oxigraph, processes)
        finally:
            for process in processes:
                process.kill()
        print(f"start to first answer: {statistics.median(starts) * 1000:.0f} ms")


def measure(folder, ours, process, oxigraph, processes):
    tools = [row["tool"]["value"] for row in bindings(ours, "SELECT ?tool WHERE { ?tool a aisec:Tool }")]
    servers = {"aisec": (ours, lookups(folder, "/sparql", tools))}
    running = {"aisec": process}
    if oxigraph:
        subprocess.run([oxigraph, "load", "--location", f"{folder}/store", "--file", f"{folder}/graph.nq"], check=True, capture_output=True)
        port = free_port()
        theirs = f"http://127.0.0.1:{port}/query"
        command = [oxigraph, "serve-read-only", "--location", f"{folder}/store", "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
        running["oxigraph"] = answering(command, theirs, folder)[0]
        processes.append(running["oxigraph"])
        servers["oxigraph"] = (theirs, lookups(folder, "/query", tools))
    for name, (address, script) in servers.items():
        answers = bindings(address, f"SELECT ?name WHERE {{ <{tools[0]}> <{LABEL}> ?name }}")
        assert answers == bindings(ours, f"SELECT ?name WHERE {{ <{tools[0]}> <{LABEL}> ?name }}"), name
        wrk(address, script, 16, 1)
    before, sent = memory(process), 0
    rates, medians, costs = ({name: [] for name in servers} for _ in range(3))
    for _ in range(TURNS):
        for name, (address, script) in servers.items():
            since = processor(running[name])
            rate, _, wrong = wrk(address, script, 16, SECONDS)
            costs[name].append((processor(running[name]) - since) / (rate * SECONDS) * 1e6)
            assert not wrong, f"{name}: {wrong} requests went wrong"
            rates[name].append(rate)
            medians[name].append(wrk(address, script, 1, 2)[1])
            sent += round(rate * SECONDS) if name == "aisec" else 0
    for name in servers:
        rate, median, cost = (statistics.median(of[name]) for of in (rates, medians, costs))
        print(
            f"{name}: {rate:,.0f} lookups a second on 16 connections, {cost:.0f} µs of processor time each; "
            f"p50 on one connection {median:.3f} ms"
        )
    while sent < 100_000:
        sent += round(wrk(*servers["aisec"], 16, SECONDS)[0] * SECONDS)
    print(f"memory: {before:.1f} MB before, {memory(process):.1f} MB after {sent:,} more requests")


if __name__ == "__main__":
    main()
