// The clock steps while the server runs.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { CREATE, PROMPT, Server, code, customer, scratch } from "./server.mjs";

const TOKENS = "tokens { accessToken refreshToken } userErrors { code }";
const REGISTER = `mutation ($input: RegisterCustomerInput!) { registerCustomer(input: $input) { ${TOKENS} } }`;
const REFRESH = `mutation ($input: RefreshTokensInput!) { refreshTokens(input: $input) { ${TOKENS} } }`;

test("the clock steps", async (t) => {
  const folder = scratch(t);
  const library = join(folder, "clock.so");
  execFileSync("cc", ["-shared", "-fPIC", "-O1", "-o", library, new URL("clock.c", import.meta.url).pathname]);
  const file = join(folder, "clock");
  const step = async (offset) => {
    writeFileSync(file, `${offset}\n`);
    await sleep(50);
  };
  await step("+0");
  const server = await Server.start(t, folder, `sqlite://${folder}/patronage.db?mode=rwc`, {
    LD_PRELOAD: library,
    PATRONAGE_CLOCK: file,
  });
  const input = { email: "ada@example.com", password: "violet-anchor-91-teapot" };
  const { tokens } = (await server.gql(REGISTER, { input })).json.data.registerCustomer;
  const me = async (token) => {
    const answer = await server.gql("{ me { id } }", {}, { headers: { authorization: `Bearer ${token}` } });
    return code(answer) ?? (answer.json.data.me ? "OK" : "nobody");
  };
  const now = async (offset) => {
    await step(offset);
    const made = await server.gql(CREATE, customer(offset.replace(/\W/, "at")));
    assert.equal(code(made), undefined, "writes go on");
    const health = await server.health();
    assert.ok(health < PROMPT, `health in ${health} ms`);
    return me(tokens.accessToken);
  };
  assert.equal(await now("+0"), "OK");
  assert.equal(await now("+300"), "OK", "five minutes ahead");
  assert.equal(await now("-240"), "OK", "four minutes back");
  assert.equal(await now("-600"), "UNAUTHENTICATED", "no token comes from so far ahead");
  assert.equal(await now("+900"), "UNAUTHENTICATED", "its ten minutes are over");
  const refreshed = (await server.gql(REFRESH, { input: { refreshToken: tokens.refreshToken } })).json.data.refreshTokens;
  assert.deepEqual(refreshed.userErrors, []);
  const later = refreshed.tokens.accessToken;
  assert.equal(await me(later), "OK");
  // Back to before it was made: no longer than its time is it good, counted from when it was made.
  await now("-86400");
  const back = await me(later);
  assert.ok(["OK", "UNAUTHENTICATED"].includes(back), back);
  await now("+172800");
  assert.equal(await me(later), "UNAUTHENTICATED", "two days ahead");
  assert.doesNotMatch(server.logged(), /panic/i);
  t.diagnostic(`a token from a day ahead is ${back}`);
});
