// Starting Python, and starting it again from what the memory of the first start was.
//
// Pyodide can write its memory out and begin from it, but knows nothing of libraries that were loaded meanwhile, which numpy
// has. So those are loaded before Python begins, always in the same order: then they lie at the same addresses every time, and
// Python's own loader finds them by name. What is kept is kept in this browser and belongs to one release; anything wrong with
// it, and it is thrown away and Python starts the ordinary way. It holds what the lessons import that were opened so far, and
// is kept anew when one more is.

const SITE_PACKAGES = "/lib/python3.12/site-packages";
const COURSE = "/course-files";
const LIBRARIES = [
  "_core/_multiarray_umath", "_core/_multiarray_tests", "linalg/_umath_linalg", "random/_common", "random/bit_generator",
  "random/_bounded_integers", "random/_mt19937", "random/mtrand", "random/_philox", "random/_pcg64", "random/_sfc64", "random/_generator",
].map((name) => `numpy/${name}.cpython-312-wasm32-emscripten.so`); // all that lessons load
const STORE = "margin-memory ";
const FIRST = "leverage"; // what is made ready on a page that is no lesson

const LEAST = 2e7; // bytes: Pyodide never answers at all when it is given less than its own beginning

const decoder = new TextDecoder();

/** The files of a zip archive as they lie in it: [name, bytes, whether they are packed]. */
function* entries(buffer) {
  const view = new DataView(buffer);
  let end = buffer.byteLength - 22;
  while (view.getUint32(end, true) !== 0x06054b50) end -= 1;
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    const [method, size, nameLength, extra, comment] = [[10, 2], [20, 4], [28, 2], [30, 2], [32, 2]].map(([place, bytes]) => (bytes === 4 ? view.getUint32(at + place, true) : view.getUint16(at + place, true)));
    const local = view.getUint32(at + 42, true);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    yield [decoder.decode(new Uint8Array(buffer, at + 46, nameLength)), new Uint8Array(buffer, start, size), method !== 0];
    at += 46 + nameLength + extra + comment;
  }
}

const unpacked = (bytes, way) => new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream(way))).arrayBuffer();

/** The libraries of numpy's archive, by the path at which Python asks for them. */
async function libraries(buffer) {
  const wanted = new Set(LIBRARIES);
  const found = [...entries(buffer)].filter(([name]) => wanted.has(name));
  if (found.length < wanted.size) throw new Error("numpy's archive is not the one that this page knows");
  const read = new Map(found.map(([name, bytes, packed]) => [name, packed ? unpacked(bytes, "deflate-raw") : bytes]));
  return Object.fromEntries(await Promise.all(LIBRARIES.map(async (name) => [`${SITE_PACKAGES}/${name}`, new Uint8Array(await read.get(name))])));
}

/**
 * Have Pyodide run what is compiled already, and the libraries loaded as soon as there is a memory, before anything of Python is
 * in it; rejects if that fails.
 */
const loadFirst = (compiled, given) => new Promise((_, refuse) => {
  const make = globalThis._createPyodideModule;
  const fs = { findObject: (path) => path in given, readFile: (path) => given[path] };
  globalThis._createPyodideModule = (settings) => {
    settings.instantiateWasm = (imports, take) => {
      WebAssembly.instantiate(compiled, imports).then((instance) => take(instance, compiled)).catch(refuse);
      return {};
    };
    settings.preRun = [settings.preRun ?? []].flat();
    settings.preRun.push((module) => {
      module.addRunDependency("libraries");
      const flags = { loadAsync: true, nodelete: true, allowUndefined: true, global: false, fs };
      Object.keys(given)
        .reduce((before, path) => before.then(() => module.loadDynamicLibrary(path, flags, {})), Promise.resolve())
        .then(() => module.removeRunDependency("libraries"))
        .catch(refuse);
    });
    return make(settings);
  };
});

const network = globalThis.fetch;

/**
 * Rejects when something cannot be fetched that Pyodide asks for: it waits for it for ever, and says nothing. What it is to run it
 * is given elsewhere (loadFirst), so its own wish for that gets an empty reply.
 */
const unfetched = (core) => new Promise((_, refuse) => {
  globalThis.fetch = async (...what) => {
    if (what[0] === core) return new Response();
    try {
      const reply = await network(...what);
      if (!reply.ok) throw new Error(`${reply.url}: ${reply.status}`);
      return reply;
    } catch (error) {
      refuse(error);
      throw error;
    }
  };
});

async function asked(url) {
  const reply = await network(url);
  if (!reply.ok) throw new Error(`${url}: ${reply.status}`);
  return reply;
}

const bytesOf = async (url) => (await asked(url)).arrayBuffer();

/** Reject bytes that another host sent unless they are those of the table; `sum` is undefined for what the site itself sends. */
export async function verified(bytes, sum, name) {
  if (!crypto.subtle) return bytes; // plain http: whoever could change them could change this, too
  const found = sum && [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== sum) throw new Error(`${name} is not what its makers published`);
  return bytes;
}

const nameOf = (url) => url.slice(url.lastIndexOf("/") + 1);

/** What is to be run; from another host only what is known to be right. */
const right = async (url, sums) => verified(await bytesOf(url), sums[nameOf(url)], nameOf(url));

