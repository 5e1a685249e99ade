// Frameworks with their coverage, and the pictures as they are drawn now.
import { api, solutions } from "./ask.js";
import { address, change, choice, compact, el, shareButton, table, thingLink, title } from "./dom.js";
import { PREFIXES } from "./prefixes.js";
import { EDITIONS, reached } from "./queries.js";
import { evidence as evidences, role as roles, t, word } from "./words.js";

/** Most rows and columns of the matrix. */
const MOST_ROWS = 200, MOST_COLUMNS = 80;
const GROUPS = ["protected", "exercised", "governed", "unstated"];
/** Marks of the matrix, by grade. */
const MARKS = { Covers: "●", PartlyCovers: "◐", Supports: "●", Implements: "●", RelatesTo: "○" };

const given = (parameters, names) => Object.fromEntries(names.map((name) => [name, parameters.get(name)]).filter(([, value]) => value));

/** The editions, or the coverage of one. */
export async function frameworks(parameters, signal) {
  const editions = await solutions(EDITIONS, signal);
  if (!parameters.get("framework")) {
    const row = ({ edition, id, title: name, status, usual }) => [
      el("a", { href: address("frameworks", { framework: id.value }) }, name.value),
      [word(status?.value || ""), usual ? "" : ` (${t("notUsual")})`], thingLink(edition.value, id.value)];
    return [title(t("frameworks")), el("p", {}, t(editions.length ? "frameworksSay" : "noEditions")), editions.length > 0 && table(t("frameworks"), [t("name"), t("status"), "id"], editions.map(row))];
  }
  const told = await api("coverage", given(parameters, ["framework", "role", "evidence"]), signal);
  const set = (name) => (value) => change("frameworks", parameters, { [name]: value });
  const as = parameters.get("as") || "table", state = parameters.get("state") || "";
  const items = told.items.filter((item) => !state || item.state === state);
  const states = [...new Set(told.items.map((item) => item.state))];
  return [
    title(told.title), told.notice && el("p", { class: "notice" }, told.notice),
    el("div", { class: "fields" },
      choice("framework", t("framework"), editions.map(({ id, title: name }) => [id.value, name.value]), told.edition, set("framework")),
      choice("role", t("role"), roles.map((own) => [own, word(own)]), told.role, set("role")),
      choice("evidence", t("evidence"), evidences.map((own) => [own, word(own)]), told.evidence, set("evidence")),
      choice("state", t("state"), [["", t("any")], ...states.map((own) => [own, word(own)])], state, set("state")),
      choice("as", t("as"), [["table", t("as-table")], ["matrix", t("as-matrix")]], as, set("as"))),
    told.draftMappings && el("p", { class: "notice" }, t("draft")),
    told.units.map(unit),
    el("p", {}, shareButton(), " ", el("a", { href: address("pictures", { view: "layered", ...given(parameters, ["framework", "role", "evidence"]) }) }, t("asPicture"))),
    el("p", { role: "status" }, t("items", { n: items.length, of: told.items.length })),
    as === "matrix" ? await matrix(told, items, signal) : itemTable(told, items),
  ];
}

/** One line a unit: how many of how many are addressed, and a bar by state. */
function unit({ unit: name, of, addressed, states }) {
  const counted = Object.entries(states).filter(([, count]) => count > 0);
  const part = ([state, count]) => {
    const own = el("span", { class: `part ${state.replaceAll(" ", "-")}`, title: `${word(state)}: ${count}` }, String(count));
    own.style.flexGrow = count;
    return own;
  };
  return el("section", { class: "unit" },
    el("h2", {}, t("addressedOf", { n: addressed, of, unit: word(name) })),
    el("div", { class: "stack", "aria-hidden": "true" }, counted.map(part)),
    el("ul", { class: "keys" }, counted.map(([state, count]) =>
      el("li", {}, el("span", { class: `key part ${state.replaceAll(" ", "-")}`, "aria-hidden": "true" }), ` ${word(state)} ${count}`))));
}

function itemTable(told, items) {
  const row = (item) => [
    el("a", { href: address("thing", { thing: item.iri }) }, item.label), item.id,
    el("span", { class: `state ${item.state.replaceAll(" ", "-")}` }, word(item.state)), ...GROUPS.map((group) => String(item.tools[group]))];
  return table(told.title, [t("item"), t("codes"), t("state"), ...GROUPS.map(word)], items.map(row), { classes: ["", "", "", "n", "n", "n", "n"] });
}

