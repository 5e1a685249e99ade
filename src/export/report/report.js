"use strict";
// Search, filters, focus and sorting over the tables of the page. Rows are tied together by the links between them.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const { words, pictures } = JSON.parse(byId("data").textContent);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const form = byId("find"), search = byId("q"), count = byId("count"), panel = byId("focus");
  const facets = all("select", form);
  const rows = all("tr[data-f]").map((row) => ({
    row,
    marks: new Set(row.dataset.f.split(" ")),
    text: [...row.cells].slice(0, -1).map((cell) => cell.textContent).join(" ").toLowerCase(),
    table: row.closest("table"),
  }));
  const known = new Set(rows.map(({ row }) => row.id));
  const isRow = (id) => known.has(id);
  const nameOf = (row) => row.querySelector("th").textContent;
  let focused = "", hovered = [];

  // What a row is linked to: the rows its cells lead to.
  const neighbours = (row) => {
    const ids = all("a[href^='#']", row).map((link) => link.getAttribute("href").slice(1));
    return [...new Set(ids)].filter((id) => isRow(id) && id !== row.id);
  };

  // The row a mark of a picture stands for; `p1-t3` is the fourth tool of the second picture. None where the picture
  // draws several things as one mark.
  const rowOf = (mark) => {
    const [, picture, kind, number] = /^p(\d+)-([tr])(\d+)$/.exec(mark.id) || [];
    return kind && pictures[picture] ? kind + number : "";
  };
  const drawn = all("figure g[id]"), marks = drawn.filter(rowOf);
  const edgesOf = (mark) => all(".e." + mark.id.split("-")[1], mark.closest("svg"));

  const show = () => {
    const wanted = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = facets.map((facet) => facet.value).filter(Boolean);
    const tables = new Map();
    for (const { row, marks, text, table } of rows) {
      row.hidden = !(wanted.every((word) => text.includes(word)) && chosen.every((mark) => marks.has(mark)));
      const tally = tables.get(table) || [0, 0];
      tables.set(table, [tally[0] + !row.hidden, tally[1] + 1]);
    }
    const isNarrowed = wanted.length + chosen.length > 0;
    let shown = 0;
    for (const [table, [n]] of tables) {
      shown += n;
      const section = table.closest("#frameworks > section");
      if (section) section.hidden = isNarrowed && n === 0;
    }
    count.textContent = fill(words.shown, { n: shown, of: rows.length });
    rove();
  };

  const focusOn = (id) => {
    focused = isRow(id) ? id : "";
    const row = focused && byId(focused);
    const near = row ? neighbours(row) : [];
    const on = new Set(row ? [focused, ...near] : []);
    document.body.classList.toggle("x-focused", Boolean(row));
    for (const { row } of rows) {
      row.classList.toggle("x-on", on.has(row.id));
      row.classList.toggle("x-at", row.id === focused);
    }
    all(".e.x-on").forEach((edge) => edge.classList.remove("x-on"));
    for (const mark of marks) {
      mark.classList.toggle("x-on", on.has(rowOf(mark)));
      if (rowOf(mark) === focused) edgesOf(mark).forEach((edge) => edge.classList.add("x-on"));
    }
    panel.replaceChildren(...(row ? told(row, near) : []));
  };

  // The focused row in words, with its neighbours by table.
  const told = (row, near) => {
    const paragraph = (title, links) => {
      const out = document.createElement("p"), head = document.createElement("b");
      head.textContent = title + ": ";
      out.append(head, ...links.flatMap((link) => [link, " "]));
      return out;
    };
    const link = (id) => {
      const out = document.createElement("a");
      out.href = "#" + id;
      out.textContent = id[0] === "t" ? nameOf(byId(id)) : all("td", byId(id))[0].textContent;
      out.title = nameOf(byId(id));
      return out;
    };
    const groups = new Map();
    for (const id of near) {
      const title = byId(id).closest("table").dataset.of;
      groups.set(title, [...(groups.get(title) || []), id]);
    }
    const rest = [...groups].map(([title, ids]) => paragraph(title, ids.map(link)));
    if (!rest.length) rest.push(paragraph(words.none, []));
    return [paragraph(words.focus, [link(row.id), nameOf(row)]), ...rest];
  };

  // What is searched, filtered and in focus stands in the address, so that it can be sent on.
  const save = () => {
    const state = new URLSearchParams();
    if (search.value) state.set("q", search.value);
    facets.forEach((facet, index) => facet.value && state.set("f" + index, facet.value));
    if (focused) state.set("at", focused);
    const text = state.toString();
    history.replaceState(null, "", text ? "#?" + text : location.pathname + location.search);
  };
  const load = () => {
    const hash = location.hash.slice(1);
    if (!hash.startsWith("?")) {
      if (isRow(hash)) go(hash);
      return;
    }
    const state = new URLSearchParams(hash.slice(1));
    search.value = state.get("q") || "";
    facets.forEach((facet, index) => {
      facet.value = state.get("f" + index) || "";
      if (facet.selectedIndex < 0) facet.value = "";
    });
    show();
    focusOn(state.get("at") || "");
    if (focused) byId(focused).scrollIntoView({ block: "center" });
  };

  // To a row, whatever hides it.
  const go = (id) => {
    const row = byId(id);
    if (row.hidden || row.closest("[hidden]")) {
      search.value = "";
      facets.forEach((facet) => (facet.value = ""));
      show();
    }
    focusOn(id);
    rove(row);
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
    save();
  };

  const clear = () => {
    search.value = "";
    facets.forEach((facet) => (facet.value = ""));
    focusOn("");
    show();
    save();
  };

  // One row of each table can be reached with Tab, the others from there with the arrows.
  const rove = (at) => {
    for (const table of new Set(rows.map(({ table }) => table))) {
      if (at && at.closest("table") !== table) continue;
      const shown = all("tr[data-f]", table).filter((row) => !row.hidden);
      const current = at || shown.find((row) => row.tabIndex === 0) || shown[0];
      all("tr[data-f]", table).forEach((row) => (row.tabIndex = row === current ? 0 : -1));
    }
  };
  const move = (row, key) => {
    const shown = all("tr[data-f]", row.closest("table")).filter((row) => !row.hidden);
    const to = { ArrowDown: shown.indexOf(row) + 1, ArrowUp: shown.indexOf(row) - 1, Home: 0, End: shown.length - 1 };
    const next = shown[to[key]];
    if (!next) return;
    rove(next);
    next.focus();
  };

  const value = (row, column) => {
    const text = row.cells[column].textContent.trim();
    return text === "·" ? "0" : text;
  };
  const sort = (table, column, head) => {
    const down = head.getAttribute("aria-sort") === "ascending";
    const body = table.tBodies[0], collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
    const sorted = [...body.rows].sort((a, b) => collator.compare(value(a, column), value(b, column)) * (down ? -1 : 1));
    all("th", table.tHead).forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    body.append(...sorted);
  };
  const button = (text, run) => {
    const out = document.createElement("button");
    out.type = "button";
    out.textContent = text;
    out.addEventListener("click", run);
    return out;
  };
  for (const table of all("table")) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const sorts = button(head.textContent, () => sort(table, column, head));
      sorts.title = fill(words.sort, { column: head.textContent });
      head.replaceChildren(sorts);
    });
  }
  const copies = (code) => {
    const copy = button(words.copy, async () => {
      getSelection().selectAllChildren(code);
      try {
        await navigator.clipboard.writeText(code.textContent);
      } catch {
        document.execCommand("copy");
      }
      copy.textContent = words.copied;
      setTimeout(() => (copy.textContent = words.copy), 1500);
    });
    copy.className = "x-copy";
    code.after(copy);
  };
  all("code.x-command").forEach(copies);

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link) {
      const id = (link.getAttribute("href") || "").slice(1);
      if (!isRow(id)) return;
      event.preventDefault();
      return go(id);
    }
    const mark = event.target.closest("figure g[id]");
    const id = mark ? rowOf(mark) : event.target.closest("tr[data-f] > th")?.parentNode.id;
    if (!id || !isRow(id)) return;
    focusOn(id === focused ? "" : id);
    save();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isTyping = event.target.matches("input, select, textarea");
    if (event.key === "/" && !isTyping) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape") {
      if (focused) focusOn(""), save();
      else clear();
    } else if (event.target.matches("tr[data-f]")) {
      if (event.key === "Enter") {
        event.preventDefault();
        go(event.target.id);
      } else if (["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) {
        event.preventDefault();
        move(event.target, event.key);
      }
    } else if (event.key === "ArrowDown" && event.target === search) {
      const first = rows.find(({ row }) => !row.hidden && !row.closest("[hidden]"));
      if (first) event.preventDefault(), rove(first.row), first.row.focus();
    }
  });
  // Resting on a mark brings out its lines.
  for (const mark of drawn) {
    mark.addEventListener("pointerenter", () => {
      hovered = edgesOf(mark).filter((edge) => !edge.classList.contains("x-on"));
      hovered.forEach((edge) => edge.classList.add("x-on"));
    });
    mark.addEventListener("pointerleave", () => {
      if (!focused || rowOf(mark) !== focused) hovered.forEach((edge) => edge.classList.remove("x-on"));
    });
  }
  form.addEventListener("input", () => (show(), save()));
  form.addEventListener("submit", (event) => event.preventDefault());
  byId("clear").addEventListener("click", clear);
  addEventListener("hashchange", load);
  addEventListener("beforeprint", () => all("main details:not([open])").forEach((one) => {
    one.open = true;
    addEventListener("afterprint", () => (one.open = false), { once: true });
  }));
  form.hidden = false;
  show();
  load();
})();
