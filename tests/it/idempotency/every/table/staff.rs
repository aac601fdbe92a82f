//! What staff alone may do, to many customers or for the shop.

use super::Row;
use super::Who::Admin;

pub(super) const ROWS: [Row; 15] = [
    (
        "createCustomers",
        Admin,
        "(input: {customers: [{id: \"cus_from\", addresses: [{city: \"Bari\"}]}, {firstName: \"Vera\"}]}) {
            customers { id firstName } userErrors { code } }",
        3,
    ),
    (
        "updateCustomers",
        Admin,
        "(input: {ids: [CUSTOMER], changes: {companyName: \"Lind\"}}) {
            customers { id version } userErrors { code } }",
        1,
    ),
    (
        "createCustomerAddresses",
        Admin,
        "(input: {addresses: [{customerId: CUSTOMER, city: \"Bari\"}]}) { addresses { id } userErrors { code } }",
        1,
    ),
    (
        "createCustomerGroups",
        Admin,
        "(input: {groups: [{name: \"one\"}, {name: \"two\"}]}) { customerGroups { id } userErrors { code } }",
        2,
    ),
    (
        "endCustomerSessions",
        Admin,
        "(input: {id: CUSTOMER}) { accepted userErrors { code } }",
        0,
    ),
    (
        "mergeCustomers",
        Admin,
        "(input: {fromId: \"cus_from\", intoId: CUSTOMER}) { customer { id version } userErrors { code } }",
        2,
    ),
    (
        "removeCustomerAccount",
        Admin,
        "(input: {id: CUSTOMER}) { deletedIds userErrors { code } }",
        1,
    ),
    (
        "eraseCustomer",
        Admin,
        "(input: {id: CUSTOMER}) { deletedIds userErrors { code } }",
        2,
    ),
    (
        "createApiKey",
        Admin,
        "(input: {name: \"till\", scopes: [\"customers:read\"]}) { apiKey { id prefix } secret userErrors { code } }",
        0,
    ),
    (
        "revokeApiKey",
        Admin,
        "(input: {id: KEY}) { apiKey { id revokedAt } userErrors { code } }",
        0,
    ),
    (
        "createWebhookEndpoint",
        Admin,
        "(input: {url: \"http://127.0.0.1:4000/\", eventTypes: [\"*\"]}) {
            webhookEndpoint { id url enabled } secret userErrors { code } }",
        0,
    ),
    (
        "updateWebhookEndpoint",
        Admin,
        "(input: {id: ENDPOINT, description: \"till\"}) {
            webhookEndpoint { id description } userErrors { code } }",
        0,
    ),
    (
        "redeliverWebhook",
        Admin,
        "(input: {id: DELIVERY}) { accepted userErrors { code } }",
        0,
    ),
    (
        "rotateWebhookSecret",
        Admin,
        "(input: {id: ENDPOINT}) { webhookEndpoint { id } secret userErrors { code } }",
        0,
    ),
    (
        "deleteWebhookEndpoint",
        Admin,
        "(input: {id: ENDPOINT}) { deletedIds userErrors { code } }",
        0,
    ),
];
