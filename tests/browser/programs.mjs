// Starts what the browser tests look at, on free ports of this machine, and stops it again.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const build = resolve(root, process.env.MULLION_BUILD ?? 'build/release');

/** The program `name` of the build; fails by name when it is not there. */
export function built(name) {
  const program = join(build, name);
  if (!existsSync(program)) throw new Error(`${program} is not built; MULLION_BUILD names the folder of the build`);
  return program;
}

export function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.on('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** Tries until it gives something truthy; says what it was waiting for when the time is over. */
export async function until(what, attempt, timeout_ms = 20_000) {
  const deadline = Date.now() + timeout_ms;
  for (;;) {
    const result = await attempt();
    if (result) return result;
    if (Date.now() > deadline) throw new Error(`waited ${timeout_ms} ms for ${what}`);
    await new Promise((go) => setTimeout(go, 50));
  }
}

const answers = (url) => fetch(url).then((a) => a.ok, () => false);

async function start(program, args, addresses) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  child.stderr.on('data', (text) => (said += text));
  const ended = new Promise((done) => child.on('exit', done));
  const running = {
    ...addresses,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await ended;
    },
  };
  await until(`${program} ${args.join(' ')} to answer; it said: ${said}`, async () => {
    if (child.exitCode !== null) throw new Error(`${program} ended: ${said}`);
    return (await answers(`${addresses.page}/healthz`)) && (await answers(addresses.documents));
  });
  return running;
}

/** The job that is none: page_fixture.cpp. */
export async function startFixture(options = {}, ports = {}) {
  const port = ports.port ?? (await freePort());
  const esPort = ports.esPort ?? (await freePort());
  const args = Object.entries({ ...options, port, 'es-port': esPort }).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  const addresses = { port, esPort, page: `http://127.0.0.1:${port}`, documents: `http://127.0.0.1:${esPort}` };
  return start(built('page_fixture'), args, addresses);
}

/** The program itself: `mullion demo`, fast enough that a window closes in seconds. */
export async function startDemo(speed = 20) {
  const port = await freePort();
  const esPort = await freePort();
  const state = mkdtempSync(join(tmpdir(), 'demo-'));
  const args = ['demo', '--port', `${port}`, '--es-port', `${esPort}`, '--speed', `${speed}`, '--state-dir', state];
  const addresses = { port, esPort, page: `http://127.0.0.1:${port}`, documents: `http://127.0.0.1:${esPort}` };
  const demo = await start(built('mullion'), args, addresses);
  const { stop } = demo;
  demo.stop = async (signal) => {
    await stop(signal);
    rmSync(state, { recursive: true, force: true });
  };
  return demo;
}
