"""Loads what `aisec export` writes in the programs it is for, and holds the counts against the graph's own.

Usage: interchange.py AISEC
Needs networkx, stix2 and compliance-trestle (PyPI), and for layers mitreattack-python with colour alone: its other
dependencies draw. Exits with a message at the first difference.
"""

import importlib.util
import json
import subprocess
import sys
import tempfile
import types
from pathlib import Path

import networkx
import stix2
from trestle.oscal import OSCAL_VERSION
from trestle.oscal.component import ComponentDefinition
from trestle.oscal.mapping import MappingCollection

COVERAGE = """
SELECT DISTINCT ?tool ?of ?role WHERE {
    ?coverage a aisec:Coverage ; aisec:evidence aisec:Best ; aisec:by ?tool ; aisec:of ?of ; aisec:roleGroup ?role .
    ?tool a aisec:Tool .
} ORDER BY ?tool ?of ?role
"""
THINGS = "SELECT DISTINCT ?thing WHERE { { ?thing a aisec:Tool } UNION { ?thing a aisec:Risk } } ORDER BY ?thing"
OUR_ROWS = """
SELECT (COUNT(DISTINCT ?row) AS ?rows) WHERE {
    ?set a aisec:MappingSet ; aisec:authority "aisec" .
    ?row aisec:inMappingSet ?set ; <http://www.w3.org/2002/07/owl#annotatedTarget> ?target .
    FILTER (STRSTARTS(STR(?target), "https://w3id.org/aisec-graph/id/"))
}
"""


def main(aisec):
    def rows(query):
        answer = subprocess.check_output([aisec, "query", "--format", "json", query])
        return [{name: term["value"] for name, term in row.items()} for row in json.loads(answer)["results"]["bindings"]]

    with tempfile.TemporaryDirectory() as folder:
        networks(aisec, rows, Path(folder))
        oscal(aisec, rows, Path(folder))
        navigator(aisec, Path(folder))


def networks(aisec, rows, folder):
    pairs = rows(COVERAGE)
    nodes = {row["thing"] for row in rows(THINGS)} | {row["of"] for row in pairs}
    tools = {row["tool"] for row in pairs}
    for name, read in [("graphml", networkx.read_graphml), ("gexf", lambda path: networkx.read_gexf(path, version="1.3"))]:
        path = folder / f"graph.{name}"
        subprocess.check_call([aisec, "export", "-o", path])
        graph = read(path)
        same(f"nodes of {name}", set(graph.nodes), nodes)
        same(f"edges of {name}", graph.number_of_edges(), len(pairs))
    path = folder / "bundle.stix"
    subprocess.check_call([aisec, "export", "-o", path])
    bundle = stix2.parse(path.read_text())
    ids = [one.id for one in bundle.objects]
    same("ids of STIX", len(set(ids)), len(ids))
    ends = {end for one in bundle.objects if one.type == "relationship" for end in (one.source_ref, one.target_ref)}
    same("ends of relationships that are not in the bundle", ends - set(ids), set())
    same("tools of STIX that address something", sum(one.startswith("tool--") for one in ends) <= len(tools), True)
    print(f"{len(nodes)} nodes, {len(pairs)} edges, {len(ids)} STIX objects")


def oscal(aisec, rows, folder):
    """Every document loads in trestle's models, says the version of OSCAL they are of, and has everything once."""
    for words in [["--framework", "nist-ai-rmf", "--role", "any"], ["--framework", "owasp-llm", "--stack", "ModelScan,garak"], []]:
        path = folder / "components.json"
        subprocess.check_call([aisec, "export", "--format", "oscal-components", *words, "-o", path])
        definition = ComponentDefinition.oscal_read(path)
        unique(definition)
        same("version of OSCAL", str(definition.metadata.oscal_version.root.root), OSCAL_VERSION)
        found = {
            (component.title, requirement.control_id)
            for component in definition.components or []
            for implementation in component.control_implementations
            for requirement in implementation.implemented_requirements
        }
        print(f"{len(definition.components or [])} components with {len(found)} requirements ({' '.join(words)})")
    path = folder / "mappings.json"
    subprocess.check_call([aisec, "export", "--format", "oscal-mappings", "-o", path])
    collection = MappingCollection.oscal_read(path)
    unique(collection)
    maps = sum(len(mapping.maps) for mapping in collection.mappings)
    same("maps", maps, int(rows(OUR_ROWS)[0]["rows"]))
    print(f"{len(collection.mappings)} mappings with {maps} maps")


def unique(document):
    """No two things of a document have one identifier."""
    def uuids(value):
        if isinstance(value, dict):
            for key, inner in value.items():
                if key == "uuid":
                    yield inner
                yield from uuids(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from uuids(inner)

    found = list(uuids(json.loads(document.oscal_serialize_json())))
    same("identifiers", len(set(found)), len(found))


def navigator(aisec, folder):
    """A layer put into itself is the same, byte for byte, also as the Navigator might order its keys."""
    first, again = folder / "layer.json", folder / "again.json"
    subprocess.check_call([aisec, "export", "--format", "navigator", "--role", "protected", "-o", first])
    subprocess.check_call([aisec, "export", "--format", "navigator", "--role", "protected", "--layer", first, "-o", again])
    same("a layer put into itself", again.read_bytes(), first.read_bytes())
    sorted_keys = folder / "sorted.json"
    sorted_keys.write_text(json.dumps([json.loads(first.read_text())], sort_keys=True))
    subprocess.check_call([aisec, "export", "--format", "navigator", "--role", "protected", "--layer", sorted_keys, "-o", again])
    same("a layer in another order", json.loads(again.read_text()), json.loads(first.read_text()))
    print(f"{len(json.loads(first.read_text())['techniques'])} techniques in a layer")
    read_by_mitre(json.loads(first.read_text()))


def read_by_mitre(layer):
    """MITRE's own reader of layers has everything that ours says.

    It knows the domains and ids of ATT&CK alone, so they are put in place of those of ATLAS; nothing else is changed.
    """
    if importlib.util.find_spec("mitreattack") is None:
        return print("skipped: mitreattack-python is not installed")
    root = importlib.util.find_spec("mitreattack").submodule_search_locations[0]
    for name, path in [("mitreattack", root), ("mitreattack.navlayers", f"{root}/navlayers")]:
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].__path__ = [path]
    from mitreattack.navlayers.core.layer import Layer

    layer["domain"] = "enterprise-attack"
    for technique in layer["techniques"]:
        technique["techniqueID"] = technique["techniqueID"].removeprefix("AML.")
    found = Layer(layer, strict=True).to_dict()
    same("whether MITRE's reader takes a layer", found is not None, True)
    # It writes a Navigator of its own, and leaves out the sorting where that is the usual.
    found["versions"]["navigator"], found["sorting"] = layer["versions"]["navigator"], found.get("sorting", 0)
    for key in sorted(found.keys() | layer.keys()):
        same(f"{key} of a layer in MITRE's reader", found.get(key), layer.get(key))
    print(f"{len(found['techniques'])} techniques in MITRE's reader of layers")


def same(what, found, wanted):
    if found != wanted:
        shown = lambda value: f"{len(value)} of them" if isinstance(value, (set, bytes)) else value
        sys.exit(f"{what}: found {shown(found)}, wanted {shown(wanted)}")


if __name__ == "__main__":
    main(sys.argv[1])
