// An account page without a framework. The session is in HttpOnly cookies: this script never sees a
// token, so nothing that gets into the page can take one away.

const service = document.querySelector('meta[name="patronage"]').content;
const $ = (id) => document.getElementById(id);

const ERRORS = "userErrors { code message field }";
const ME = `{ me {
  email firstName lastName phone
  addresses { id addressName address1 postalCode city countryCode isDefaultShipping }
} }`;
const REGISTER = `mutation ($input: RegisterCustomerInput!) {
  registerCustomer(input: $input) { customer { id } ${ERRORS} } }`;
const LOG_IN = `mutation ($input: LoginInput!) { login(input: $input) { customer { id } ${ERRORS} } }`;
const REFRESH = `mutation { refreshTokens(input: {}) { customer { id } ${ERRORS} } }`;
const LOG_OUT = `mutation { logout { accepted ${ERRORS} } }`;
const UPDATE = `mutation ($input: UpdateCustomerInput!) {
  updateCustomer(input: $input) { customer { id } ${ERRORS} } }`;
const ADD = `mutation ($input: CreateCustomerAddressInput!) {
  createCustomerAddress(input: $input) { address { id } ${ERRORS} } }`;
const CHANGE = `mutation ($input: UpdateCustomerAddressInput!) {
  updateCustomerAddress(input: $input) { address { id } ${ERRORS} } }`;
const DELETE = `mutation ($input: NodesInput!) {
  deleteCustomerAddresses(input: $input) { deletedIds ${ERRORS} } }`;

// ---- the service

/** Something to be told to the customer. */
class Refused extends Error {}

/** Sends an operation with the cookies, and gives its data and its top-level errors. */
async function send(query, variables) {
  const response = await fetch(`${service}/graphql`, {
    method: "POST",
    credentials: "include",
    headers: {
      "Content-Type": "application/json",
      // Says that the request is ours: no page of another origin gets a browser to send it.
      "GraphQL-Require-Preflight": "1",
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  return { data, errors: errors ?? [] };
}

/** Runs an operation; gets new tokens first where the old ones have expired. Gives its one field. */
async function run(query, variables) {
  let answer = await send(query, variables);
  if (answer.errors.some((error) => error.extensions?.code === "UNAUTHENTICATED") && (await refresh())) {
    answer = await send(query, variables);
  }
  if (answer.errors.length > 0) throw new Refused(answer.errors.map((error) => error.message).join("\n"));
  const [field] = Object.values(answer.data);
  if (field?.userErrors?.length > 0) throw new Refused(field.userErrors.map(told).join("\n"));
  return field;
}

function told({ field, message }) {
  const name = field?.at(-1);
  return name ? `${name}: ${message}` : message;
}

/** Whether there was a session to go on with. */
async function refresh() {
  const { data } = await send(REFRESH);
  return data?.refreshTokens?.customer != null;
}

/** The customer who is logged in, or null. */
async function me() {
  const found = await run(ME);
  return found ?? ((await refresh()) ? run(ME) : null);
}

// ---- the page

async function show() {
  const customer = await me();
  $("signed-out").hidden = customer !== null;
  $("signed-in").hidden = customer === null;
  $("log-out").hidden = customer === null;
  $("who").hidden = customer === null;
  for (const form of document.forms) form.reset();
  if (customer === null) {
    $("who").textContent = "";
    $("addresses").replaceChildren();
    return;
  }
  $("who").textContent = customer.email;
  fill($("profile"), customer);
  $("addresses").replaceChildren(...customer.addresses.map(entry));
}

function fill(form, values) {
  for (const input of form.querySelectorAll("input")) {
    if (input.type === "checkbox") input.checked = values[input.name];
    else input.value = values[input.name] ?? "";
  }
}

/** What a form holds; an empty field is null, which clears it. */
function held(form) {
  const values = {};
  for (const input of form.querySelectorAll("input")) {
    values[input.name] = input.type === "checkbox" ? input.checked : input.value || null;
  }
  return values;
}

function entry(address) {
  const item = $("entry").content.cloneNode(true);
  const { addressName, address1, postalCode, city, countryCode } = address;
  const place = [address1, [postalCode, city].filter(Boolean).join(" "), countryCode?.toUpperCase()];
  // As text, never as HTML: it is what somebody typed.
  item.querySelector(".text").textContent = [addressName, ...place].filter(Boolean).join(", ");
  item.querySelector(".default").hidden = !address.isDefaultShipping;
  item.querySelector(".edit").addEventListener("click", () => {
    fill($("address"), address);
    $("address").querySelector("h3").textContent = "Edit address";
  });
  const remove = () => run(DELETE, { input: { ids: [address.id] } });
  item.querySelector(".delete").addEventListener("click", () => act(remove));
  return item;
}

/** Does something, then shows how things are; tells why where it cannot be done. */
async function act(what) {
  $("message").textContent = "";
  try {
    await what();
    await show();
  } catch (error) {
    $("message").textContent = error instanceof Refused ? error.message : "The service does not answer; try again.";
  }
}

function onSubmit(id, submit) {
  $(id).addEventListener("submit", (event) => {
    event.preventDefault();
    act(() => submit(held(event.target)));
  });
}

onSubmit("register", (values) => run(REGISTER, { input: { ...values, useCookie: true } }));
onSubmit("log-in", (values) => run(LOG_IN, { input: { ...values, useCookie: true } }));
onSubmit("profile", (values) => run(UPDATE, { input: values }));
onSubmit("address", ({ id, ...values }) =>
  id ? run(CHANGE, { input: { id, ...values } }) : run(ADD, { input: values }),
);
$("address").addEventListener("reset", () => {
  $("address").querySelector("h3").textContent = "New address";
  // A hidden field keeps its value at a reset.
  $("address").elements.id.value = "";
});
$("log-out").addEventListener("click", () => act(() => run(LOG_OUT)));

act(async () => {});
