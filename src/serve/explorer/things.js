// Finding things, and what is told of one: its statements, what it covers or what covers it, and the proof.
import { Refused, api, solutions } from "./ask.js";
import { address, best, compact, el, expand, localName, shareButton, table, term, thingLink, title } from "./dom.js";
import { PREFIXES } from "./prefixes.js";
import { CLASSES, COUNTS, KINDS, found, pointing, statements } from "./queries.js";
import { kindWord, t, verdict, word } from "./words.js";

/** Most things and most statements that are listed. */
const MOST = 500;

let kinds;
/** Kinds of things with their numbers, and whether the graph is one of ours. */
export async function known(signal) {
  if (!kinds) {
    const own = await solutions(COUNTS, signal);
    const rows = own.length ? own : await solutions(CLASSES, signal);
    const counts = rows.map(({ kind, count }) => [kind.value, Number(count.value)]), place = ([kind]) => KINDS.indexOf(compact(kind));
    kinds = { ours: own.length > 0, counts: own.length ? counts.sort((one, other) => place(one) - place(other)) : counts };
  }
  return kinds;
}

/** The first view: what there is, and where to begin. */
export async function home(parameters, signal) {
  const { counts, ours } = await known(signal);
  const tile = ([kind, count]) => el("a", { class: "tile", href: address("search", { kind: compact(kind) }) },
    el("strong", {}, String(count)), " ", kindWord(kind, count));
  return [
    title(t(ours ? "title" : "otherTitle")), el("p", {}, t(ours ? "intro" : "otherIntro")),
    el("div", { class: "tiles" }, counts.map(tile)),
    ours && el("figure", {}, el("a", { href: address("pictures", { view: "lifecycle" }) },
      el("img", { src: `/pictures/lifecycle.svg?lang=${t("code")}`, width: 1200, height: 548, alt: t("lifecycleSays") }))),
  ];
}

/** Things of one kind, or those that have a text in their name, code or address. */
export async function search(parameters, signal) {
  const { counts, ours } = await known(signal);
  const sought = (parameters.get("q") || "").trim(), kind = parameters.get("kind") || "";
  const chosen = kind && expand(kind);
  const [rows, listed] = await Promise.all([
    sought || chosen ? solutions(found(sought, chosen, ours, MOST * 2), signal) : [],
    ours && sought.length > 2 && !chosen ? api("find", { q: sought }, signal) : { found: [], near: [] },
  ]);
  const things = gathered(rows, sought);
  const link = (own, words, count) => el("a", {
    href: address("search", { q: sought, kind: own && compact(own) }), "aria-current": own === chosen ? "true" : undefined,
  }, words, count === undefined ? "" : ` ${count}`);
  const row = ({ iri, name, kinds: of, codes, scheme }) =>
    [thingLink(iri, name), of.map((own) => kindWord(own)).join(", "), codes.join(", "), scheme ? thingLink(scheme, localName(scheme)) : ""];
  return [
    title(sought ? t("foundFor", { sought }) : chosen ? kindWord(chosen, 2) : t("browse")),
    el("nav", { class: "chips", "aria-label": t("kinds") }, link("", t("all")), counts.map(([own, count]) => link(own, kindWord(own, count), count))),
    el("p", { role: "status" }, things.length ? t(rows.length >= MOST * 2 ? "foundMore" : "found", { n: things.length })
      : sought || chosen ? t("foundNone") : t("searchHint")),
    hits(listed, things),
    things.length > 0 && table(t("results"), [t("name"), t("kind"), t("codes"), t("in")], things.slice(0, MOST).map(row)),
    things.length > MOST && el("p", {}, t("rest", { n: things.length - MOST })),
  ];
}

/** What `aisec find` says beyond the list: addresses and names that moved, and what was perhaps meant. */
function hits({ found: hits, near }, things) {
  const extra = [...hits, ...near.map((one) => one.resource || one)].filter(({ iri }) => iri && !things.some((thing) => thing.iri === iri));
  return extra.length > 0 && el("p", {}, t("near"), " ", extra.map(({ iri, name }) => [thingLink(iri, name), " "]));
}

