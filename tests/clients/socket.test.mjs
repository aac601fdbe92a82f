// The stock client graphql-ws, and the code of docs/api-guide.md that follows events with it.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { CloseCode, createClient } from "graphql-ws";
import WebSocket from "ws";

import { all, base, key, logout, register, rename, request, until } from "./patronage.mjs";

const url = `${base.replace("http", "ws")}/graphql/ws`;
const clients = [];
after(() => Promise.all(clients.map((client) => client.dispose())));

/** A client of this token; its options may be changed. */
function connect(token, options = {}) {
  const connectionParams = token && { authorization: `Bearer ${token}` };
  const client = createClient({ url, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0, ...options });
  clients.push(client);
  return client;
}

let customer;
before(async () => {
  customer = await register("socket@shop.example");
});

test("queries and mutations run over one socket", async () => {
  const client = connect(customer.token);
  const change = `mutation { updateCustomer(input: { lastName: "Lind" }) { customer { lastName } } }`;
  const [me, changed, nothing] = await Promise.all([
    all(client, "{ me { id } }"),
    all(client, change),
    all(client, "{ customer(id: \"cus_unknown\") { id } }"),
  ]);
  assert.deepEqual(me, [{ data: { me: { id: customer.id } } }]);
  assert.deepEqual(changed, [{ data: { updateCustomer: { customer: { lastName: "Lind" } } } }]);
  assert.deepEqual(nothing, [{ data: { customer: null } }]);
});

test("a document that does not run is told with its code", async () => {
  await assert.rejects(all(connect(), "{ nothing }"), (errors) => errors[0].extensions.code === "GRAPHQL_VALIDATION_FAILED");
  await assert.rejects(all(connect(), "subscription { events { id } }"), (errors) => errors[0].extensions.code === "UNAUTHENTICATED");
});

test("a bad login closes the socket", async () => {
  await assert.rejects(all(connect("nonsense"), "{ me { id } }"), (event) => event.code === CloseCode.Forbidden);
});

test("client and server see that the other is alive", async () => {
  let pongs = 0;
  const client = connect(undefined, { lazy: false, keepAlive: 50, on: { pong: (received) => (pongs += received ? 1 : 0) } });
  await until(() => pongs > 3);
  assert.equal((await all(client, "{ __typename }")).length, 1);
});

/** The code that the guide shows, as a module. */
async function documented() {
  const text = readFileSync(new URL("../../docs/api-guide.md", import.meta.url), "utf8");
  const code = text.match(/^```js\n([^]*?)^```$/m)?.[1];
  assert.ok(code, "a block of code");
  const out = new URL("out/", import.meta.url);
  mkdirSync(out, { recursive: true });
  writeFileSync(new URL("follow.mjs", out), code);
  return import(new URL("follow.mjs", out));
}

test("whoever follows events as the guide says misses none", async () => {
  const { follow } = await documented();
  const staff = key("events:read");
  const { nodes } = (await request("{ events(first: 1) { nodes { id } } }", {}, staff)).events;
  const stop = new AbortController();
  const sockets = [];
  class Watched extends WebSocket {
    constructor(...args) {
      super(...args);
      sockets.push(this);
    }
  }
  const met = [];
  const following = follow({
    url,
    token: () => staff,
    after: nodes[0].id,
    each: (event) => met.push(event),
    signal: stop.signal,
    webSocketImpl: Watched,
    pause: 10,
  });
  const names = ["Ada", "Bea", "Cora", "Dora", "Eva"];
  for (const [n, name] of names.entries()) {
    const before = met.length;
    await rename(name, customer.token);
    // The connection breaks, at times before the event is there.
    if (n % 2 === 0) sockets.at(-1)?.terminate();
    else await until(() => met.length > before);
  }
  const renamed = () => met.filter(({ type, data }) => type === "customer.updated" && data.changed.includes("firstName"));
  await until(() => renamed().length >= names.length);
  stop.abort();
  await following;
  assert.equal(renamed().length, names.length);
  assert.equal(new Set(met.map(({ id }) => id)).size, met.length, "none comes twice");
  assert.ok(sockets.length > 2, "it came back");
});

test("logging out ends what a customer follows", async () => {
  const leaving = await register("leaving@shop.example");
  let closed;
  const client = connect(leaving.token, { on: { closed: (event) => (closed = event) } });
  const results = all(client, "subscription { events { type } }");
  results.catch(() => {});
  // Answered on the same socket, so that it is open.
  await all(client, "{ me { id } }");
  await logout(leaving.token);
  await assert.rejects(results, (event) => event.code === CloseCode.Forbidden);
  assert.equal(closed.code, CloseCode.Forbidden);
});
