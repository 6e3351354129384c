// What the page does beyond showing: filters, search, keys, links to a measure, reading two texts in step, decisions.
// It asks no server for anything, and decisions stay in this browser until they are downloaded; in the window each goes
// to the server of the page at once.
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);
  const rows = section => all(".row", section);
  const shown = () => all("section:not([hidden]) .row:not([hidden])");

  // --- filters: every control of a bar narrows the rows of its section
  const texts = new WeakMap();
  const textOf = row => {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
    return texts.get(row);
  };
  const listed = (row, name) => JSON.parse(row.dataset[name]);
  const certainty = {
    sure: p => p >= 0.9, likely: p => p >= 0.5 && p < 0.9, unlikely: p => p < 0.5,
  };
  const tests = {
    chapter: (row, value) => row.dataset.chapter === value,
    kind: (row, value) => listed(row, "kind").includes(value),
    relation: (row, value) => listed(row, "relation").includes(value),
    unit: (row, value) => listed(row, "units").includes(value),
    certainty: (row, value) =>
      value === "human" || value === "assessor" ? listed(row, "method").includes(value)
        : row.dataset.p !== "" && certainty[value](Number(row.dataset.p)),
    open: (row, value) => !value || !row.classList.contains("decided"),
    changed: (row, value) => !value || !listed(row, "kind").some(kind => kind === "same" || kind === "localised"),
    search: (row, value) => value.toLowerCase().split(/\s+/).every(word => textOf(row).includes(word)),
  };
  function apply(bar) {
    const section = bar.closest("section");
    const chosen = all("[data-filter]", bar)
      .map(control => [control.dataset.filter, control.type === "checkbox" ? control.checked : control.value.trim()])
      .filter(([, value]) => value);
    let count = 0;
    const heads = new Map();
    for (const row of rows(section)) {
      row.hidden = !chosen.every(([name, value]) => tests[name](row, value));
      if (!row.hidden) count += 1;
      const head = row.dataset.head;
      if (head) heads.set(head, heads.get(head) || !row.hidden);
    }
    for (const [head, any] of heads) document.getElementById(head).hidden = !any;
    one("output", bar).textContent = `显示 ${count} / ${rows(section).length} 条`;
  }
  for (const bar of all(".bar")) {
    let waiting = 0;
    bar.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => apply(bar), 60);
    });
    bar.addEventListener("submit", event => event.preventDefault());
    bar.addEventListener("reset", () => setTimeout(() => apply(bar)));
    apply(bar);
  }

  // --- a link to a measure shows it, whatever is filtered
  function goTo(id, focus = true) {
    const target = id && document.getElementById(id);
    if (!target) return;
    if (target.classList.contains("row") && target.hidden) one(".bar", target.closest("section")).reset();
    for (const row of all(".row.here")) row.classList.remove("here");
    if (target.classList.contains("row")) target.classList.add("here");
    setTimeout(() => {
      target.hidden = false;
      settle(target, 8);
      if (focus) {
        target.tabIndex = -1;
        target.focus({ preventScroll: true });
      }
    });
  }
  // rows out of sight have no exact height until they are reached: go there until the place no longer moves
  function settle(target, times) {
    const before = scrollY;
    target.scrollIntoView({ block: "start", behavior: "instant" });
    if (times > 0 && Math.abs(scrollY - before) > 1) requestAnimationFrame(() => settle(target, times - 1));
  }
  function fromAddress() {
    try {
      goTo(decodeURIComponent(location.hash.slice(1)));
    } catch { /* an address that was cut off in the middle of a character names no row */ }
  }
  addEventListener("hashchange", fromAddress);
  if (location.hash) fromAddress();
  const sections = all("main > section");
  const links = new Map(all("nav a").map(a => [a.hash.slice(1), a]));
  const watcher = new IntersectionObserver(entries => {
    for (const entry of entries) links.get(entry.target.id)?.setAttribute("aria-current", String(entry.isIntersecting));
  }, { rootMargin: "-30% 0px -60% 0px" });
  for (const section of sections) watcher.observe(section);

  // --- keys
  function step(by) {
    const list = shown();
    if (!list.length) return;
    const at = list.findIndex(row => row.classList.contains("here"));
    const next = at < 0 ? (by > 0 ? list.findIndex(row => row.getBoundingClientRect().top > 60) : 0) : at + by;
    const row = list[Math.min(Math.max(next, 0), list.length - 1)];
    history.replaceState(null, "", `#${encodeURIComponent(row.id)}`);
    goTo(row.id);
  }
  const verdictKeys = { y: "confirmed", n: "rejected", u: "unsure" };
  addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!reader.hidden) { // what is behind the two texts is out of sight: no key may decide on it
      if (event.key === "Escape") closeReader();
      return;
    }
    if (event.target.closest("input[type=text], input[type=search], select, textarea")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const here = one(".row.here .decide");
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "/") {
      event.preventDefault();
      one("[data-filter=search]").focus();
    } else if (event.key === "r") openReader();
    else if (here && verdictKeys[event.key]) {
      const input = one(`input[value=${verdictKeys[event.key]}]`, here);
      if (input) {
        input.checked = true;
        keep(here.closest(".row"));
        step(1);
      }
    }
  });

  // --- reading two texts in step: the higher document left, the lowest right
  const reader = one(".reader");
  const panes = all(".pane", reader);
  let opener = null;
  function fill(pane, section, column) {
    pane.replaceChildren(...rows(section).map(row => {
      const p = document.createElement("div");
      p.className = "p";
      p.tabIndex = 0;
      p.dataset.label = row.dataset.label;
      const number = document.createElement("b");
      number.textContent = `${row.dataset.label}. `;
      p.append(number, ...one(`.text[data-column="${CSS.escape(column)}"]`, row).cloneNode(true).childNodes);
      return p;
    }));
  }
  const cited = (row, id) => (JSON.parse(row.dataset.cites)[id] || []);
  function openReader() {
    opener = document.activeElement;
    const choice = one("select", reader);
    if (!choice.options.length) return;
    reader.hidden = false;
    prepare();
    choice.focus();
  }
  function closeReader() {
    reader.hidden = true;
    if (opener) opener.focus();
  }
  let pairs = [];
  function prepare() {
    const choice = one("select", reader);
    const upper = choice.value;
    const main = document.getElementById("comparison");
    fill(panes[0], document.getElementById(`by_parent_${upper}`), `text_${upper}`);
    fill(panes[1], main, main.dataset.bottom);
    pairs = rows(main).flatMap(row => cited(row, upper).map(label => [label, row.dataset.label]));
  }
  function follow(pane, p) {
    const side = panes.indexOf(pane);
    const other = panes[1 - side];
    for (const each of all(".p.linked", reader)) each.classList.remove("linked");
    p.classList.add("linked");
    const labels = new Set(pairs.filter(pair => pair[side] === p.dataset.label).map(pair => pair[1 - side]));
    const found = all(".p", other).filter(each => labels.has(each.dataset.label));
    for (const each of found) each.classList.add("linked");
    if (found.length) {
      quiet = other;
      other.scrollTop = found[0].offsetTop - (p.offsetTop - pane.scrollTop);
    }
  }
  let quiet = null;
  let pointed = 0;
  let ticking = 0;
  for (const pane of panes) {
    pane.addEventListener("scroll", () => {
      if (quiet === pane || performance.now() < pointed) {
        quiet = null;
        return;
      }
      cancelAnimationFrame(ticking);
      ticking = requestAnimationFrame(() => {
        const line = pane.scrollTop + 80;
        const p = all(".p", pane).find(each => each.offsetTop + each.offsetHeight > line);
        if (p) follow(pane, p);
      });
    }, { passive: true });
    pane.addEventListener("click", event => {
      const p = event.target.closest(".p");
      if (!p) return;
      cancelAnimationFrame(ticking);
      pointed = performance.now() + 300;
      follow(pane, p);
    });
    pane.addEventListener("keydown", event => {
      if (event.key === "Enter" && event.target.classList.contains("p")) follow(pane, event.target);
    });
  }
  one("select", reader).addEventListener("input", prepare);
  one("button", reader).addEventListener("click", closeReader);
  for (const button of all("[data-action=read]")) button.addEventListener("click", openReader);

  // --- decisions: kept in this browser, downloaded as the file that policycompare reads
  const store = `policycompare:${document.documentElement.dataset.made}`;
  const savedAt = document.documentElement.dataset.savedAt;
  if (savedAt) { // the server ends by itself when no page of it gives a sign of life any more
    const live = () => fetch("/here").catch(() => {});
    live();
    setInterval(live, 60_000);
  }
  let decided = {};
  if (!savedAt) try { // the server knows better than this browser what is decided
    decided = JSON.parse(localStorage.getItem(store)) || {};
  } catch { /* a browser that keeps nothing: decisions last as long as the page */ }
  const FIELDS = ["relation", "reason", "comment"];
  function keep(row) {
    const form = one(".decide", row);
    const verdict = one("input[type=radio]:checked", form);
    const entry = { verdict: verdict ? verdict.value : "", when: new Date().toISOString().slice(0, 19) + "Z" };
    for (const name of FIELDS) {
      const control = one(`[name=${name}]`, form);
      entry[name] = control ? control.value : "";
    }
    if (!entry.verdict && entry.reason) entry.verdict = "confirmed";
    decided[row.id] = entry;
    if (!entry.verdict && !entry.comment) delete decided[row.id];
    row.classList.toggle("decided", row.id in decided);
    if (savedAt) save(row, entry);
    else try {
      localStorage.setItem(store, JSON.stringify(decided));
    } catch { /* see above */ }
    count(row.closest("section"));
  }
  // answers reach the server in the order in which they were given
  let before = Promise.resolve();
  function save(row, entry) {
    const section = row.closest("section");
    const { child, parent, childPrint, parentPrint } = row.dataset;
    const sent = { ...entry, pair: section.dataset.file, who: one("[name=who]", section).value.trim(), child, parent,
      child_fingerprint: childPrint, parent_fingerprint: parentPrint };
    delete sent.when;
    before = before.then(async () => {
      let said = "没有存下：服务已停止。请重新打开窗口，再判定一次。";
      try {
        const answer = await fetch(savedAt, {
          method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(sent),
        });
        const content = await answer.json();
        said = content.fault || (content.said ? `已存：${content.said}` : "已存");
        row.classList.toggle("unsaved", !answer.ok);
      } catch {
        row.classList.add("unsaved");
      }
      one(".saved", row).textContent = said;
    });
  }
  function count(section) {
    const done = all(".row.decided", section).length;
    one(".done", section).textContent = `已判定 ${done} 条`;
  }
  for (const form of all(".decide")) {
    const row = form.closest(".row");
    const entry = decided[row.id];
    if (entry) {
      const radio = one(`input[value="${entry.verdict}"]`, form);
      if (radio) radio.checked = true;
      for (const name of FIELDS) {
        const control = one(`[name=${name}]`, form);
        if (control) control.value = entry[name] || "";
      }
      row.classList.add("decided");
    }
    form.addEventListener("input", () => keep(row));
  }
  const inert = value => (/^'*[=+\-@\t]/.test(value) ? `'${value}` : value); // no formula; see deciding/decision_files.py
  const quoted = value => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  for (const button of all("[data-action=download]")) {
    const section = button.closest("section");
    count(section);
    button.addEventListener("click", () => {
      const who = one("[name=who]", section).value.trim();
      const lines = [["child", "parent", "verdict", "relation", "reason", "comment", "who", "when",
        "child_fingerprint", "parent_fingerprint"]];
      for (const row of rows(section).filter(each => each.id in decided)) {
        const entry = decided[row.id];
        lines.push([row.dataset.child, row.dataset.parent, entry.verdict || "unsure", entry.relation, entry.reason,
          entry.comment, who, entry.when, row.dataset.childPrint, row.dataset.parentPrint]);
      }
      const content = lines.map(line => line.map(inert).map(quoted).join(",")).join("\r\n") + "\r\n";
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(["\ufeff" + content], { type: "text/csv" }));
      link.download = section.dataset.file;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
  }
})();
