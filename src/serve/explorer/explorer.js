// The explorer: which view the address names, and the frame around it. It reads from this server alone, and changes nothing.
import { frameworks, pictures } from "./coverage.js";
import { address, el, title } from "./dom.js";
import { sparql } from "./editor.js";
import { questions } from "./questions.js";
import { home, proof, search, thing } from "./things.js";
import { language, setLanguage, t } from "./words.js";

const VIEWS = { home, search, thing, proof, frameworks, pictures, questions, sparql };
/** Time that typing rests before a search begins, in milliseconds. */
const PAUSE_MS = 180;

const main = document.getElementById("main"), view = document.getElementById("view"), sought = document.getElementById("q");
let running, shown, pause;

/** The view and its parameters that the address names. */
function here() {
  const [name, query] = location.hash.slice(2).split("?");
  return { name: name || "home", parameters: new URLSearchParams(query) };
}

/** The words of the frame, which the page has in English. */
function frame(name) {
  document.documentElement.lang = language() === "zh" ? "zh-Hans" : "en";
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = t(element.dataset.word);
  for (const element of document.querySelectorAll("[data-name]")) element.setAttribute("aria-label", t(element.dataset.name));
  sought.placeholder = t("search");
  const other = document.getElementById("language");
  other.textContent = language() === "zh" ? "English" : "中文";
  other.lang = language() === "zh" ? "en" : "zh-Hans";
  document.body.dataset.view = name;
  for (const link of document.querySelectorAll("nav [data-view]")) {
    if (link.dataset.view === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

/** Shows what the address names; of two at once the later counts. */
async function show() {
  if (location.hash && !location.hash.startsWith("#/")) return;
  const { name, parameters } = here();
  setLanguage(parameters.get("lang"));
  running?.abort();
  const { signal } = running = new AbortController();
  frame(name);
  main.setAttribute("aria-busy", "true");
  let content;
  try {
    content = Object.hasOwn(VIEWS, name) ? await VIEWS[name](parameters, signal) : [title(t("notFound"))];
  } catch (error) {
    if (signal.aborted) return;
    content = [title(t("trouble")), el("p", { class: "error", role: "alert" }, error.message)];
  }
  if (signal.aborted) return;
  main.removeAttribute("aria-busy");
  replace(content, name, parameters);
}

/** Puts a view in its place. The focus stays on the control that had it, and goes to the head of another view. */
function replace(content, name, parameters) {
  const held = document.activeElement, isOther = shown !== undefined && shown !== name;
  const inside = view.contains(held) ? held.getAttribute("name") : undefined;
  view.replaceChildren(...content.flat(Infinity).filter(Boolean));
  const head = view.querySelector("h1");
  document.title = name === "home" ? "aisec" : `${head.textContent} · aisec`;
  if (held !== sought) {
    sought.value = name === "search" ? parameters.get("q") || "" : "";
    const same = inside && view.querySelector(`[name="${CSS.escape(inside)}"]`);
    if (same) same.focus();
    else if (isOther || !document.activeElement || document.activeElement === document.body && shown !== undefined) head.focus({ preventScroll: true });
    if (isOther) scrollTo(0, 0);
  }
  shown = name;
}

/** Searches for what is typed; each pause replaces the address, so that Back leads out of the search. */
function seek(isSure) {
  const { name, parameters } = here(), wanted = sought.value.trim();
  const target = address("search", { q: wanted, kind: name === "search" ? parameters.get("kind") : "" });
  if (target === location.hash && !isSure) return;
  if (name === "search" && !isSure) location.replace(target);
  else location.hash = target;
}

document.querySelector("form[role=search]").addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(pause);
  seek(true);
  view.querySelector("h1")?.focus();
});
sought.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(seek, PAUSE_MS, false);
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
document.querySelector(".brand").addEventListener("click", (event) => {
  event.preventDefault();
  location.hash = "#/";
});
document.getElementById("language").addEventListener("click", () => {
  setLanguage(language() === "zh" ? "en" : "zh");
  const { name, parameters } = here();
  parameters.delete("lang");
  history.replaceState(null, "", address(name === "home" ? "" : name, Object.fromEntries(parameters)));
  show();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  event.preventDefault();
  sought.focus();
});
addEventListener("hashchange", show);
document.getElementById("addresses").open = false;
show();
