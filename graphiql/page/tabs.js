// The example tabs. `{random}` in a variable becomes fresh letters at every run, see page.js.
"use strict";

const STAFF_HINT = "Bearer <staff API key: patronage api-key create --name dev --scope admin>";
const TOKEN_HINT = "Bearer <accessToken that the tab LogIn answers with>";

/**
 * @param demo  the e-mail, password and staff key of `serve --demo`, or null
 * @param token an access token of the demo customer, or null
 */
function exampleTabs(demo, token) {
  const staff = { Authorization: demo ? `Bearer ${demo.staffKey}` : STAFF_HINT };
  const customer = { Authorization: token ? `Bearer ${token}` : TOKEN_HINT };
  const login = demo ? { email: demo.email, password: demo.password } : { email: "you@example.com", password: "your password" };

  return [
    tab(REGISTER, {
      input: {
        email: "ada.{random}@example.com",
        password: "Velvet-Otter-Climbs-42",
        firstName: "Ada",
        lastName: "Lovelace",
        addresses: [
          { addressName: "Home", address1: "12 St James's Square", city: "London", postalCode: "SW1Y 4JH", countryCode: "gb", isDefaultShipping: true },
          { addressName: "Office", address1: "Via Roma 1", city: "Torino", postalCode: "10121", countryCode: "it", isDefaultBilling: true },
        ],
      },
    }),
    tab(LOG_IN, { input: login }),
    tab(ME, undefined, customer),
    tab(FIND_OR_CREATE, { input: { email: "checkout.{random}@example.com" } }, staff),
    tab(CUSTOMERS, {
      first: 10,
      search: "example",
      filter: { hasAccount: true },
      orderBy: [{ field: "CREATED_AT", direction: "DESC" }],
    }, staff),
    tab(GROUPS, { orderBy: [{ field: "NAME" }] }, staff),
    tab(CREATE_A_GROUP, { input: { name: "Friends {random}", metadata: { discountPercent: 10 } } }, staff),
  ];

  function tab(query, variables, headers) {
    return { query: query.trim() + "\n", variables: pretty(variables), headers: pretty(headers) };
  }

  function pretty(value) {
    return value && JSON.stringify(value, null, 2);
  }
}

const REGISTER = `
# Register a customer with two addresses, and
# read it all back in the same answer. For anyone.
# {random} in a variable is new letters each run.
mutation RegisterAndReadBack($input: RegisterCustomerInput!) {
  registerCustomer(input: $input) {
    customer {
      id
      email
      firstName
      lastName
      hasAccount
      addresses {
        id
        addressName
        address1
        postalCode
        city
        country { iso2 displayName }
      }
      defaultShippingAddress { addressName }
      defaultBillingAddress { addressName }
      groups { name }
      createdAt
    }
    tokens { tokenType expiresAt }
    userErrors { code message field }
  }
}`;

const LOG_IN = `
# Log a customer in. The access token goes into
# the box at the top, or into a tab's Headers:
# {"Authorization": "Bearer <accessToken>"}
mutation LogIn($input: LoginInput!) {
  login(input: $input) {
    customer { id email firstName }
    tokens { accessToken tokenType expiresAt refreshToken refreshExpiresAt }
    userErrors { code message field }
  }
}`;

const ME = `
# Who is logged in, with all that belongs to them.
# For customers: an access token in the Headers
# below or the box at the top. Null without one.
query Me {
  me {
    id
    email
    firstName
    lastName
    companyName
    phone
    addresses {
      id
      addressName
      address1
      postalCode
      city
      country { iso2 displayName }
      isDefaultShipping
      isDefaultBilling
    }
    defaultShippingAddress { id city }
    defaultBillingAddress { id city }
    groups { id name }
    metadata
    createdAt
  }
}`;

const FIND_OR_CREATE = `
# What a checkout calls: the customer with this
# e-mail, made as a guest if there is none yet.
# Here twice: the second call finds the first's.
# For staff: an API key in the Headers below, or
# in the box at the top.
mutation FindOrCreate($input: FindOrCreateCustomerInput!) {
  first: findOrCreateCustomer(input: $input) { ...Outcome }
  again: findOrCreateCustomer(input: $input) { ...Outcome }
}

fragment Outcome on FindOrCreateCustomerPayload {
  created
  matchedBy
  customer { id email hasAccount }
  userErrors { code message field }
}`;

const CUSTOMERS = `
# Search, filter and order customers, page by page:
# the next one starts after this one's endCursor.
# For staff: an API key in the Headers below, or
# in the box at the top.
query Customers($first: Int, $search: String, $filter: CustomerFilter, $orderBy: [CustomerOrder!]) {
  customers(first: $first, search: $search, filter: $filter, orderBy: $orderBy) {
    totalCount
    nodes {
      id
      email
      firstName
      lastName
      addresses { addressName city countryCode }
      groups { name }
      createdAt
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

const GROUPS = `
# The groups by name, as staff see them.
# For staff: an API key in the Headers below, or
# in the box at the top.
query Groups($orderBy: [CustomerGroupOrder!]) {
  customerGroups(first: 10, orderBy: $orderBy) {
    totalCount
    nodes {
      id
      name
      metadata
      version
      createdAt
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

const CREATE_A_GROUP = `
# A new group. Names are unique among groups, so
# {random} in the variable is new letters each run.
# For staff: an API key in the Headers below, or
# in the box at the top.
mutation CreateAGroup($input: CreateCustomerGroupInput!) {
  createCustomerGroup(input: $input) {
    customerGroup { id name metadata version createdAt }
    userErrors { code message field }
  }
}`;
