// Elements of the page. Texts of the graph get in here as text, and addresses only where they lead to the web or stay here.
import { PREFIXES } from "./prefixes.js";
import { language, t } from "./words.js";

const fill = (element, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== null) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
};

/** An element; attributes that are functions listen to the event of that name, `undefined` and `false` leave one out. */
export const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

/** The same, of SVG. */
export const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

/** The first heading of a view, which takes the focus when one gets there. */
export const title = (text) => el("h1", { tabindex: -1 }, text);

/** The address of a view; parameters that are empty are left out. */
export function address(view, parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const query = new URLSearchParams(given).toString();
  return `#/${view}${query ? `?${query}` : ""}`;
}

/** Goes to the same view with some parameters changed. */
export function change(view, parameters, changed) {
  location.hash = address(view, { ...Object.fromEntries(parameters), ...changed });
}

/** An IRI in short, where a prefix is known. */
export function compact(iri) {
  let best = ["", ""];
  for (const entry of Object.entries(PREFIXES)) {
    if (iri.startsWith(entry[1]) && entry[1].length > best[1].length) best = entry;
  }
  return best[0] ? `${best[0]}:${iri.slice(best[1].length)}` : iri;
}

/** The IRI that a short one stands for. */
export function expand(name) {
  const [prefix, ...local] = name.split(":");
  return Object.hasOwn(PREFIXES, prefix) ? PREFIXES[prefix] + local.join(":") : name;
}

/** What is left of an IRI after its last `#` or `/`. */
export const localName = (iri) => iri.slice(Math.max(iri.lastIndexOf("#"), iri.lastIndexOf("/")) + 1);

/** Whether an address leads to the web: others are shown, never followed. */
export const isWeb = (text) => /^https?:\/\/[^\s/]/i.test(text);

/** A link to what is told of a thing. */
export const thingLink = (iri, text) => el("a", { href: address("thing", { thing: iri }), title: iri }, text || compact(iri));

const isOurs = (iri) => iri.startsWith(PREFIXES.id) || iri.startsWith(PREFIXES.aisec);

/** A term as people read it, with where more is told of it. */
export function term(value, text) {
  if (!value) return "";
  if (value.type === "uri") {
    if (isOurs(value.value) || !isWeb(value.value)) return thingLink(value.value, text);
    const is = compact(value.value);
    if (is !== value.value) return thingLink(value.value, text);
    return [thingLink(value.value, text || value.value), " ", el("a", { href: value.value, rel: "noreferrer", title: t("leaves") }, "↗")];
  }
  const tag = value["xml:lang"];
  return tag ? el("span", { lang: tag }, value.value) : value.value;
}

/** Of several texts with languages that of the page, else English, else the first. */
export function best(texts) {
  const wanted = [language() === "zh" ? "zh" : "en", "en", ""];
  const of = (tag) => texts.find((text) => (text["xml:lang"] || "").split("-")[0] === tag);
  return (wanted.map(of).find(Boolean) || texts[0])?.value;
}

/** A table that scrolls by itself. Rows are lists of cells. */
export function table(name, heads, rows, options = {}) {
  const cell = (content, index) => index === 0 && options.rowHeads !== false
    ? el("th", { scope: "row" }, content) : el("td", { class: options.classes?.[index] }, content);
  const head = (content) => el("th", { scope: "col" }, content);
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t("table", { name }) },
    el("table", {}, el("thead", {}, el("tr", {}, heads.map(head))),
      el("tbody", {}, rows.map((row) => el("tr", {}, row.map(cell))))));
}

/** A choice; `choices` are pairs of a value and its words. */
export function choice(name, words, choices, value, changed) {
  const option = ([own, text]) => el("option", { value: own, selected: own === value }, text);
  return el("label", {}, words, el("select", { name, change: (event) => changed(event.target.value) }, choices.map(option)));
}

/** Says something to those who do not see it happen, and shows it for a while. */
export function tell(text) {
  const status = document.getElementById("status");
  status.textContent = text;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => { status.textContent = ""; }, 4000);
}

/** Hands a file to the reader. */
export function download(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A button that copies the address of the page as it is, language included. */
export function shareButton() {
  const copy = async () => {
    const [path, query] = location.hash.split("?");
    const parameters = new URLSearchParams(query);
    parameters.set("lang", language());
    const link = `${location.origin}/${path || "#/"}?${parameters}`;
    try {
      await navigator.clipboard.writeText(link);
      tell(t("copied"));
    } catch {
      prompt(t("share"), link);
    }
  };
  return el("button", { type: "button", class: "share", click: copy }, t("share"));
}
