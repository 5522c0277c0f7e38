// Widgets as the course writes them (anywidget's contract), without JupyterLab around them: models that mirror the kernel's,
// and views drawn by the ES module that each model brings along.

const TARGET = "jupyter.widget";
const CONTROL = "jupyter.widget.control";
const CONTROL_VERSION = "1.0.0";

function same(a, b) {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || !a || !b || a.constructor !== b.constructor) return false;
  if (ArrayBuffer.isView(a)) {
    if (a.byteLength !== b.byteLength) return false;
    const [left, right] = [a, b].map((view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    return left.every((byte, index) => byte === right[index]);
  }
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => same(a[key], b[key]));
}

/** Put binary buffers back where `paths` say they belong. */
function fill(state, paths = [], buffers = []) {
  paths.forEach((path, index) => {
    const last = path.at(-1);
    path.slice(0, -1).reduce((place, key) => place[key], state)[last] = buffers[index];
  });
  return state;
}

/** Take binary values out of a state: JSON cannot carry them. */
function drain(value, path = [], paths = [], buffers = []) {
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    paths.push(path);
    buffers.push(value);
    return { value: null, paths, buffers };
  }
  if (Array.isArray(value)) value = value.map((item, index) => drain(item, [...path, index], paths, buffers).value);
  else if (value && typeof value === "object") {
    value = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, drain(item, [...path, key], paths, buffers).value]));
  }
  return { value, paths, buffers };
}

/** One widget's state on the page: Backbone's names, as anywidget's authors know them. */
export class Model {
  #state;
  #listeners = [];
  #unsaved = new Set();
  #underway = null; // the message that the kernel is working on
  #told = new Set(); // what that message carries

  constructor(manager, id, { model_name, model_module, state }) {
    Object.assign(this, { widget_manager: manager, model_id: id, name: model_name, module: model_module });
    this.#state = state;
  }

  get(key) {
    return this.#state[key];
  }

