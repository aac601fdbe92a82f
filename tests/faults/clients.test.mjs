// Clients that hang up, dawdle, or are too many.

import assert from "node:assert/strict";
import { connect } from "node:net";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { DATABASES } from "./postgres.mjs";
import { CREATE, PROMPT, Server, code, customer, scratch, until } from "./server.mjs";

for (const [name, open] of DATABASES) {
  test(`1,000 clients hang up during writes, ${name}`, async (t) => {
    const folder = scratch(t);
    const database = await open(t, folder);
    const server = await Server.start(t, folder, database.url);
    let hungUp = 0;
    const one = async (n) => {
      const given = AbortSignal.timeout(1 + (n % 25));
      await server.gql(CREATE, customer(n), { signal: given }).catch(() => hungUp++);
    };
    for (let n = 0; n < 1000; n += 50) await Promise.all(Array.from({ length: 50 }, (_, i) => one(n + i)));
    const whole = "{ customers(first: 1) { totalCount } }";
    const nothing = await until("writes to end", async () => {
      const before = (await server.gql(whole)).json.data.customers.totalCount;
      await sleep(300);
      return (await server.gql(whole)).json.data.customers.totalCount === before;
    });
    assert.ok(nothing);
    if (database.sql) {
      const left = database.sql("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'");
      assert.equal(left, "0", "transactions left open");
    }
    const next = await server.gql(CREATE, customer("next"));
    t.diagnostic(`${hungUp} hung up`);
    assert.equal(code(next), undefined, next.text);
    assert.ok(hungUp > 100, "many did");
  });
}

test("500 clients that send a byte now and then", async (t) => {
  const folder = scratch(t);
  const server = await Server.start(t, folder, `sqlite://${folder}/patronage.db?mode=rwc`);
  const open = new Set();
  const head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{";
  for (let n = 0; n < 500; n++) {
    const socket = connect(server.port, "127.0.0.1");
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => {});
    // Half dawdle with their head, half with their body.
    socket.on("connect", () => socket.write(n % 2 ? head : head.slice(0, 20)));
  }
  let health = 0;
  let answered = 0;
  const begun = Date.now();
  await until("the dawdlers to be sent away", async () => {
    health = Math.max(health, await server.health());
    const answer = await server.gql("{ customers(first: 1) { nodes { id } } }");
    answered += answer.status === 200 ? 1 : 0;
    for (const socket of open) socket.write(" ");
    await sleep(500);
    return open.size === 0;
  }, 60);
  t.diagnostic(`gone after ${Date.now() - begun} ms, health in at most ${health.toFixed(0)} ms, ${answered} others answered`);
  assert.ok(health < PROMPT && answered > 5);
});
