// A stranger's tool makes up documents by schema.graphql, as staff, as a customer and as nobody. Whatever it
// thinks of, no answer is a 5xx or an internal error, and none shows how the server is made.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { promisify } from "node:util";

import { DATABASES } from "./postgres.mjs";
import { PROMPT, Server, scratch } from "./server.mjs";

const PROGRAM = process.env.SCHEMATHESIS ?? "schemathesis";
const SCHEMA = new URL("../../schema.graphql", import.meta.url).pathname;
/** For each kind of caller. */
const SECONDS = Number(process.env.SCHEMATHESIS_SECONDS ?? 30);
const REGISTER = `mutation ($input: RegisterCustomerInput!) {
  registerCustomer(input: $input) { tokens { accessToken } userErrors { code } } }`;
/** What only the server's inside says: its code, its libraries, its databases. */
const INTERNAL = /INTERNAL|panicked|\.rs:\d|sqlx|sea[_-]orm|SQLite|Postgres|SQLSTATE|\bSELECT\b|\bINSERT\b|constraint|Some\(|None\b|Err\(/;

/**
 * Every answer that one caller gets to what the tool makes up. That an answer has errors, which is all that the tool checks
 * of GraphQL, is as it should be for most of it.
 */
async function answers(server, folder, who, authorization) {
  const report = join(folder, `${who}.har`);
  const args = ["run", SCHEMA, "--url", `http://127.0.0.1:${server.port}/graphql`, "--max-time", `${SECONDS}`];
  args.push("--max-examples", "25", "--continue-on-failure", "--request-timeout", "30", "--warnings", "off");
  args.push("--checks", "content_type_conformance", "--no-color", "--generation-database", "none");
  args.push("--report", "har", "--report-har-path", report);
  if (authorization) args.push("--header", `Authorization: ${authorization}`);
  const options = { cwd: folder, maxBuffer: 2 ** 26 };
  await promisify(execFile)(PROGRAM, args, options).catch((failed) => assert.fail(`${who}:\n${failed.stdout}`));
  return JSON.parse(readFileSync(report, "utf8")).log.entries.map((entry) => entry.response);
}

for (const [name, open] of DATABASES) {
  test(`made-up documents, ${name}`, async (t) => {
    const folder = scratch(t);
    const { url } = await open(t, folder);
    const server = await Server.start(t, folder, url, { PATRONAGE_THROTTLE: "off" });
    const input = { email: "ada@example.com", password: "violet-anchor-91-teapot" };
    const registered = await server.gql(REGISTER, { input });
    const { accessToken } = registered.json.data.registerCustomer.tokens;
    const callers = { staff: `Bearer ${server.key}`, customer: `Bearer ${accessToken}`, nobody: undefined };
    for (const [who, authorization] of Object.entries(callers)) {
      const all = await answers(server, folder, who, authorization);
      assert.ok(all.length > 200, `${all.length} answers`);
      for (const { status, content } of all) {
        assert.ok(status < 500, `${status} ${content.text}`);
        // What it made up itself comes back in messages at most as the name of a field.
        const { errors = [] } = JSON.parse(content.text);
        for (const { message, extensions } of errors) {
          assert.doesNotMatch(`${extensions?.code} ${message}`, INTERNAL);
        }
      }
      t.diagnostic(`${who}: ${all.length} answers`);
    }
    assert.ok((await server.health()) < PROMPT);
    assert.doesNotMatch(server.logged(), /panicked|ERROR/);
  });
}
