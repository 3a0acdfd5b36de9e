// The page in a real browser, on a job that is none (page_fixture.cpp).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from './browser.mjs';
import { assertPageEqualsStore } from './numbers.mjs';
import { startFixture, until } from './programs.mjs';

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser.close());

/** A fixture and a page on it; `complaints` has whatever the browser found wrong. */
async function open(t, options, view = {}) {
  const job = await startFixture(options);
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...view });
  t.after(async () => {
    await page.close();
    await job.stop();
  });
  const complaints = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => request.url().startsWith(job.page) || complaints.push(`asked ${request.url()}`));
  const started = Date.now();
  await page.goto(job.page);
  await page.waitForSelector('tr[data-key]');
  return { job, page, complaints, seconds: (Date.now() - started) / 1000 };
}

const texts = (page, selector) => page.$$eval(selector, (all) => all.map((one) => one.textContent));

test('the numbers on the page are the numbers in the store', async (t) => {
  const { job, page, complaints } = await open(t, { beat: 700 });
  await assertPageEqualsStore(page, job.documents);
  assert.deepEqual(complaints, []);
});

test('the first numbers are there at once', async (t) => {
  const { seconds } = await open(t, {});
  assert.ok(seconds < 3, `${seconds} s`);
});

test('it says why the next window has not fired, in the words of the job', async (t) => {
  const { job, page } = await open(t, { scene: 'stuck' });
  const { why } = (await (await fetch(`${job.page}/api/job`)).json()).job;
  assert.match(why.headline, /^All input stopped .* ago: event time stands at /);
  await until('the same words on the page', async () => (await texts(page, '.why .headline'))[0] === why.headline);
  assert.deepEqual(await texts(page, '.reasons li'), why.lines);
  assert.equal((await texts(page, '.split')).length, 4);
});

test('the split that holds time back is marked', async (t) => {
  const { page } = await open(t, {});
  // The first snapshot may be older than the first row of a split.
  await page.waitForSelector('.split.holds');
  await page.waitForSelector('.split.idle');
  assert.deepEqual(await page.$$eval('.split.holds', (all) => all.map((s) => s.dataset.split)), ['client_amount-3']);
  assert.match((await texts(page, '.split.idle'))[0], /client_amount-2.*silent/);
});

test('a connection that is lost is seen, and comes back by itself', async (t) => {
  const { job, page } = await open(t, { beat: 700 });
  await job.stop('SIGKILL');
  await page.waitForSelector('.notice.lost');
  assert.equal((await texts(page, '.live'))[0], 'connection lost');
  const again = await startFixture({ beat: 700 }, job);
  t.after(() => again.stop());
  await page.waitForSelector('.notice.lost', { state: 'detached' });
  assert.equal((await texts(page, '.live'))[0], 'live');
  await assertPageEqualsStore(page, again.documents, 1);
});

test('ten thousand keys: some charts, a table that can be searched and sorted', async (t) => {
  const { page, complaints } = await open(t, { keys: 10_000, beat: 1000 });
  assert.equal(await page.locator('.tile').count(), 8);
  assert.equal(await page.locator('tr[data-key]').count(), 20);
  await page.getByPlaceholder('Find a key').fill('7777');
  await until('the one key', async () => (await page.$$eval('tr[data-key]', (all) => all.map((r) => r.dataset.key).join())) === '7777');
  await page.locator('tr[data-key="7777"] button').click();
  await page.waitForSelector('.tile[data-key="7777"] canvas');
  assert.equal(await page.locator('.tile').count(), 1);
  await page.getByText('Back to the largest keys').click();
  await until('eight charts', async () => (await page.locator('.tile').count()) === 8);
  await page.getByPlaceholder('Find a key').fill('');
  await page.locator('th button', { hasText: 'total_amount' }).click();
  await until('the largest first', async () => {
    const totals = await page.$$eval('td[data-column=total_amount]', (all) => all.map((td) => Number(td.dataset.value)));
    return totals.length === 20 && totals[0] > 4000 && totals.every((v, i) => i === 0 || v <= totals[i - 1]);
  });
  assert.ok((await page.evaluate(() => document.querySelectorAll('*').length)) < 3000, 'the page stays small');
  assert.deepEqual(complaints, []);
});

test('what records contain is text, never markup', async (t) => {
  const { page, complaints } = await open(t, { scene: 'hostile' });
  assert.equal(await page.locator('img').count(), 0);
  assert.equal(await page.title(), '</title><img src=x onerror=alert(1)> · Mullion');
  assert.equal(await page.locator('tr[data-key] b').count(), 0);
  assert.ok((await texts(page, '.samples code')).some((s) => s.includes('</script><img src=x')));
  assert.deepEqual(complaints, []);
});

test('a telephone shows it without scrolling sideways', async (t) => {
  for (const scene of ['calm', 'trouble', 'hostile']) {
    const { page } = await open(t, { scene }, { viewport: { width: 360, height: 740 } });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 360, `${scene}: ${width} pixels wide`);
    const right = await page.$eval('td[data-column=total_amount]', (td) => td.getBoundingClientRect().right);
    assert.ok(right <= 360, `${scene}: the totals end at ${right}`);
  }
});

test('nothing moves while numbers change', async (t) => {
  const { page } = await open(t, { beat: 500 });
  const shifts = await page.evaluate(() => new Promise((done) => {
    const seen = [];
    const place = ({ node, previousRect: from, currentRect: to }) =>
      `${node?.className || node?.nodeName} from ${from.x},${from.y} ${from.width}x${from.height} to ${to.x},${to.y} ${to.width}x${to.height}`;
    new PerformanceObserver((list) => list.getEntries().forEach((e) => seen.push({ value: e.value, moved: e.sources.map(place) })))
      .observe({ type: 'layout-shift' });
    setTimeout(() => done(seen), 4000); // the time that is looked at
  }));
  assert.ok(shifts.reduce((sum, shift) => sum + shift.value, 0) < 0.01, JSON.stringify(shifts, null, 1));
});

test('it follows the light and dark of its reader', async (t) => {
  const { page } = await open(t, {}, { colorScheme: 'light' });
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await ground();
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.notEqual(await ground(), light);
  await page.waitForSelector('.tile canvas');
});
