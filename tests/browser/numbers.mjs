// The numbers on the page against the numbers in the store.
import assert from 'node:assert/strict';
import { until } from './programs.mjs';

const timeOf = (text) => Date.parse(`${text.replace(' ', 'T')}Z`);

/** key -> {end, total} as the documents have it. */
async function stored(documents) {
  const answer = await (await fetch(`${documents}/total_amount/_search?size=1000`)).json();
  return new Map(answer.hits.hits.map(({ _source: s }) =>
    [String(s.client), { end: timeOf(s.window_end), total: String(s.total_amount) }]));
}

/** The same as the table and the charts of the page show it. */
function shown(page) {
  return page.evaluate(() => ({
    table: [...document.querySelectorAll('tr[data-key]')].map((row) => [
      row.dataset.key,
      { end: Number(row.dataset.windowEnd), total: row.querySelector('[data-column=total_amount]').dataset.value },
    ]),
    text: [...document.querySelectorAll('tr[data-key]')].map((row) => [
      row.dataset.key,
      row.querySelector('[data-column=total_amount]').textContent.replaceAll(',', ''),
    ]),
    tiles: [...document.querySelectorAll('.tile')].map((tile) => [
      tile.dataset.key,
      {
        end: Number(tile.querySelector('.total').dataset.windowEnd),
        total: tile.querySelector('.total').textContent.replaceAll(',', ''),
      },
    ]),
  }));
}

/**
 * Waits until page and store show the same window for every key, `windows` times with other windows. A number that
 * differs for the same key and window fails at once, however long one waits.
 */
export async function assertPageEqualsStore(page, documents, windows = 3) {
  const seen = new Set();
  await until(`${windows} windows that are the same on the page and in the store`, async () => {
    const store = await stored(documents);
    const { table, text, tiles } = await shown(page);
    let same = 0;
    for (const [key, row] of [...table, ...tiles]) {
      const document = store.get(key);
      if (!document || document.end !== row.end) continue;
      assert.equal(row.total, document.total, `client ${key}, window until ${new Date(row.end).toISOString()}`);
      ++same;
    }
    assert.deepEqual(text.map(([, t]) => t), table.map(([, r]) => r.total), 'what is read is what is meant');
    if (table.length > 0 && table.length === store.size && same === table.length + tiles.length) seen.add(table[0][1].end);
    return seen.size >= windows;
  }, 60_000);
}