/** Items by tools: each mark leads to its proof. */
async function matrix(told, items, signal) {
  const shown = items.slice(0, MOST_ROWS);
  const rows = await solutions(reached(PREFIXES.aisec + told.evidence[0].toUpperCase() + told.evidence.slice(1), shown.map(({ iri }) => iri)), signal);
  const cells = new Map(), tools = new Map();
  for (const { item, tool, name, grade, role } of rows) {
    const group = compact(role.value).replace("aisec:", "");
    if (told.role !== "any" && group.toLowerCase() !== told.role) continue;
    const key = `${item.value} ${tool.value}`, own = cells.get(key) || [];
    own.push([compact(grade.value).replace("aisec:", ""), group]);
    cells.set(key, own);
    tools.set(tool.value, { name: name.value, count: (tools.get(tool.value)?.count || 0) + 1 });
  }
  const columns = [...tools].sort((one, other) => other[1].count - one[1].count || one[1].name.localeCompare(other[1].name));
  const visible = columns.slice(0, MOST_COLUMNS);
  const strongest = (own) => Object.keys(MARKS).find((grade) => own.some(([is]) => is === grade)) || own[0][0];
  const cell = (item, [tool, { name }]) => {
    const own = cells.get(`${item.iri} ${tool}`);
    if (!own) return "";
    const words = own.map(([grade, group]) => `${word(grade)} (${word(group.toLowerCase())})`).join(", ");
    return el("a", { href: address("proof", { thing: tool, item: item.iri }), title: `${name}: ${words}`, "aria-label": `${name}, ${item.id}: ${words}` }, MARKS[strongest(own)] || "○");
  };
  if (!visible.length) return el("p", {}, t("noTools"));
  const made = table(t("as-matrix"), [t("item"), ...visible.map(([tool, { name }]) => el("span", {}, thingLink(tool, name)))],
    shown.map((item) => [[el("a", { href: address("thing", { thing: item.iri }) }, item.id), ` ${item.label}`], ...visible.map((column) => cell(item, column))]));
  made.classList.add("matrix");
  return [el("p", { class: "aside" }, t("matrixSays")), made,
    columns.length > visible.length && el("p", {}, t("rest", { n: columns.length - visible.length })),
    items.length > shown.length && el("p", {}, t("rest", { n: items.length - shown.length }))];
}

/** Which pictures there are, and what each takes. */
const VIEWS = {
  lifecycle: ["role", "evidence"], matrix: ["role", "evidence"], layered: ["framework", "role", "evidence"],
  atlas: ["framework", "role", "evidence", "aggregate"], rmf: ["framework", "role", "evidence"], bump: ["framework"],
};

/** A picture, drawn now, with its tables. */
export async function pictures(parameters, signal) {
  const view = Object.hasOwn(VIEWS, parameters.get("view")) ? parameters.get("view") : "lifecycle", takes = VIEWS[view];
  const [editions, { paths }] = await Promise.all([solutions(EDITIONS, signal), api("openapi.json", {}, signal)]);
  const said = paths["/pictures/{file}"].get.parameters;
  const set = (name) => (value) => change("pictures", parameters, { [name]: value });
  const words = (name) => ["", ...said.find((own) => own.name === name).schema.enum].map((own) => [own, own ? word(own) : t("usual")]);
  const query = new URLSearchParams({ ...given(parameters, [...takes, "theme"]), lang: parameters.get("language") || t("code") });
  const at = (format) => `/pictures/${view}.${format}?${query}`;
  const refused = el("p", { class: "notice", role: "alert", hidden: true });
  const name = t(`view-${view}`);
  const failed = async (event) => {
    const response = await fetch(at("svg"));
    refused.textContent = response.ok ? t("trouble") : await response.text();
    refused.hidden = false;
    event.target.closest("figure").hidden = true;
  };
  return [
    title(t("pictures")),
    el("div", { class: "fields" },
      choice("view", t("picture"), Object.keys(VIEWS).map((own) => [own, t(`view-${own}`)]), view, (own) => { location.hash = address("pictures", { view: own }); }),
      takes.includes("framework") && choice("framework", t("framework"), [["", t("usual")], ...editions.map(({ id, title: own }) => [id.value, own.value])], parameters.get("framework") || "", set("framework")),
      ["role", "evidence", "aggregate"].filter((own) => takes.includes(own)).map((own) => choice(own, t(own), words(own), parameters.get(own) || "", set(own))),
      choice("theme", t("theme"), words("theme"), parameters.get("theme") || "", set("theme")),
      choice("language", t("language"), words("lang"), parameters.get("language") || "", set("language"))),
    refused,
    el("figure", { class: "picture scroll", tabindex: 0, role: "region", "aria-label": name },
      el("img", { src: at("svg"), alt: `${name}. ${t("pictureTable")}`, error: failed })),
    el("p", {}, el("a", { href: at("svg") }, t("openPicture")), " ",
      ["csv", "md", "json", "dot"].map((form) => [el("a", { href: at(form) }, form.toUpperCase()), " "]), shareButton()),
  ];
}
