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

  // --- work in progress
  const waiting = one("[data-refresh]");
  if (waiting) setTimeout(() => location.reload(), 1000 * Number(waiting.dataset.refresh));
})();
