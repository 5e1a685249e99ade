// A real Chromium, driven over DevTools' pipe with nothing but Node.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const codes = { Enter: 13, Escape: 27, ArrowUp: 38, ArrowDown: 40, Tab: 9, "/": 191, " ": 32 };
const still = [{ name: "prefers-reduced-motion", value: "reduce" }];
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Starts it. Screenshots go to the folder `pictures`, if that is given. */
export async function start(chromium, pictures) {
  const profile = mkdtempSync(join(tmpdir(), "aisec-browser-"));
  const options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", `--user-data-dir=${profile}`, "about:blank"];
  const browser = spawn(chromium, options, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
  const [, , , input, output] = browser.stdio;
  let last = 0, held = "", session, passed = 0;
  const waiting = new Map(), heard = [], failures = [];
  output.on("data", (bytes) => {
    const messages = (held + bytes).split("\0");
    held = messages.pop();
    for (const message of messages.map((text) => JSON.parse(text))) {
      if (message.id) {
        const { done, fail } = waiting.get(message.id);
        waiting.delete(message.id);
        message.error ? fail(new Error(message.error.message)) : done(message.result);
      } else heard.push(message);
    }
  });
  const send = (method, params = {}) => new Promise((done, fail) => {
    waiting.set(++last, { done, fail });
    input.write(JSON.stringify({ id: last, method, params, sessionId: session }) + "\0");
  });
  const run = async (expression) => {
    const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description || exceptionDetails.text);
    return result.value;
  };
  const open = async (url) => {
    await send("Page.navigate", { url: "about:blank" });
    await send("Page.navigate", { url });
    for (let tries = 0; tries < 200; tries++) {
      await sleep(50);
      if (await run("document.readyState === 'complete' && location.href !== 'about:blank'").catch(() => false)) return;
    }
    throw new Error(`${url} does not load`);
  };
  /** Presses a key; `held` is 2 with Ctrl, 8 with Shift. */
  const press = async (key, held = 0) => {
    const text = held & 2 ? undefined : key === "Enter" ? "\r" : key.length === 1 ? key : undefined;
    const event = { key, text, modifiers: held, code: key === " " ? "Space" : undefined, windowsVirtualKeyCode: codes[key] ?? key.toUpperCase().charCodeAt(0) };
    await send("Input.dispatchKeyEvent", { type: text ? "keyDown" : "rawKeyDown", ...event });
    await send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  };
  const type = async (text) => { for (const key of text) await press(key); };
  const click = async (selector) => {
    await run(`document.querySelector(${JSON.stringify(selector)}).scrollIntoView({ block: "center", behavior: "instant" })`);
    const box = `document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect()`;
    const [x, y] = await run(`(() => { const b = ${box}; return [b.x + Math.min(b.width / 2, 20), b.y + Math.min(b.height / 2, 12)]; })()`);
    for (const type of ["mousePressed", "mouseReleased"]) {
      await send("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount: 1 });
    }
  };
  const holds = (what, is) => is ? passed++ : (failures.push(what), console.log(`does not hold: ${what}`));
  const size = (width, height) => send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: width < 600 });
  const scheme = (value) => send("Emulation.setEmulatedMedia", { features: value ? [...still, { name: "prefers-color-scheme", value }] : still });
  const picture = async (name, width, height, colours, scrollTo) => {
    if (!pictures) return;
    await size(width, height);
    await scheme(colours);
    await run(`scrollTo({ top: 0, behavior: "instant" }); ${scrollTo ? `document.querySelector(${JSON.stringify(scrollTo)}).scrollIntoView({ behavior: "instant" })` : ""}`);
    await sleep(150);
    const { data } = await send("Page.captureScreenshot", { format: "png" });
    writeFileSync(join(pictures, `${name}.png`), Buffer.from(data, "base64"));
  };
  /** What the page complained of. */
  const complaints = () => heard.filter(({ method, params }) => method === "Runtime.exceptionThrown"
    || method === "Log.entryAdded" && ["error", "warning"].includes(params.entry.level)
    || method === "Runtime.consoleAPICalled" && ["error", "warning"].includes(params.type));
  /** Addresses that were asked for. */
  const asked = () => heard.filter(({ method }) => method === "Network.requestWillBeSent").map(({ params }) => params.request.url);
  /** Ends it; the number of what did not hold. */
  const end = async () => {
    const gone = new Promise((done) => browser.on("exit", done));
    await Promise.race([send("Browser.close").catch(() => {}), sleep(5000)]);
    await Promise.race([gone, sleep(5000)]);
    browser.kill();
    // Processes of its own may still write there for a moment; what they leave behind is no failure.
    for (let tries = 0; tries < 10; tries++) {
      try {
        rmSync(profile, { recursive: true, force: true });
        break;
      } catch {
        await sleep(300);
      }
    }
    console.log(`${passed} passed, ${failures.length} failed`);
    return failures.length;
  };
  const { targetInfos } = await send("Target.getTargets");
  const page = targetInfos.find((target) => target.type === "page");
  session = (await send("Target.attachToTarget", { targetId: page.targetId, flatten: true })).sessionId;
  for (const domain of ["Page", "Runtime", "Network", "Log", "Accessibility"]) await send(`${domain}.enable`);
  await size(1200, 900);
  await scheme();
  return { send, run, open, press, type, click, holds, size, scheme, picture, complaints, asked, end };
}
