// What a storefront does for a customer: register, save an address, show the profile, log in again.
// usage: PATRONAGE_URL=http://localhost:8080 npm start

import { randomUUID } from "node:crypto";

import { Patronage, Refused, done } from "./client.js";
import { graphql } from "./generated/gql.js";

const Register = graphql(`
  mutation Register($input: RegisterCustomerInput!) {
    registerCustomer(input: $input) {
      customer { id email }
      tokens { accessToken refreshToken expiresAt }
      userErrors { code field message }
    }
  }
`);

const Login = graphql(`
  mutation Login($input: LoginInput!) {
    login(input: $input) {
      tokens { accessToken }
      userErrors { code field message }
    }
  }
`);

const AddAddress = graphql(`
  mutation AddAddress($input: CreateCustomerAddressInput!) {
    createCustomerAddress(input: $input) {
      address { id isDefaultShipping }
      userErrors { code field message }
    }
  }
`);

const Profile = graphql(`
  query Profile {
    me {
      id email firstName hasAccount createdAt metadata
      addresses { ...Line }
      defaultShippingAddress { ...Line }
      groups { name }
    }
  }
  fragment Line on CustomerAddress { id address1 city countryCode country { displayName } }
`);

function given<Value>(value: Value | null | undefined, what: string): Value {
  if (value === null || value === undefined) throw new Error(`no ${what} in the answer`);
  return value;
}

async function visit(shop: Patronage): Promise<void> {
  const email = `jane.${randomUUID()}@example.com`;
  const password = "violet-anchor-91-teapot";

  const registered = await shop.run(Register, { input: { email, password, firstName: "Jane" } });
  const { accessToken } = given(done(registered.registerCustomer).tokens, "tokens");
  const jane = shop.as(accessToken);

  // Sent twice, as after a timeout, under one key: one address.
  const key = randomUUID();
  const input = { address1: "Via Roma 1", city: "Torino", countryCode: "IT", isDefaultShipping: true };
  const first = done((await jane.run(AddAddress, { input }, key)).createCustomerAddress);
  const again = done((await jane.run(AddAddress, { input }, key)).createCustomerAddress);
  if (first.address?.id !== again.address?.id) throw new Error("one key made two addresses");

  const { me } = await jane.run(Profile, {});
  const profile = given(me, "profile");
  const lines = profile.addresses.map((line) => `${line.address1}, ${line.city}, ${line.country?.displayName}`);
  console.log(`${profile.firstName} lives at ${lines.join(" and at ")}`);

  try {
    done((await shop.run(Login, { input: { email, password: "not-her-password" } })).login);
    throw new Error("logged in with a wrong password");
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    console.log(`refused with ${error.errors.map(({ code }) => code).join()}`);
  }
  const back = done((await shop.run(Login, { input: { email, password } })).login);
  given(back.tokens, "tokens");
  console.log("logged in again");
}

await visit(new Patronage(process.env["PATRONAGE_URL"] ?? "http://localhost:8080"));
