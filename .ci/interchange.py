"""Loads what `aisec export` writes in the programs it is for, and holds the counts against the graph's own.

Usage: interchange.py AISEC
Needs networkx and stix2 (PyPI). Exits with a message at the first difference.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import networkx
import stix2

COVERAGE = """
SELECT DISTINCT ?tool ?of ?role WHERE {
    ?coverage a aisec:Coverage ; aisec:evidence aisec:Best ; aisec:by ?tool ; aisec:of ?of ; aisec:roleGroup ?role .
    ?tool a aisec:Tool .
} ORDER BY ?tool ?of ?role
"""
THINGS = "SELECT DISTINCT ?thing WHERE { { ?thing a aisec:Tool } UNION { ?thing a aisec:Risk } } ORDER BY ?thing"


def main(aisec):
    def rows(query):
        answer = subprocess.check_output([aisec, "query", "--format", "json", query])
        return [{name: term["value"] for name, term in row.items()} for row in json.loads(answer)["results"]["bindings"]]

    pairs = rows(COVERAGE)
    nodes = {row["thing"] for row in rows(THINGS)} | {row["of"] for row in pairs}
    tools = {row["tool"] for row in pairs}
    with tempfile.TemporaryDirectory() as folder:
        for name, read in [("graphml", networkx.read_graphml), ("gexf", lambda path: networkx.read_gexf(path, version="1.3"))]:
            path = Path(folder) / f"graph.{name}"
            subprocess.check_call([aisec, "export", "-o", path])
            graph = read(path)
            same(f"nodes of {name}", set(graph.nodes), nodes)
            same(f"edges of {name}", graph.number_of_edges(), len(pairs))
        path = Path(folder) / "bundle.stix"
        subprocess.check_call([aisec, "export", "-o", path])
        bundle = stix2.parse(path.read_text())
    ids = [one.id for one in bundle.objects]
    same("ids of STIX", len(set(ids)), len(ids))
    ends = {end for one in bundle.objects if one.type == "relationship" for end in (one.source_ref, one.target_ref)}
    same("ends of relationships that are not in the bundle", ends - set(ids), set())
    same("tools of STIX that address something", sum(one.startswith("tool--") for one in ends) <= len(tools), True)
    print(f"{len(nodes)} nodes, {len(pairs)} edges, {len(ids)} STIX objects")


def same(what, found, wanted):
    if found != wanted:
        shown = lambda value: f"{len(value)} of them" if isinstance(value, set) else value
        sys.exit(f"{what}: found {shown(found)}, wanted {shown(wanted)}")


if __name__ == "__main__":
    main(sys.argv[1])
