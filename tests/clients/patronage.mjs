// What the tests of this folder know of the server.

import { execFileSync } from "node:child_process";

export const base = process.env.PATRONAGE_URL;
const binary = process.env.PATRONAGE_BINARY;
if (!base || !binary) throw new Error("set PATRONAGE_URL and PATRONAGE_BINARY, as run.sh does");

export const PASSWORD = "violet-anchor-91-teapot";

/** Runs an operation by a plain request. */
export async function request(query, variables, token) {
  const response = await fetch(`${base}/graphql`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

/** A new customer, logged in. */
export async function register(email) {
  const query = `mutation ($email: String!, $password: String!) { registerCustomer(input: { email: $email, password: $password }) {
    customer { id } tokens { accessToken refreshToken } userErrors { code } } }`;
  const { customer, tokens } = (await request(query, { email, password: PASSWORD })).registerCustomer;
  return { id: customer.id, token: tokens.accessToken };
}

export const rename = (name, token) =>
  request(`mutation ($name: String) { updateCustomer(input: { firstName: $name }) { userErrors { code } } }`, { name }, token);

export const logout = (token) => request("mutation { logout { accepted } }", {}, token);

/** The secret of a new API key. */
export const key = (...scopes) =>
  execFileSync(binary, ["api-key", "create", "--name", "test", ...scopes.flatMap((scope) => ["--scope", scope])], { encoding: "utf8" }).trim();

/** Waits until something holds. */
export async function until(holds) {
  const late = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > late) throw new Error(`not within 20 s: ${holds}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** Every result of an operation, by a client of graphql-ws or graphql-sse. */
export async function all(client, query, variables) {
  const results = [];
  for await (const result of client.iterate({ query, variables })) results.push(result);
  return results;
}
