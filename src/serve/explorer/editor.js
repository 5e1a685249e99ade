// The place to write SPARQL: line numbers, completion of prefixes, terms, variables and words, and the answer below.
import { answer, trouble } from "./answers.js";
import { Refused, api, ask, byText, solutions } from "./ask.js";
import { address, compact, el, tell, title } from "./dom.js";
import { PREFIXES } from "./prefixes.js";
import { FIRST, FIRST_GRAPH, TERMS, USED, WORDS } from "./queries.js";
import { t } from "./words.js";

const MOST_SUGGESTIONS = 12;

let terms;
/** Classes and properties of the graph, those in use most first. */
async function vocabulary() {
  if (!terms) {
    const described = await solutions(TERMS), rows = described.length ? described : await solutions(USED);
    const found = new Map(rows.map(({ term, count, name, meaning }) => {
      const short = compact(term.value), hint = [name?.value, meaning?.value].filter(Boolean).join(": ");
      return [term.value, { text: short === term.value ? `<${short}>` : short, hint: hint || term.value, count: Number(count.value) }];
    }));
    terms = [...found.values()].sort((one, other) => other.count - one.count);
  }
  return terms;
}

/** What may stand at the end of a text, and the part of it that this would replace. */
async function suggestions(before, whole) {
  const prefix = /\bPREFIX\s+([\w-]*)$/i.exec(before);
  if (prefix) {
    const all = Object.entries(PREFIXES).map(([name, iri]) => ({ text: `${name}: <${iri}>`, hint: "" }));
    return { typed: prefix[1], offers: all.filter(({ text }) => text.startsWith(prefix[1])) };
  }
  const [typed] = /[?$]\w*$|<[^<>\s]*$|[\w-]*:?[\w.-]*$/.exec(before);
  const wanted = typed.toLowerCase();
  if (/^[?$]/.test(typed)) {
    const names = new Set(whole.match(/[?$]\w+/g));
    names.delete(typed);
    return { typed, offers: [...names].filter((name) => name.toLowerCase().startsWith(wanted)).map((text) => ({ text, hint: "" })) };
  }
  const words = wanted.includes(":") || wanted.startsWith("<") ? [] : [
    ...WORDS.filter((word) => wanted && word.toLowerCase().startsWith(wanted)).map((text) => ({ text, hint: "" })),
    ...Object.entries(PREFIXES).filter(([name]) => name.startsWith(wanted)).map(([name, iri]) => ({ text: `${name}:`, hint: iri })),
  ];
  const of = (test) => terms.filter(({ text, hint }) => test(text.toLowerCase(), hint.toLowerCase()));
  await vocabulary();
  const local = wanted.replace(/^.*:/, ""), own = wanted.slice(0, wanted.length - local.length);
  const groups = [
    of((text) => text.startsWith(wanted)).sort((one, other) => local ? one.text.length - other.text.length : 0),
    of((text) => text.startsWith(own) && local && text.includes(local)),
    of((text, hint) => !own && wanted && hint.includes(wanted)),
  ];
  return { typed, offers: [...new Set([...words, ...groups.flat()])] };
}

