// Puts GraphiQL on the page with the example tabs, and sends its requests.
"use strict";

(() => {
  const { demo } = JSON.parse(document.getElementById("settings").textContent);
  const credential = document.getElementById("credential");
  const target = document.getElementById("graphiql");

  // The style element that one of GraphiQL's parts makes takes its nonce from here.
  window.__webpack_nonce__ = document.currentScript.nonce;

  if (typeof GraphiQL === "undefined") {
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.textContent =
      "GraphiQL's files could not be loaded. This binary was built without them, so they come from a CDN. " +
      "To build them in: npm ci && npm run build in the folder graphiql/, then cargo build. The API itself is at /graphql.";
    target.replaceChildren(notice);
    return;
  }

  // Relative, for the sake of a proxy that adds a path; the page is at / and /graphiql.
  async function post(body, given) {
    const headers = new Headers(given);
    headers.set("Content-Type", "application/json");
    // Marks the request as no simple one, which a login kept in cookies needs.
    headers.set("GraphQL-Require-Preflight", "true");
    const response = await fetch("graphql", { method: "POST", headers, body: JSON.stringify(body) });
    return response.json();
  }

  // ---- the demo customer's access token, which lives for minutes only

  const LOGIN = "mutation($input: LoginInput!) { login(input: $input) { tokens { accessToken expiresAt } } }";
  const issued = new Set();
  let current = null;

  async function demoToken() {
    if (!demo) return null;
    if (current && Date.parse(current.expiresAt) - Date.now() > 30_000) return current.accessToken;
    const input = { email: demo.email, password: demo.password };
    const answer = await post({ query: LOGIN, variables: { input } });
    current = answer.data?.login?.tokens ?? null;
    if (current) issued.add(current.accessToken);
    return current?.accessToken ?? null;
  }

  // ---- requests

  /** The tab's own credential, else that of the box at the top; a hint in angle brackets is none. */
  async function authorization(own) {
    if (own && !own.includes("<")) {
      const token = own.replace(/^Bearer /, "");
      return issued.has(token) ? `Bearer ${(await demoToken()) ?? token}` : own;
    }
    const boxed = credential.value.trim();
    return boxed ? `Bearer ${boxed}` : null;
  }

  function letters() {
    const bytes = crypto.getRandomValues(new Uint8Array(10));
    return Array.from(bytes, (byte) => String.fromCharCode(97 + (byte % 26))).join("");
  }

  function withFreshLetters(variables) {
    const random = letters();
    const text = JSON.stringify(variables ?? null, (_, value) =>
      typeof value === "string" ? value.replaceAll("{random}", random) : value,
    );
    return JSON.parse(text) ?? undefined;
  }

  async function fetcher(params, options) {
    const headers = new Headers(options?.headers);
    const value = await authorization(headers.get("Authorization"));
    headers.delete("Authorization");
    if (value) headers.set("Authorization", value);
    headers.set("Accept", "application/graphql-response+json, application/json;q=0.9");
    return post({ ...params, variables: withFreshLetters(params.variables) }, headers);
  }

  async function start() {
    // A demo customer that cannot log in costs the tab its header, not the page.
    const token = await demoToken().catch(() => null);
    const tabs = exampleTabs(demo, token);
    const element = React.createElement(
      GraphiQL,
      {
        fetcher,
        defaultTabs: tabs,
        // GraphiQL takes the query of the first tab from there, its variables only from here.
        variables: tabs[0].variables,
        defaultEditorToolsVisibility: true,
        // Nothing outlives the page: keys stay out of the disk, and old tabs do not hide the examples.
        storage: null,
        shouldPersistHeaders: false,
        showPersistHeadersSettings: false,
        inputValueDeprecation: true,
        schemaDescription: true,
      },
      React.createElement(GraphiQL.Logo, null, "GraphiQL"),
    );
    ReactDOM.createRoot(target).render(element);
  }

  start();
})();
