// GraphQL over HTTP, by the audit of graphql-http: every one of its checks, on a running server.
// usage: PATRONAGE_URL=http://localhost:8080 node --test audit.mjs

import test from "node:test";

import { serverAudits } from "graphql-http";

for (const { id, name, fn } of serverAudits({ url: `${process.env.PATRONAGE_URL}/graphql`, fetchFn: fetch })) {
  test(`${id}: ${name}`, async () => {
    const result = await fn();
    if (result.status !== "ok") throw new Error(`${result.status}: ${result.reason}`);
  });
}
