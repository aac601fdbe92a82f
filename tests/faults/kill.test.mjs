// What was acknowledged is there after kill -9, and nothing by halves.
// FAULTS_KILLS says how often; 5 when absent, 50 for the figures of docs/reliability.md.

import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { DATABASES } from "./postgres.mjs";
import { CREATE, Load, Server, customer, scratch } from "./server.mjs";

const KILLS = Number(process.env.FAULTS_KILLS ?? 5);
const PAGE = `query ($after: String) { customers(first: 100, after: $after) {
  nodes { id email addresses { id } } pageInfo { hasNextPage endCursor } } }`;

async function all(server) {
  const found = new Map();
  for (let after = null; ; ) {
    const { customers } = (await server.gql(PAGE, { after })).json.data;
    for (const node of customers.nodes) found.set(node.id, node);
    if (!customers.pageInfo.hasNextPage) return found;
    after = customers.pageInfo.endCursor;
  }
}

for (const [name, open] of DATABASES) {
  test(`${KILLS} kills under writes, ${name}`, async (t) => {
    const folder = scratch(t);
    const server = await Server.start(t, folder, (await open(t, folder)).url);
    const ledger = new Set();
    let slowest = 0;
    let next = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const load = new Load(16, async () => {
        const answer = await server.gql(CREATE, customer(next++)).catch(() => undefined);
        const id = answer?.json?.data?.createCustomer.customer?.id;
        if (id) ledger.add(id);
        // Between death and the next life every connection is refused.
        else await sleep(5);
      });
      await sleep(200 + (kill % 10) * 30);
      await server.kill();
      await load.stop();
      slowest = Math.max(slowest, await server.start());
    }
    const found = await all(server);
    const lost = [...ledger].filter((id) => !found.has(id));
    const half = [...found.values()].filter((node) => node.addresses.length !== 2);
    t.diagnostic(`${KILLS} kills, ${ledger.size} acknowledged, ${found.size} found, slowest start ${slowest} ms`);
    assert.ok(ledger.size > KILLS, "writes were under way");
    assert.deepEqual([lost, half], [[], []]);
    assert.ok(slowest < 5_000, `it was ready again after ${slowest} ms`);
  });
}
