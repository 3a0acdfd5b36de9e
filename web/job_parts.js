// The rest of a job: its rates, its sinks and checkpoints, its text and plan.
import { html } from './html.js';
import { Line } from './chart.js';
import { bytes, count, duration, short } from './text.js';

export function Rates({ store }) {
  const { job, rates } = store;
  const one = (label, value, total, index, name) => html`
    <section class="rate" aria-label=${label}>
      <h2>${label}</h2>
      <p class="figure number" data-rate=${name}>${short(value)}<span class="unit"> rows/s</span></p>
      <p class="sub number">${count(total)} in all</p>
      <${Line} points=${rates.map((r) => [r[0], r[index]])} label=${`${label}: the last two minutes`} />
    </section>`;
  return html`<div class="pair">
    ${one('In', job.rows_in_per_s, job.rows_in, 1, 'in')}
    ${one('Out', job.rows_out_per_s, job.rows_out, 2, 'out')}
  </div>`;
}

const row = (label, text, tone = '') => html`<tr class=${tone}><th scope="row">${label}</th><td class="number">${text}</td></tr>`;

export function Sinks({ job }) {
  return html`
    <section aria-labelledby="sinks">
      <h2 id="sinks">${job.sinks.length === 1 ? 'Sink' : 'Sinks'}</h2>
      ${job.sinks.map((s) => html`
        <h3>${s.name} <span class="kind">${s.connector}</span></h3>
        <table class="plain facts"><tbody>
          ${row('written', `${count(s.rows_written)} rows`)}
          ${row('acknowledged', `${count(s.rows_acknowledged)} rows`)}
          ${row('in flight', s.in_flight_bytes_max > 0 ? `${bytes(s.in_flight_bytes)} of ${bytes(s.in_flight_bytes_max)}` : bytes(s.in_flight_bytes))}
          ${row('retries', count(s.retries), s.retries > 0 ? 'warn' : '')}
          ${s.rows_rejected > 0 && row('rejected', `${count(s.rows_rejected)} rows`, 'warn')}
        </tbody></table>
        ${s.last_error && html`<p class="trouble">${s.last_error}</p>`}`)}
      ${job.sinks.length === 0 && html`<p class="sub">The job prints its rows.</p>`}
    </section>`;
}

export function Checkpoints({ job }) {
  const c = job.checkpoints;
  const age = c.last_completed_at_ms === null ? 'none yet' : `${duration(job.now_ms - c.last_completed_at_ms)} ago`;
  return html`
    <section aria-labelledby="checkpoints">
      <h2 id="checkpoints">Checkpoints</h2>
      ${c.interval_ms === 0 ? html`<p class="sub">Off: a restart begins anew.</p>` : html`
        <h3>every ${duration(c.interval_ms)}</h3>
        <table class="plain facts"><tbody>
          ${row('completed', count(c.completed))}
          ${row('the last', age)}
          ${c.completed > 0 && row('took', `${duration(c.last_duration_ms)}`)}
          ${c.completed > 0 && row('size', bytes(c.last_size_bytes))}
          ${row('failed', count(c.failed), c.failed > 0 ? 'warn' : '')}
        </tbody></table>
        ${c.last_error && html`<p class="trouble">${c.last_error}</p>`}`}
      <h3>Memory</h3>
      <table class="plain facts"><tbody>
        ${row('process', bytes(job.memory_bytes))}
        ${row('windows’ state', bytes(job.state_bytes))}
      </tbody></table>
    </section>`;
}

const kKeywords = new Set(`AND AS BEGIN BETWEEN BY CASE CAST CREATE CUMULATE DESC DESCRIPTOR DISTINCT ELSE END ENFORCED EXECUTE
  EXISTS EXPLAIN FOR FROM GROUP HAVING HOP IF IN INSERT INTERVAL INTO IS JOIN KEY LEFT LIKE LIMIT METADATA NOT NULL ON OR ORDER
  OVER PARTITION PRIMARY SELECT SESSION SET STATEMENT TABLE TEMPORARY THEN TUMBLE UNION USING VIEW VIRTUAL WATERMARK WHEN WHERE
  WITH`.split(/\s+/));
const kToken = /(--[^\n]*|\/\*[\s\S]*?\*\/)|('(?:[^']|'')*')|([A-Za-z_][A-Za-z_0-9]*)/g;

/** The job's text with its words told apart. */
export function highlight(sql) {
  const out = [];
  let from = 0;
  for (const match of sql.matchAll(kToken)) {
    const kind = match[1] ? 'comment' : match[2] ? 'string' : kKeywords.has(match[3].toUpperCase()) ? 'keyword' : '';
    if (!kind) continue;
    out.push(sql.slice(from, match.index), html`<span class=${kind}>${match[0]}</span>`);
    from = match.index + match[0].length;
  }
  out.push(sql.slice(from));
  return out;
}

export function Texts({ texts }) {
  return html`<div class="pair texts">
    <section aria-labelledby="sql"><h2 id="sql">The job</h2><pre class="sql" tabindex="0">${highlight(texts.sql)}</pre></section>
    <section aria-labelledby="plan"><h2 id="plan">Its plan</h2><pre tabindex="0">${texts.plan}</pre></section>
  </div>`;
}
