// A server to be treated badly, on a database of its own.

import { execFile, spawn } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const BINARY = process.env.PATRONAGE_BINARY ?? new URL("../../target/debug/patronage", import.meta.url).pathname;

const undoing = new WeakMap();

/** Runs something when a test is over, the latest first, which hooks of node's are not. */
export function afterwards(t, undo) {
  if (!undoing.has(t)) {
    undoing.set(t, []);
    t.after(async () => {
      for (const undo of undoing.get(t).reverse()) await undo();
    });
  }
  undoing.get(t).push(undo);
}

/** A folder that goes away with the test. */
export function scratch(t) {
  const folder = mkdtempSync(join(tmpdir(), "patronage-faults-"));
  afterwards(t, () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Asks until the answer is not nothing; says what was waited for when time is up. */
export async function until(what, ask, seconds = 30) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(20)) {
    const answer = await ask();
    if (answer) return answer;
  }
  throw new Error(`${what}: not within ${seconds} s`);
}

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** `patronage serve`, which may be killed and started again on the same port and database. */
export class Server {
  constructor(folder, databaseUrl, env = {}) {
    this.folder = folder;
    this.log = join(folder, "server.log");
    this.env = { ...process.env, PATRONAGE_LOG: "warn", PATRONAGE_DRAIN_DELAY: "0s", DATABASE_URL: databaseUrl, ...env };
    this.agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  }

  static async start(t, folder, databaseUrl, env = {}) {
    const server = new Server(folder, databaseUrl, env);
    server.port = await freePort();
    afterwards(t, () => server.process && server.kill());
    await server.start();
    const args = ["api-key", "create", "--name", "faults", "--scope", "admin"];
    const { stdout } = await promisify(execFile)(BINARY, args, { env: server.env, cwd: folder });
    server.key = stdout.trim();
    return server;
  }

  /** Starts it and waits until it is ready. Answers how long that took, in milliseconds. */
  async start() {
    const log = openSync(this.log, "a");
    const begun = Date.now();
    const args = ["serve", "--listen", `127.0.0.1:${this.port}`];
    const options = { cwd: this.folder, env: this.env, stdio: ["ignore", log, log] };
    this.process = spawn(BINARY, args, options);
    this.ended = new Promise((done) => this.process.once("exit", (code, signal) => done({ code, signal })));
    await until("a server that is ready", async () => {
      if (this.process.exitCode !== null) throw new Error(`it did not start:\n${this.logged()}`);
      return (await this.get("/readyz").catch(() => ({}))).status === 200;
    });
    return Date.now() - begun;
  }

  logged() {
    return readFileSync(this.log, "utf8");
  }

  /** Ends it at once, as a power cut does to a process. */
  async kill(signal = "SIGKILL") {
    this.process.kill(signal);
    this.agent.destroy();
    this.agent = new Agent({ keepAlive: true, maxSockets: Infinity });
    return this.ended;
  }

  get(path, timeout = 10_000) {
    return this.#send({ path, method: "GET", timeout });
  }

  /** How long the server takes to say that it lives, in milliseconds; an error when it does not. */
  async health() {
    const begun = performance.now();
    const { status } = await this.#send({ path: "/healthz", method: "GET", timeout: 5_000, agent: false });
    if (status !== 200) throw new Error(`/healthz answered ${status}`);
    return performance.now() - begun;
  }

  /** An operation as staff: the status, and the answer where it is JSON. Rejects when there is none. */
  gql(query, variables = {}, { timeout = 60_000, signal, headers = {} } = {}) {
    const body = JSON.stringify({ query, variables });
    const all = { "content-type": "application/json", authorization: `Bearer ${this.key}`, ...headers };
    return this.#send({ path: "/graphql", method: "POST", timeout, signal, headers: all }, body);
  }

  #send(options, body) {
    return new Promise((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port: this.port, agent: this.agent, ...options }, (answer) => {
        const parts = [];
        answer.on("data", (part) => parts.push(part));
        answer.on("error", reject);
        answer.on("end", () => {
          const text = Buffer.concat(parts).toString();
          const json = /json/.test(answer.headers["content-type"] ?? "") ? JSON.parse(text) : undefined;
          resolve({ status: answer.statusCode, headers: answer.headers, text, json });
        });
      });
      sent.on("timeout", () => sent.destroy(new Error("no answer in time")));
      sent.on("error", reject);
      sent.end(body);
    });
  }
}

/** Milliseconds that `health` may take where nothing of what is wrong keeps it waiting, on a machine that has other work as well. */
export const PROMPT = 1_000;

/** Makes a customer with two addresses in one transaction. */
export const CREATE = `mutation ($input: CreateCustomerInput!) {
  createCustomer(input: $input) { customer { id } userErrors { code } } }`;

/** What CREATE wants for the nth customer. */
export function customer(n) {
  const address = { address1: "1 Main St", city: "Torino", countryCode: "IT" };
  return { input: { email: `n${n}@example.com`, firstName: "Ada", addresses: [address, address] } };
}

/** The code of an answer's first error; undefined for none. */
export function code(answer) {
  return answer.json?.errors?.[0]?.extensions?.code;
}

/** Many callers at work until told to stop: `work(n)` with n counted up over all of them. */
export class Load {
  #running = true;
  #callers;
  count = 0;

  constructor(callers, work) {
    const one = async () => {
      while (this.#running) await work(this.count++);
    };
    this.#callers = Array.from({ length: callers }, one);
  }

  async stop() {
    this.#running = false;
    await Promise.all(this.#callers);
  }
}
