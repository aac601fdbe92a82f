// The walk of docs/federation.md, and what a router gets of Patronage.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { buildSchema } from "graphql";

import { Walk } from "./walk.mjs";

let walk, done;
before(async () => {
  walk = await Walk.begin();
  done = await walk.follow("federation.md");
});
// Also when the walk did not get to its end.
after(() => walk?.end());

/** Customers `cus_<from>` and so on in the wholesale group, with an order each. */
async function stock(from, count) {
  const ids = Array.from({ length: count }, (_, n) => `cus_${from + n}`);
  const customers = ids.map((id) => ({ id, email: `${id}@example.com`, groupIds: ["cgroup_wholesale"] }));
  const query = `mutation ($customers: [CreateCustomerInput!]!) {
    createCustomers(input: { customers: $customers }) { userErrors { code } } }`;
  const made = await walk.ask(query, walk.key, { customers });
  assert.deepEqual(made, { data: { createCustomers: { userErrors: [] } } });
  for (const id of ids) {
    const placed = await walk.ask(`mutation { placeOrder(customerId: "${id}", sku: "mug", quantity: 1) { id } }`, walk.key);
    assert.ok(placed.data.placeOrder.id, JSON.stringify(placed));
  }
}

const ORDERS = (name) => `query ${name} { orders { id customer { id email price(sku: "mug") groups { name discount } } } }`;

test("a newcomer gets there", () => {
  assert.deepEqual(done, { files: 9, operations: 6 });
});

test("the composed graph is one that clients can read", () => {
  const graph = readFileSync(join(walk.folder, "supergraph.graphql"), "utf8");
  const schema = buildSchema(graph, { assumeValidSDL: true });
  const { orders, carts, price, email } = schema.getType("Customer").getFields();
  assert.ok(orders && carts && price && email);
  assert.ok(!("_entities" in schema.getQueryType().getFields()));
});

test("any number of orders is one request for their customers, of as many statements", async () => {
  const counts = [];
  for (const [from, count] of [[0, 3], [3, 150]]) {
    await stock(from, count);
    const name = `Orders${count}`;
    const { data, errors } = await walk.ask(ORDERS(name), walk.key);
    assert.equal(errors, undefined);
    assert.ok(data.orders.length > count);
    const { customer } = data.orders.at(-1);
    assert.equal(customer.email, `${customer.id}@example.com`);
    assert.deepEqual(customer.groups, [{ name: "Wholesale", discount: 25 }]);
    assert.equal(customer.price, 900);
    counts.push((await walk.requests(name)).map((line) => line["db.statements"]));
  }
  // The key, the customers, their groups.
  assert.deepEqual(counts, [[3], [3]]);
});

test("who asks is passed through", async () => {
  const { data } = await walk.ask(ORDERS("Own"), walk.token);
  assert.deepEqual(data.orders.map(({ customer }) => customer.email), ["ada@example.com"]);
  const nobody = await walk.ask(ORDERS("Nobody"));
  assert.deepEqual(nobody.data, { orders: [] });
  const bad = await walk.ask("query Bad { me { id } }", "nonsense");
  assert.equal(bad.data?.me ?? null, null);
  assert.match(JSON.stringify(bad.errors), /UNAUTHENTICATED|401/);
});

test("what is unknown or not the caller's is null, and the rest is there", async () => {
  for (const id of ["cus_unknown", "addr_1", "nonsense"]) {
    await walk.ask(`mutation { placeOrder(customerId: "${id}", sku: "lost", quantity: 1) { id } }`, walk.key);
  }
  const { data, errors } = await walk.ask("query Lost { orders { sku customer { email } } }", walk.key);
  assert.equal(errors, undefined);
  const lost = data.orders.filter(({ sku }) => sku === "lost");
  assert.deepEqual(lost.map(({ customer }) => customer), Array(3).fill({ email: null }));
  assert.ok(data.orders.some(({ customer }) => customer?.email === "ada@example.com"));
  const guest = await walk.ask('query Guest { cart(id: "cart_1") { id customer { email hasAccount } } }', walk.token);
  assert.deepEqual(guest.data, { cart: { id: "cart_1", customer: null } }, "hasAccount cannot be null");
});

test("orders keep the customers that were deleted", async () => {
  const query = 'mutation { deleteCustomers(input: { ids: ["cus_0"] }) { userErrors { code } } }';
  assert.deepEqual((await walk.ask(query, walk.key)).data.deleteCustomers.userErrors, []);
  const { data } = await walk.ask("query Kept { orders { customer { id email deletedAt } } }", walk.key);
  const kept = data.orders.find(({ customer }) => customer?.id === "cus_0");
  assert.equal(kept.customer.email, "cus_0@example.com");
  assert.ok(kept.customer.deletedAt);
});