/** A module of Pyodide. Not every host knows that *.mjs is a script, and a browser runs none that its host does not call so. */
async function module(where, sums, copied = nameOf(where) in sums) {
  if (!copied) return import(where).catch(() => module(where, sums, true));
  const url = URL.createObjectURL(new Blob([await right(where, sums)], { type: "text/javascript" }));
  return import(url).finally(() => URL.revokeObjectURL(url));
}

/** Pyodide's WebAssembly, compiled; as it comes, where its host says what it is. `go`: from when on processors may be kept busy. */
async function core(url, sums, go) {
  const reply = nameOf(url) in sums ? new Response(await right(url, sums)) : await asked(url);
  await go;
  return reply.headers.get("content-type") === "application/wasm" ? WebAssembly.compileStreaming(reply) : WebAssembly.compile(await reply.arrayBuffer());
}

const place = (release) => new URL(`memory/${release}`, location.href).href;

async function remembered(release) {
  try {
    const cache = await caches.open(STORE + release);
    const reply = await cache.match(place(release));
    const bytes = reply && new Uint8Array(await reply.arrayBuffer());
    return bytes?.length > LEAST ? bytes : undefined;
  } catch {
    return undefined; // this browser keeps nothing, or not here
  }
}

/** Keep the memory of this release, and only of this. */
async function remember(release, bytes) {
  try {
    for (const name of await caches.keys()) if (name.startsWith(STORE) && name !== STORE + release) await caches.delete(name);
    await (await caches.open(STORE + release)).put(place(release), new Response(bytes));
  } catch {
    // the next page starts the ordinary way
  }
}

export const forget = (release) => caches.delete(STORE + release).catch(() => {}); // no use to anybody

/** Lay the course's files out for Python. */
async function layOut(FS, packed) {
  const plain = new Uint8Array(packed, 0, 2).join() === "31,139" ? await unpacked(packed, "gzip") : packed; // a host may have had it unpacked
  const folders = new Set();
  for (const [name, bytes] of entries(plain)) {
    const folder = `${COURSE}/${name.slice(0, name.lastIndexOf("/"))}`;
    if (!folders.has(folder)) FS.mkdirTree(folder);
    folders.add(folder);
    FS.writeFile(`${COURSE}/${name}`, bytes, { canOwn: true });
  }
}

/**
 * Start Python with numpy and the course. `step(name)` is told how far it is; `go` resolves when the page's pictures no longer
 * need the line and the processors. Returns {pyodide, warm, later()}: `warm` if it began from what was kept; `later()` is to be
 * called once the page has what it needs.
 */
export async function startPython({ pyodide: where, stdlib = `${where}python_stdlib.zip`, sums = {}, numpy, archive, release, environ, lesson = FIRST, keep }, step, go) {
  const wasm = `${where}pyodide.asm.wasm`;
  const missing = unfetched(wasm);
  const kept = keep ? await remembered(release) : undefined;
  step(kept ? "again" : "load");
  if (!kept) await go; // what is kept needs no line
  const compiled = core(wasm, sums, go);
  const wheel = right(numpy, sums);
  const course = bytesOf(archive);
  const library = nameOf(stdlib) in sums && right(stdlib, sums); // Pyodide fetches it itself; the browser has it then
  const all = Promise.all([compiled, wheel, course, library]);
  for (const promise of [wheel, missing, all]) promise.catch(() => {}); // said below
  const [{ loadPyodide }] = await Promise.all([module(`${where}pyodide.mjs`, sums), module(`${where}pyodide.asm.js`, sums)]);
  const broken = loadFirst(await compiled, await libraries(await wheel));
  const snapshot = keep ? { _makeSnapshot: true, ...(kept && { _loadSnapshot: kept }) } : {};
  const env = { ...environ, PYTHONDONTWRITEBYTECODE: "1" };
  const wrong = all.then(() => new Promise(() => {})); // Pyodide says nothing of a file that it cannot read
  const pyodide = await Promise.race([loadPyodide({ indexURL: where, stdLibURL: stdlib, env, ...snapshot }), broken, wrong, missing]);
  await all;
  // What is kept holds modules, not files: lessons read their own at once, numpy's are for what is not imported yet.
  const unpackNumpy = async () => pyodide.unpackArchive(await wheel, "wheel", { extractDir: SITE_PACKAGES });
  await layOut(pyodide.FS, await course);
  step("begin"); // it answers
  if (kept) {
    pyodide.runPython(`import os, random\nos.environ.update(${JSON.stringify(environ)})\nrandom.seed()\nimport course.site.inside as inside\nassert inside.sound(${JSON.stringify(release)})`);
    if (pyodide.runPython(`inside.holds(${JSON.stringify(lesson)})`)) return { pyodide, warm: true, later: unpackNumpy };
  } else pyodide.runPython(`import sys\nsys.path.insert(0, "${COURSE}")`);
  await unpackNumpy();
  pyodide.runPython(`import course.site.inside as inside\ninside.ready(${JSON.stringify(release)}, ${JSON.stringify(lesson)})`);
  if (!keep) return { pyodide, warm: false, later: async () => {} };
  pyodide.runPython("import gc\ngc.collect()");
  const memory = pyodide.makeMemorySnapshot(); // before Python knows anything of this page
  return { pyodide, warm: Boolean(kept), later: () => remember(release, memory) };
}
