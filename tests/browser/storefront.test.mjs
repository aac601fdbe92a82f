// The account page of examples/storefront, from an allowed origin, against the real server.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { base, launch } from "./browser.mjs";

const storefront = process.env.STOREFRONT_URL;
if (!storefront) throw new Error("set STOREFRONT_URL to where the page is");

const PASSWORD = "violet-anchor-91-teapot";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** A browser of its own, with the page loaded, and what went wrong in it. */
async function visit() {
  const context = await browser.newContext();
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`exception: ${error.message}`));
  await page.goto(storefront);
  return { context, page, faults };
}

async function fill(page, form, values) {
  for (const [name, value] of Object.entries(values)) {
    const input = page.locator(`#${form} [name=${name}]`);
    if (typeof value === "boolean") await input.setChecked(value);
    else await input.fill(value);
  }
}

/** Presses a button and waits until the page shows how things are now. */
async function press(page, button) {
  const shown = page.waitForResponse((response) => response.request().postData()?.includes("me {") ?? false);
  await button.click();
  await shown;
}

const submit = (page, form) => press(page, page.locator(`#${form} button:not([type=reset])`));

async function register(page, email) {
  await page.locator("#signed-out").waitFor();
  await fill(page, "register", { email, password: PASSWORD, firstName: "Mina", lastName: "Lind" });
  await submit(page, "register");
  await page.locator("#signed-in").waitFor();
}

const email = () => `mina-${randomUUID()}@shop.example`;

test("a customer registers, edits, logs out and comes back", async () => {
  const { context, page, faults } = await visit();
  const mine = email();
  await register(page, mine);
  assert.equal(await page.locator("#who").innerText(), mine);
  assert.equal(await page.locator("#profile [name=firstName]").inputValue(), "Mina");

  await fill(page, "profile", { firstName: "Wilhelmina", lastName: "", phone: "+39 011 555 0123" });
  await submit(page, "profile");
  await page.waitForFunction(() => document.querySelector("#profile [name=phone]").value === "+390115550123");

  const home = { addressName: "Home", address1: "Via Roma 1", postalCode: "10121", city: "Torino", countryCode: "IT" };
  await fill(page, "address", { ...home, isDefaultShipping: true });
  await submit(page, "address");
  await fill(page, "address", { ...home, addressName: "<b>Work</b>", address1: "Corso Dante 2" });
  await submit(page, "address");
  const entries = page.locator("#addresses li");
  await entries.nth(1).waitFor();
  assert.deepEqual(await entries.locator(".text").allInnerTexts(), [
    "Home, Via Roma 1, 10121 Torino, IT",
    "<b>Work</b>, Corso Dante 2, 10121 Torino, IT",
  ]);
  assert.deepEqual(await entries.locator(".default:visible").count(), 1);

  await entries.nth(1).locator(".edit").click();
  assert.equal(await page.locator("#address [name=address1]").inputValue(), "Corso Dante 2");
  await fill(page, "address", { addressName: "Office", isDefaultShipping: true });
  await submit(page, "address");
  await entries.filter({ hasText: "Office" }).waitFor();
  assert.equal(await entries.count(), 2);
  assert.ok(await entries.filter({ hasText: "Office" }).locator(".default").isVisible());

  await press(page, entries.filter({ hasText: "Home" }).locator(".delete"));
  await entries.filter({ hasText: "Home" }).waitFor({ state: "detached" });

  await page.reload();
  await page.locator("#signed-in").waitFor();
  assert.equal(await page.locator("#profile [name=firstName]").inputValue(), "Wilhelmina");
  assert.equal(await page.locator("#profile [name=lastName]").inputValue(), "");
  assert.equal(await entries.count(), 1);

  await press(page, page.locator("#log-out"));
  await page.locator("#signed-out").waitFor();
  assert.deepEqual(await context.cookies(), []);
  assert.equal(await page.locator("#who").innerText(), "");
  await page.reload();
  await page.locator("#signed-out").waitFor();

  await fill(page, "log-in", { email: mine.toUpperCase(), password: PASSWORD });
  await submit(page, "log-in");
  await page.locator("#signed-in").waitFor();
  assert.equal(await entries.count(), 1);
  assert.deepEqual(faults, []);
  await context.close();
});

test("the tokens are out of the page's reach", async () => {
  const { context, page, faults } = await visit();
  await register(page, email());
  const cookies = await context.cookies();
  assert.deepEqual(cookies.map(({ name }) => name).sort(), ["patronage-access", "patronage-refresh"]);
  for (const cookie of cookies) {
    assert.ok(cookie.httpOnly && cookie.sameSite === "Lax" && cookie.path === "/", JSON.stringify(cookie));
  }
  const seen = await page.evaluate(() => JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]));
  assert.equal(seen, '["",{},{}]');
  assert.deepEqual(faults, []);
  await context.close();
});

test("an expired access token is renewed unnoticed", async () => {
  const { context, page, faults } = await visit();
  const mine = email();
  await register(page, mine);
  // As the browser does after ten minutes.
  await context.clearCookies({ name: "patronage-access" });
  await fill(page, "profile", { firstName: "Minna" });
  await submit(page, "profile");
  await context.clearCookies({ name: "patronage-access" });
  await page.reload();
  await page.locator("#signed-in").waitFor();
  assert.equal(await page.locator("#who").innerText(), mine);
  assert.equal(await page.locator("#profile [name=firstName]").inputValue(), "Minna");
  assert.deepEqual(faults, []);
  await context.close();
});

test("what is wrong is told", async () => {
  const { context, page, faults } = await visit();
  const message = page.locator("#message");
  await fill(page, "log-in", { email: email(), password: PASSWORD });
  await page.locator("#log-in button").click();
  await message.getByText("do not match").waitFor();
  await fill(page, "register", { email: email(), password: "password" });
  await page.locator("#register button").click();
  await message.getByText("password: The password is too easy to guess").waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test("a page of another origin gets nothing of the session", async () => {
  const { context, page } = await visit();
  await register(page, email());
  // Of the same site, so that the browser does send the cookies: only the origin is another.
  const evil = createServer((_, response) => response.setHeader("Content-Type", "text/html").end("<h1>Evil</h1>"));
  evil.listen(0, "127.0.0.1");
  await once(evil, "listening");
  const foreign = await context.newPage();
  await foreign.goto(`http://127.0.0.1:${evil.address().port}/`);
  const outcomes = await foreign.evaluate(async (service) => {
    const body = JSON.stringify({ query: 'mutation { updateCustomer(input: {firstName: "Eve"}) { customer { id } } }' });
    const marked = { "Content-Type": "application/json", "GraphQL-Require-Preflight": "1" };
    const attempts = [
      { mode: "cors", headers: marked },
      { mode: "no-cors", headers: { "Content-Type": "text/plain" } },
    ];
    const outcomes = [];
    for (const attempt of attempts) {
      const sent = fetch(`${service}/graphql`, { method: "POST", credentials: "include", body, ...attempt });
      outcomes.push(await sent.then((response) => response.type, () => "refused"));
    }
    return outcomes;
  }, base);
  // The preflight refuses the first; the second is sent, and nobody may see what came of it.
  assert.deepEqual(outcomes, ["refused", "opaque"]);
  evil.close();
  evil.closeAllConnections();
  await page.reload();
  await page.locator("#signed-in").waitFor();
  assert.equal(await page.locator("#profile [name=firstName]").inputValue(), "Mina");
  await context.close();
});
