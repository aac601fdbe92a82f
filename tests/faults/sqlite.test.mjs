// SQLite's one writer with many callers, and a disk without room.
// FAULTS_SECONDS says how long the writers write; 10 when absent, 60 for docs/reliability.md.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { CREATE, Load, Server, afterwards, code, customer, scratch, until } from "./server.mjs";

const SECONDS = Number(process.env.FAULTS_SECONDS ?? 10);

test(`64 writers for ${SECONDS} s`, async (t) => {
  const folder = scratch(t);
  const server = await Server.start(t, folder, `sqlite://${folder}/patronage.db?mode=rwc`);
  const times = [];
  const failed = [];
  const load = new Load(64, async (n) => {
    const begun = performance.now();
    const answer = await server.gql(CREATE, customer(n));
    times.push(performance.now() - begun);
    if (answer.status !== 200 || code(answer)) failed.push(answer.text);
  });
  await sleep(SECONDS * 1000);
  await load.stop();
  times.sort((a, b) => a - b);
  const p99 = times[Math.floor(times.length * 0.99)];
  t.diagnostic(`${times.length} writes, p99 ${p99.toFixed(0)} ms, slowest ${times.at(-1).toFixed(0)} ms`);
  assert.deepEqual(failed, []);
  assert.doesNotMatch(server.logged(), /locked|busy/i);
  assert.ok(p99 < 5_000, "nobody waits for long");
});

test("a full disk", { skip: process.getuid() !== 0 && "root mounts the disk" }, async (t) => {
  const folder = scratch(t);
  const disk = join(folder, "disk");
  mkdirSync(disk);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", disk]);
  afterwards(t, () => execFileSync("umount", [disk]));
  const server = await Server.start(t, folder, `sqlite://${disk}/patronage.db?mode=rwc`);
  const read = () => server.gql("{ customers(first: 5) { nodes { id } } }");
  for (let n = 0; n < 20; n++) await server.gql(CREATE, customer(n));

  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, "ballast"), Buffer.alloc(bavail * bsize - (512 << 10)));
  let n = 20;
  const refused = await until("a disk without room", async () => {
    const answer = await server.gql(CREATE, customer(n++));
    return code(answer) && answer;
  }, 60);
  const stored = n - 1;
  assert.ok(["UNAVAILABLE", "INTERNAL"].includes(code(refused)), refused.text);
  assert.doesNotMatch(refused.text, /disk|full|sqlite/i, "nothing of the inside is told");
  assert.equal((await read()).json.data.customers.nodes.length, 5, "reads go on");
  assert.equal((await server.get("/healthz")).status, 200);

  rmSync(join(disk, "ballast"));
  const again = await server.gql(CREATE, customer("later"));
  assert.equal(code(again), undefined, again.text);
  const { totalCount } = (await server.gql("{ customers(first: 1) { totalCount } }")).json.data.customers;
  t.diagnostic(`full after ${stored} customers: ${code(refused)}; ${totalCount} once there was room`);
  assert.equal(totalCount, stored + 1, "none was lost, none is there that was refused");
});
