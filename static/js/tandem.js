// What pages do better with JavaScript; each works without it.
"use strict";
(() => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const typing = (el) => el.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

  // Toasts: a close button, and a quiet exit after six seconds unless motion is unwelcome or the news is bad.
  const dress = (root) => {
    root.querySelectorAll("[data-toast]:not([data-dressed])").forEach((toast) => {
      toast.dataset.dressed = "";
      const leave = () => {
        toast.classList.add("is-leaving");
        setTimeout(() => toast.remove(), 300);
      };
      const close = toast.querySelector("[data-dismiss]");
      close.hidden = false;
      close.addEventListener("click", leave);
      if (!calm.matches && !("stays" in toast.dataset)) setTimeout(() => { if (!toast.matches(":hover, :focus-within")) leave(); }, 6000);
    });
    root.querySelectorAll("[data-bulk]").forEach((bar) => tally(bar));
    root.querySelector("[data-focus]")?.focus();
  };

  // The bulk bar waits for a first tick.
  const tableOf = (el) => el.closest("form, .table-card")?.querySelector("table");
  function tally(bar) {
    const table = tableOf(bar);
    if (!table) return;
    const ticked = [...table.querySelectorAll("tbody .select input:checked")];
    bar.hidden = ticked.length === 0;
    const count = bar.querySelector("[data-bulk-count]");
    const cents = ticked.reduce((sum, box) => sum + Number(box.closest("tr").dataset.cents || 0), 0);
    const worth = (cents / 100).toLocaleString(document.documentElement.lang, { style: "currency", currency: "EUR", minimumFractionDigits: cents % 100 ? 2 : 0 });
    if (count) count.textContent = `${count.dataset.bulkCount} ${ticked.length}${cents ? ` · ${worth}` : ""}`;
  }

  document.addEventListener("change", (event) => {
    const el = event.target;
    if (el.matches("[data-tick-all]")) el.closest("table").querySelectorAll("tbody .select input").forEach((box) => { box.checked = el.checked; });
    if (el.closest(".select")) document.querySelectorAll("[data-bulk]").forEach((bar) => tally(bar));
    if (el.matches("input[type=file]") && el.files.length) {
      const name = el.closest(".field")?.querySelector("[data-file-name]");
      if (name) name.textContent = el.files.length === 1 ? el.files[0].name : `${el.files[0].name} + ${el.files.length - 1}`;
    }
    if (el.matches("[data-submit]")) el.form.requestSubmit();
  });

  // A column of fields: a pasted column fills those below, and a scanner's Enter goes to the next one.
  const below = (el) => {
    const column = [...el.closest("[data-spread]").querySelectorAll("td input")];
    return column.slice(column.indexOf(el));
  };
  document.addEventListener("paste", (event) => {
    const lines = event.clipboardData.getData("text").trimEnd().split(/\r?\n/);
    if (lines.length < 2 || !event.target.matches("[data-spread] td input")) return;
    event.preventDefault();
    below(event.target).slice(0, lines.length).forEach((field, row) => { field.value = lines[row].trim(); });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[data-spread] td input")) return;
    event.preventDefault();
    (below(event.target)[1] ?? event.target.form.querySelector("button")).focus();
  });

  document.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (step) {
      const input = step.closest("[data-stepper]").querySelector("input");
      const least = input.min === "" ? 1 : Number(input.min);
      input.value = Math.max(least, (Number(input.value) || 0) + Number(step.dataset.step));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const opener = event.target.closest("[data-open]");
    const dialog = opener && document.getElementById(opener.dataset.open);
    if (dialog?.showModal) {
      event.preventDefault();
      dialog.showModal();
    }
    if (event.target.closest("[data-print]")) window.print();
    const shared = event.target.closest("[data-share]");
    if (shared && navigator.canShare?.({ files: [new File([], "rank.png", { type: "image/png" })] })) {
      event.preventDefault();
      fetch(shared.href)
        .then((answer) => answer.blob())
        .then((blob) => navigator.share({ title: shared.dataset.share, files: [new File([blob], "rank.png", { type: "image/png" })] }))
        .catch(() => {});
    }
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  // Keys of the desk: / search, j k move, x tick, enter open, ? help, escape closes a menu.
  const rows = () => [...document.querySelectorAll("table[data-keys] tbody tr:not(.detail-row)")];
  function move(by) {
    const all = rows();
    const here = all.findIndex((row) => row.classList.contains("is-here"));
    const next = all[Math.min(Math.max(here + by, 0), all.length - 1)];
    if (!next) return;
    all[here]?.classList.remove("is-here");
    next.classList.add("is-here");
    const link = next.querySelector("a, button") || next.querySelector("input");
    link?.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
        menu.open = false;
        menu.querySelector("summary").focus();
      });
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const here = document.querySelector("tr.is-here");
    if (event.key === "/") {
      const box = document.querySelector("[data-search]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    } else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "x") here?.querySelector(".select input")?.click();
    else if (event.key === "?") document.querySelector("dialog[data-keys-help]")?.showModal();
  });

  // Countdowns: <time data-until="2026-10-25T22:00:00Z" data-days="jours">; the server's words stand until the last day.
  function count() {
    document.querySelectorAll("time[data-until]").forEach((time) => {
      const left = Math.floor((new Date(time.dataset.until) - Date.now()) / 1000);
      if (left > 86400 || left < 0) return;
      const two = (n) => String(n).padStart(2, "0");
      time.textContent = `${two(Math.floor(left / 3600))}:${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`;
    });
  }
  if (document.querySelector("time[data-until]")) setInterval(count, 1000);

  if ("serviceWorker" in navigator && isSecureContext) navigator.serviceWorker.register("/service-worker.js").catch(() => {});
  dress(document);
  document.addEventListener("htmx:load", (event) => dress(event.target.parentElement || event.target));
})();
