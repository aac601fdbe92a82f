// The stock client graphql-sse, in its default mode of a connection for each operation.

import assert from "node:assert/strict";
import { before, test } from "node:test";

import { createClient, NetworkError } from "graphql-sse";

import { all, base, key, logout, register, rename, request } from "./patronage.mjs";

const connect = (token) =>
  createClient({ url: `${base}/graphql/stream`, retryAttempts: 0, headers: token && { Authorization: `Bearer ${token}` } });

let customer;
before(async () => {
  customer = await register("events@shop.example");
});

test("queries and mutations run", async () => {
  const client = connect(customer.token);
  assert.deepEqual(await all(client, "{ me { id } }"), [{ data: { me: { id: customer.id } } }]);
  const change = `mutation { updateCustomer(input: { lastName: "Lind" }) { customer { lastName } } }`;
  assert.deepEqual(await all(client, change), [{ data: { updateCustomer: { customer: { lastName: "Lind" } } } }]);
});

test("a document that does not run is told with its code", async () => {
  const [{ data, errors }] = await all(connect(), "{ nothing }");
  assert.deepEqual([data, errors[0].extensions.code], [undefined, "GRAPHQL_VALIDATION_FAILED"]);
});

test("a refusal is a status", async () => {
  for (const [token, status] of [[undefined, 401], ["nonsense", 401], [key("groups:read"), 403]]) {
    const events = all(connect(token), "subscription { events { id } }");
    await assert.rejects(events, (error) => error instanceof NetworkError && error.response.status === status);
  }
});

test("a customer follows their own events, from the last one they know", async () => {
  const client = connect(customer.token);
  const staff = key("events:read");
  const filter = { customerId: customer.id };
  const query = "query ($filter: EventFilter) { events(first: 1, filter: $filter) { nodes { id } } }";
  const after = (await request(query, { filter }, staff)).events.nodes[0].id;
  const events = client.iterate({
    query: "subscription ($after: String) { events(after: $after) { type data } }",
    variables: { after },
  });
  const types = [];
  for await (const { data } of events) {
    types.push(data.events.type);
    if (types.length === 2) await rename("Ada", customer.token);
    if (data.events.data.changed?.includes("firstName")) break;
  }
  assert.deepEqual(types, ["customer.registered", "customer.updated", "customer.updated"]);
});

test("logging out ends what a customer follows", async () => {
  const leaving = await register("gone@shop.example");
  let connected;
  const accepted = new Promise((done) => (connected = done));
  const client = createClient({
    url: `${base}/graphql/stream`,
    retryAttempts: 0,
    headers: { Authorization: `Bearer ${leaving.token}` },
    on: { connected },
  });
  const results = all(client, "subscription { events { type } }");
  await accepted;
  await logout(leaving.token);
  const { errors } = (await results).at(-1);
  assert.equal(errors[0].extensions.code, "UNAUTHENTICATED");
});
