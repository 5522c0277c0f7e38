// Starting Python, and starting it again from what the memory of the first start was.
//
// Pyodide can write its memory out and begin from it, but knows nothing of libraries that were loaded meanwhile, which numpy
// has. So those are loaded before Python begins, always in the same order: then they lie at the same addresses every time, and
// Python's own loader finds them by name. What is kept is kept in this browser and belongs to one release; anything wrong with
// it, and it is thrown away and Python starts the ordinary way.

const SITE_PACKAGES = "/lib/python3.12/site-packages";
const COURSE = "/course-files";
const LIBRARIES = [
  "_core/_multiarray_umath", "_core/_multiarray_tests", "linalg/_umath_linalg", "fft/_pocketfft_umath", "linalg/lapack_lite",
  "random/_common", "random/bit_generator", "random/_bounded_integers", "random/_mt19937", "random/mtrand", "random/_philox",
  "random/_pcg64", "random/_sfc64", "random/_generator",
].map((name) => `numpy/${name}.cpython-312-wasm32-emscripten.so`); // all that `import numpy` loads
const STORE = "margin-memory ";

const LEAST = 2e7; // bytes: Pyodide never answers at all when it is given less than its own beginning

const decoder = new TextDecoder();

/** The named files of a zip archive, unpacked. */
async function unzipped(buffer, wanted) {
  const view = new DataView(buffer);
  let end = buffer.byteLength - 22;
  while (view.getUint32(end, true) !== 0x06054b50) end -= 1;
  const found = {};
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    const [method, size, nameLength, extra, comment] = [[10, 2], [20, 4], [28, 2], [30, 2], [32, 2]].map(([place, bytes]) => (bytes === 4 ? view.getUint32(at + place, true) : view.getUint16(at + place, true)));
    const name = decoder.decode(new Uint8Array(buffer, at + 46, nameLength));
    const local = view.getUint32(at + 42, true);
    if (wanted.has(name)) {
      const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      const packed = new Blob([new Uint8Array(buffer, start, size)]);
      const stream = method ? packed.stream().pipeThrough(new DecompressionStream("deflate-raw")) : packed.stream();
      found[name] = new Response(stream).arrayBuffer().then((bytes) => new Uint8Array(bytes));
    }
    at += 46 + nameLength + extra + comment;
  }
  for (const name of wanted) if (!(name in found)) throw new Error(`numpy has no ${name}`);
  return Object.fromEntries(await Promise.all(Object.entries(found).map(async ([name, bytes]) => [`${SITE_PACKAGES}/${name}`, await bytes])));
}

/** Have the libraries loaded as soon as there is a memory, before anything of Python is in it; rejects if that fails. */
const loadFirst = (libraries) => new Promise((_, refuse) => {
  const make = globalThis._createPyodideModule;
  const fs = { findObject: (path) => path in libraries, readFile: (path) => libraries[path] };
  globalThis._createPyodideModule = (settings) => {
    settings.preRun = [settings.preRun ?? []].flat();
    settings.preRun.push((module) => {
      module.addRunDependency("libraries");
      const flags = { loadAsync: true, nodelete: true, allowUndefined: true, global: false, fs };
      Object.keys(libraries)
        .reduce((before, path) => before.then(() => module.loadDynamicLibrary(path, flags, {})), Promise.resolve())
        .then(() => module.removeRunDependency("libraries"))
        .catch(refuse);
    });
    return make(settings);
  };
});

async function bytesOf(url) {
  const reply = await fetch(url);
  if (!reply.ok) throw new Error(`${url}: ${reply.status}`);
  return reply.arrayBuffer();
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

/**
 * Start Python with numpy and the course. `step(name)` is told how far it is. Returns {pyodide, warm, later()}: `warm` if it
 * began from what was kept; `later()` is to be called once the page has what it needs.
 */
export async function startPython({ pyodide: where, numpy, archive, release, environ, keep }, step) {
  const kept = keep ? await remembered(release) : undefined;
  step(kept ? "again" : "load");
  const [wheel, course] = [bytesOf(numpy), bytesOf(archive)];
  course.catch(() => {}); // said below
  const [{ loadPyodide }] = await Promise.all([import(`${where}pyodide.mjs`), import(`${where}pyodide.asm.js`)]);
  const libraries = await unzipped(await wheel, new Set(LIBRARIES));
  const broken = loadFirst(Object.fromEntries(LIBRARIES.map((name) => [`${SITE_PACKAGES}/${name}`, libraries[`${SITE_PACKAGES}/${name}`]])));
  const snapshot = kept ? { _loadSnapshot: kept } : keep ? { _makeSnapshot: true } : {};
  const pyodide = await Promise.race([loadPyodide({ indexURL: where, env: { ...environ }, ...snapshot }), broken]);
  // What is kept holds modules, not files: lessons read their own at once, numpy's are for what is imported later.
  const unpackNumpy = async () => pyodide.unpackArchive(await wheel, "wheel", { extractDir: SITE_PACKAGES });
  const unpackCourse = async () => pyodide.unpackArchive(await course, "zip", { extractDir: COURSE });
  await unpackCourse();
  if (kept) {
    pyodide.runPython(`import os, random\nos.environ.update(${JSON.stringify(environ)})\nrandom.seed()\nimport course.site.inside as inside\nassert inside.sound(${JSON.stringify(release)})`);
    return { pyodide, warm: true, later: unpackNumpy };
  }
  step("begin");
  await unpackNumpy();
  pyodide.runPython(`import sys\nsys.path.insert(0, "${COURSE}")\nimport course.site.inside as inside\ninside.ready(${JSON.stringify(release)})`);
  if (keep) {
    pyodide.runPython("import gc\ngc.collect()");
    await remember(release, pyodide.makeMemorySnapshot());
  }
  return { pyodide, warm: false, later: async () => {} };
}
