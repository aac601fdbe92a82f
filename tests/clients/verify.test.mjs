// The code of docs/verifying-tokens.md, against the real server.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { before, test } from "node:test";

import { createLocalJWKSet, generateKeyPair, jwtVerify, SignJWT } from "jose";

const base = process.env.PATRONAGE_URL;
const binary = process.env.PATRONAGE_BINARY;
if (!base || !binary) throw new Error("set PATRONAGE_URL and PATRONAGE_BINARY, as run.sh does");

const ISSUER = "http://localhost:8080";

/** The code that the document shows, as a module. */
async function documented() {
  const text = readFileSync(new URL("../../docs/verifying-tokens.md", import.meta.url), "utf8");
  const code = text.match(/^```js\n([^]*?)^```$/m)?.[1];
  assert.ok(code, "a block of code");
  const out = new URL("out/", import.meta.url);
  mkdirSync(out, { recursive: true });
  writeFileSync(new URL("verify.mjs", out), code);
  process.env.PATRONAGE_JWKS_URL = `${base}/.well-known/jwks.json`;
  return import(new URL("verify.mjs", out));
}

let customerOf, customer, tokens;
before(async () => {
  ({ customerOf } = await documented());
  const query = `mutation ($input: RegisterCustomerInput!) { registerCustomer(input: $input) {
    customer { id } tokens { accessToken refreshToken } } }`;
  const input = { email: "mina@shop.example", password: "violet-anchor-91-teapot" };
  const response = await fetch(`${base}/graphql`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query, variables: { input } }),
  });
  ({ customer, tokens } = (await response.json()).data.registerCustomer);
});

test("a token says who the customer is", async () => {
  assert.equal(await customerOf(`Bearer ${tokens.accessToken}`), customer.id);
  assert.equal(await customerOf(`bearer ${tokens.accessToken}`), customer.id);
});

/** A token as ours would be, signed by somebody else. */
async function forged(header, claims) {
  const { privateKey } = await generateKeyPair("EdDSA");
  const now = Math.floor(Date.now() / 1000);
  const good = { iss: ISSUER, aud: "patronage", sub: customer.id, iat: now, exp: now + 600 };
  return new SignJWT({ ...good, ...claims }).setProtectedHeader({ alg: "EdDSA", typ: "at+jwt", ...header }).sign(privateKey);
}

test("nothing else does", async () => {
  const { accessToken, refreshToken } = tokens;
  const [header, claims, signature] = accessToken.split(".");
  const { kid } = JSON.parse(Buffer.from(header, "base64url"));
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const other = { ...JSON.parse(Buffer.from(claims, "base64url")), sub: "cus_1" };
  for (const bad of [
    undefined,
    "",
    accessToken,
    `Basic ${accessToken}`,
    `Bearer ${refreshToken}`,
    `Bearer ${header}.${part(other)}.${signature}`,
    `Bearer ${part({ alg: "none", typ: "at+jwt" })}.${claims}.`,
    `Bearer ${await forged({ kid })}`,
    `Bearer ${await forged({ kid: "unknown" })}`,
  ]) {
    await assert.rejects(customerOf(bad), undefined, String(bad));
  }
});

test("the token is for this audience, of this issuer and kind", async () => {
  const set = await (await fetch(`${base}/.well-known/jwks.json`)).json();
  const keys = createLocalJWKSet(set);
  const { payload, protectedHeader } = await jwtVerify(tokens.accessToken, keys);
  assert.deepEqual([payload.iss, payload.aud, protectedHeader.typ], [ISSUER, "patronage", "at+jwt"]);
  for (const wrong of [{ audience: "else" }, { issuer: base }, { typ: "JWT" }, { algorithms: ["RS256"] }]) {
    await assert.rejects(jwtVerify(tokens.accessToken, keys, wrong), undefined, JSON.stringify(wrong));
  }
});

test("rotating the keys changes nothing for tokens that are about", async () => {
  const published = async () => {
    const response = await fetch(`${base}/.well-known/jwks.json`);
    return { keys: (await response.json()).keys, caching: response.headers.get("cache-control") };
  };
  const before = await published();
  assert.equal(before.keys.length, 1);
  assert.equal(before.caching, "public, max-age=240");
  const kid = execFileSync(binary, ["keys", "rotate"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();

  // The server reads its keys anew every 10 seconds.
  const deadline = Date.now() + 20_000;
  let after = await published();
  while (after.keys.length < 2 && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    after = await published();
  }
  assert.deepEqual(after.keys.map((key) => key.kid), [before.keys[0].kid, kid]);
  for (const key of after.keys) {
    assert.deepEqual(Object.keys(key).sort(), ["alg", "crv", "kid", "kty", "use", "x"], "public halves alone");
    createLocalJWKSet({ keys: [key] });
  }
  assert.equal(await customerOf(`Bearer ${tokens.accessToken}`), customer.id);
});
