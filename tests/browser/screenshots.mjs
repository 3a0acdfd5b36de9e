// Pictures of the page at given address: node screenshots.mjs URL FOLDER
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser } from './browser.mjs';

const [url, folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await openBrowser();
const views = [
  ['desktop-light', 1280, 'light'],
  ['desktop-dark', 1280, 'dark'],
  ['phone-light', 360, 'light'],
  ['phone-dark', 360, 'dark'],
];
for (const [name, width, colorScheme] of views) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, deviceScaleFactor: width < 500 ? 2 : 1 });
  await page.goto(url);
  await page.waitForSelector('.why .headline');
  await page.waitForTimeout(1500); // two ticks, so that the curves have begun
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  await page.close();
}
await browser.close();