/** The text area with its line numbers and its list of suggestions. */
function editor(text, run) {
  const gutter = el("pre", { class: "gutter", "aria-hidden": "true" });
  const list = el("ul", { class: "suggestions", id: "suggestions", role: "listbox", "aria-label": t("suggestions"), hidden: true });
  const area = el("textarea", {
    name: "query", id: "query", rows: 14, spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off", maxlength: 1 << 19,
    "aria-label": t("query"), "aria-describedby": "editor-keys", "aria-autocomplete": "list", "aria-controls": "suggestions",
  });
  area.value = text;
  let offers = [], at = 0, typed = "", wrong = 0, isTaking = false;

  const numbers = () => {
    const count = area.value.split("\n").length;
    gutter.replaceChildren(...Array.from({ length: count }, (_, line) =>
      el("span", { class: line + 1 === wrong ? "wrong" : undefined }, `${line + 1}\n`)));
    gutter.scrollTop = area.scrollTop;
  };
  const close = () => {
    list.hidden = true;
    area.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    at = (index + offers.length) % offers.length;
    [...list.children].forEach((own, place) => own.setAttribute("aria-selected", String(place === at)));
    list.children[at].scrollIntoView({ block: "nearest" });
    area.setAttribute("aria-activedescendant", `offer-${at}`);
  };
  const take = (index) => {
    const { selectionStart: end } = area;
    area.setSelectionRange(end - typed.length, end);
    // The text that is taken is an input as well, after which there is nothing to suggest.
    isTaking = true;
    // The one way to change the text that undo knows of.
    if (!document.execCommand("insertText", false, offers[index].text)) area.setRangeText(offers[index].text, end - typed.length, end, "end");
    isTaking = false;
    numbers();
    close();
  };
  const place = () => {
    const style = getComputedStyle(area), lines = area.value.slice(0, area.selectionStart - typed.length).split("\n");
    const ruler = document.createElement("canvas").getContext("2d");
    ruler.font = style.font;
    const left = area.offsetLeft + parseFloat(style.paddingLeft) + ruler.measureText(lines.at(-1)).width - area.scrollLeft;
    const top = area.offsetTop + parseFloat(style.paddingTop) + lines.length * parseFloat(style.lineHeight) - area.scrollTop;
    list.style.left = `${Math.max(0, Math.min(left, area.offsetLeft + area.offsetWidth - list.offsetWidth))}px`;
    list.style.top = `${Math.min(top, area.offsetTop + area.offsetHeight)}px`;
  };
  const open = async (asked) => {
    const before = area.value.slice(0, area.selectionStart);
    const made = await suggestions(before, area.value).catch(() => ({ typed: "", offers: [] }));
    if (before !== area.value.slice(0, area.selectionStart)) return;
    offers = made.offers.slice(0, MOST_SUGGESTIONS);
    typed = made.typed;
    if (!offers.length || !asked && offers[0].text === typed) return close();
    list.replaceChildren(...offers.map(({ text: own, hint }, index) => el("li", {
      role: "option", id: `offer-${index}`, "aria-selected": "false", mousedown: (event) => { event.preventDefault(); take(index); },
    }, el("code", {}, own), hint && el("small", {}, hint))));
    list.hidden = false;
    place();
    mark(0);
    if (asked) tell(t("offers", { n: offers.length }));
  };
  const keys = (event) => {
    const isOpen = !list.hidden, { key, ctrlKey, metaKey } = event;
    if (key === "Enter" && (ctrlKey || metaKey)) close(), run();
    else if ((key === " " || event.code === "Space") && ctrlKey) open(true);
    else if (isOpen && key === "ArrowDown") mark(at + 1);
    else if (isOpen && key === "ArrowUp") mark(at - 1);
    else if (isOpen && key === "Enter") take(at);
    else if (isOpen && key === "Escape") close();
    else return;
    event.preventDefault();
  };
  area.addEventListener("keydown", keys);
  area.addEventListener("input", () => {
    wrong = 0;
    area.removeAttribute("aria-invalid");
    numbers();
    if (!isTaking && /[\w-]:[\w.-]*$|[?$]\w$/.test(area.value.slice(0, area.selectionStart))) open(false);
    else close();
  });
  area.addEventListener("scroll", () => { gutter.scrollTop = area.scrollTop; });
  area.addEventListener("blur", close);
  numbers();
  const fail = (line) => {
    wrong = line;
    area.setAttribute("aria-invalid", "true");
    numbers();
  };
  const go = (line, column) => {
    const start = area.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0) + column - 1;
    area.focus();
    area.setSelectionRange(start, start);
  };
  const replace = (own) => { area.value = own; wrong = 0; numbers(); };
  return { box: el("div", { class: "editor" }, gutter, area, list), area, fail, go, replace };
}

/** The view: a query, and its answer where the address has one. */
export async function sparql(parameters, signal) {
  const given = parameters.get("query");
  const questions = await api("questions", {}, signal);
  const result = el("div", { id: "result" }), running = el("button", { type: "button", hidden: true, click: () => stop?.abort() }, t("stop"));
  let stop, as = parameters.get("as") || "";

  const keep = (way) => way.call(history, null, "", address("sparql", { query: own.area.value, as }));
  const run = async () => {
    stop?.abort();
    const mine = stop = new AbortController(), question = byText(own.area.value);
    running.hidden = false;
    result.setAttribute("aria-busy", "true");
    try {
      const told = await ask(question, mine.signal);
      result.replaceChildren(answer(question, told, as, (way) => { as = way; keep(history.replaceState); }));
    } catch (error) {
      if (mine.signal.aborted && mine !== stop) return;
      result.replaceChildren(...failed(mine.signal.aborted ? t("stopped") : error.message, error instanceof Refused));
    }
    running.hidden = true;
    result.removeAttribute("aria-busy");
  };
  const failed = (message, isRefused) => {
    const [, line, column] = (isRefused && /^line (\d+), column (\d+)/.exec(message)) || [];
    if (!line) return [trouble(message)];
    own.fail(Number(line));
    return [trouble(message), el("button", { type: "button", click: () => own.go(Number(line), Number(column)) }, t("goTo", { line }))];
  };
  const start = () => {
    as = "";
    if (new URLSearchParams(location.hash.split("?")[1]).get("query") !== own.area.value) keep(history.pushState);
    run();
  };
  const own = editor(given ?? FIRST, start);
  signal.addEventListener("abort", () => stop?.abort());
  const examples = [["", t("examples")], [FIRST, t("firstTable")], [FIRST_GRAPH, t("firstGraph")],
    ...questions.map(({ title: name, sparql: text }) => [text, name])];
  const option = ([value, words]) => el("option", { value }, words);
  const example = (event) => {
    if (event.target.value) own.replace(event.target.value);
    event.target.value = "";
  };
  if (given !== null) run();
  return [
    title("SPARQL"),
    el("p", { id: "editor-keys", class: "aside" }, t("editorKeys")),
    own.box,
    el("p", { class: "bar" }, el("button", { type: "button", class: "run", click: start }, t("run")), running,
      el("select", { "aria-label": t("examples"), change: example }, examples.map(option)),
      el("a", { href: "/ontology" }, t("ontology")), el("a", { href: "/.well-known/void" }, "VoID")),
    result,
  ];
}
