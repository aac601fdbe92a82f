// A wire to a database that can be slow, or lead nowhere.

import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { afterwards } from "./server.mjs";

export class Proxy {
  /** "open", "slow" (each piece of an answer 2 s late) or "nowhere" (nothing arrives until it is open again). */
  mode = "open";

  static async start(t, port) {
    const proxy = new Proxy();
    const server = createServer({ allowHalfOpen: false }, (client) => proxy.#join(client, connect(port, "127.0.0.1")));
    server.listen(0, "127.0.0.1");
    await new Promise((done) => server.once("listening", done));
    proxy.port = server.address().port;
    const sockets = new Set();
    server.on("connection", (socket) => sockets.add(socket));
    afterwards(t, () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return proxy;
  }

  #join(client, database) {
    for (const [from, to] of [[client, database], [database, client]]) {
      from.on("data", async (piece) => {
        from.pause();
        if (this.mode === "slow" && from === database) await sleep(2_000);
        // As packets that are lost are sent again.
        while (this.mode === "nowhere" && !from.destroyed) await sleep(50);
        if (to.writable) to.write(piece);
        from.resume();
      });
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
    }
  }
}
