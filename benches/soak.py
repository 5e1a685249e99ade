#!/usr/bin/env python3
"""Asks `aisec serve` so many things that two hours of moderate load go by, killing workers meanwhile: no answer may be wrong,
and memory, files and threads must be at the end what they were near the start.

    cargo build --release
    python3 benches/soak.py target/release/aisec [REQUESTS [REQUESTS-BETWEEN-KILLS]]

1,000,000 requests are 139 a second for two hours. Of 1,000, 960 are lookups, 30 are questions, pages and tables of pictures,
10 are queries that workers do. An answer that a killed worker was at may be missing, and then says so by its status or by
ending early; it is asked for again.
"""

import json
import multiprocessing
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

CLIENTS = 4
TOOLS = "SELECT ?tool WHERE { ?tool a aisec:Tool } ORDER BY ?tool"
LABEL = "SELECT ?name WHERE {{ <{}> skos:prefLabel ?name }}"
PAGES = [
    "/api/questions/tools-for-risk?risk=R9-Security",
    "/api/questions/gaps?edition=nist-ai-100-2-e2025",
    "/api/questions/coverage-by-phase",
    "/api/coverage?framework=owasp-llm",
    "/api/explain?thing=garak&item=LLM01:2026",
    "/api/find?q=garak",
    "/pictures/lifecycle.csv",
    "/doc/resource/github.com/nvidia/garak",
    "/ontology",
]
LONG = [
    "SELECT (COUNT(*) AS ?n) WHERE { ?f a aisec:Framework . ?g a aisec:Framework . ?f ?p ?x . ?h ?q ?g }",
    "SELECT ?kind (COUNT(DISTINCT ?b) AS ?n) WHERE { ?a a ?kind . ?b a ?kind . ?a a aisec:Risk } GROUP BY ?kind ORDER BY ?kind",
]


class Client:
    """One connection, opened anew where it was closed."""

    def __init__(self, port):
        self.port, self.file = port, None

    def ask(self, target):
        """Status and body; nothing where the connection ended early."""
        if self.file is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=120)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.file = self.socket.makefile("rb", 1 << 16)
        try:
            self.socket.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            return self.answer()
        except (OSError, ValueError, IndexError):
            self.close()
            return None

    def answer(self):
        status = int(self.file.readline().split()[1])
        headers = {}
        while (line := self.file.readline().strip()) :
            name, value = line.decode("latin-1").split(":", 1)
            headers[name.lower()] = value.strip()
        if headers.get("transfer-encoding") == "chunked":
            pieces = []
            while (size := int(self.file.readline(), 16)):
                pieces.append(self.file.read(size))
                self.file.readline()
            self.file.readline()
            body = b"".join(pieces)
        else:
            length = int(headers["content-length"])
            body = self.file.read(length)
            if len(body) < length:
                raise ValueError("the body ended early")
        if headers.get("connection") == "close":
            self.close()
        return status, body

    def close(self):
        self.file.close()
        self.socket.close()
        self.file = None


def sparql(text):
    return f"/sparql?query={urllib.parse.quote(text)}"


def load(port, seed, requests, lookups, pages, queries, expected, done, missing, wrong):
    """Asks so many things and holds each answer against the first."""
    chosen, client = random.Random(seed), Client(port)
    for number in range(requests):
        place = chosen.random()
        target = chosen.choice(lookups if place < 0.96 else pages if place < 0.99 else queries)
        for _ in range(20):
            answer = client.ask(target)
            if answer == (200, expected[target]):
                break
            if answer is None or answer[0] in (500, 503):
                with missing.get_lock():
                    missing.value += 1
                continue
            with wrong.get_lock():
                wrong.value += 1
            print(f"wrong: {target}: {str(answer)[:300]}", file=sys.stderr)
            break
        else:
            with wrong.get_lock():
                wrong.value += 1
            print(f"never answered: {target}", file=sys.stderr)
        if number % 50 == 49:
            with done.get_lock():
                done.value += 50


def children(process):
    return [int(number) for number in subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True).stdout.split()]


def state(process):
    """Private memory of the server in MB, that of the server and its workers, its files and its threads."""
    def private(number):
        try:
            rollup = Path(f"/proc/{number}/smaps_rollup").read_text()
        except OSError:
            return 0
        return sum(int(size) for size in re.findall(r"Private_\w+:\s+(\d+) kB", rollup)) / 1024

    own = private(process)
    files, threads = (len(os.listdir(f"/proc/{process}/{what}")) for what in ("fd", "task"))
    return own, own + sum(map(private, children(process))), files, threads


def main(aisec, requests=1_000_000, between=2_000):
    requests, between = int(requests), int(between)
    server = subprocess.Popen([aisec, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        origin = server.stdout.readline().strip().rstrip("/")
        soak(server.pid, urllib.parse.urlsplit(origin).port, requests, between)
    finally:
        server.terminate()
        status = server.wait()
    if status:
        sys.exit(f"the server ended with status {status}")


def soak(server, port, requests, between):
    client = Client(port)
    rows = json.loads(client.ask(sparql(TOOLS))[1])["results"]["bindings"]
    lookups = [sparql(LABEL.format(row["tool"]["value"])) for row in rows]
    queries = [sparql(text) for text in LONG]
    expected = {}
    for target in [*lookups, *PAGES, *queries]:
        status, expected[target] = client.ask(target)
        assert status == 200, (target, status, expected[target])
    client.close()
    done, missing, wrong = (multiprocessing.Value("q", 0) for _ in range(3))
    share = requests // CLIENTS // 50 * 50
    known = (lookups, PAGES, queries, expected, done, missing, wrong)
    clients = [multiprocessing.Process(target=load, args=(port, seed, share, *known)) for seed in range(CLIENTS)]
    since, kills, shown = time.monotonic(), 0, 0
    for one in clients:
        one.start()
    chosen = random.Random("kills")
    while any(one.is_alive() for one in clients):
        time.sleep(0.02)
        if done.value >= (kills + 1) * between and (workers := children(server)):
            try:
                os.kill(chosen.choice(workers), signal.SIGKILL)
                kills += 1
            except ProcessLookupError:
                pass
        if done.value * 10 // (share * CLIENTS) >= shown:
            own, all_of_it, files, threads = state(server)
            print(
                f"{done.value:>9,} requests, {kills:>4} kills: {own:6.1f} MB, with workers {all_of_it:6.1f} MB, "
                f"{files} files, {threads} threads", flush=True,
            )
            shown += 1
    seconds = time.monotonic() - since
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as metrics:
        figures = dict(re.findall(r"^(aisec_workers_\w+) (\d+)$", metrics.read().decode(), re.M))
    print(
        f"{done.value:,} requests in {seconds:.0f} s, {done.value / seconds:,.0f} a second: {wrong.value} wrong, "
        f"{missing.value} missing and asked again; {kills} workers killed, {figures}"
    )
    if wrong.value or done.value < share * CLIENTS:
        sys.exit("some answers were wrong, or none")


if __name__ == "__main__":
    main(*sys.argv[1:])
