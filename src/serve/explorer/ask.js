// Requests to the server and what comes back: solutions, a boolean or triples.

const MEDIA = {
  csv: "text/csv", json: "application/sparql-results+json", ttl: "text/turtle", jsonld: "application/ld+json", nt: "application/n-triples",
};

/** Why there is no answer, in the words of the server. */
export class Refused extends Error {}

async function fetched(path, options) {
  const response = await fetch(path, options);
  if (!response.ok) throw new Refused((await response.text()).trim() || `${response.status} ${response.statusText}`);
  return response;
}

/** One of the addresses under `/api/`, as JSON. */
export async function api(path, parameters = {}, signal = undefined) {
  const query = new URLSearchParams(parameters).toString();
  return (await fetched(`/api/${path}${query ? `?${query}` : ""}`, { signal })).json();
}

/** A query by its text, or a named question with its parameters. */
export const byText = (text) => ({ path: "/sparql", method: "POST", body: text, type: "application/sparql-query" });
export const byName = (name, parameters) =>
  ({ path: `/api/questions/${encodeURIComponent(name)}?${new URLSearchParams(parameters)}`, method: "GET" });

const send = ({ path, method, body, type }, accept, signal) =>
  fetched(path, { method, body, signal, headers: { Accept: accept, ...(type && { "Content-Type": type }) } });

/** The answer: of kind `solutions`, `boolean` or `graph`. */
export async function ask(question, signal) {
  const response = await send(question, `${MEDIA.json}, ${MEDIA.nt};q=0.9`, signal);
  const notices = response.headers.get("aisec-notice");
  if (response.headers.get("Content-Type").startsWith(MEDIA.nt)) {
    return { kind: "graph", triples: triples(await response.text()), notices };
  }
  const { head, results, boolean } = await response.json();
  if (boolean !== undefined) return { kind: "boolean", value: boolean, notices };
  return { kind: "solutions", variables: head.vars, rows: results.bindings, notices };
}

/** Solutions of one of our own queries. */
export const solutions = async (text, signal) => (await ask(byText(text), signal)).rows;

/** The answer in another form, as text. */
export const inForm = async (question, form, signal) => (await send(question, MEDIA[form], signal)).text();

/** The media type of a form. */
export const mediaType = (form) => MEDIA[form];

const LINE = /^(?:<([^>]*)>|(_:\S+)) <([^>]*)> (?:<([^>]*)>|(_:\S+)|"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<([^>]*)>)?) \.$/;
const ESCAPES = { t: "\t", n: "\n", r: "\r", b: "\b", f: "\f" };
const unescaped = (text) => text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g,
  (_, four, eight, one) => one ? ESCAPES[one] ?? one : String.fromCodePoint(parseInt(four ?? eight, 16)));

/** The triples of N-Triples as the server writes them. */
function triples(text) {
  const named = (iri, blank) => iri === undefined ? { type: "bnode", value: blank } : { type: "uri", value: unescaped(iri) };
  return text.split("\n").map((line) => LINE.exec(line)).filter(Boolean).map(([, s, sBlank, p, o, oBlank, literal, lang, datatype]) => ({
    subject: named(s, sBlank),
    predicate: named(p),
    object: literal === undefined ? named(o, oBlank) : { type: "literal", value: unescaped(literal), "xml:lang": lang, datatype },
  }));
}
