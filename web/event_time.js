// Where event time stands, and why the next window has not fired yet.
import { html } from './html.js';
import { count, duration, time, clock } from './text.js';

/** The window that fires next: how much of it event time has passed. */
function WindowBar({ job }) {
  const { next_window_start_ms: start, next_window_end_ms: end, watermark_ms: now } = job;
  if (start === null || end === null) return html`<div class="window-bar empty"><span>no window is open</span></div>`;
  const done = now === null ? 0 : Math.min(1, Math.max(0, (now - start) / (end - start)));
  return html`
    <div class="window-bar" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(done * 100)}
         aria-label="event time in the window that fires next">
      <div class="fill" style=${{ width: `${done * 100}%` }}></div>
      <span class="start">${time(start)}</span>
      <span class="end">${clock(end)}</span>
    </div>`;
}

export function Why({ job }) {
  const { why } = job;
  return html`
    <section class=${`why ${why.stuck ? 'stuck' : ''}`} aria-labelledby="why">
      <h2 id="why">Why the next window has not fired yet</h2>
      <p class="headline">${why.headline}</p>
      ${job.windowed && html`<${WindowBar} job=${job} />`}
      <ul class="reasons">${why.lines.map((line) => html`<li>${line}</li>`)}</ul>
    </section>`;
}

/** The part of event time that the rails show: the next window and wherever a split stands. */
function railDomain(job, splits) {
  const marks = splits.map((s) => s.watermark_ms).filter((t) => t !== null);
  if (job.next_window_start_ms !== null) marks.push(job.next_window_start_ms);
  if (job.next_window_end_ms !== null) marks.push(job.next_window_end_ms);
  const from = Math.min(...marks);
  const to = Math.max(...marks);
  const margin = Math.max((to - from) * 0.04, 1);
  return { place: (t) => `${(100 * (t - from + margin)) / (to - from + 2 * margin)}%` };
}

function Rail({ job, split, place, holds }) {
  const { next_window_start_ms: start, next_window_end_ms: end } = job;
  const width = start !== null && end !== null && `calc(${place(end)} - ${place(start)})`;
  return html`
    <div class="rail" aria-hidden="true">
      ${width && html`<div class="window" style=${{ left: place(start), width }}></div>`}
      ${split.watermark_ms !== null &&
      html`<div class=${`mark ${holds ? 'holds' : ''} ${split.idle ? 'idle' : ''}`} style=${{ left: place(split.watermark_ms) }}></div>`}
    </div>`;
}

function splitState(split, source, holds) {
  if (split.state_text) return split.state_text;
  if (split.ended) return 'read to its end';
  if (split.idle) return 'silent, not waited for';
  if (holds) return 'holds time back';
  if (split.watermark_ms === null) return 'no row yet';
  return source.generator ? 'generates' : 'reads';
}

function Split({ job, source, split, place, holds, now }) {
  const lag = split.end_position === null ? null : Math.max(0, split.end_position - split.position);
  const state = splitState(split, source, holds);
  return html`
    <div class=${`split ${holds ? 'holds' : ''} ${split.idle ? 'idle' : ''}`} role="row" data-split=${split.name}>
      <span class="name" role="cell" title=${split.name}>${split.name}</span>
      <span role="cell" class="rail-cell"><${Rail} job=${job} split=${split} place=${place} holds=${holds} /></span>
      <span class="number at" role="cell">${split.watermark_ms === null ? 'no row yet' : html`<span class="day">${time(split.watermark_ms).slice(0, 11)}</span>${time(split.watermark_ms).slice(11)}`}</span>
      <span class="number rows" role="cell">${count(split.rows)} rows</span>
      <span class="number lag" role="cell">${lag === null ? '' : lag === 0 ? 'at the end' : `${count(lag)} to read`}</span>
      <span class="state" role="cell" title=${state}>${state}${split.last_row_at_ms !== null && now - split.last_row_at_ms > 2000
        ? html`<span class="since"> · last row ${duration(now - split.last_row_at_ms)} ago</span>` : ''}</span>
    </div>`;
}

export function EventTime({ job }) {
  const sources = job.sources.filter((s) => s.event_time || s.splits.length > 0);
  const splits = sources.flatMap((s) => s.splits);
  const { place } = railDomain(job, splits);
  return html`
    <section aria-labelledby="time">
      <h2 id="time">Event time, split by split</h2>
      <p class="sub">${job.watermark_ms === null && !job.time_ended
        ? 'Event time has not begun: no split that counts has had a row.'
        : html`The job stands at <b class="number">${job.time_ended ? 'the end of its input' : time(job.watermark_ms)}</b>:
          the smallest time over all splits that count.`}
        ${job.open_windows > 0 && html` <span class="number">${count(job.open_windows)}</span>
          ${job.open_windows === 1 ? ' window is open.' : ' windows are open.'}`}</p>
      ${sources.map((source) => html`
        <div class="splits" role="table" aria-label=${source.name}>
          <h3>${source.name} <span class="kind">${source.connector}</span>
            ${source.state_text && html`<span class="trouble">${source.state_text}</span>`}</h3>
          ${source.splits.map((split) => html`<${Split} key=${split.name} job=${job} source=${source} split=${split}
            place=${place} holds=${split.name === job.why.holding_split} now=${job.now_ms} />`)}
          ${source.split_count > source.splits.length && html`
            <p class="sub">${count(source.split_count - source.splits.length)} more splits, further ahead in time.</p>`}
          ${source.splits.length === 0 && html`<p class="sub">Nothing to read was found yet.</p>`}
        </div>`)}
    </section>`;
}
