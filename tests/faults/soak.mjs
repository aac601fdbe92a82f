// Reads, writes and logins mixed for as long as one likes, and whether memory, files and tables stay flat.
// usage: FAULTS_MINUTES=15 node soak.mjs [sqlite|postgres]
// Prints a line every half minute; exits 1 when something grew.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, statSync } from "node:fs";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { DATABASES } from "./postgres.mjs";
import { CREATE, Load, Server, code, customer, scratch } from "./server.mjs";

const MINUTES = Number(process.env.FAULTS_MINUTES ?? 15);
const [name, open] = DATABASES[process.argv[2] === "postgres" ? 1 : 0];
/** Some work and some rest, about half of what the machine can do. */
const PAUSE = 40;
const READ = "{ customers(first: 20) { nodes { id email addresses { id city } groups { id } } } }";
const LOGIN = "mutation ($input: LoginInput!) { login(input: $input) { tokens { accessToken } userErrors { code } } }";
const LOGOUT = "mutation { logout { userErrors { code } } }";
const ERASE = "mutation ($id: ID!) { eraseCustomer(input: { id: $id }) { userErrors { code } } }";
const REGISTER = `mutation ($input: RegisterCustomerInput!) {
  registerCustomer(input: $input) { customer { id } userErrors { code } } }`;

/** What the process holds: memory of its own in MiB, open files. */
function held(pid) {
  const [, kib] = /RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return { memory: Number(kib) / 1024, files: readdirSync(`/proc/${pid}/fd`).length };
}

test(`${MINUTES} minutes, ${name}`, async (t) => {
  const folder = scratch(t);
  const { url } = await open(t, folder);
  const server = await Server.start(t, folder, url, { PATRONAGE_HASH_THREADS: "2" });
  const input = { email: "ada@example.com", password: "violet-anchor-91-teapot" };
  await server.gql(REGISTER, { input });
  const failed = [];
  const work = [
    async () => server.gql(READ),
    async (n) => {
      const made = await server.gql(CREATE, customer(n));
      const { id } = made.json.data.createCustomer.customer;
      return server.gql(ERASE, { id });
    },
    async () => {
      const { tokens } = (await server.gql(LOGIN, { input })).json.data.login;
      const headers = { authorization: `Bearer ${tokens.accessToken}` };
      return server.gql(LOGOUT, {}, { headers });
    },
  ];
  const load = new Load(8, async (n) => {
    const answer = await work[n % 16 === 0 ? 2 : n % 4 === 0 ? 1 : 0](n);
    if (answer.status !== 200 || code(answer)) failed.push(answer.text);
    await sleep(PAUSE);
  });
  const seen = [];
  for (const end = Date.now() + MINUTES * 60_000; Date.now() < end; ) {
    await sleep(Math.min(30_000, (MINUTES * 60_000) / 6));
    const wal = name === "SQLite" ? statSync(`${folder}/patronage.db-wal`).size / 2 ** 20 : 0;
    seen.push({ ...held(server.process.pid), wal, answers: load.count });
    const { memory, files, answers } = seen.at(-1);
    console.log(`${answers} answers, ${memory.toFixed(1)} MiB, ${files} files, log of ${wal.toFixed(1)} MiB`);
  }
  await load.stop();
  // The first third fills caches and pools.
  const warm = seen[Math.floor(seen.length / 3)];
  const last = seen.at(-1);
  assert.deepEqual(failed, []);
  assert.ok(last.memory < warm.memory * 1.2 + 4, "memory is flat");
  assert.ok(last.files <= warm.files + 4, "so are open files");
  assert.ok(last.wal < 32, "and the database's log");
});
