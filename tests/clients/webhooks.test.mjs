// The receiver of docs/webhooks.md, which verifies with the library standardwebhooks, against the real server.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { Webhook } from "standardwebhooks";

import { key, register, request, until } from "./patronage.mjs";

const PORT = 30_000 + (process.pid % 20_000);
const told = [];
const heard = [];
let server, staff, endpoint, secret;

/** The code that the document shows, as a module. */
async function documented() {
  const text = readFileSync(new URL("../../docs/webhooks.md", import.meta.url), "utf8");
  const code = text.match(/^```js\n([^]*?)^```$/m)?.[1];
  assert.ok(code, "a block of code");
  const out = new URL("out/", import.meta.url);
  mkdirSync(out, { recursive: true });
  writeFileSync(new URL("receiver.mjs", out), code);
  return import(new URL("receiver.mjs", out));
}

before(async () => {
  staff = key("webhooks");
  const create = `mutation ($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input) {
    webhookEndpoint { id } secret userErrors { code field message } } }`;
  const input = { url: `http://127.0.0.1:${PORT}/`, eventTypes: ["customer.*"] };
  const made = (await request(create, { input }, staff)).createWebhookEndpoint;
  assert.deepEqual(made.userErrors, []);
  endpoint = made.webhookEndpoint.id;
  secret = made.secret;
  process.env.WEBHOOK_SECRET = secret;
  process.env.PORT = String(PORT);
  const log = console.log;
  console.log = (...words) => (String(words[0]).startsWith("customer.") ? told.push(words.join(" ")) : log(...words));
  ({ server } = await documented());
  server.prependListener("request", (incoming) => {
    const chunks = [];
    incoming.on("data", (chunk) => chunks.push(chunk));
    incoming.on("end", () => heard.push({ headers: incoming.headers, body: Buffer.concat(chunks).toString("utf8") }));
  });
});

after(async () => {
  await request(`mutation ($id: ID!) { deleteWebhookEndpoint(input: { id: $id }) { deletedIds } }`, { id: endpoint }, staff);
  server.closeAllConnections();
  server.close();
});

test("the receiver of the document verifies what it is sent", async () => {
  const customer = await register("hooks@shop.example");
  await until(() => told.includes(`customer.registered ${customer.id}`));
  const mine = told.filter((line) => line.endsWith(customer.id));
  assert.deepEqual(mine.slice(0, 2), [`customer.created ${customer.id}`, `customer.registered ${customer.id}`]);
});

test("the library refuses what was changed, is old, or is signed by another", () => {
  const { headers, body } = heard[0];
  const webhook = new Webhook(secret);
  assert.equal(webhook.verify(body, headers).type, JSON.parse(body).type);
  assert.throws(() => webhook.verify(body.replace("customer.", "customer_."), headers));
  assert.throws(() => webhook.verify(body, { ...headers, "webhook-id": "whd_other" }));
  const old = String(Number(headers["webhook-timestamp"]) - 600);
  assert.throws(() => webhook.verify(body, { ...headers, "webhook-timestamp": old }));
  assert.throws(() => new Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").verify(body, headers));
});

test("nobody else is believed", async () => {
  const { headers, body } = heard[0];
  const forged = await fetch(`http://127.0.0.1:${PORT}/`, {
    method: "POST",
    headers: { ...headers, "webhook-signature": "v1,AAAA" },
    body,
  });
  assert.equal(forged.status, 400);
});

test("old and new secret verify while they overlap", async () => {
  const rotate = `mutation ($id: ID!) { rotateWebhookSecret(input: { id: $id }) { secret userErrors { code } } }`;
  const fresh = (await request(rotate, { id: endpoint }, staff)).rotateWebhookSecret.secret;
  assert.notEqual(fresh, secret);
  const before = heard.length;
  const customer = await register("more@shop.example");
  await until(() => told.includes(`customer.registered ${customer.id}`));
  const { headers, body } = heard.slice(before).find(({ body }) => body.includes(customer.id));
  for (const known of [secret, fresh]) assert.ok(new Webhook(known).verify(body, headers));
});