/** One entry a thing, the closest first. */
function gathered(rows, sought) {
  const things = new Map();
  for (const { thing, kind, name, code, scheme } of rows) {
    const entry = things.get(thing.value) || { iri: thing.value, names: [], kinds: new Set(), codes: new Set(), scheme: scheme?.value };
    if (name) entry.names.push(name);
    if (kind) entry.kinds.add(kind.value);
    if (code) entry.codes.add(code.value);
    things.set(thing.value, entry);
  }
  const wanted = sought.toLowerCase();
  const distance = ({ names, codes }) => {
    const texts = [...names.map((name) => name.value), ...codes].map((text) => text.toLowerCase());
    const at = (test) => texts.some(test);
    return at((text) => text === wanted) ? 0 : at((text) => text.startsWith(wanted)) ? 1 : at((text) => text.includes(wanted)) ? 2 : 3;
  };
  const all = [...things.values()].map((entry) => ({
    ...entry, name: best(entry.names) || compact(entry.iri), kinds: [...entry.kinds], codes: [...entry.codes], distance: distance(entry),
  }));
  const byName = (one, other) => one.name.localeCompare(other.name, t("code"), { numeric: true });
  return all.sort((one, other) => one.distance - other.distance || (sought ? one.name.length - other.name.length : 0) || byName(one, other));
}

