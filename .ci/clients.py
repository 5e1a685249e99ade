"""Asks `aisec serve` with programs that people ask SPARQL servers with, and holds their answers against the command line's.

Usage: clients.py AISEC [COMUNICA]
Needs SPARQLWrapper and rdflib (PyPI), and curl. COMUNICA is `comunica-sparql` of @comunica/query-sparql (npm). Exits with a
message at the first difference.
"""

import json
import subprocess
import sys
from urllib.parse import urlsplit

import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import EndPointNotFound, QueryBadFormed

PREFIXES = """PREFIX aisec: <https://w3id.org/aisec-graph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
ROWS = PREFIXES + "SELECT ?tool ?name WHERE { ?tool a aisec:Tool ; skos:prefLabel ?name FILTER (LANG(?name) = 'en') } ORDER BY ?tool"
IS_THERE = PREFIXES + "ASK { ?tool a aisec:Tool }"
TRIPLES = PREFIXES + "CONSTRUCT { ?tool skos:prefLabel ?name } WHERE { ?tool a aisec:Tool ; skos:prefLabel ?name }"
CLAIMS = "https://w3id.org/aisec-graph/graph/claims"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


def main(aisec, *comunica):
    def own(query, *options):
        return subprocess.check_output([aisec, "query", *options, query], text=True)

    rows = pairs(json.loads(own(ROWS, "--format", "json")))
    triples = rdflib.Graph().parse(data=own(TRIPLES, "--format", "ntriples"), format="nt")
    claims = json.loads(own(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{CLAIMS}> {{ ?s ?p ?o }} }}", "--format", "json"))
    claims = int(claims["results"]["bindings"][0]["n"]["value"])
    server = subprocess.Popen([aisec, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        origin = server.stdout.readline().strip().rstrip("/")
        by_wrapper(f"{origin}/sparql", rows, triples, claims)
        by_rdflib(f"{origin}/sparql", rows, triples, claims)
        by_curl(origin, rows, triples, claims)
        for program in comunica:
            by_comunica(program, f"{origin}/sparql", rows, triples)
    finally:
        server.terminate()
        server.wait()
    print(f"{len(rows)} rows and {len(triples)} triples the same by {4 if comunica else 3} clients")


def pairs(table):
    return [(row["tool"]["value"], row["name"]["value"]) for row in table["results"]["bindings"]]


def same(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: found {str(found)[:500]}, wanted {str(wanted)[:500]}")


def by_wrapper(address, rows, triples, claims):
    def asked(query, form, **how):
        wrapper = SPARQLWrapper(address, returnFormat=form)
        wrapper.setQuery(query)
        wrapper.setMethod(how.get("method", "GET"))
        wrapper.setRequestMethod(how.get("request", "urlencoded"))
        for graph in how.get("graphs", []):
            wrapper.addDefaultGraph(graph)
        return wrapper.query().convert()

    for how in ({}, {"method": POST}, {"method": POST, "request": POSTDIRECTLY}):
        same(f"SPARQLWrapper, JSON {how}", pairs(asked(ROWS, JSON, **how)), rows)
    document = asked(ROWS, XML)
    same("SPARQLWrapper, XML", len(document.getElementsByTagName("result")), len(rows))
    same("SPARQLWrapper, CSV", len(asked(ROWS, CSV).decode().split("\r\n")) - 2, len(rows))
    same("SPARQLWrapper, ASK", asked(IS_THERE, JSON)["boolean"], True)
    graph = rdflib.Graph().parse(data=asked(TRIPLES, TURTLE), format="turtle")
    same("SPARQLWrapper, CONSTRUCT", set(graph), set(triples))
    counted = asked(COUNT, JSON, graphs=[CLAIMS])["results"]["bindings"][0]["n"]["value"]
    same("SPARQLWrapper, a default graph", int(counted), claims)
    for query, error in (("SELECT ?s WHERE {", QueryBadFormed), ("DELETE WHERE { ?s ?p ?o }", QueryBadFormed)):
        try:
            asked(query, JSON, method=POST)
        except (error, EndPointNotFound) as refused:
            same(f"SPARQLWrapper, {query}", type(refused), error)
        else:
            sys.exit(f"SPARQLWrapper: {query} was not refused")


def by_rdflib(address, rows, triples, claims):
    label, tool = rdflib.SKOS.prefLabel, rdflib.URIRef("https://w3id.org/aisec-graph/ontology#Tool")
    for method in ("GET", "POST", "POST_FORM"):
        graph = rdflib.Graph(SPARQLStore(address, method=method))
        same(f"rdflib, {method}", [(str(one), str(name)) for one, name in graph.query(ROWS)], rows)
    same("rdflib, ASK", graph.query(IS_THERE).askAnswer, True)
    same("rdflib, CONSTRUCT", set(graph.query(TRIPLES).graph), set(triples))
    tools = set(graph.subjects(rdflib.RDF.type, tool))
    same("rdflib, triples of a pattern", tools, set(triples.subjects()))
    one = sorted(tools)[0]
    same("rdflib, values", set(graph.objects(one, label)), set(triples.objects(one, label)))
    same("rdflib, whether a triple is there", (one, rdflib.RDF.type, tool) in graph, True)
    same("rdflib, a named graph", len(rdflib.Graph(SPARQLStore(address), identifier=rdflib.URIRef(CLAIMS))), claims)


def by_curl(origin, rows, triples, claims):
    def curl(*arguments):
        return subprocess.check_output(["curl", "-sS", "--fail-with-body", *arguments], text=True)

    sparql = f"{origin}/sparql"
    same("curl, GET", pairs(json.loads(curl("-G", sparql, "--data-urlencode", f"query={ROWS}"))), rows)
    same("curl, a form", pairs(json.loads(curl(sparql, "--data-urlencode", f"query={ROWS}"))), rows)
    direct = curl(sparql, "-H", "Content-Type: application/sparql-query", "-H", "Accept: text/csv", "--data-binary", ROWS)
    same("curl, as it is", len(direct.splitlines()) - 1, len(rows))
    lines = curl("-G", sparql, "-H", "Accept: application/n-triples", "--data-urlencode", f"query={TRIPLES}")
    same("curl, N-Triples", set(rdflib.Graph().parse(data=lines, format="nt")), set(triples))
    lines = curl("-G", f"{origin}/graphs", "-H", "Accept: application/n-triples", "--data-urlencode", f"graph={CLAIMS}")
    same("curl, a graph", len(lines.splitlines()), claims)
    thing = urlsplit(rows[0][0]).path.removeprefix("/aisec-graph")
    page = curl("-L", f"{origin}{thing}", "-H", "Accept: text/turtle")
    same("curl, a thing", rdflib.URIRef(rows[0][0]) in set(rdflib.Graph().parse(data=page, format="turtle").subjects()), True)


def by_comunica(program, address, rows, triples):
    def asked(query, form):
        return subprocess.check_output([program, f"sparql@{address}", query, "-t", form], text=True)

    same("comunica, rows", sorted(pairs(json.loads(asked(ROWS, "application/sparql-results+json")))), sorted(rows))
    same("comunica, ASK", json.loads(asked(IS_THERE, "application/sparql-results+json"))["boolean"], True)
    lines = asked(TRIPLES, "application/n-triples")
    same("comunica, CONSTRUCT", set(rdflib.Graph().parse(data=lines, format="nt")), set(triples))


if __name__ == "__main__":
    main(*sys.argv[1:])
