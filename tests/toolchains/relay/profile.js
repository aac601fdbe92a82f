// What a storefront's pages ask in Relay's way: a fragment each, pages by cursor, writes.

import { graphql } from "relay-runtime";

export const Line = graphql`
  fragment profileLine on CustomerAddress {
    id
    address1
    city
    country { displayName }
  }
`;

export const Profile = graphql`
  query profileQuery {
    me {
      id
      firstName
      metadata
      addresses { ...profileLine }
      defaultShippingAddress { ...profileLine }
    }
  }
`;

export const Members = graphql`
  fragment profileMembers on CustomerGroup
  @refetchable(queryName: "profileMembersNextQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" }) {
    customers(first: $count, after: $cursor) @connection(key: "profile_customers") {
      edges { node { id email } }
    }
  }
`;

export const Customers = graphql`
  query profileCustomersQuery($search: String) {
    customers(first: 20, search: $search) @connection(key: "Profile__customers") {
      edges { node { id email groups { name ...profileMembers } } }
    }
  }
`;

export const Node = graphql`
  query profileNodeQuery($id: ID!) {
    node(id: $id) { ... on Customer { id email } ... on CustomerGroup { name ...profileMembers } }
  }
`;

export const Add = graphql`
  mutation profileAddMutation($input: CreateCustomerAddressInput!) {
    createCustomerAddress(input: $input) {
      address { ...profileLine }
      userErrors { code field message }
    }
  }
`;
