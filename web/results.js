// The results: a chart for each of a few keys, and a table of all keys, of which the server sends a page at a time.
import { useEffect, useRef, useState } from './vendor/hooks.js';
import { html } from './html.js';
import { Bars } from './chart.js';
import { clockRange, count, time, value } from './text.js';

const kWindowsShown = 30;
const kWindowsShownAtLeast = 12;
const kChartsMax = 24;
const kPageRows = 20;
const kPageRowsMax = 200;

const number = (text) => (text === null || text === '' || !Number.isFinite(Number(text)) ? null : Number(text));
const keyName = (key) => (key === '' ? 'all rows' : key);

/** What the charts have in common, so that they can be compared. */
function frameOf(store, column) {
  const ends = [...new Set([...store.history.values()].flat().map((w) => w[1]))].sort((a, b) => a - b);
  const steps = ends.slice(1).map((end, i) => end - ends[i]);
  const first = [...store.history.values()].flat()[0];
  const step_ms = steps.length > 0 ? Math.min(...steps) : Math.max(first ? first[1] - first[0] : 0, 1000);
  const to_ms = ends[ends.length - 1] ?? 0;
  const windows = Math.min(kWindowsShown, Math.max(kWindowsShownAtLeast, ends.length));
  const from_ms = to_ms - (windows - 1) * step_ms;
  const shown = [...store.history.values()].flat().filter((w) => w[1] >= from_ms);
  const values = shown.map((w) => number(w[2 + column])).filter((v) => v !== null);
  const high = Math.max(0, ...values);
  const low = Math.min(0, ...values);
  return { step_ms, to_ms, from_ms, high: high > 0 ? high * 1.12 : low < 0 ? 0 : 1, low: low * 1.12 };
}

function Tile({ name, label, windows, column, frame, drop }) {
  const [pointed, point] = useState(null);
  const shown = windows.filter((w) => w[1] >= frame.from_ms);
  const at = pointed !== null && shown[pointed] ? shown[pointed] : shown[shown.length - 1];
  const bars = shown.map((w) => [w[1], number(w[2 + column])]);
  return html`
    <figure class="tile" data-key=${name}>
      <figcaption>
        <span class="key"><span class="label">${label}</span> <bdi>${keyName(name)}</bdi></span>
        ${drop && html`<button class="drop" onClick=${drop} aria-label=${`remove the chart of ${keyName(name)}`}>×</button>`}
        <span class="total number" data-window-end=${at ? at[1] : ''}>${at ? value(at[2 + column]) : '–'}</span>
        <span class="when number">${at ? clockRange(at[0], at[1]) : 'no window yet'}</span>
      </figcaption>
      <${Bars} bars=${bars} ...${frame} point=${point} label=${`${keyName(name)}: the last windows`} />
    </figure>`;
}

function ColumnChoice({ columns, column, choose }) {
  const numeric = columns.map((c, i) => [c, i]).filter(([c]) => c.numeric);
  if (numeric.length < 2) return null;
  return html`<label class="choice">Value
    <select onChange=${(e) => choose(Number(e.target.value))}>
      ${numeric.map(([c, i]) => html`<option value=${i} selected=${i === column}>${c.name}</option>`)}
    </select></label>`;
}

/** Asks for a page of the table when the question or the results have changed, at most once a second. */
function useKeys(store, question) {
  const [page, set] = useState({ keys_found: 0, rows: [] });
  const wanted = `${store.epoch}/${store.sequence}/${question}`;
  const state = useRef({ running: false, done: '' });
  state.current.wanted = wanted;
  useEffect(() => {
    const s = state.current;
    if (s.running || s.done === wanted) return;
    s.running = true;
    (async () => {
      while (s.done !== s.wanted && !s.gone) {
        const now = s.wanted;
        try {
          const answer = await fetch(`/api/keys?${now.split('/').slice(2).join('/')}`);
          set(await answer.json());
        } catch {
          // The stream tells the reader that the connection is lost; the next results ask again.
        }
        s.done = now;
        await new Promise((go) => setTimeout(go, 400));
      }
      s.running = false;
    })();
  });
  useEffect(() => () => { state.current.gone = true; }, []);
  return page;
}

