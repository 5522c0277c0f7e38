// Keeps one release of the site in the browser, whole, so that it opens without a network.
//
// What is under v/ never changes, so it is taken from the browser first; pages are asked of the network first, so that a
// correction reaches its readers. Pages are put in with the rest of their release and never singly: what is kept fits together.
// A newer release is fetched beside the old one, which goes when no page of it is open any more.

const { release, files, elsewhere } = __SITE__;
const CACHE = `margin-course ${release}`;
const PATIENCE = 4000; // milliseconds that a page is waited for, if there is a kept one
const here = (path) => new URL(path, registration.scope).href;
const fixed = here("v/");

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(forget()));
addEventListener("message", (event) => {
  const answer = (there) => event.ports[0].postMessage(there);
  event.waitUntil(whole().then(() => answer(true), () => answer(false)));
});
addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  if (method !== "GET") return;
  if (mode === "navigate") event.respondWith(page(event.request));
  else if (url.startsWith(fixed) || elsewhere.includes(url)) event.respondWith(kept(event.request));
});

async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll(files.map((path) => new Request(here(path), { cache: path.startsWith("v/") ? "default" : "no-cache" })));
  await cache.addAll(elsewhere);
}

/** All of it is there: what the browser has cleared since is fetched anew. */
async function whole() {
  const there = new Set((await (await caches.open(CACHE)).keys()).map(({ url }) => url));
  if (![...files.map(here), ...elsewhere].every((url) => there.has(url))) await keep();
}

async function forget() {
  for (const name of await caches.keys()) if (name.startsWith("margin-course ") && name !== CACHE) await caches.delete(name);
}

/** What does not change: from any release that is kept, else from the network. */
async function kept(request) {
  return (await caches.match(request, { ignoreSearch: true, ignoreVary: true })) ?? fetch(request);
}

/** A page: from the network; from the browser if that fails or takes long. */
async function page(request) {
  const cache = await caches.open(CACHE);
  const { pathname } = new URL(request.url);
  const kept = await cache.match(pathname.endsWith("/") ? here("index.html") : request, { ignoreSearch: true, ignoreVary: true });
  const reply = fetch(request, { cache: "no-cache" }); // hosts that say nothing of it have old pages taken for fresh
  if (!kept) return reply;
  const late = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE));
  return Promise.race([reply.then((got) => (got.ok || got.type === "opaqueredirect" ? got : kept), () => kept), late]);
}
