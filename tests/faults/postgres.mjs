// A PostgreSQL cluster of a test's own.

import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { userInfo } from "node:os";

import { afterwards, freePort } from "./server.mjs";

function binaries() {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => b - a) : [];
  return versions.length > 0 ? join(root, versions[0], "bin") : "";
}

/** A cluster on loopback that may be stopped and started. It refuses to run as root, so root asks `postgres`. */
export class Postgres {
  static async start(t, folder) {
    const cluster = new Postgres();
    cluster.port = await freePort();
    cluster.data = join(folder, "cluster");
    mkdirSync(cluster.data);
    if (userInfo().uid === 0) {
      const { stdout } = spawnSync("id", ["-u", "postgres"], { encoding: "utf8" });
      chownSync(cluster.data, Number(stdout), Number(stdout));
      spawnSync("chmod", ["755", folder]);
    }
    cluster.#run("initdb", ["-D", cluster.data, "-U", "postgres", "-A", "trust", "-N"]);
    cluster.start();
    afterwards(t, () => cluster.stop("immediate"));
    return cluster;
  }

  get url() {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  start() {
    const options = `-p ${this.port} -k ${this.data} -c listen_addresses=127.0.0.1`;
    this.#run("pg_ctl", ["-D", this.data, "-o", options, "-l", join(this.data, "log"), "-w", "start"]);
  }

  stop(mode = "fast") {
    this.#run("pg_ctl", ["-D", this.data, "-m", mode, "-w", "stop"]);
  }

  /** The rows of a statement as text, columns apart by `|`. */
  sql(statement) {
    const args = ["-h", this.data, "-p", `${this.port}`, "-U", "postgres", "-Atc", statement];
    return this.#run("psql", args).trim();
  }

  #run(program, args) {
    const command = [join(binaries(), program), ...args];
    const as = userInfo().uid === 0 ? ["runuser", "-u", "postgres", "--", ...command] : command;
    const { status, stdout, stderr } = spawnSync(as[0], as.slice(1), { encoding: "utf8", cwd: "/", stdio: ["ignore", "pipe", "pipe"] });
    if (status !== 0) throw new Error(`${program}: ${stderr}`);
    return stdout;
  }
}

/** The databases that a test is run on: each a name, and what opens one. */
export const DATABASES = [
  ["SQLite", async (t, folder) => ({ url: `sqlite://${folder}/patronage.db?mode=rwc` })],
  ["PostgreSQL", Postgres.start],
];
