// Values as text. Times are shown as the job means them: milliseconds since 1970, read in UTC.

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export const count = (n) => whole.format(n);

/** 1,234 · 45.6 k · 1.23 M: three or four digits, for numbers that change all the time. */
export function short(n) {
  if (n < 10 && n % 1 !== 0) return n.toFixed(1);
  if (n < 9999.5) return whole.format(n);
  for (const unit of ['k', 'M', 'G', 'T']) {
    n /= 1000;
    if (n < 999.5 || unit === 'T') return `${n < 9.995 ? n.toFixed(2) : n < 99.95 ? n.toFixed(1) : n.toFixed(0)} ${unit}`;
  }
}

export function bytes(n) {
  return n < 1000 ? `${n} B` : `${short(n).replace(' k', ' KB').replace(/ ([MGT])$/, ' $1B').replace(/^([\d,]+)$/, '$1 B')}`;
}

export function duration(ms) {
  const s = Math.floor(Math.abs(ms) / 1000);
  if (s < 1) return `${Math.abs(Math.round(ms))} ms`;
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
}

const iso = (ms) => new Date(ms).toISOString();
const valid = (ms) => ms !== null && Math.abs(ms) <= 8.64e15;

/** 2024-05-11 18:04:00, with its milliseconds if it has any. */
export function time(ms) {
  if (!valid(ms)) return '';
  const text = iso(ms).replace('T', ' ').replace('Z', '');
  return text.endsWith('.000') ? text.slice(0, -4) : text;
}

/** 18:04:00, for places where the day is clear. */
export const clock = (ms) => (valid(ms) ? iso(ms).slice(11, 19) : '');

/** A window, without its day: 18:04 – 18:05, with seconds where they tell something. */
export function clockRange(start, end) {
  const minutes = start % 60000 === 0 && end % 60000 === 0;
  return `${axisClock(start, !minutes)} – ${axisClock(end, !minutes)}`;
}

/** The labels of a time axis: seconds only where windows are shorter than a minute. */
export const axisClock = (ms, seconds) => clock(ms).slice(0, seconds ? 8 : 5);

/** The wall clock, as the reader's own clock shows it. */
export const wallClock = (ms) => (ms === null ? '' : new Date(ms).toLocaleTimeString('en-GB'));

/** A result value as the job wrote it; digits in groups of three when it is a plain whole number. */
export function value(text) {
  if (text === null) return 'NULL';
  return /^-?\d{4,}$/.test(text) ? text.replace(/\B(?=(\d{3})+$)/g, ',') : text;
}
