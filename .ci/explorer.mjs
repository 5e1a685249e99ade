// Drives the explorer of a real server in a real Chromium: `node .ci/explorer.mjs CHROMIUM AISEC [PICTURES/]`.
// Nothing but Node and Chromium is needed. With a third argument it leaves screenshots there, to look at.
import { spawn } from "node:child_process";
import { sleep, start } from "./browser.mjs";

const [chromium, aisec, pictures] = process.argv.slice(2);
const server = spawn(aisec, ["serve", "--port", "0", "--quiet"], { stdio: ["ignore", "pipe", "inherit"] });
const origin = await new Promise((done, fail) => {
  let said = "";
  server.stdout.on("data", (bytes) => {
    said += bytes;
    if (said.includes("\n")) done(said.trim().replace(/\/$/, ""));
  });
  server.on("exit", () => fail(new Error("the server ends before it says where it is")));
});
const browser = await start(chromium, pictures);
const { send, run, open, press, type, click, holds, size, scheme, picture } = browser;
let failed;

const until = async (condition) => {
  for (let tries = 0; tries < 200; tries++) {
    if (await run(condition).catch(() => false)) return true;
    await sleep(50);
  }
  return false;
};
const still = `document.body.dataset.view === (location.hash.slice(2).split("?")[0] || "home") && !document.getElementById("main").hasAttribute("aria-busy") && document.querySelector("#view h1")?.tabIndex === -1`;
const settled = () => until(`${still} && !document.querySelector("#result[aria-busy]")`);
const view = async (hash) => {
  await open(`${origin}/${hash}`);
  await settled();
};
const sparql = (query, more = "") => `#/sparql?query=${encodeURIComponent(query)}${more}`;
const text = (selector) => run(`document.querySelector(${JSON.stringify(selector)})?.textContent ?? ""`);
const count = (selector) => run(`document.querySelectorAll(${JSON.stringify(selector)}).length`);
const focused = (expression) => run(`(() => { const at = document.activeElement; return ${expression}; })()`);
const choose = (name, value) => run(`(() => { const select = document.querySelector("#view select[name=${name}]"); select.value = "${value}"; select.dispatchEvent(new Event("change", { bubbles: true })); return select.value === "${value}"; })()`);

// Of each text its contrast to what is behind it (WCAG 2.2), where both are plain colours.
const contrasts = `(() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => channels(colour).slice(0, 3).map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, index) => sum + c * [0.2126, 0.7152, 0.0722][index], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const own = getComputedStyle(at).backgroundColor;
      if (channels(own)[3] !== 0) return own;
    }
    return "rgb(255, 255, 255)";
  };
  return [...document.querySelectorAll("body *")].filter((element) => element.checkVisibility() && !element.disabled && !element.closest("svg")
    && [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())).map((element) => {
    const [one, other] = [light(getComputedStyle(element).color), light(ground(element))].sort((a, b) => b - a);
    return [(one + 0.05) / (other + 0.05), element.tagName + "." + element.className + " " + element.textContent.slice(0, 30)];
  }).filter(([ratio]) => ratio < 4.5);
})()`;

