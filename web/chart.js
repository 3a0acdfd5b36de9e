// The two charts of the page, on uPlot: bars of windows, and a line of a rate. A chart is made once and then fed, it is
// made anew only when the colours of the page change.
import uPlot from './vendor/uplot.js';
import { useEffect, useRef, useState } from './vendor/hooks.js';
import { html } from './html.js';
import { axisClock, short } from './text.js';

const dark = matchMedia('(prefers-color-scheme: dark)');

function useDark() {
  const [is, set] = useState(dark.matches);
  useEffect(() => {
    const listen = () => set(dark.matches);
    dark.addEventListener('change', listen);
    return () => dark.removeEventListener('change', listen);
  }, []);
  return is;
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A uPlot in a box that gives it its width: `options` are asked for when it is made. */
function Chart({ height, data, scales, options, label }) {
  const box = useRef(null);
  const plot = useRef(null);
  const isDark = useDark();
  useEffect(() => {
    const width = () => Math.max(box.current.clientWidth, 60);
    plot.current = new uPlot({ width: width(), height, legend: { show: false }, ...options() }, data, box.current);
    const watcher = new ResizeObserver(() => plot.current.setSize({ width: width(), height }));
    watcher.observe(box.current);
    return () => {
      watcher.disconnect();
      plot.current.destroy();
    };
  }, [isDark]);
  useEffect(() => {
    plot.current.batch(() => {
      plot.current.setData(data, false);
      for (const [name, range] of Object.entries(scales)) plot.current.setScale(name, range);
    });
  });
  return html`<div class="chart" ref=${box} role="img" aria-label=${label}></div>`;
}

// Steps of 1, 2 and 5, from a thousandth on: rates and totals are seldom told in quarters.
const kSteps = Array.from({ length: 54 }, (_, i) => [1, 2, 5][i % 3] * 10 ** (Math.floor(i / 3) - 3));

const kTops = Array.from({ length: 48 }, (_, i) => [2, 4, 6, 10][i % 4] * 10 ** Math.floor(i / 4));

const axis = (more) => ({
  stroke: colour('--muted'),
  font: '11px system-ui, sans-serif',
  ticks: { show: false },
  grid: { stroke: colour('--line'), width: 1 },
  ...more,
});

/**
 * Bars over time. `bars`: [[at_ms, number or null], ...]; `from_ms`, `to_ms`, `step_ms`: the part of time shown and the
 * distance of two bars; `low`, `high`: the scale of values; `point(index or null)`: the reader points at a bar.
 */
export function Bars({ bars, from_ms, to_ms, step_ms, low, high, point, label, height = 108 }) {
  const pointed = useRef(point);
  pointed.current = point;
  const step = useRef(step_ms);
  step.current = step_ms;
  const options = () => ({
    padding: [8, 16, 0, 0],
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: { x: { time: false, auto: false }, y: { auto: false } },
    hooks: { setCursor: [(u) => pointed.current(u.cursor.idx ?? null)] },
    series: [
      {},
      {
        fill: colour('--bar'),
        stroke: 'transparent',
        width: 0,
        points: { show: false },
        paths: uPlot.paths.bars({ size: [0.72, 44], align: 0, radius: 0.12 }),
      },
    ],
    axes: [
      axis({
        size: 22,
        gap: 4,
        space: 64,
        grid: { show: false },
        values: (u, splits) => splits.map((s) => axisClock(s, step.current < 60000)),
        incrs: [1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5, 108e5, 216e5, 432e5, 864e5],
      }),
      axis({ size: 44, gap: 4, space: 36, incrs: kSteps, values: (u, splits) => splits.map((s) => (s < 0 ? `-${short(-s)}` : short(s))) }),
    ],
  });
  const data = [bars.map((b) => b[0]), bars.map((b) => b[1])];
  const scales = { x: { min: from_ms - step_ms / 2, max: to_ms + step_ms / 2 }, y: { min: low, max: high } };
  return html`<${Chart} height=${height} data=${data} scales=${scales} options=${options} label=${label} />`;
}

/** A rate over the last minutes. `points`: [[at_ms, number], ...]. */
export function Line({ points, label, height = 84 }) {
  const options = () => ({
    padding: [8, 18, 0, 0],
    cursor: { show: false },
    scales: { x: { time: false, auto: false }, y: { auto: false } },
    series: [{}, { stroke: colour('--accent'), width: 1.5, fill: colour('--accent-soft'), points: { show: false } }],
    axes: [
      axis({
        size: 20,
        gap: 2,
        space: 70,
        grid: { show: false },
        values: (u, splits) => splits.map((s) => ago(u.scales.x.max - s)),
        splits: (u) => {
          const step = (u.scales.x.max - u.scales.x.min) / 4;
          return [3, 2, 1, 0].map((i) => u.scales.x.max - i * step);
        },
      }),
      axis({ size: 44, gap: 4, splits: (u) => [0, u.scales.y.max / 2, u.scales.y.max], values: (u, splits) => splits.map(short) }),
    ],
  });
  const last = points.length > 0 ? points[points.length - 1][0] : 0;
  const most = Math.max(1, ...points.map((p) => p[1]));
  const high = kTops.find((top) => top >= most) ?? most;
  const data = [points.map((p) => p[0]), points.map((p) => p[1])];
  const first = points.length > 0 ? points[0][0] : 0;
  const span = [2e4, 4e4, 6e4].find((ms) => ms >= last - first) ?? 12e4;
  const scales = { x: { min: last - span, max: last }, y: { min: 0, max: high } };
  return html`<${Chart} height=${height} data=${data} scales=${scales} options=${options} label=${label} />`;
}

const ago = (ms) => (ms < 1000 ? 'now' : ms < 6e4 ? `−${Math.round(ms / 1000)} s` : `−${+(ms / 6e4).toFixed(1)} min`);
