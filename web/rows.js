// The rows that are in no window: late ones, and ones that were set aside, with samples as they arrived.
import { html } from './html.js';
import { count, time, wallClock } from './text.js';

function Samples({ samples, name }) {
  if (samples.length === 0) return null;
  return html`
    <ol class="samples" aria-label=${`newest ${name}`}>
      ${samples.slice(0, 8).map((s) => html`
        <li>
          <div class="where"><span><bdi>${s.split}</bdi> <bdi>${s.position}</bdi></span>
            ${s.event_time_ms !== null && html`<span class="number">${time(s.event_time_ms)}</span>`}
            <span class="number">${wallClock(s.seen_at_ms)}</span></div>
          <div class="reason"><bdi>${s.reason}</bdi></div>
          <code>${s.raw}</code>
        </li>`)}
    </ol>`;
}

export function LateRows({ job }) {
  const { late } = job;
  return html`
    <section aria-labelledby="late">
      <h2 id="late">Late rows</h2>
      <p class="figure number" data-count="late">${count(late.rows)}</p>
      <p class="sub">${late.rows === 0 ? 'Every row came before its window fired.'
        : 'Came after their window had fired; not in its result.'}</p>
      <${Samples} samples=${late.samples} name="late rows" />
    </section>`;
}

export function SetAside({ job }) {
  const { set_aside: aside } = job;
  return html`
    <section aria-labelledby="aside">
      <h2 id="aside">Set aside</h2>
      <p class="figure number" data-count="set-aside">${count(aside.rows)}</p>
      <p class="sub">${aside.rows === 0 ? 'Every row could be read.' : 'Could not be used; the job went on. '}
        ${aside.rows > 0 && aside.file && html`Kept in <code class="path">${aside.file}</code>`}</p>
      ${aside.by_reason.length > 0 && html`<table class="plain"><tbody>
        ${aside.by_reason.map((r) => html`<tr><td class="number">${count(r.rows)}</td><td><bdi>${r.reason}</bdi></td></tr>`)}
      </tbody></table>`}
      <${Samples} samples=${aside.samples} name="rows set aside" />
    </section>`;
}
