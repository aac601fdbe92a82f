// SIGTERM under load: what was accepted is answered, and the process ends by itself.

import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { DATABASES } from "./postgres.mjs";
import { CREATE, Load, Server, code, customer, scratch } from "./server.mjs";

for (const [name, open] of DATABASES) {
  test(`SIGTERM under load, ${name}`, async (t) => {
    const folder = scratch(t);
    const server = await Server.start(t, folder, (await open(t, folder)).url, { PATRONAGE_DRAIN_DELAY: "1s" });
    // As behind a load balancer: no new request once the server says that it is not ready.
    let ready = true;
    const answered = new Set();
    const failed = [];
    const load = new Load(32, async (n) => {
      if (!ready) return sleep(5);
      const answer = await server.gql(CREATE, customer(n)).catch((error) => ({ status: 0, text: error.message }));
      if (answer.status === 200 && !code(answer)) answered.add(n);
      else failed.push(answer.text);
    });
    await sleep(500);
    server.process.kill("SIGTERM");
    const begun = Date.now();
    for (let up = true; up; await sleep(20)) {
      up = await server.get("/readyz").then(({ status }) => status === 200, () => false);
    }
    ready = false;
    const { code: status } = await server.ended;
    const took = Date.now() - begun;
    await load.stop();
    t.diagnostic(`${answered.size} answered, ${failed.length} failed, ended after ${took} ms`);
    assert.deepEqual([status, failed], [0, []]);

    await server.start();
    const { totalCount } = (await server.gql("{ customers(first: 1) { totalCount } }")).json.data.customers;
    assert.equal(totalCount, answered.size);
  });
}
