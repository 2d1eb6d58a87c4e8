// One file on its way to the object store: parts side by side, each until it has arrived; it outlives lost connections.
// Two parts are on the line, so that a cut costs less than two; a third begins while one is nearly sent, the other not.
const NEARLY = 0.8;
const FAR = 0.5;
const LONGEST_REST = 30000;
const SAMPLE = 64 * 1024;

// Tells the same file from another of the same name and size, when somebody chooses it again after a reload.
export async function fingerprint(file) {
  if (!globalThis.crypto?.subtle) return `changed-${file.lastModified}`;
  const ends = new Blob([file.slice(0, SAMPLE), file.slice(Math.max(0, file.size - SAMPLE))]);
  const seal = await crypto.subtle.digest("SHA-256", await ends.arrayBuffer());
  return [...new Uint8Array(seal)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Waits; ends at once when the browser says that the connection is back.
const rest = (attempt) =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(LONGEST_REST, 500 * 2 ** attempt));
    addEventListener("online", done);
  });

export class Transfer {
  constructor(file, plan, { ask, onProgress, onState }) {
    Object.assign(this, { file, plan, ask, onProgress, onState });
    this.inFlight = new Map();
    this.line = new Set();
    this.queue = [];
    this.paused = false;
    this.cancelled = false;
    this.take(plan);
  }

  take(plan) {
    this.plan = plan;
    this.addresses = new Map(plan.parts.map((part) => [part.number, part.url]));
  }

  async run() {
    this.report();
    await Promise.all([...this.addresses.keys()].map((number) => this.sendPart(number)));
    if (this.cancelled) return;
    await this.patiently(() => this.ask(this.plan.complete_url, { method: "POST", body: "{}" }));
  }

  async sendPart(number) {
    for (let attempt = 1; this.addresses.has(number) && !this.cancelled; attempt += 1) {
      const place = await this.turn();
      try {
        if (this.cancelled) continue;
        await this.put(number, place);
        this.addresses.delete(number);
      } catch {
        if (this.cancelled || this.paused) continue;
        this.onState("waiting");
        await rest(attempt);
        // Fresh addresses; and what arrived although its answer was lost is not sent again.
        await this.refresh();
      } finally {
        this.leave(place);
      }
    }
    this.report();
  }

  // Waits for a place on the line, which says how much of its part is sent.
  async turn() {
    for (await this.resumed; !this.hasRoom(); await this.resumed) {
      await new Promise((resolve) => this.queue.push(resolve));
    }
    const place = { sent: 0 };
    this.line.add(place);
    return place;
  }

  leave(place) {
    this.line.delete(place);
    this.callNext();
  }

  callNext() {
    if (this.queue.length && this.hasRoom()) this.queue.shift()();
  }

  hasRoom() {
    const shares = [...this.line].map(({ sent }) => sent / this.plan.part_size);
    const oneGoes = shares.length === 2 && Math.max(...shares) >= NEARLY && Math.min(...shares) <= FAR;
    return shares.length < 2 || oneGoes || this.cancelled;
  }

  put(number, place) {
    const from = (number - 1) * this.plan.part_size;
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const end = (settle) => () => {
        this.inFlight.delete(number);
        settle(new Error(String(request.status)));
      };
      this.inFlight.set(number, { request, sent: 0 });
      request.open("PUT", this.addresses.get(number));
      request.upload.onprogress = ({ loaded }) => {
        place.sent = this.inFlight.get(number).sent = loaded;
        this.report();
        this.callNext();
      };
      // All of it is sent: while the store seals this part, the line belongs to the next one.
      request.upload.onload = () => this.leave(place);
      request.onload = () => end(request.status === 200 ? resolve : reject)();
      request.onerror = end(reject);
      request.onabort = end(reject);
      request.send(this.file.slice(from, from + this.plan.part_size));
    });
  }

  refresh() {
    this.refreshing ??= this.patiently(() => this.ask(this.plan.parts_url))
      .then((plan) => this.take(plan))
      .finally(() => {
        this.refreshing = null;
      });
    return this.refreshing;
  }

  // Asks the portal until it answers; only its own refusal ends the upload.
  async patiently(question) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await question();
      } catch (error) {
        if (error.refused || this.cancelled) throw error;
        this.onState(error.signedOut ? "signedOut" : "waiting");
        await rest(attempt);
      }
    }
  }

  report() {
    const { part_size: size } = this.plan;
    const lengthOf = (number) => Math.min(size, this.file.size - (number - 1) * size);
    let missing = 0;
    for (const number of this.addresses.keys()) missing += lengthOf(number) - (this.inFlight.get(number)?.sent ?? 0);
    this.onProgress(this.file.size ? Math.max(0, 1 - missing / this.file.size) : 1);
  }

  pause() {
    this.paused = true;
    this.resumed = new Promise((resolve) => {
      this.goOn = resolve;
    });
    this.stopParts();
    this.onState("paused");
  }

  resume() {
    this.paused = false;
    this.goOn?.();
    this.resumed = null;
  }

  cancel() {
    this.cancelled = true;
    this.resume();
    this.stopParts();
  }

  stopParts() {
    for (const { request } of [...this.inFlight.values()]) request.abort();
  }
}
