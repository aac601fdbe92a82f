// Serves examples/storefront on a free port of loopback, as any web server would, and prints where.
// usage: node pages.mjs <file that will hold the address of the service>

import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { extname } from "node:path";

const FOLDER = new URL("../../examples/storefront/", import.meta.url);
const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript" };
const FILES = ["/index.html", "/storefront.css", "/storefront.js"];

const server = createServer((request, response) => {
  const path = request.url === "/" ? "/index.html" : request.url;
  if (!FILES.includes(path)) {
    response.writeHead(404).end();
    return;
  }
  // The page names the service's address as someone does who sets it up.
  const text = readFileSync(new URL(`.${path}`, FOLDER), "utf8");
  const service = readFileSync(process.argv[2], "utf8").trim();
  response.writeHead(200, { "Content-Type": TYPES[extname(path)] });
  response.end(text.replaceAll("http://localhost:8080", service));
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