/** All that is told of a thing. */
export async function thing(parameters, signal) {
  const given = parameters.get("thing") || "";
  let told;
  try {
    told = await api("explain", { thing: given }, signal);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
  const iri = told?.iri || expand(given);
  const [said, pointers] = await Promise.all([solutions(statements(iri), signal), solutions(pointing(iri, MOST), signal)]);
  if (!told && !said.length && !pointers.length) throw new Refused(t("unknown", { thing: given }));
  const values = byProperty(said, "value"), names = values.filter(({ property }) => /#(prefLabel|label)$|\/title$/.test(property));
  const name = best(names.flatMap(({ terms }) => terms.map(({ term: own }) => own))) || told?.label || compact(iri);
  const path = iri.startsWith(PREFIXES.id) && iri.slice(PREFIXES.id.length);
  return [
    title(name),
    el("p", { class: "aside" }, (told?.classes || []).map((own) => kindWord(own)).join(", "), " ", el("code", {}, iri)),
    (told?.notices || []).map((notice) => el("p", { class: "notice" }, notice)),
    el("p", {}, path && el("a", { href: `/doc/${path}` }, t("plainPage")), " ", shareButton()),
    el("h2", {}, t("said")),
    table(t("said"), [t("property"), t("value")], values.map(({ property, name: called, terms }) => [
      thingLink(property, called || compact(property)),
      el("ul", { class: "plain" }, terms.map(({ term: own, name: text }) => el("li", {}, term(own, text && `${text} (${compact(own.value)})`)))),
    ])),
    told && coverage(told),
    told && places(told),
    pointers.length > 0 && el("details", {}, el("summary", {}, t("pointing", { n: pointers.length >= MOST ? `${MOST}+` : pointers.length })),
      table(t("pointing", { n: "" }), [t("property"), t("thing")], byProperty(pointers, "subject").map(({ property, name: called, terms }) => [
        thingLink(property, called || compact(property)),
        el("ul", { class: "plain" }, terms.map(({ term: own, name: text }) => el("li", {}, term(own, text)))),
      ]))),
  ];
}

/** Solutions of `statements` or `pointing`, one entry a property. */
function byProperty(rows, side) {
  const properties = new Map();
  for (const row of rows) {
    const entry = properties.get(row.property.value) || { property: row.property.value, names: [], terms: new Map() };
    if (row.propertyName) entry.names.push(row.propertyName);
    const key = JSON.stringify(row[side]), known = entry.terms.get(key) || { term: row[side], names: [] };
    if (row[`${side}Name`]) known.names.push(row[`${side}Name`]);
    entry.terms.set(key, known);
    properties.set(row.property.value, entry);
  }
  return [...properties.values()].map(({ property, names, terms }) => ({
    property, name: best(names) || localName(property), terms: [...terms.values()].map((own) => ({ term: own.term, name: best(own.names) })),
  }));
}

/** What it covers, or what covers it: by framework or by role, each line with its proof. */
function coverage(told) {
  const row = (line) => {
    const isTool = line.other.startsWith("resource:");
    const [subject, item] = isTool ? [line.other, told.iri] : [told.iri, line.other];
    return [
      el("a", { href: address("thing", { thing: line.other }) }, line.label || line.other), isTool ? "" : line.other,
      word(line.grade), word(line.roleGroup), [word(line.evidence), line.counts === false ? ` (${t("replaced")})` : ""],
      el("a", { href: address("proof", { thing: subject, item }), "aria-label": t("proofOf", { name: line.label || line.other }) }, t("proof")),
    ];
  };
  const group = ({ title: name, lines }) => el("details", { open: told.coverage.length < 4 || lines.length < 12 },
    el("summary", {}, word(name), ` (${lines.length})`),
    table(name, [t("name"), t("codes"), t("grade"), t("role"), t("evidence"), t("why")], lines.map(row)));
  return told.coverage.length > 0 && [el("h2", {}, t("coverage")), told.coverage.map(group)];
}

/** A line of a source; of what is no source of the graph, such as the ontology, nothing more is told. */
const place = ({ source, line }) => [" ", source.includes("/") ? el("span", { class: "place" }, `${source}:${line}`)
  : el("a", { class: "place", href: address("thing", { thing: `id:source/${source}` }) }, `${source}:${line}`)];

/** The lines of sources that speak of it. */
function places(told) {
  const groups = (told.places || []).filter(({ lines }) => lines.length);
  return groups.length > 0 && [el("h2", {}, t("places")), groups.map(({ title: name, lines }) => el("details", { open: lines.length < 12 },
    el("summary", {}, word(name), ` (${lines.length})`),
    el("ul", { class: "plain" }, lines.map((line) => el("li", {}, line.says, place(line))))))];
}

/** The proof that one thing addresses another, or what is missing for one. */
export async function proof(parameters, signal) {
  const told = await api("explain", { thing: parameters.get("thing") || "", item: parameters.get("item") || "" }, signal);
  return [
    title(verdict(told)),
    el("p", {}, thingLink(told.thing), " → ", thingLink(told.item), " ", shareButton()),
    told.notices.map((notice) => el("p", { class: "notice" }, notice)),
    told.proof ? [el("h2", {}, t("proof")), el("p", { class: "aside" }, t("proofSays")), tree(told.proof)] : missing(told.whyNot),
  ];
}

/** A statement with what it follows from, to lines of sources. What was shown above is not shown again. */
function tree({ goals, statements: all, steps }) {
  const shown = new Set();
  // Several triples may say the same in words, as of one coverage its grade and its evidence.
  const once = (ids) => [...new Map(ids.map((id) => [all[id].says, id]).reverse()).values()].reverse();
  const statement = (id) => {
    const { says, kind, places: at, steps: by, others } = all[id];
    const line = [el("span", {}, says), at.map(place), others > 0 ? el("span", { class: "aside" }, ` ${t("otherWays", { n: others })}`) : ""];
    if (!by.length) return el("li", { class: kind }, line);
    if (shown.has(id)) return el("li", { class: kind }, line, el("span", { class: "aside" }, ` ${t("above")}`));
    shown.add(id);
    const step = ({ title, titleZh, rule: name, premises, absent }) => [
      el("p", { class: "aside" }, t("by"), " ", (t("code") === "zh" && titleZh) || title, " ", el("code", {}, name)),
      el("ul", { class: "proof" }, once(premises).map(statement), absent.map((text) => el("li", { class: "absent" }, t("absent"), " ", text))),
    ];
    return el("li", { class: kind }, el("details", { open: true }, el("summary", {}, line), by.map((own) => step(steps[own]))));
  };
  return el("ul", { class: "proof" }, once(goals).map(statement));
}

function missing(whyNot) {
  const closest = ({ says, ...at }) => el("li", {}, says, place(at));
  return [
    el("h2", {}, t("missing")),
    el("ul", {}, whyNot.missing.map(({ says, closest: near }) => el("li", {}, says,
      near.length > 0 && [el("p", { class: "aside" }, t("closest")), el("ul", {}, near.map(closest))]))),
    whyNot.addresses.length > 0 && [el("h2", {}, t("addressed")), el("ul", {}, whyNot.addresses.map((own) => el("li", {}, own)))],
  ];
}
