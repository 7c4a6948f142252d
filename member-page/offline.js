// Keeps the page for when there is no network: what was opened once opens again, at once, and is made new behind it.
// Its own three files are kept and nothing else: no answer of a server, no lease.
const KEPT = "till-member-page-2", FILES = ["./", "manifest.webmanifest"];
const PAGE = ["./", "index.html"].map((name) => new URL(name, location).pathname);

addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(FILES)).then(() => skipWaiting()));
});
addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => clients.claim()));
});
addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate" || !PAGE.includes(new URL(event.request.url).pathname)) return;
  const fresh = fetch(event.request).then(async (answer) => {
    if (answer.ok) await (await caches.open(KEPT)).put("./", answer.clone());
    return answer;
  });
  event.waitUntil(fresh.catch(() => {}));
  event.respondWith(caches.match("./", { cacheName: KEPT }).then((kept) => kept ?? fresh));
});
