// What the window does beyond its forms: files that are dropped, keys that answer, a page that looks again.
"use strict";
(() => {
  const one = selector => document.querySelector(selector);

  // --- files dropped anywhere on the first page go where chosen ones go
  const input = one("#files");
  if (input) {
    const zone = one(".drop");
    const show = () => {
      one("#chosen").textContent = [...input.files].map(file => file.name).join("　");
    };
    input.addEventListener("change", show);
    for (const name of ["dragover", "drop"]) document.addEventListener(name, event => event.preventDefault());
    document.addEventListener("dragover", () => zone.classList.add("over"));
    document.addEventListener("dragleave", () => zone.classList.remove("over"));
    document.addEventListener("drop", event => {
      zone.classList.remove("over");
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      show();
    });
  }

  // --- a form that was sent shows that something happens, and is not sent twice
  for (const form of document.querySelectorAll("form")) {
    form.addEventListener("submit", event => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "yes";
      document.body.classList.add("busy");
    });
  }
  addEventListener("pageshow", () => { // also when a browser brings the page back as it was left
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    document.body.classList.remove("busy");
  });

  // --- keys
  addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    const button = [...document.querySelectorAll("button[data-key]")].find(each => each.dataset.key === event.key);
    if (button) {
      event.preventDefault();
      button.click();
    }
  });

  // --- work in progress: look again each second, and leave the focus where it is
  const waiting = one("[data-refresh]");
  const look = async () => {
    try {
      const answer = await fetch(location.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector("[data-refresh]");
      if (!now) return void location.replace(answer.url);
      if (waiting.textContent !== now.textContent) waiting.textContent = now.textContent;
      one("progress").value = page.querySelector("progress").value;
    } catch { /* said by the sign of life below */ }
    setTimeout(look, 1000 * Number(waiting.dataset.refresh));
  };
  if (waiting) setTimeout(look, 1000 * Number(waiting.dataset.refresh));

  // --- a sign of life each minute: the program ends by itself when no page gives one any more
  const lost = one("#lost");
  const live = () => fetch("/here").then(() => true, () => false).then(there => { if (lost) lost.hidden = there; });
  if (!one("#ended")) {
    live();
    setInterval(live, 60_000);
  }
})();
