// The named questions: what they take, and their answers.
import { answer, trouble } from "./answers.js";
import { Refused, api, ask, byName, solutions } from "./ask.js";
import { address, el, title } from "./dom.js";
import { EDITIONS } from "./queries.js";
import { evidence, role, t, word } from "./words.js";

/** Words that a parameter of a type may be. */
const CHOICES = { evidence, role };

/** The title of a question in the language of the page. */
const titleOf = ({ title: own, titleZh }) => (t("code") === "zh" && titleZh) || own;
/** What a question or a parameter means, in the language of the page. */
const meaningOf = ({ meaning, meaningZh }) => (t("code") === "zh" && meaningZh) || meaning;

/** All questions, or one with its answer. */
export async function questions(parameters, signal) {
  const all = await api("questions", {}, signal);
  const one = all.find(({ name }) => name === parameters.get("name"));
  if (one) return question(one, parameters, signal);
  const entry = (own) => el("li", {},
    el("a", { href: address("questions", { name: own.name }) }, titleOf(own)), el("p", { class: "aside" }, meaningOf(own)));
  return [title(t("questions")), el("p", {}, t("questionsSay")), el("ul", { class: "entries" }, all.map(entry))];
}

async function question(one, parameters, signal) {
  const given = Object.fromEntries(one.parameters.map(({ name }) => [name, parameters.get(name)]).filter(([, value]) => value));
  const editions = one.parameters.some(({ type }) => type === "edition") ? await solutions(EDITIONS, signal) : [];
  const isWhole = one.parameters.every(({ name, required }) => !required || given[name]);
  const asked = byName(one.name, given);
  let result = "";
  if (isWhole) {
    try {
      const chosen = (as) => history.replaceState(null, "", address("questions", { ...Object.fromEntries(parameters), as }));
      result = answer(asked, await ask(asked, signal), parameters.get("as"), chosen);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      result = trouble(error.message);
    }
  }
  const submit = (event) => {
    event.preventDefault();
    location.hash = address("questions", { name: one.name, ...Object.fromEntries(new FormData(event.target)) });
  };
  return [
    title(titleOf(one)), el("p", {}, meaningOf(one)),
    el("form", { class: "fields", submit }, one.parameters.map((own) => field(own, given[own.name], editions)),
      one.parameters.length > 0 && el("button", { class: "run" }, t("run"))),
    result,
    el("details", {}, el("summary", {}, t("itsQuery")), el("pre", { class: "code", tabindex: 0 }, one.sparql),
      el("p", {}, el("a", { href: address("sparql", { query: one.sparql }) }, t("openInEditor")))),
    el("p", {}, el("a", { href: address("questions") }, t("allQuestions"))),
  ];
}

/** A control for a parameter. */
function field(parameter, value, editions) {
  const { name, type, required, example } = parameter;
  const words = el("span", {}, name, " ", el("small", {}, meaningOf(parameter), required ? "" : ` (${t("optional")})`));
  if (CHOICES[type]) {
    const option = (own) => el("option", { value: own, selected: own === value }, own ? word(own) : t("usual"));
    return el("label", {}, words, el("select", { name }, ["", ...CHOICES[type]].map(option)));
  }
  const list = type === "edition" && el("datalist", { id: `of-${name}` }, editions.map(({ id, title: own }) => el("option", { value: id.value }, own.value)));
  return el("label", {}, words, list,
    el("input", { name, required, value: value ?? (required ? example : ""), placeholder: example, list: list ? `of-${name}` : undefined }));
}
