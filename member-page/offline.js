// Keeps the page for when there is no network: what was opened once opens again. Nothing else is kept.
const KEPT = "till-member-page-1";
addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.add("./")).then(() => skipWaiting()));
});
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate") return;
  const fresh = fetch(event.request).then((answer) => {
    if (answer.ok) caches.open(KEPT).then((cache) => cache.put("./", answer.clone()));
    return answer.clone();
  });
  event.respondWith(fresh.catch(() => caches.match("./")));
});
