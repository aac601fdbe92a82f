// PostgreSQL goes away, comes back, throws everybody out, is slow, or answers no more.

import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { Postgres } from "./postgres.mjs";
import { Proxy } from "./proxy.mjs";
import { CREATE, Load, PROMPT, Server, code, customer, scratch, until } from "./server.mjs";

const READ = "{ customers(first: 1) { nodes { id } } }";

/** Callers that write and read, and what they are answered: how often each, by status and code. */
function callers(server, number) {
  const answers = new Map();
  const load = new Load(number, async (n) => {
    const call = n % 2 ? server.gql(READ) : server.gql(CREATE, customer(n));
    const answer = await call.catch((error) => ({ status: error.code ?? error.message }));
    const name = [answer.status, code(answer) ?? "OK"].join(" ");
    answers.set(name, (answers.get(name) ?? 0) + 1);
    if (answer.status !== 200) await sleep(10);
  });
  return { load, answers };
}

/** Both a read and a write work. */
async function works(server) {
  const n = `again${performance.now()}`.replace(".", "-");
  const answers = await Promise.all([server.gql(READ), server.gql(CREATE, customer(n))]);
  return answers.every((answer) => answer.status === 200 && !answer.json.errors);
}

/** Typed errors alone, and something of everything that was to be seen. */
function assertTyped(answers) {
  const allowed = new Set(["200 OK", "503 UNAVAILABLE", "200 UNAVAILABLE", "200 TIMEOUT", "503 TIMEOUT", "504 TIMEOUT"]);
  const strange = [...answers].filter(([name]) => !allowed.has(name));
  assert.deepEqual(strange, []);
  assert.ok(answers.get("200 OK") > 0, "some went well");
}

function assertNoneIsOpen(cluster) {
  const open = cluster.sql("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'");
  assert.equal(open, "0", "transactions left open");
}

test("PostgreSQL is stopped and started under load", async (t) => {
  const folder = scratch(t);
  const cluster = await Postgres.start(t, folder);
  const server = await Server.start(t, folder, cluster.url);
  const { load, answers } = callers(server, 16);
  await sleep(500);
  cluster.stop();
  await sleep(500);
  const { status } = await server.get("/readyz");
  cluster.start();
  const begun = Date.now();
  await until("reads and writes", () => works(server), 10);
  const recovered = Date.now() - begun;
  await sleep(500);
  await load.stop();
  t.diagnostic(`back after ${recovered} ms; ${JSON.stringify([...answers])}`);
  assert.equal(status, 503, "not ready without its database");
  assert.ok(recovered < 5_000);
  assertTyped(answers);
  assertNoneIsOpen(cluster);
});

test("all connections are terminated under load, ten times", async (t) => {
  const folder = scratch(t);
  const cluster = await Postgres.start(t, folder);
  const server = await Server.start(t, folder, cluster.url);
  const { load, answers } = callers(server, 16);
  let slowest = 0;
  for (let round = 0; round < 10; round++) {
    await sleep(200);
    const ended = cluster.sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'patronage'");
    assert.ok(Number(ended) > 0, "there were connections to end");
    const begun = Date.now();
    await until("reads and writes", () => works(server), 10);
    slowest = Math.max(slowest, Date.now() - begun);
  }
  await load.stop();
  t.diagnostic(`back after at most ${slowest} ms; ${JSON.stringify([...answers])}`);
  assert.ok(slowest < 5_000);
  assertTyped(answers);
  assertNoneIsOpen(cluster);
});

for (const mode of ["slow", "nowhere"]) {
  test(`behind a wire that is ${mode}`, async (t) => {
    const folder = scratch(t);
    const cluster = await Postgres.start(t, folder);
    const proxy = await Proxy.start(t, cluster.port);
    const url = `postgres://postgres@127.0.0.1:${proxy.port}/postgres?sslmode=disable`;
    const server = await Server.start(t, folder, url, { PATRONAGE_REQUEST_TIMEOUT: "5s" });
    const { load, answers } = callers(server, 200);
    await sleep(500);
    proxy.mode = mode;
    let health = 0;
    for (let beat = 0; beat < 30; beat++) {
      health = Math.max(health, await server.health());
      await sleep(250);
    }
    proxy.mode = "open";
    const begun = Date.now();
    await until("reads and writes", () => works(server), 20);
    const recovered = Date.now() - begun;
    await load.stop();
    t.diagnostic(`health in at most ${health.toFixed(0)} ms, back after ${recovered} ms; ${JSON.stringify([...answers])}`);
    assertTyped(answers);
    assert.ok([...answers.keys()].some((name) => name !== "200 OK"), "it was noticed");
    assert.ok(health < PROMPT, "health is answered all the while");
    await until("no open transaction", () => cluster.sql("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'") === "0", 40);
  });
}