  set(key, value) {
    const changes = typeof key === "object" ? key : { [key]: value };
    for (const changed of this.#assign(changes)) this.#unsaved.add(changed);
  }

  /** Tell the kernel what has been set; while it still works on an earlier change, only the newest values wait. */
  save_changes() {
    if (this.#underway !== null || this.#unsaved.size === 0) return;
    this.#told = this.#unsaved;
    this.#unsaved = new Set();
    const { value: state, paths, buffers } = drain(Object.fromEntries([...this.#told].map((key) => [key, this.#state[key]])));
    this.#underway = this.#tell({ method: "update", state, buffer_paths: paths }, buffers);
    if (this.#underway === null) this.#told = new Set(); // Python is told later
  }

  send(content, _callbacks, buffers = []) {
    this.#tell({ method: "custom", content }, buffers);
  }

  on(names, callback, context) {
    for (const name of names.split(/\s+/)) this.#listeners.push({ name, callback, context });
  }

  off(name, callback, context) {
    this.#listeners = this.#listeners.filter(
      (one) => !((!name || one.name === name) && (!callback || one.callback === callback) && (!context || one.context === context)),
    );
  }

  /** A message for this model from the kernel. */
  receive({ data, parent, buffers }) {
    if (data.method === "custom") {
      this.#trigger("msg:custom", data.content, buffers);
      return;
    }
    if (data.method !== "update" && data.method !== "echo_update") return;
    const state = fill(data.state, data.buffer_paths, buffers);
    // What was set here is newer than what the kernel says, unless it says it in answer to just that.
    for (const key of Object.keys(state)) {
      if (this.#unsaved.has(key) || (this.#told.has(key) && parent !== this.#underway)) delete state[key];
    }
    this.#assign(state);
  }

  /** The kernel has dealt with message `id`. */
  settle(id) {
    if (this.#underway !== id) return;
    this.#underway = null;
    this.#told = new Set();
    this.save_changes();
  }

  #assign(changes) {
    const changed = Object.keys(changes).filter((key) => !same(this.#state[key], changes[key]));
    for (const key of changed) this.#state[key] = changes[key];
    for (const key of changed) this.#trigger(`change:${key}`, this, this.#state[key]);
    if (changed.length) this.#trigger("change", this);
    return changed;
  }

  #trigger(name, ...details) {
    for (const one of [...this.#listeners]) {
      if (one.name === name) one.callback.apply(one.context ?? this, details);
    }
  }

  #tell(data, buffers) {
    return this.widget_manager.tell(this.model_id, data, buffers);
  }
}

const modules = new Map();

/** Import a widget's module once, however many widgets share its text. */
function moduleOf(text) {
  if (!modules.has(text)) {
    const remote = /^https?:\/\//.test(text);
    const url = remote ? text : URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    modules.set(text, import(url).finally(() => remote || URL.revokeObjectURL(url)));
  }
  return modules.get(text);
}

async function definitionOf(model) {
  const module = await moduleOf(model.get("_esm"));
  const definition = module.default ?? module;
  return typeof definition === "function" ? definition() : definition;
}

const asks = ({ content }) => content?.event !== "hello"; // a view that has been drawn asks for nothing

const bytes = (text) => new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);

/** All widgets of the page. `onModel(model)`, if set, is called for each as it comes, `onEarly()` when one has to wait for Python. */
export class Widgets {
  #kernel;
  #models = new Map();
  #awaited = new Map();
  #asked = null; // the line on which the kernel was asked for its widgets
  #question = null; // the message that asked
  #patience = 5000; // milliseconds until it is asked again for widgets that have not come
  #initialized = new Map();
  #early = new Map(); // what the page shows before Python has made it → what it has to tell Python then

  /** Whether this page can draw `model` itself. */
  static draws(model) {
    return model.module === "anywidget";
  }

  attach(kernel) {
    this.#kernel = kernel;
  }

  /**
   * Ask the kernel for every widget it has made so far; those it makes later announce themselves. A kernel that has not
   * yet heard of widgets closes the question unanswered, which is an answer too.
   */
  askForAll() {
    const comm_id = (this.#asked = crypto.randomUUID?.() ?? String(Math.random()));
    this.#kernel.send("comm_open", { comm_id, target_name: CONTROL, data: {} }, { metadata: { version: CONTROL_VERSION } });
    this.#question = this.#kernel.send("comm_msg", { comm_id, data: { method: "request_states" } });
  }

  /** It has answered, or has not: what was said before anybody listened, and the answer itself, may be lost. */
  #askAgain() {
    setTimeout(() => this.#awaited.size && this.askForAll(), this.#patience);
    this.#patience *= 2;
  }

  /** The model with this id, as soon as the kernel has told of it. */
  get_model(reference) {
    const id = reference.replace(/^(IPY_MODEL_|anywidget:)/, "");
    if (this.#models.has(id)) return Promise.resolve(this.#models.get(id));
    if (!this.#awaited.has(id)) {
      let resolve;
      const promise = new Promise((settle) => (resolve = settle));
      this.#awaited.set(id, { promise, resolve });
    }
    return this.#awaited.get(id).promise;
  }

  /** Whether something waits for Python already. */
  get early() {
    return [...this.#early.values()].some((waiting) => waiting.some(([data]) => asks(data)));
  }

  /** Models that the page brought along; `esm` is the module of them all. Their Python makes them again under the same names. */
  open(models, esm) {
    for (const [id, { state, buffer_paths, buffers }] of Object.entries(models)) {
      if (this.#models.has(id)) continue;
      this.#early.set(id, []);
      this.#add(id, fill({ ...state, _esm: esm }, buffer_paths, buffers.map(bytes)));
    }
  }

  tell(comm_id, data, buffers) {
    if (this.#early.has(comm_id)) {
      this.#early.get(comm_id).push([data, buffers]);
      if (asks(data)) this.onEarly?.();
      return null;
    }
    return this.#kernel.send("comm_msg", { comm_id, data }, { buffers });
  }

  /** A message that the kernel published. */
  receive({ header, parent_header, content, buffers }) {
    if (header.msg_type === "status") {
      if (content.execution_state !== "idle") return;
      for (const model of this.#models.values()) model.settle(parent_header.msg_id);
      if (parent_header.msg_id === this.#question) this.#askAgain();
    } else if (header.msg_type === "comm_open" && content.target_name === TARGET) {
      const { state, buffer_paths } = content.data;
      this.#add(content.comm_id, fill(state, buffer_paths, buffers));
    } else if (header.msg_type === "comm_close") {
      this.#models.delete(content.comm_id);
    } else if (header.msg_type === "comm_msg" && content.comm_id === this.#asked) {
      this.#addAll(content.data, buffers);
    } else if (header.msg_type === "comm_msg") {
      this.#models.get(content.comm_id)?.receive({ data: content.data, parent: parent_header.msg_id, buffers });
    }
  }

  #addAll({ states, buffer_paths }, buffers) {
    fill(states, buffer_paths, buffers);
    for (const [id, { state }] of Object.entries(states)) this.#add(id, state);
  }

  #add(id, state) {
    if (this.#models.has(id)) {
      this.#claim(id, state);
      return;
    }
    const model = new Model(this, id, { model_name: state._model_name, model_module: state._model_module, state });
    this.#models.set(id, model);
    this.onModel?.(model);
    this.#awaited.get(id)?.resolve(model);
    this.#awaited.delete(id);
  }

  /** Python has made what the page shows already: it looks as Python says from now on, and what was asked meanwhile is told. */
  #claim(id, state) {
    const waiting = this.#early.get(id);
    if (!waiting) return;
    this.#early.delete(id);
    this.#models.get(id).receive({ data: { method: "update", state } });
    for (const [data, buffers] of waiting) this.tell(id, data, buffers);
  }

  async #initialize(model, definition) {
    if (!this.#initialized.has(model)) {
      this.#initialized.set(model, Promise.resolve(definition.initialize?.({ model, signal: new AbortController().signal })));
    }
    return this.#initialized.get(model);
  }

  /** Draw a widget into `el`. */
  async draw(model, el) {
    const definition = await definitionOf(model);
    await this.#initialize(model, definition);
    if (model.get("_css")) this.#style(model);
    el.classList.add(...(model.get("_dom_classes") ?? []));
    const host = {
      getModel: (reference) => this.get_model(reference),
      getWidget: async (reference) => {
        const child = await this.get_model(reference);
        return { render: ({ el: place }) => this.draw(child, place) };
      },
    };
    await definition.render?.({ model, el, host, signal: new AbortController().signal });
  }

  #style(model) {
    const id = `style-of-${model.get("_anywidget_id")}`;
    if (document.getElementById(id)) return;
    const style = Object.assign(document.createElement("style"), { id, textContent: model.get("_css") });
    document.head.append(style);
  }
}
