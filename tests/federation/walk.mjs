// docs/federation.md as a newcomer follows it: its files in an empty folder, its commands in one shell, its
// operations sent to its gateway, and each answer as it says.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds that a block of commands may take on a busy machine. */
const PATIENCE = 60_000;

const binary = process.env.PATRONAGE_BINARY;
if (!binary) throw new Error("set PATRONAGE_BINARY, as run.sh does");

const read = (name) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8");

/** The fenced blocks that are to be done: their kind, the words after it, their text. */
export function blocks(document) {
  const found = document.matchAll(/^(?<before>.*)\n```(?<kind>\w+) ?(?<words>.*)\n(?<text>[^]*?)^```$/gm);
  return [...found].map(({ groups }) => groups).filter(({ before }) => !before.startsWith("<!-- not run"));
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** A shell in a folder of its own, whose servers end with it. */
export class Walk {
  #names = new Map();
  #ports = new Map();

  static async begin() {
    const walk = new Walk();
    walk.folder = mkdtempSync(join(tmpdir(), "patronage-federation-"));
    mkdirSync(join(walk.folder, "bin"));
    symlinkSync(binary, join(walk.folder, "bin", "patronage"));
    symlinkSync(new URL("node_modules", import.meta.url), join(walk.folder, "node_modules"));
    for (const port of [8080, 4000, 4001, 4002, 4003]) walk.#ports.set(port, await freePort());
    walk.customers = `http://localhost:${walk.#ports.get(8080)}`;
    walk.gateway = `http://localhost:${walk.#ports.get(4000)}/`;
    writeFileSync(join(walk.folder, "verify.mjs"), blocks(read("verifying-tokens.md").replace(/^<!-- not run.*/gm, ""))
      .find(({ kind }) => kind === "js").text);
    walk.#start();
    return walk;
  }

  #start() {
    const { PATH, HOME } = process.env;
    const env = {
      PATH: `${join(this.folder, "bin")}:${PATH}`,
      HOME,
      PATRONAGE_LISTEN: `127.0.0.1:${this.#ports.get(8080)}`,
      PATRONAGE_JWKS_URL: `${this.customers}/.well-known/jwks.json`,
      PATRONAGE_LOG_FORMAT: "json",
    };
    // A group of its own, so that what it leaves in the background can be ended with it.
    const stdio = ["pipe", "pipe", "inherit"];
    this.shell = spawn("bash", ["-euo", "pipefail"], { cwd: this.folder, env, detached: true, stdio });
    this.shell.stdout.setEncoding("utf8");
    this.shell.stdin.on("error", () => {});
  }

  end() {
    process.kill(-this.shell.pid);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The ports that are free here in place of those in the document. The issuer of tokens is no address. */
  #placed(text) {
    return text
      .replace(/localhost:(\d{4})\//g, (all, port) => all.replace(port, this.#ports.get(Number(port)) ?? port))
      .replace(/(serve\("\w+", |port: )(\d{4})/g, (_, before, port) => before + this.#ports.get(Number(port)));
  }

  /** Runs commands in the shell, and gives what they print. */
  async run(commands) {
    this.shell.stdin.write(`${this.#placed(commands)}\necho "done $$"\n`);
    let printed = "";
    const ended = once(this.shell, "exit").then(([code]) => {
      throw new Error(`the shell ended with ${code} at:\n${commands}\n${this.log("gateway")}`);
    });
    const done = (async () => {
      while (!printed.endsWith(`done ${this.shell.pid}\n`)) printed += (await once(this.shell.stdout, "data"))[0];
    })();
    const late = delay(PATIENCE, undefined, { ref: false }).then(() => {
      throw new Error(`not within a minute:\n${commands}\n${this.log("patronage")}${this.log("gateway")}`);
    });
    await Promise.race([done, ended, late]);
    return printed.slice(0, -`done ${this.shell.pid}\n`.length);
  }

  log(name) {
    try {
      return readFileSync(join(this.folder, `${name}.log`), "utf8");
    } catch {
      return "";
    }
  }

  /** Sends an operation to the gateway. */
  async ask(query, authorization, variables = {}) {
    const headers = { "Content-Type": "application/json", ...(authorization && { Authorization: `Bearer ${authorization}` }) };
    const response = await fetch(this.gateway, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
    return response.json();
  }

  /** Who sends what: nobody, staff by the key of the walk, or the customer who registered last. */
  async #sender(who) {
    if (who === "staff") return (this.key ??= (await this.run("echo $SHOP_KEY")).trim());
    return who === "customer" ? this.token : undefined;
  }

  /** Does what a document says, block after block. */
  async follow(document) {
    let answer;
    const done = { files: 0, operations: 0 };
    for (const { kind, words, text } of blocks(read(document))) {
      if (kind === "sh") {
        await this.run(text);
      } else if (kind === "json") {
        this.#compare(answer, JSON.parse(text));
      } else if (/\.\w+$/.test(words)) {
        done.files += 1;
        writeFileSync(join(this.folder, words), this.#placed(text));
      } else if (kind === "graphql") {
        done.operations += 1;
        const query = [...this.#names].reduce((query, [shown, real]) => query.replaceAll(shown, real), text);
        answer = await this.ask(query, await this.#sender(words));
        this.token = answer.data?.registerCustomer?.tokens.accessToken ?? this.token;
      }
    }
    return done;
  }

  /** Whether an answer is the one that is shown. Ids that the server makes are other ones each time, and tokens. */
  #compare(answer, shown) {
    const made = /^(cus_[0-9A-Z]{26}|eyJ\.\.\.)$/;
    const renamed = (real, shown) => {
      if (typeof shown === "string" && made.test(shown) && typeof real === "string") {
        this.#names.set(shown, real);
        return shown;
      }
      if (real === null || typeof real !== "object") return real;
      if (Array.isArray(real)) return real.map((item, at) => renamed(item, shown?.[at]));
      return Object.fromEntries(Object.entries(real).map(([name, value]) => [name, renamed(value, shown?.[name])]));
    };
    assert.deepEqual(renamed(answer, shown), shown);
  }

  /** The requests that Patronage had of an operation of the gateway, as its log tells them. */
  async requests(operation) {
    const late = Date.now() + 10_000;
    for (;;) {
      const lines = this.log("patronage").split("\n").filter((line) => line.includes(`"${operation}__`));
      if (lines.length > 0) return lines.map((line) => JSON.parse(line));
      if (Date.now() > late) throw new Error(`Patronage had no request of ${operation}`);
      await delay(20);
    }
  }
}
