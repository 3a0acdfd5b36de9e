// What the page knows: the first answer of /api/job, then the events. One store, one listener.
//
// Connection: a stream that breaks is opened again by the browser, which tells the server what it had last. When nothing
// came for a while, or the browser gave up, the store says so ("lost") and tries by itself.

const kSilenceMs = 4000;
const kRetryMs = 1500;
const kRatesMax = 240;
const kWindowsMax = 60;

export class Store {
  constructor() {
    this.job = null;
    this.texts = { sql: '', plan: '' };
    this.schema = null;
    this.rates = [];
    this.keys = [];
    this.keyCount = 0;
    this.rowsSkipped = 0;
    this.sequence = 0;
    this.history = new Map(); // key -> [[window_start_ms, window_end_ms, value...], ...] by window_end_ms
    this.chosen = [];
    this.lost = false;
    this.heardAt = null;
    this.epoch = '';
    this.changed = () => {};
  }

  async start() {
    setInterval(() => this.watch(), 500);
    await this.load();
    this.open();
  }

  /** Charts of these keys instead of the ones the server proposes; an empty list goes back to those. */
  choose(keys) {
    this.chosen = keys;
    this.keys = keys.length > 0 ? keys : this.keys;
    this.history = new Map();
    this.open();
    this.changed();
  }

  async load() {
    try {
      const answer = await fetch('/api/job', { credentials: 'same-origin' });
      if (!answer.ok) throw new Error(`${answer.status}`);
      const { job, texts, rates, results } = await answer.json();
      Object.assign(this, { job, texts, rates, schema: results });
      this.heard();
    } catch {
      this.lose();
    }
  }

  open() {
    this.events?.close();
    const query = this.chosen.map((key) => `key=${encodeURIComponent(key)}`).join('&');
    this.events = new EventSource(`/api/events${query ? `?${query}` : ''}`);
    this.events.addEventListener('job', (event) => this.takeJob(JSON.parse(event.data)));
    this.events.addEventListener('results', (event) => this.takeResults(JSON.parse(event.data), event.lastEventId));
    this.events.onerror = () => {
      this.lose();
      if (this.events.readyState === EventSource.CLOSED) this.openLater();
    };
  }

  openLater() {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.open(), kRetryMs);
  }

  watch() {
    if (this.heardAt !== null && Date.now() - this.heardAt < kSilenceMs) return;
    this.lose();
    if (Date.now() - (this.openedAt ?? 0) > 2 * kSilenceMs) {
      this.openedAt = Date.now();
      this.open();
    }
  }

  heard() {
    this.heardAt = Date.now();
    this.lost = false;
    this.changed();
  }

  lose() {
    if (this.heardAt === null) this.heardAt = 0;
    if (!this.lost) {
      this.lost = true;
      this.changed();
    }
  }

  takeJob(job) {
    const other = this.job === null || this.job.started_at_ms !== job.started_at_ms;
    this.job = job;
    this.rates.push([job.now_ms, job.rows_in_per_s, job.rows_out_per_s]);
    if (this.rates.length > kRatesMax) this.rates.splice(0, this.rates.length - kRatesMax);
    if (other) this.load(); // another process than the one this page came from: its texts may differ
    this.heard();
  }

  takeResults(results, id) {
    const epoch = id.split('-')[0];
    if (epoch !== this.epoch) this.history = new Map();
    this.epoch = epoch;
    this.keys = results.keys;
    this.keyCount = results.key_count;
    this.rowsSkipped = results.rows_skipped;
    this.sequence = results.sequence;
    for (const [key, ...window] of results.rows) this.addWindow(key, window);
    for (const key of this.history.keys()) if (!this.keys.includes(key)) this.history.delete(key);
    this.heard();
  }

  addWindow(key, window) {
    const windows = this.history.get(key) ?? [];
    this.history.set(key, windows);
    let at = windows.length;
    while (at > 0 && windows[at - 1][1] >= window[1]) --at;
    windows.splice(at, windows[at]?.[1] === window[1] ? 1 : 0, window);
    if (windows.length > kWindowsMax) windows.shift();
  }
}
