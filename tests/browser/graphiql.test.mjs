// GraphiQL as `serve --demo` gives it: `PATRONAGE_URL=http://127.0.0.1:8080 node --test`.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";

import { base, launch, open, run, showTab } from "./browser.mjs";

const TABS = ["RegisterAndReadBack", "LogIn", "Me", "FindOrCreate", "Customers", "Groups", "CreateAGroup"];
const OUT = new URL("out/", import.meta.url).pathname;

let browser;
before(async () => {
  mkdirSync(OUT, { recursive: true });
  browser = await launch();
});
after(() => browser?.close());

for (const path of ["/", "/graphiql"]) {
  test(`${path} loads whole, from this server alone, and offers the examples`, async () => {
    const { page, faults, close } = await open(browser, path);
    const names = await page.getByRole("tab").allInnerTexts();
    assert.deepEqual(names.map((name) => name.trim()), TABS);
    assert.ok(await page.getByLabel("API key or access token").isVisible());
    // The schema has arrived when the explorer of it can be opened on its root types.
    await openDocs(page);
    await page.locator(".graphiql-doc-explorer").getByText("Query", { exact: true }).waitFor();
    // Its dialogs bring a style element of their own, which the policy must let in.
    await page.getByRole("button", { name: "Open settings dialog" }).click();
    await page.getByRole("dialog").waitFor();
    assert.deepEqual(faults, []);
    await close();
  });
}

test("each example tab runs as it stands, again and again", async (t) => {
  const { page, faults, close } = await open(browser, "/");
  for (const name of TABS) {
    await t.test(name, async () => {
      await showTab(page, name);
      for (const round of [1, 2]) {
        const { answer } = await run(page, name);
        assert.equal(answer.errors, undefined, `round ${round}: ${JSON.stringify(answer)}`);
        for (const [field, value] of Object.entries(answer.data)) {
          assert.notEqual(value, null, `round ${round}: ${field} is null`);
          assert.deepEqual(value.userErrors ?? [], [], `round ${round}: ${field}`);
        }
        await page.locator(".result-window").getByText(Object.keys(answer.data)[0]).first().waitFor();
      }
      await page.screenshot({ path: `${OUT}${name}.png` });
    });
  }
  assert.deepEqual(faults, []);
  await close();
});

test("the box at the top speaks for tabs whose headers hold no credential", async () => {
  const { page, close } = await open(browser, "/");
  assert.equal((await run(page, "RegisterAndReadBack")).headers.authorization, undefined);

  await page.getByLabel("API key or access token").fill("from-the-box");
  assert.equal((await run(page, "RegisterAndReadBack")).headers.authorization, "Bearer from-the-box");

  await showTab(page, "Groups");
  const own = (await run(page, "Groups")).headers.authorization;
  assert.match(own, /^Bearer sk_/);
  await close();
});

test("a reload gives the examples anew, with keys nowhere on the disk", async () => {
  const { page, close } = await open(browser, "/");
  await page.locator(".graphiql-query-editor .CodeMirror").click();
  await page.keyboard.type("# mine\n");
  await page.reload();
  await page.locator(".graphiql-query-editor .CodeMirror").waitFor();
  assert.equal(await page.getByRole("tab").count(), TABS.length);
  assert.equal(await page.getByText("# mine").count(), 0);
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  assert.equal(kept, "[{},{}]");
  await close();
});

test("the docs explorer shows what a customer is", async () => {
  const response = await fetch(`${base}/graphql`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query: '{ __type(name: "Customer") { description } }' }),
  });
  const { description } = (await response.json()).data.__type;
  assert.ok(description.length > 20, description);

  const { page, faults, close } = await open(browser, "/graphiql");
  await openDocs(page);
  const docs = page.locator(".graphiql-doc-explorer");
  await docs.getByText("Query", { exact: true }).click();
  await docs.getByRole("link", { name: "Customer", exact: true }).first().click();
  await docs.locator(".graphiql-doc-explorer-title", { hasText: /^Customer$/ }).waitFor();
  const shown = await docs.locator(".graphiql-markdown-description").first().innerText();
  const words = (text) => text.replaceAll(/[^\p{L}\p{N}]+/gu, " ").trim();
  assert.equal(words(shown), words(description));
  await page.screenshot({ path: `${OUT}docs.png` });
  assert.deepEqual(faults, []);
  await close();
});

async function openDocs(page) {
  const explorer = page.locator(".graphiql-doc-explorer");
  if (!(await explorer.isVisible())) {
    await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
  }
  await explorer.waitFor();
}
