//! What the operator alone may do.

use super::Row;

pub(super) const ROWS: [Row; 9] = [
    ("apiKeys", "{ id }", "UFFFFFF+"),
    (
        "createApiKey",
        "(input: {name: \"\", scopes: []}) { apiKey { id } }",
        "UFFFFFF+",
    ),
    (
        "revokeApiKey",
        "(input: {id: \"key_unknown\"}) { apiKey { id } }",
        "UFFFFFFN",
    ),
    ("webhookEndpoints", "{ id }", "UFFFFFF+"),
    (
        "createWebhookEndpoint",
        "(input: {url: \"no\", eventTypes: [\"no\"]}) { secret }",
        "UFFFFFF+",
    ),
    (
        "updateWebhookEndpoint",
        "(input: {id: \"whe_unknown\"}) { webhookEndpoint { id } }",
        "UFFFFFFN",
    ),
    (
        "deleteWebhookEndpoint",
        "(input: {id: \"whe_unknown\"}) { deletedIds }",
        "UFFFFFFN",
    ),
    (
        "rotateWebhookSecret",
        "(input: {id: \"whe_unknown\"}) { secret }",
        "UFFFFFFN",
    ),
    (
        "redeliverWebhook",
        "(input: {id: \"whd_unknown\"}) { accepted }",
        "UFFFFFFN",
    ),
];
