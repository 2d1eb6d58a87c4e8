// Keeps the judge's desk usable without a network: pages and parts that were loaded once are shown again from this
// browser when the server cannot be reached. It never answers for anything but reading.
const PAGES = "desk-pages";
const PARTS = "desk-parts";
const DESK = /^\/judging(\/\d+)?$/;

// What the pages of the desk are made of, taken along at once: a page may be opened for the first time without a network.
const NEEDED = [
  ...["tokens", "base", "layouts", "components"].map((name) => `/static/css/${name}.css`),
  ...["main", "autosave", "desk", "focus", "queue", "total"].map((name) => `/static/js/${name}.js`),
  "/static/favicon.svg",
];

self.addEventListener("install", (event) => {
  self.skipWaiting();
  // One part that could not be had must not keep the rest away.
  event.waitUntil(caches.open(PARTS).then((cache) => Promise.allSettled(NEEDED.map((path) => cache.add(path)))));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const load = async (request, name, key) => {
  const cache = await caches.open(name);
  try {
    const answer = await fetch(request);
    // Whoever was sent elsewhere (to sign in, to declare) has not seen this page.
    if (answer.ok && !answer.redirected) await cache.put(key, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(key, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && DESK.test(url.pathname)) {
    event.respondWith(load(request, PAGES, url.pathname));
  } else if (url.pathname.startsWith("/static/")) {
    event.respondWith(load(request, PARTS, request));
  }
});
