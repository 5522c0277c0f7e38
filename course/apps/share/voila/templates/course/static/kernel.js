// The page's line to its kernel: one websocket in Jupyter's binary framing (v1), which comes back after a break.

const PROTOCOL = "v1.kernel.websocket.jupyter.org";
export const RETRIES = [250, 500, 1000, 2000, ...Array(20).fill(3000)]; // milliseconds between attempts
const SILENCE = 5000; // milliseconds without an answer, at least, until a message is told again; then twice as long, up to …
const LONGEST = 80000;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** One block: the number of offsets, the offsets (64 bit, little-endian), then channel, header, parent, metadata, content, buffers. */
function pack(channel, message, buffers) {
  const parts = [
    encoder.encode(channel),
    ...[message.header, message.parent_header, message.metadata, message.content].map((part) => encoder.encode(JSON.stringify(part))),
    ...buffers.map((buffer) => (ArrayBuffer.isView(buffer) ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength) : new Uint8Array(buffer))),
  ];
  const start = 8 * (parts.length + 2);
  const block = new Uint8Array(start + parts.reduce((sum, part) => sum + part.byteLength, 0));
  const view = new DataView(block.buffer);
  view.setBigUint64(0, BigInt(parts.length + 1), true);
  let offset = start;
  parts.forEach((part, index) => {
    view.setBigUint64(8 * (index + 1), BigInt(offset), true);
    block.set(part, offset);
    offset += part.byteLength;
  });
  view.setBigUint64(8 * (parts.length + 1), BigInt(offset), true);
  return block;
}

function unpack(data) {
  const view = new DataView(data);
  const count = Number(view.getBigUint64(0, true));
  const offsets = Array.from({ length: count }, (_, index) => Number(view.getBigUint64(8 * (index + 1), true)));
  const part = (index) => new Uint8Array(data, offsets[index], offsets[index + 1] - offsets[index]);
  const json = (index) => JSON.parse(decoder.decode(part(index)));
  const buffers = [];
  for (let index = 5; index < count - 1; index += 1) buffers.push(new DataView(data, offsets[index], offsets[index + 1] - offsets[index]));
  return { channel: decoder.decode(part(0)), header: json(1), parent_header: json(2), content: json(4), buffers };
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A kernel of this page's server.
 * `onMessage(message)` gets what the kernel publishes; `onState(state)` gets "open", "lost" (trying to come back),
 * "gone" (no such kernel any more) "dead" (it stopped while working) or "foreign" (the server does not know this page as the kernel's).
 */
export class Kernel {
  #socket = null;
  #session = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
  #unanswered = new Map(); // messages that the kernel is not known to have dealt with: id → block
  #reminder;
  #left = false;

  constructor(base, id, { onMessage, onState }) {
    Object.assign(this, { base, id, onMessage, onState });
    this.#open();
    this.#remind();
  }

  /** Send one message; returns its id. Until the kernel has dealt with it, it is told again: it may be lost, or the answer. */
  send(type, content, { buffers = [], metadata = {} } = {}) {
    const header = {
      msg_id: crypto.randomUUID?.() ?? `${this.#session}-${Math.random()}`,
      msg_type: type,
      session: this.#session,
      username: "",
      date: new Date().toISOString(),
      version: "5.3",
    };
    const block = pack("shell", { header, parent_header: {}, metadata, content }, buffers);
    this.#unanswered.set(header.msg_id, { block, comm_id: content.comm_id, told: false, about: [] });
    if (this.#socket.readyState === WebSocket.OPEN) this.#tell([header.msg_id]);
    return header.msg_id;
  }

  /** Stop listening for good, without a word to the kernel. */
  leave() {
    this.#left = true;
    clearTimeout(this.#reminder);
    this.#socket.close();
  }

  /** The page goes away: the kernel may go too. */
  shutDown() {
    if (this.#left) return;
    const form = new FormData();
    form.append("_xsrf", document.cookie.match(/\b_xsrf=([^;]*)/)?.[1] ?? "");
    navigator.sendBeacon(`${this.base}voila/api/shutdown/${this.id}`, form);
    this.leave();
  }

  #open() {
    const address = new URL(`${this.base}api/kernels/${this.id}/channels?session_id=${this.#session}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address, [PROTOCOL]);
    socket.binaryType = "arraybuffer";
    socket.onmessage = (event) => this.#receive(unpack(event.data));
    socket.onopen = () => {
      this.tries = 0;
      this.#tell([...this.#unanswered.keys()]);
      this.onState("open");
    };
    socket.onclose = () => this.#comeBack();
    this.#socket = socket;
  }

  async #comeBack() {
    if (this.#left) return;
    const wait = RETRIES[(this.tries = (this.tries ?? 0) + 1) - 1];
    if (this.tries > 1) this.onState("lost");
    const status = await fetch(`${this.base}api/kernels/${this.id}`).then((reply) => reply.status, () => 0);
    if (status === 404 || status === 403 || wait === undefined) {
      this.leave();
      this.onState(status === 403 ? "foreign" : "gone");
      return;
    }
    await pause(wait);
    if (!this.#left) this.#open();
  }

  #remind(wait = SILENCE) {
    const old = [...this.#unanswered.keys()];
    this.#reminder = setTimeout(() => {
      const still = old.filter((id) => this.#unanswered.has(id));
      // What has not even left is not lost.
      if (this.#socket.readyState === WebSocket.OPEN && !this.#socket.bufferedAmount) this.#tell(still);
      this.#remind(still.length ? Math.min(2 * wait, LONGEST) : SILENCE);
    }, wait);
  }

  /**
   * What was told before is told in the same bytes: a kernel takes a message once (jupyter_client refuses a signature that it has
   * had). Then its widgets are asked how they stand: the answer comes after all of it has been dealt with.
   */
  #tell(ids) {
    const lost = new Map(); // widget → what may be lost of it
    for (const id of ids) {
      const one = this.#unanswered.get(id);
      if (one.told) lost.set(one.comm_id, [...(lost.get(one.comm_id) ?? []), id]);
      one.told = true;
      this.#socket.send(one.block);
    }
    for (const [comm_id, about] of lost) {
      const asked = this.send("comm_msg", { comm_id, data: { method: "request_state" } });
      this.#unanswered.get(asked).about = about;
    }
  }

  /** The kernel has dealt with a message, and so with what that asked about. */
  #settle(id) {
    const about = this.#unanswered.get(id)?.about ?? [];
    this.#unanswered.delete(id);
    for (const one of about) {
      if (this.#unanswered.has(one)) this.#receive({ header: { msg_type: "status" }, parent_header: { msg_id: one }, content: { execution_state: "idle" } });
    }
  }

  #receive(message) {
    const state = message.header.msg_type === "status" && message.content.execution_state;
    if (state === "idle") this.#settle(message.parent_header.msg_id);
    if (state === "restarting" || state === "autorestarting" || state === "dead") {
      this.leave();
      this.onState("dead");
      return;
    }
    this.onMessage(message);
  }
}
