// The page: one store, drawn anew when it changes.
import { render } from './vendor/preact.js';
import { useEffect, useState } from './vendor/hooks.js';
import { html } from './html.js';
import { Store } from './stream.js';
import { EventTime, Why } from './event_time.js';
import { Results } from './results.js';
import { LateRows, SetAside } from './rows.js';
import { Checkpoints, Rates, Sinks, Texts } from './job_parts.js';
import { duration, wallClock } from './text.js';

function Logo() {
  return html`<svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
    <rect x="1.5" y="1.5" width="29" height="29" rx="6" class="frame" />
    <rect x="7" y="14" width="6" height="11" class="pane soft" /><rect x="19" y="9" width="6" height="16" class="pane" />
    <rect x="15" y="2" width="2" height="28" class="bar" /></svg>`;
}

function Top({ job, lost }) {
  const up = job.started_at_ms === null ? '' : duration(job.now_ms - job.started_at_ms);
  return html`
    <header class="top">
      <a class="brand" href="/"><${Logo} />Mullion</a>
      <h1 title=${job.name}>${job.name}</h1>
      <span class=${`state ${job.state.toLowerCase()}`}>${job.state}</span>
      <span class="up number">${up && `up ${up}`}${job.strict ? ' · strict' : ''}</span>
      <span class=${`live ${lost ? 'off' : ''}`} role="status">${lost ? 'connection lost' : 'live'}</span>
    </header>`;
}

function Notices({ store }) {
  const { job, lost, heardAt } = store;
  return html`
    ${lost && html`<p class="notice lost" role="alert">Connection lost. The numbers below are
      from ${heardAt ? wallClock(heardAt) : 'before'}; trying again. Has the job been stopped?</p>`}
    ${job.state_text && !job.why.lines.some((line) => line.includes(job.state_text)) && html`<p class="notice">${job.state_text}</p>`}`;
}

function Page({ store }) {
  const [, drawn] = useState(0);
  useEffect(() => {
    let asked = false;
    store.changed = () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        drawn((n) => n + 1);
      });
    };
  }, []);
  const { job } = store;
  if (job === null) {
    return html`<header class="top"><span class="brand"><${Logo} />Mullion</span></header>
      <main><p class="notice lost" role="alert">The job does not answer. Trying again.</p></main>`;
  }
  document.title = `${job.name} · Mullion`;
  return html`
    <${Top} job=${job} lost=${store.lost} />
    <main class=${store.lost ? 'stale' : ''}>
      <${Notices} store=${store} />
      <${Why} job=${job} />
      ${store.schema && html`<${Results} store=${store} />`}
      <${Rates} store=${store} />
      <${EventTime} job=${job} />
      <div class="pair"><${LateRows} job=${job} /><${SetAside} job=${job} /></div>
      <div class="pair"><${Sinks} job=${job} /><${Checkpoints} job=${job} /></div>
      <${Texts} texts=${store.texts} />
    </main>`;
}

const store = new Store();
await store.start();
const root = document.getElementById('page');
root.textContent = '';
render(html`<${Page} store=${store} />`, root);
