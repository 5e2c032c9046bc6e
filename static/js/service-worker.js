// Keeps one page for when the network is away, and nothing that belongs to anybody.
"use strict";
const SHELF = "tandem-offline-1";

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const page = await fetch("/offline", { credentials: "omit" });
    const sheets = [...(await page.clone().text()).matchAll(/href="([^"]+\.(?:css|woff2)[^"]*)"/g)].map((found) => found[1]);
    const shelf = await caches.open(SHELF);
    await shelf.put("/offline", page);
    await shelf.addAll(sheets);
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== SHELF) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate" && event.request.method === "GET") {
    event.respondWith(fetch(event.request).catch(() => caches.match("/offline")));
  } else if (["style", "font"].includes(event.request.destination)) {
    event.respondWith(fetch(event.request).catch(async () => (await caches.match(event.request)) || Response.error()));
  }
});