function KeysTable({ store, columns, chosen, toggle }) {
  const [filter, setFilter] = useState('');
  const [sort, setSort] = useState({ by: '', order: 'asc' });
  const [limit, setLimit] = useState(kPageRows);
  const question = new URLSearchParams({ filter, sort: sort.by, order: sort.order, limit: String(limit) }).toString();
  const page = useKeys(store, question);
  const by = (name) => () =>
    setSort({ by: name, order: sort.by === name ? (sort.order === 'asc' ? 'desc' : 'asc') : name === '' ? 'asc' : 'desc' });
  const arrow = (name) => html`<span class="arrow" aria-hidden="true">${sort.by === name ? (sort.order === 'asc' ? '↑' : '↓') : ''}</span>`;
  const head = (name, label, numeric) => html`
    <th class=${numeric ? 'number' : ''} aria-sort=${sort.by === name ? `${sort.order}ending` : 'none'}>
      <button onClick=${by(name)}>${numeric && arrow(name)}${label}${!numeric && arrow(name)}</button>
    </th>`;
  const many = store.keyCount > 8;
  const keyLabel = store.schema.key_columns.join(' · ') || 'key';
  return html`
    <div class="keys">
      <div class="bar">
        <h3>Newest window of each key</h3>
        ${many && html`<input type="search" placeholder="Find a key" aria-label="Find a key" value=${filter}
          onInput=${(e) => { setFilter(e.target.value); setLimit(kPageRows); }} />`}
      </div>
      <div class="scroll">
        <table>
          <thead><tr>${head('', keyLabel, false)}<th>window</th>
            ${columns.map((c) => head(c.name, c.name, c.numeric))}</tr></thead>
          <tbody>
            ${page.rows.map(([key, start, end, ...values]) => html`
              <tr key=${key} data-key=${key} data-window-end=${end} class=${chosen.includes(key) ? 'chosen' : ''}>
                <td>${many
                  ? html`<button class="pick" aria-pressed=${chosen.includes(key)} title="show or hide its chart" onClick=${() => toggle(key)}><bdi>${keyName(key)}</bdi></button>`
                  : html`<bdi>${keyName(key)}</bdi>`}</td>
                <td class="window-cell"><span class="day">${time(start).slice(0, 11)}</span>${clockRange(start, end)}</td>
                ${columns.map((c, i) => html`<td class=${c.numeric ? 'number' : ''} data-column=${c.name} data-value=${values[i]}>${value(values[i])}</td>`)}
              </tr>`)}
          </tbody>
        </table>
      </div>
      <p class="sub">${page.keys_found > page.rows.length || filter
          ? `${count(page.rows.length)} of ${count(page.keys_found)} keys${filter ? ` that contain “${filter}”` : ''}.` : ''}
        ${page.keys_found > page.rows.length && limit < kPageRowsMax && html`
          <button class="more" onClick=${() => setLimit(Math.min(kPageRowsMax, limit + 60))}>Show more</button>`}
        ${store.rowsSkipped > 0 && html`<span> ${count(store.rowsSkipped)} result rows are in the sink and not shown here: the page keeps 20,000 keys.</span>`}</p>
    </div>`;
}

export function Results({ store }) {
  const columns = store.schema.value_columns;
  const [column, setColumn] = useState(Math.max(0, columns.findIndex((c) => c.numeric)));
  const { chosen } = store;
  const toggle = (key) =>
    store.choose(chosen.includes(key) ? chosen.filter((k) => k !== key) : [...chosen, key].slice(-kChartsMax));
  const frame = frameOf(store, column);
  const label = store.schema.key_columns.join(' · ');
  const charted = columns.some((c) => c.numeric);
  return html`
    <section aria-labelledby="results">
      <div class="bar">
        <h2 id="results">Results <span class="kind">${store.schema.table}</span></h2>
        <p class="sub">${charted ? columns[column].name : ''} in the last windows${store.keyCount > store.keys.length
          ? `, ${count(store.keys.length)} of ${count(store.keyCount)} keys` : ''}</p>
        <${ColumnChoice} columns=${columns} column=${column} choose=${setColumn} />
        ${chosen.length > 0 && html`<button class="more" onClick=${() => store.choose([])}>Back to the largest keys</button>`}
      </div>
      ${charted && html`<div class="tiles">
        ${store.keys.map((key) => html`<${Tile} key=${key} name=${key} label=${label} windows=${store.history.get(key) ?? []}
          column=${column} frame=${frame} drop=${chosen.includes(key) ? () => toggle(key) : null} />`)}
        ${store.keys.length === 0 && html`<p class="nothing">No window has fired yet.</p>`}
      </div>`}
      ${store.keyCount > 0 && html`<${KeysTable} store=${store} columns=${columns} chosen=${chosen} toggle=${toggle} />`}
    </section>`;
}
