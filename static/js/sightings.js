// Tells which rewards came into sight: each once a visit, without whose eyes. Nothing depends on it.
"use strict";
(() => {
  const url = document.currentScript.dataset.url;
  const token = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"];
  if (!("IntersectionObserver" in window) || !url || !token) return;
  const KEY = "tandem-seen";
  const recall = () => { try { return sessionStorage.getItem(KEY)?.split(",") ?? []; } catch { return []; } };
  const seen = new Set(recall());
  let fresh = [];

  const tell = () => {
    if (!fresh.length) return;
    const body = new URLSearchParams({ csrf_token: token, ids: fresh.splice(0, 100).join(",") });
    navigator.sendBeacon(url, body);
    try { sessionStorage.setItem(KEY, [...seen].join(",")); } catch { /* private windows keep nothing */ }
  };

  // In sight is: more than half of it, for a second.
  const timers = new Map();
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      clearTimeout(timers.get(target));
      if (isIntersecting) timers.set(target, setTimeout(() => {
        watcher.unobserve(target);
        seen.add(target.dataset.seen);
        fresh.push(target.dataset.seen);
      }, 1000));
    }
  }, { threshold: 0.5 });
  const watch = () => document.querySelectorAll("[data-seen]").forEach((card) => { if (!seen.has(card.dataset.seen)) watcher.observe(card); });

  watch();
  document.addEventListener("htmx:afterSettle", watch);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") tell(); });
  addEventListener("pagehide", tell);
  setInterval(tell, 10000);
})();
