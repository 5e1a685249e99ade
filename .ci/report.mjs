// Drives the report in a real Chromium: `node .ci/report.mjs CHROMIUM REPORT.html [PICTURES/]`.
// Nothing but Node and Chromium is needed. With a third argument it leaves screenshots there, to look at.
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { sleep, start } from "./browser.mjs";

const [chromium, report, pictures] = process.argv.slice(2);
const address = pathToFileURL(resolve(report)).href;
const browser = await start(chromium, pictures);
const { send, run, open, press, type, click, holds, picture } = browser;
let failed;
const shown = (table) => `[...document.querySelectorAll("${table} tr[data-f]")].filter((row) => row.checkVisibility()).length`;

try {
  await open(address);

  const all = await run(shown("main"));
  const risks = await run(shown("#risks"));
  holds("there are rows, and the count says how many", all > 50 && (await run(`document.getElementById("count").textContent`)).includes(String(all)));

  // Search, from the keyboard.
  await press("/");
  holds("/ goes to the search", await run(`document.activeElement.id === "q"`));
  await type("jailbreak");
  const found = await run(shown("main"));
  holds("a search leaves the rows that have the word", found > 0 && found < all
    && await run(`[...document.querySelectorAll("tr[data-f]:not([hidden])")].every((row) => row.textContent.toLowerCase().includes("jailbreak"))`));
  holds("the count is told to who does not see it", await run(`(() => { const at = document.getElementById("count"); return at.getAttribute("aria-live") === "polite" && at.textContent.match(/\\d+/g).includes("${found}"); })()`));
  holds("the address keeps the search", (await run("location.hash")).includes("q=jailbreak"));

  // From the search into the table, focus, and back.
  await press("ArrowDown");
  const at = await run("document.activeElement.id");
  holds("the arrow leads into the table", /^[rti]\d/.test(at));
  await press("Enter");
  const near = await run(`[...document.querySelectorAll("#focus a")].length`);
  holds("Enter brings out what the row is linked to", near > 1 && await run(`document.body.classList.contains("x-focused") && document.getElementById("${at}").classList.contains("x-at")`));
  holds("others stand back", await run(`[...document.querySelectorAll("tr[data-f]:not(.x-on)")].some((row) => getComputedStyle(row).opacity < 0.5)`));
  holds("marks of the pictures stand out too", await run(`document.querySelectorAll("figure g.x-on").length > 0`));
  await press("Escape");
  holds("Escape ends the focus first", await run(`!document.body.classList.contains("x-focused") && document.getElementById("q").value === "jailbreak"`));
  await press("Escape");
  holds("then the search", (await run(shown("main"))) === all);

  // Rows: one is in the order of Tab, the others are reached by arrows.
  await run(`document.querySelector("#tools tr[tabindex='0']").focus()`);
  const first = await run("document.activeElement.id");
  await press("ArrowDown");
  await press("ArrowDown");
  await press("ArrowUp");
  holds("arrows move between rows", (await run("document.activeElement.id")) === first.replace(/\d+$/, (n) => Number(n) + 1));
  holds("one row a table is in the order of Tab", await run(`[...document.querySelectorAll("table")].every((table) => table.querySelectorAll("tr[tabindex='0']").length <= 1)`));

  // Filters, one by one and together; the address brings them back.
  const choose = (index, value) => run(`(() => { const select = document.querySelectorAll("form select")[${index}]; select.value = "${value}"; select.dispatchEvent(new Event("input", { bubbles: true })); return select.value === "${value}"; })()`);
  await choose(2, "s6");
  const gaps = await run(shown("#risks"));
  holds("a state leaves the risks in it", gaps > 0 && gaps < risks && await run(`[...document.querySelectorAll("#risks tr[data-f]:not([hidden])")].every((row) => row.querySelector("td.s6"))`));
  await choose(0, "l2");
  const both = await run(shown("#risks"));
  holds("two filters narrow further", both > 0 && both <= gaps);
  await choose(4, "e0");
  holds("a framework leaves its own items", await run(`[...document.querySelectorAll("#frameworks tr[data-f]:not([hidden])")].every((row) => row.id.startsWith("i0-"))`));
  const address2 = await run("location.href");
  const narrowed = await run(shown("main"));
  await open(address2);
  holds("the address brings search and filters back", (await run(shown("main"))) === narrowed);
  await click("#clear");
  holds("Clear shows all", (await run(shown("main"))) === all && !(await run("location.hash")));
  for (const index of [0, 1, 2, 3, 4]) {
    const values = await run(`[...document.querySelectorAll("form select")[${index}].options].map((option) => option.value)`);
    holds(`filter ${index} has choices`, values.length > 1);
  }

  // A click on a name, a link and a mark.
  await click("#risks tbody th");
  holds("a click on a name focuses", await run(`document.querySelector(".x-at")?.id === "r0" && location.hash.includes("at=r0")`));
  await press("Escape");
  const having = "#" + await run(`document.querySelector("#risks tr:has(details a[href^='#t'])").id`);
  await run(`document.querySelector("${having} details").open = true`);
  const tool = await run(`document.querySelector("${having} details a[href^='#t']").getAttribute("href").slice(1)`);
  await click(`${having} details a[href^='#t']`);
  holds("a link leads to its row", await run(`document.activeElement.id === "${tool}" && document.querySelector(".x-at").id === "${tool}"`));
  await press("Escape");
  await click("figure g[id='p0-r0'] rect");
  holds("a click on a mark focuses its row", await run(`document.querySelector(".x-at")?.id === "r0"`));
  const said = await run(`document.querySelector("#p0-r0").textContent.includes(document.querySelector("#r0 th").textContent.split(" ")[0])`);
  holds("the mark is that of the row", said);
  await press("Escape");

  // Every mark of a tool or risk says the name of the row it stands for.
  const wrong = await run(`[...document.querySelectorAll("figure g[id]")].filter((mark) => {
    const [, picture, kind, number] = /^p(\\d+)-([tr])(\\d+)$/.exec(mark.id) || [];
    if (!kind || !JSON.parse(document.getElementById("data").textContent).pictures[picture]) return false;
    const name = document.querySelector("#" + kind + number + " th").textContent.normalize().replace(/\\s+/g, " ").trim();
    return !mark.textContent.includes(name.slice(0, 12));
  }).map((mark) => mark.id)`);
  holds(`marks stand for their rows ${wrong.slice(0, 5)}`, wrong.length === 0);

  // Sorting.
  await click("#tools thead th:nth-child(3) button");
  await click("#tools thead th:nth-child(3) button");
  const order = await run(`[...document.querySelectorAll("#tools tbody tr")].map((row) => Number(row.cells[2].textContent.replace("·", "0")))`);
  holds("a column sorts", order.every((n, at) => at === 0 || order[at - 1] >= n) && await run(`document.querySelector("#tools thead th:nth-child(3)").getAttribute("aria-sort") === "descending"`));

  // To copy.
  holds("every command has its button", await run(`document.querySelectorAll("section > p > code.x-command + .x-copy").length > 2`));

  // Accessibility tree: what it says of controls and tables.
  const { nodes } = await send("Accessibility.getFullAXTree");
  const tree = nodes.filter((node) => !node.ignored).map((node) => [node.role?.value, node.name?.value || ""]);
  const of = (...roles) => tree.filter(([role]) => roles.includes(role));
  holds("there is a search region, a main region and one first heading", of("search").length === 1 && of("main").length === 1
    && nodes.filter((node) => node.role?.value === "heading" && node.properties?.some((p) => p.name === "level" && p.value.value === 1)).length === 1);
  holds("every control has a name", of("textbox", "searchbox", "combobox", "button", "meter").every(([role, name]) => name.trim() || role === "meter"));
  holds("every picture has a name", of("graphics-document", "document", "img").every(([, name]) => name.trim()));
  holds("tables have rows with headings", of("rowheader").length > 50 && of("columnheader").length > 10);

  for (const scheme of ["light", "dark"]) {
    await picture(`wide-${scheme}`, 1200, 1600, scheme);
    await picture(`wide-risks-${scheme}`, 1200, 1200, scheme, "#risks");
    await picture(`phone-${scheme}`, 390, 1400, scheme);
    await picture(`phone-risks-${scheme}`, 390, 1200, scheme, "#risks");
  }
  await send("Emulation.setDeviceMetricsOverride", { width: 390, height: 844, deviceScaleFactor: 1, mobile: true });
  await sleep(200);
  holds("a phone scrolls in boxes, not the page", await run("document.documentElement.scrollWidth <= 390"));
  if (pictures) {
    await send("Emulation.setDeviceMetricsOverride", { width: 1200, height: 1200, deviceScaleFactor: 1, mobile: false });
    await run(`document.querySelector("#risks tbody details").open = true`);
    await click("#risks tbody th");
    await picture("wide-focus-light", 1200, 1200, "light", "#risks");
    const { data } = await send("Page.printToPDF", { printBackground: true, paperWidth: 8.27, paperHeight: 11.69, pageRanges: "1-4" });
    writeFileSync(join(pictures, "print.pdf"), Buffer.from(data, "base64"));
  }

  // Nothing of the above may have complained.
  const said2 = browser.complaints();
  holds(`no error is told: ${JSON.stringify(said2).slice(0, 500)}`, said2.length === 0);
  const asked = browser.asked();
  holds(`nothing but the page is loaded: ${asked.filter((url) => !url.startsWith("file:") && !url.startsWith("about:"))}`,
    asked.length > 0 && asked.every((url) => url.split("#")[0] === address || url.startsWith("about:")));

  // Without its script the page still has everything.
  await send("Emulation.setScriptExecutionDisabled", { value: true });
  await send("Page.navigate", { url: "about:blank" });
  await send("Page.navigate", { url: address + "#t1" });
  await sleep(1500);
  const { root } = await send("DOM.getDocument", { depth: 0 });
  const count = async (selector) => (await send("DOM.querySelectorAll", { nodeId: root.nodeId, selector })).nodeIds.length;
  holds("without script all rows are there, the controls are not, and an address leads to its row",
    (await count("tr[data-f]:not([hidden])")) === all && (await count("form[hidden]")) === 1 && (await count("#t1:target")) === 1);
} finally {
  failed = await browser.end();
}
process.exit(failed ? 1 : 0);