try {
  // What is there before any answer is.
  const page = await (await fetch(origin, { headers: { Accept: "text/html" } })).text();
  holds("the page has its head, its search and the addresses in it", /<h1/.test(page) && /role="search"/.test(page) && page.includes("/sparql"));

  await view("");
  holds("what there is is counted", (await count(".tiles .tile")) > 5 && /\d+ Tools/.test(await text(".tiles")));
  holds("the picture of the lifecycle is drawn", await until(`document.querySelector("figure img")?.naturalWidth > 500`));

  // Search, from the keyboard.
  await press("/");
  holds("/ goes to the search", await focused(`at.id === "q"`));
  await type("prompt inj");
  holds("typing finds", await until(`${still} && location.hash.includes("q=prompt") && document.querySelectorAll("#view tbody tr").length > 5`));
  holds("and the focus stays where one types", await focused(`at.id === "q" && at.value === "prompt inj"`));
  holds("what is found has the words", (await text("#view tbody tr")).toLowerCase().includes("prompt injection"));
  await press("Enter");
  holds("Enter leads to what was found", await until(`document.activeElement.tagName === "H1"`));
  for (const [sought, name] of [["AML.T0051", "LLM Prompt Injection"], ["github.com/leondz/garak", "garak"], ["garack", "garak"], ["对抗性攻击", "Adversarial Attacks"], ["\"}\\ ' # <b>", ""]]) {
    await view(`#/search?q=${encodeURIComponent(sought)}`);
    holds(`${sought} is looked up`, (await text("#view")).includes(name) && (await count("#view .error")) === 0);
  }
  await view("#/search?kind=aisec:Risk");
  holds("a kind is listed whole", (await count("#view tbody tr")) === 34);

  // A thing, and the proof of one statement, by links alone.
  await view("#/thing?thing=garak");
  holds("a thing says what it is and what it covers", (await text("#view h1")) === "garak" && (await count("#view td a[href^='#/proof']")) > 10);
  await click("#view td a[href^='#/proof']");
  await until(`location.hash.startsWith("#/proof")`);
  await settled();
  holds("a proof ends in lines of sources", (await count(".proof .place")) > 2 && /:\d+$/.test(await text(".proof .place")));
  holds("a proof says what it proves", /garak .*covers|garak relates/.test(await text("#view h1")));
  await click(".proof a.place");
  await settled();
  holds("a source is a thing too", await until(`location.hash.startsWith("#/thing") && !document.querySelector("#view .error")`));
  await view("#/proof?thing=garak&item=MEASURE%202.5");
  holds("where there is no proof it says what is missing", (await text("#view h1")).startsWith("nothing says") && (await count("#view li")) > 0);
  await view("#/thing?thing=no-such-thing-at-all");
  holds("an unknown thing is said to be one", (await count("#view .error")) === 1);

  // Frameworks: states, roles, evidence; the matrix.
  await view("#/frameworks");
  holds("editions are listed", (await count("#view tbody tr")) > 10);
  await view("#/frameworks?framework=mitre-atlas");
  const all = await count("#view tbody tr");
  holds("coverage has a row for each counted item", all > 150 && /\d+ of \d+ threats/.test(await text("#view .unit")));
  await choose("state", "partly covered");
  await until(`location.hash.includes("state=")`);
  await settled();
  holds("a state leaves the items in it", (await count("#view tbody tr")) < all && await run(`[...document.querySelectorAll("#view tbody .state")].every((own) => own.textContent === "partly covered")`));
  await choose("role", "protected");
  await until(`location.hash.includes("role=protected")`);
  await settled();
  holds("a role counts fewer", /^\d+ of/.test(await text("#view .unit h2")));
  await view("#/frameworks?framework=owasp-llm&as=matrix");
  holds("the matrix leads to proofs", (await count(".matrix td a[href^='#/proof']")) > 20);
  await view("#/frameworks?framework=mitre-atlas&as=matrix");
  holds("that of ATLAS too", (await count(".matrix td a[href^='#/proof']")) > 50);

  // Pictures: each is drawn, and a choice that cannot be says why.
  for (const name of ["lifecycle", "matrix", "layered", "atlas", "rmf", "bump"]) {
    await view(`#/pictures?view=${name}`);
    holds(`the picture ${name} is drawn`, await until(`document.querySelector("#view figure:not([hidden]) img")?.naturalWidth > 500`));
  }
  await choose("theme", "dark");
  holds("a picture takes its colours", await until(`document.querySelector("#view img")?.src.includes("theme=dark")`));

  // A named question, as bars, and its address opened anew.
  await view("#/questions");
  holds("the questions are listed", (await count("#view .entries li")) > 15);
  await view("#/questions?name=tools-for-risk");
  holds("a question asks for what it needs", await run(`document.querySelector("#view form input[name=risk]").value === "R9-Security"`) && (await count(".answer")) === 0);
  await click("#view form .run");
  await until(`document.querySelector(".answer table")`);
  holds("and answers", (await count(".answer tbody tr")) > 10 && (await run("location.hash")).includes("risk=R9-Security"));
  await view("#/questions?name=coverage-by-tactic");
  await click(".answer input[value=chart]");
  holds("numbers with names are shown as bars", (await count(".bars li")) > 5);
  const link = await run("location.href");
  const bars = await text(".bars");
  await view(link.slice(origin.length + 1));
  holds("its address shows the same again", link.includes("as=chart") && (await text(".bars")) === bars);
  await view("#/questions?name=tools-for-risk&risk=no-such-risk");
  holds("a wrong parameter is told in words", (await text("#view .error")).includes("no-such-risk"));

  // SPARQL: completion and running from the keyboard alone.
  await view("#/sparql");
  await run(`document.getElementById("query").focus(); document.getElementById("query").select()`);
  await type("SELECT ?tool WHERE { ?tool a aisec:Too");
  holds("a term is suggested", await until(`!document.getElementById("suggestions").hidden && document.querySelector("#suggestions [aria-selected=true]").querySelector("code").textContent === "aisec:Tool"`));
  holds("whoever does not see it is told which", await focused(`document.getElementById(at.getAttribute("aria-activedescendant"))?.getAttribute("aria-selected") === "true"`));
  await press("ArrowDown");
  await press("ArrowUp");
  await press("Enter");
  holds("Enter takes it", await focused(`at.value.endsWith("a aisec:Tool") && document.getElementById("suggestions").hidden`));
  await type(" ; sk");
  await press(" ", 2);
  await until(`!document.getElementById("suggestions").hidden`);
  holds("Ctrl+Space suggests prefixes", (await text("#suggestions")).includes("skos:"));
  await press("Escape");
  holds("Escape closes, and nothing is taken", await focused(`document.getElementById("suggestions").hidden && at.value.endsWith("; sk")`));
  await type("os:prefLabel ?name } LIMIT 130");
  await press("Enter", 2);
  await until(`document.querySelector(".answer")`);
  holds("Ctrl+Enter runs it", (await text(".answer [role=status]")).includes("130") && (await count(".answer tbody tr")) === 100);
  await run(`[...document.querySelectorAll(".answer .bar button")].find((own) => own.textContent === "Next").click()`);
  holds("a table has pages", (await count(".answer tbody tr")) === 30);
  await click(".answer thead th:nth-child(1) button");
  holds("a column sorts all of it", await run(`document.querySelector(".answer thead th:nth-child(1)").getAttribute("aria-sort") === "ascending"`));
  await run("history.back()");
  await settled();
  holds("Back leads back", await until(`!location.hash.includes("query=")`));
  await view(sparql("SELECT ?x\nWHERE {\n ?x foo bar }"));
  holds("an error is shown at its line", (await text(".error")).startsWith("line 3") && (await text(".gutter .wrong")).trim() === "3");
  await run(`[...document.querySelectorAll("#result button")].at(-1).click()`);
  holds("and one gets there", await focused(`at.id === "query" && at.value.slice(at.selectionStart).startsWith("foo")`));
  await view(sparql("ASK { ?tool a aisec:Tool }"));
  holds("yes is an answer", (await text(".verdict")) === "Yes");
  await view(sparql("CONSTRUCT { ?t aisec:mitigates ?r } WHERE { ?c aisec:by ?t ; aisec:of ?r . ?r a aisec:Risk } LIMIT 40"));
  holds("triples are drawn", (await count(".network a")) > 10 && (await count(".network path.head")) > 10);
  await view(sparql("CONSTRUCT WHERE { ?c aisec:by ?t } LIMIT 3000"));
  holds("a drawing is bounded, and says what it leaves out", (await count(".network rect")) <= 80 && /Not drawn: \d+/.test(await text("#result")));
  await view(sparql("CONSTRUCT { ?r skos:prefLabel ?l } WHERE { ?r a aisec:Risk ; skos:prefLabel ?l } LIMIT 5"));
  holds("texts alone are not drawn", (await count(".network")) === 0 && (await count("#result p")) > 0);
  await view(sparql("SELECT (\"<img src=x onerror=alert(1)>\" AS ?x) (<javascript:alert(1)> AS ?y) WHERE {}"));
  holds("texts are only text", (await count("#result img, #result script")) === 0 && (await count("#result a[href^=javascript]")) === 0
    && (await text("#result td")).includes("<img"));

  // Files, as the server gives them.
  await run(`window.files = []; URL.createObjectURL = (blob) => { blob.text().then((text) => files.push(blob.type + " " + text)); return "about:blank#"; };
    HTMLAnchorElement.prototype.click = function () { files.push(this.download); }`);
  await run(`location.hash = ${JSON.stringify(sparql("SELECT ?tool WHERE { ?tool a aisec:Tool } LIMIT 3"))}`);
  await until(`document.querySelector(".answer [role=status]")?.textContent === "Rows: 3"`);
  await click(".answer [data-form=csv]");
  holds("an answer is a file too", await until(`files.length === 2 && files.includes("answer.csv") && files.some((text) => text.startsWith("text/csv tool"))`));

  // Languages.
  await view("#/frameworks?framework=owasp-llm");
  await click("#language");
  await until(`document.documentElement.lang === "zh-Hans"`);
  await settled();
  holds("the words are Chinese", (await text("header nav")).includes("框架") && (await text("#view thead")).includes("状态"));
  await view("#/thing?thing=R9-Security");
  holds("they stay so, and things have their Chinese names", (await text("#view h1")) === "对抗性攻击");
  await view("#/thing?thing=R9-Security&lang=en");
  holds("an address can say the language", (await text("#view h1")) === "Adversarial Attacks");
  holds("every word is there in both", await run(`import("/explorer/words.js").then(({ t }) => true)`));

  // Keyboard only: from the top of the page to a view and into it.
  await view("");
  await press("Tab");
  holds("the first stop skips to the content", await focused(`at.className === "skip" && at.getBoundingClientRect().left >= 0`));
  await press("Enter");
  holds("and does", await focused(`at.id === "main"`));
  await view("");
  for (let stops = 0; stops < 12 && !(await focused(`at.dataset?.view === "questions"`)); stops++) await press("Tab");
  holds("a ring shows where one is", await focused(`getComputedStyle(at).outlineStyle === "solid" && parseFloat(getComputedStyle(at).outlineWidth) >= 2`));
  holds("Tab leads through the views", await focused(`at.dataset.view === "questions"`));
  await press("Enter");
  await until(`location.hash === "#/questions"`);
  await settled();
  holds("a view takes the focus", await focused(`at.tagName === "H1"`));
  await press("Tab");
  await press("Enter");
  holds("its first link is next", await until(`location.hash.includes("name=")`));

  // What assistive technology is told.
  for (const hash of ["", "#/search?q=prompt", "#/frameworks?framework=owasp-llm&as=matrix", "#/pictures?view=atlas", "#/questions?name=coverage-by-tactic", sparql("SELECT * WHERE { ?s a aisec:Risk }")]) {
    await view(hash);
    const { nodes } = await send("Accessibility.getFullAXTree");
    const tree = nodes.filter((node) => !node.ignored).map((node) => [node.role?.value, node.name?.value || ""]);
    const of = (...roles) => tree.filter(([role]) => roles.includes(role));
    const first = nodes.filter((node) => !node.ignored && node.role?.value === "heading" && node.properties?.some((own) => own.name === "level" && own.value.value === 1));
    holds(`${hash}: landmarks and one first heading`, of("search").length === 1 && of("main").length === 1 && of("banner").length === 1 && first.length === 1);
    const unnamed = of("textbox", "searchbox", "combobox", "button", "link", "radio", "image", "region").filter(([, name]) => !name.trim());
    holds(`${hash}: every control has a name ${JSON.stringify(unnamed)}`, unnamed.length === 0);
  }

  // A phone, and both schemes of colours.
  const views = {
    home: "", search: "#/search?q=prompt", thing: "#/thing?thing=garak", proof: "#/proof?thing=garak&item=LLM01:2026", frameworks: "#/frameworks?framework=mitre-atlas",
    matrix: "#/frameworks?framework=owasp-llm&as=matrix", pictures: "#/pictures?view=layered", questions: "#/questions?name=coverage-by-tactic&as=chart",
    sparql: sparql("SELECT ?name (COUNT(?risk) AS ?risks) WHERE { ?c aisec:by ?t ; aisec:of ?risk . ?risk a aisec:Risk . ?t skos:prefLabel ?name } GROUP BY ?name ORDER BY DESC(?risks)"),
    graph: sparql("CONSTRUCT { ?t aisec:mitigates ?r } WHERE { ?c aisec:by ?t ; aisec:of ?r . ?r a aisec:Risk } LIMIT 40"), wrong: sparql("SELECT ?x {\n foo }"),
  };
  for (const [name, hash] of Object.entries(views)) {
    await size(360, 740);
    await scheme("light");
    await view(hash);
    holds(`${name}: a phone scrolls in boxes, not the page`, await run("document.documentElement.scrollWidth <= 360"));
    for (const colours of ["light", "dark"]) {
      await scheme(colours);
      await sleep(50);
      const poor = await run(contrasts);
      holds(`${name}: contrast in ${colours}: ${JSON.stringify(poor.slice(0, 4))}`, poor.length === 0);
      await picture(`${name}-phone-${colours}`, 360, 740, colours);
      await picture(`${name}-${colours}`, 1200, 900, colours);
    }
    holds(`${name}: dark is dark`, await run(`getComputedStyle(document.documentElement).backgroundColor === "rgb(13, 17, 23)"`));
  }
  await size(360, 740);
  await view("#/sparql");
  await run(`document.getElementById("query").focus(); document.getElementById("query").select()`);
  await type("SELECT ?tool WHERE { ?tool a aisec:T");
  holds("suggestions fit a phone", await until(`!document.getElementById("suggestions").hidden`)
    && await run(`document.documentElement.scrollWidth <= 360 && document.getElementById("suggestions").getBoundingClientRect().right <= 360`));
  await size(1200, 900);
  await scheme();
  await view("#/questions?name=tools-for-risk&lang=zh");
  holds("a question has its title in Chinese", (await text("#view h1")).startsWith("应对某风险的工具"));
  await view("#/proof?thing=garak&item=LLM01:2026&lang=zh");
  const verdicts = [await text("#view h1")];
  const rules = await run(`[...document.querySelectorAll("#view .proof details > p.aside")].map((rule) => rule.textContent)`);
  holds(`rules of a proof have their titles in Chinese: ${rules[0]}`, rules.length > 0
    && rules.every((rule) => /[\u4e00-\u9fff]{4}/.test(rule.split(" ").slice(1).join(" "))));
  await view("#/proof?thing=garak&item=MEASURE%202.5&lang=zh");
  verdicts.push(await text("#view h1"));
  holds(`a verdict is in Chinese: ${verdicts}`, /garak 部分覆盖 .*（.*）：测试与演示（已审核）/.test(verdicts[0]) && /^没有陈述表明 .* 应对 /.test(verdicts[1]));
  await view("#/frameworks?lang=zh");
  await picture("chinese", 1200, 900, "light");

  // A picture opened by itself has its colours.
  await open(`${origin}/pictures/lifecycle.svg?theme=light`);
  holds("a picture by itself has its colours", await run(`getComputedStyle(document.querySelector(".f-title")).fontSize === "22px"`));

  // Nothing of the above may have complained, but that what was asked wrongly on purpose was refused.
  const said = browser.complaints().filter(({ params }) => !(params.entry?.source === "network" && / (400|404) /.test(params.entry.text)));
  holds(`no error is told: ${JSON.stringify(said).slice(0, 500)}`, said.length === 0);
  const asked = browser.asked().filter((url) => !url.startsWith("about:"));
  const elsewhere = asked.filter((url) => !url.startsWith(`${origin}/`) && !url.startsWith(`blob:${origin}/`));
  holds(`nothing but this server is asked: ${elsewhere}`, asked.length > 50 && elsewhere.length === 0);

  // Without scripts the addresses are there, and the search answers.
  await send("Emulation.setScriptExecutionDisabled", { value: true });
  await send("Page.navigate", { url: "about:blank" });
  await send("Page.navigate", { url: origin });
  await sleep(1500);
  const { root } = await send("DOM.getDocument", { depth: 0 });
  const found = async (selector) => (await send("DOM.querySelectorAll", { nodeId: root.nodeId, selector })).nodeIds;
  const links = await found("#addresses[open] td a[href^='/']");
  const shown = links.length && (await send("DOM.getBoxModel", { nodeId: links[0] }).catch(() => undefined));
  const hidden = await send("DOM.getBoxModel", { nodeId: (await found("header nav"))[0] }).catch(() => undefined);
  holds("without script the addresses are shown, and what needs a script is not", links.length > 5 && shown && !hidden);
  if (pictures) await picture("no-script", 1200, 900, "light").catch(() => {});
} finally {
  server.kill("SIGTERM");
  failed = await browser.end();
}
process.exit(failed ? 1 : 0);
