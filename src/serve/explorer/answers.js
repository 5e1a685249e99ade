// An answer as a table, as bars, as a drawing, and as a file.
import { inForm, mediaType } from "./ask.js";
import { bars, network } from "./drawing.js";
import { choice, compact, download, el, shareButton, table, tell, term } from "./dom.js";
import { t } from "./words.js";

/** Rows on a page of a table. */
const PAGE = 100;
const NUMBER = /#(integer|decimal|double|float|(non|un)?\w*(Integer|Long|Int|Short))$/i;
const BY_NAME = new Intl.Collator(undefined, { numeric: true });
const isNumber = (value) => value?.type === "literal" && NUMBER.test(value.datatype || "") && Number.isFinite(Number(value.value));

/**
 * The answer to a question, with its switches. `as` says how it is shown first; `chosen` is told when that changes.
 * Files come from the server, in the form it gives others.
 */
export function answer(question, told, as, chosen) {
  const ways = waysOf(told), names = Object.keys(ways), shown = el("div", {});
  const first = names.includes(as) ? as : names[0];
  const show = (name) => shown.replaceChildren(...[ways[name]()].flat(Infinity).filter(Boolean));
  const way = (name) => el("label", { class: "chip" }, el("input", {
    type: "radio", name: "as", value: name, checked: name === first, change: () => { show(name); chosen(name); },
  }), t(`as-${name}`));
  show(first);
  const save = async (form) => {
    try {
      download(`answer.${form}`, mediaType(form), await inForm(question, form));
    } catch (error) {
      tell(error.message);
    }
  };
  const forms = told.kind === "graph" ? ["ttl", "jsonld", "nt"] : told.kind === "boolean" ? ["json"] : ["csv", "json"];
  return el("section", { class: "answer", "aria-label": t("answer") },
    told.notices && el("p", { class: "notice" }, told.notices),
    el("div", { class: "bar" },
      el("p", { role: "status" }, summary(told)),
      names.length > 1 && el("fieldset", {}, el("legend", {}, t("as")), names.map(way)),
      el("span", {}, forms.map((form) => el("button", { type: "button", "data-form": form, click: () => save(form) }, t("download", { form: form.toUpperCase() })))),
      shareButton()),
    shown);
}

const summary = ({ kind, value, rows, triples }) => kind === "boolean" ? t(value ? "yes" : "no")
  : t(kind === "graph" ? "triples" : "rows", { n: (triples || rows).length });

/** The ways in which an answer can be shown, the usual one first. */
function waysOf({ kind, value, variables, rows, triples }) {
  if (kind === "boolean") return { table: () => el("p", { class: "verdict" }, t(value ? "yes" : "no")) };
  if (kind === "graph") {
    const row = ({ subject, predicate, object }) => [subject, predicate, object];
    return { graph: () => network(triples), table: () => paged([t("subject"), t("predicate"), t("object")], triples.map(row)) };
  }
  const numbers = numeric(variables, rows);
  return {
    table: () => rows.length ? paged(variables, rows.map((row) => variables.map((name) => row[name]))) : el("p", {}, t("noRows")),
    ...(numbers.length && named(variables, rows, numbers[0]) && { chart: () => chart(variables, rows, numbers) }),
  };
}

/** Variables that every row has a number for. */
const numeric = (variables, rows) => rows.length
  ? variables.filter((name) => rows.every((row) => isNumber(row[name]) && Number(row[name].value) >= 0)) : [];

/** Bars of one of the numbers, by choice. */
function chart(variables, rows, numbers) {
  const drawn = el("div", {}), draw = (number) => drawn.replaceChildren(...bars(named(variables, rows, number)).filter(Boolean));
  draw(numbers[0]);
  return [numbers.length > 1 && choice("number", t("number"), numbers.map((name) => [name, name]), numbers[0], draw), drawn];
}

/** Names with a number: texts rather than IRIs, where every row has one. */
function named(variables, rows, number) {
  const others = variables.filter((name) => !rows.some((row) => isNumber(row[name])) && rows.every((row) => row[name]));
  const texts = others.filter((name) => rows.every((row) => row[name].type === "literal"));
  const labels = texts.length ? texts : others;
  if (!labels.length) return undefined;
  const shown = ({ type, value }) => type === "uri" ? compact(value) : value;
  return rows.map((row) => ({ name: labels.map((name) => shown(row[name])).join(" · "), number: Number(row[number].value) }));
}

/** A table of terms, page by page; a click on a head sorts all of it. */
function paged(heads, rows) {
  const box = el("div", {});
  let order = { column: -1, down: false }, from = 0;
  const key = (value) => isNumber(value) ? Number(value.value) : value?.value ?? "";
  const compare = (one, other) => typeof one === "number" && typeof other === "number" ? one - other : BY_NAME.compare(one, other);
  const cell = (value) => value && isNumber(value) ? el("span", { class: "number" }, value.value) : term(value);
  const draw = (focused) => {
    const { column, down } = order;
    const sorted = column < 0 ? rows : [...rows].sort((one, other) => compare(key(one[column]), key(other[column])) * (down ? -1 : 1));
    const sort = (index) => { order = { column: index, down: column === index && !down }; from = 0; draw(index); };
    const head = (name, index) => el("button", { type: "button", click: () => sort(index), "aria-label": t("sort", { name }) }, name,
      column === index ? (down ? " ▼" : " ▲") : "");
    const made = table(t("answer"), heads.map(head), sorted.slice(from, from + PAGE).map((row) => row.map(cell)), { rowHeads: false });
    made.querySelectorAll("thead th").forEach((own, index) => {
      if (column === index) own.setAttribute("aria-sort", down ? "descending" : "ascending");
    });
    const to = (start, words, is) => el("button", { type: "button", disabled: !is, click: () => { from = start; draw(); tell(range()); } }, words);
    const range = () => t("range", { from: from + 1, to: Math.min(from + PAGE, rows.length), of: rows.length });
    box.replaceChildren(made, rows.length > PAGE ? el("p", { class: "bar" },
      to(from - PAGE, t("before"), from > 0), el("span", {}, range()), to(from + PAGE, t("after"), from + PAGE < rows.length)) : "");
    if (focused !== undefined) box.querySelectorAll("thead button")[focused].focus();
  };
  draw();
  return box;
}

/** What went wrong with a query, in the words of the server. */
export const trouble = (message) => el("pre", { class: "error", role: "alert" }, message);

