// `mullion demo` in a real browser: the program as a user starts it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from './browser.mjs';
import { assertPageEqualsStore } from './numbers.mjs';
import { startDemo, until } from './programs.mjs';

let browser, demo;
before(async () => {
  browser = await openBrowser();
  demo = await startDemo();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

test('the numbers on the page are the numbers in the store', async () => {
  const page = await browser.newPage();
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('request', (request) => request.url().startsWith(demo.page) || complaints.push(`asked ${request.url()}`));
  await page.goto(demo.page);
  await assertPageEqualsStore(page, demo.documents);
  assert.equal(await page.locator('.tile').count(), 4, 'one chart a client');
  assert.deepEqual(complaints, []);
  await page.close();
});

test('the documents have the shape of the reference job', async () => {
  const answer = await (await fetch(`${demo.documents}/total_amount/_search`)).json();
  assert.equal(answer.hits.total.value, 4);
  for (const hit of answer.hits.hits) {
    assert.equal(hit._id, String(hit._source.client));
    assert.deepEqual(Object.keys(hit._source), ['client', 'window_start', 'window_end', 'total_amount']);
    assert.match(hit._source.window_end, /^\d{4}-\d\d-\d\d \d\d:\d\d:00$/);
  }
});

test('the page tells where time stands and shows the job', async () => {
  const page = await browser.newPage();
  await page.goto(demo.page);
  await page.waitForSelector('.why .headline');
  await until('a window to be waited for', async () => /window|fire/i.test(await page.textContent('.why .headline')));
  assert.ok((await page.locator('.split').count()) >= 1);
  assert.match(await page.textContent('.sql'), /TUMBLE/);
  await page.close();
});
