// Bars of names with numbers, and triples as a drawing in layers. Both are bounded and say what they leave out.
import { address, compact, el, localName, svg } from "./dom.js";
import { t } from "./words.js";

const MOST_BARS = 60, MOST_NODES = 80, MOST_LINKS = 200;
const WIDTH = 240, GAP = 120, ROW = 30, MARGIN = 16;

/** Bars, each with its name and number. */
export function bars(pairs) {
  const shown = pairs.slice(0, MOST_BARS), most = Math.max(...shown.map(({ number }) => number), 1e-9);
  const row = ({ name, number }) => {
    const bar = el("span", { class: "fill", "aria-hidden": "true" });
    bar.style.width = `${(number / most) * 100}%`;
    return el("li", {}, el("span", { class: "name" }, name), el("span", { class: "track" }, bar), el("span", { class: "number" }, String(number)));
  };
  return [el("ol", { class: "bars", "aria-label": t("as-chart") }, shown.map(row)),
    pairs.length > shown.length && el("p", {}, t("rest", { n: pairs.length - shown.length }))];
}

/** Triples between things as boxes in columns: what nothing leads to first, then what it leads to. */
export function network(triples) {
  const links = triples.filter(({ object }) => object.type !== "literal");
  if (!links.length) return el("p", {}, t("noLinks"));
  const { layers, drawn } = layered(links);
  const nodes = new Map();
  const inner = Math.max(...layers.map((names) => names.length)) * ROW, height = MARGIN * 2 + inner;
  layers.forEach((names, column) => names.forEach((name, row) =>
    nodes.set(name, { x: MARGIN + column * (WIDTH + GAP), y: MARGIN + ((row + 0.5) * inner) / names.length - ROW / 2 })));
  const width = MARGIN * 2 + layers.length * WIDTH + (layers.length - 1) * GAP;
  const properties = [...new Set(drawn.map(({ predicate }) => predicate.value))];
  const box = ([name, { x, y }]) => {
    const text = name.startsWith("_:") ? name : localName(name) || name;
    const short = text.length > 34 ? `${text.slice(0, 33)}…` : text;
    const body = [svg("title", {}, compact(name)), svg("rect", { x, y, width: WIDTH, height: ROW - 8, rx: 4 }),
      svg("text", { x: x + 8, y: y + 15 }, short)];
    return name.startsWith("_:") ? svg("g", {}, body) : svg("a", { href: address("thing", { thing: name }) }, body);
  };
  const picture = svg("svg", { class: "network", viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": t("as-graph") },
    svg("g", { "aria-hidden": "true" }, drawn.map(({ subject, predicate, object }) => arrow(nodes.get(subject.value), nodes.get(object.value),
      compact(predicate.value), properties.indexOf(predicate.value)))),
    [...nodes].map(box));
  const key = (property, index) => el("li", {}, el("span", { class: `key line p${index % 6}`, "aria-hidden": "true" }), " ", compact(property));
  const all = new Set(links.flatMap(({ subject, object }) => [subject.value, object.value])).size;
  return [
    el("ul", { class: "keys" }, properties.map(key)),
    el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t("as-graph") }, picture),
    (all > nodes.size || links.length > drawn.length) && el("p", {}, t("restOfGraph", { nodes: all - nodes.size, links: links.length - drawn.length })),
    triples.length > links.length && el("p", { class: "aside" }, t("literals", { n: triples.length - links.length })),
  ];
}

/** A link from one box to another; back into the same column or an earlier one it bends out. */
function arrow(from, to, name, kind) {
  const isForward = to.x > from.x, y1 = from.y + 11, y2 = to.y + 11, x1 = from.x + WIDTH, x2 = isForward ? to.x : to.x + WIDTH;
  const bend = GAP / 2, path = `M${x1} ${y1}C${x1 + bend} ${y1} ${isForward ? x2 - bend : x2 + bend} ${y2} ${x2} ${y2}`;
  const point = isForward ? -7 : 7;
  return svg("g", { class: `p${kind % 6}` }, svg("title", {}, name), svg("path", { d: path }),
    svg("path", { class: "head", d: `M${x2} ${y2}l${point} -4v8z` }));
}

/** Columns of names by their distance from the first, in an order that keeps neighbours near; and the links that are drawn. */
function layered(links) {
  const degree = new Map(), entered = new Set();
  for (const { subject, object } of links) {
    for (const { value } of [subject, object]) degree.set(value, (degree.get(value) || 0) + 1);
    if (subject.value !== object.value) entered.add(object.value);
  }
  const byDegree = [...degree].sort((one, other) => other[1] - one[1]).map(([name]) => name);
  const kept = new Set(byDegree.slice(0, MOST_NODES));
  const drawn = links.filter(({ subject, object }) => kept.has(subject.value) && kept.has(object.value)).slice(0, MOST_LINKS);
  const column = new Map();
  const spread = (start) => {
    for (let level = start, depth = 0; level.length; depth++) {
      level.forEach((name) => column.set(name, depth));
      const next = drawn.filter(({ subject, object }) => column.get(subject.value) === depth && !column.has(object.value));
      level = [...new Set(next.map(({ object }) => object.value))];
    }
  };
  spread([...kept].filter((name) => !entered.has(name)));
  // What only circles lead to: each begins at its busiest.
  for (const name of byDegree) if (kept.has(name) && !column.has(name)) spread([name]);
  const layers = [];
  for (const name of kept) (layers[column.get(name)] ||= []).push(name);
  const filled = layers.filter(Boolean);
  filled.forEach((names, index) => {
    if (index === 0) return names.sort();
    const at = new Map(filled[index - 1].map((name, row) => [name, row]));
    const middle = (name) => {
      const rows = drawn.filter(({ object }) => object.value === name).map(({ subject }) => at.get(subject.value)).filter((row) => row !== undefined);
      return rows.length ? rows.reduce((sum, row) => sum + row, 0) / rows.length : Infinity;
    };
    const place = new Map(names.map((name) => [name, middle(name)]));
    return names.sort((one, other) => place.get(one) - place.get(other) || one.localeCompare(other));
  });
  return { layers: filled, drawn };
}
