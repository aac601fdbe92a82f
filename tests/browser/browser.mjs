// One browser for a test file, and pages that note all that should not happen.

import { chromium } from "playwright-core";

// As root in a container, and without the calls home that a closed network refuses.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Where the server under test is, without a slash at the end. */
export const base = (process.env.PATRONAGE_URL ?? "").replace(/\/+$/, "");
if (!base) throw new Error("set PATRONAGE_URL to the address of a server started with `serve --demo`");

export function launch() {
  const executablePath = process.env.CHROMIUM || "/usr/bin/chromium";
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

/** A page of its own profile, with GraphiQL loaded, and a list of what went wrong in it. */
export async function open(browser, path) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`exception: ${error.message}`));
  page.on("requestfailed", (request) => faults.push(`failed: ${request.url()}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.origin !== new URL(base).origin) faults.push(`elsewhere: ${url}`);
  });
  await page.goto(base + path);
  await page.locator(".graphiql-query-editor .CodeMirror").waitFor();
  return { page, faults, close: () => context.close() };
}

/** Brings a tab to the front. */
export async function showTab(page, name) {
  const button = page.locator(".graphiql-tab-button", { hasText: new RegExp(`^${name}$`) });
  await button.click();
}

/** Presses GraphiQL's button and gives the answer to that operation. */
export async function run(page, operation) {
  // After a change of tabs the editor takes a moment to see which operation it holds.
  await page.waitForFunction(
    (name) => document.querySelector(".graphiql-query-editor .CodeMirror").CodeMirror.operationName === name,
    operation,
  );
  const mine = (response) =>
    response.request().method() === "POST" && response.request().postDataJSON()?.operationName === operation;
  const [response] = await Promise.all([
    page.waitForResponse(mine),
    page.getByRole("button", { name: "Execute query" }).click(),
  ]);
  return { answer: await response.json(), headers: await response.request().allHeaders() };
}
