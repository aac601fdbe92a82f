//! Who may have what.

mod operator;

/// A root field with its arguments and selection, and the outcome for each of [`super::callers`]: `+` is let
/// through (and may be refused by user errors), `N` of these is `NOT_FOUND`, `0` is null without an error, `U` is
/// `UNAUTHENTICATED`, `F` is `FORBIDDEN`. The ids are those of a customer and of what belongs to them.
pub(super) type Row = (&'static str, &'static str, &'static str);

/// Every row. That which ends the owner's session is the last.
pub(super) fn rows() -> impl Iterator<Item = Row> {
    operator::ROWS.into_iter().chain(ROWS)
}

const ROWS: [Row; 57] = [
    //                                                     anonymous, owner, another customer, customers:read,
    //                                                     customers:write, groups:read, groups:write, admin
    ("node", "(id: CUSTOMER) { id }", "0+0++00+"),
    ("nodes", "(ids: [CUSTOMER]) { id }", "0+0++00+"),
    ("me", "{ id }", "0++00000"),
    ("customer", "(id: CUSTOMER) { id }", "U+0++FF+"),
    ("customers", "{ nodes { id } }", "UFF++FF+"),
    ("customerAddress", "(id: ADDRESS) { id }", "U+0++FF+"),
    ("customerAddresses", "{ nodes { id } }", "U++++FF+"),
    ("customerGroup", "(id: GROUP) { id }", "U+0FF+++"),
    ("customerGroups", "{ nodes { id } }", "UFFFF+++"),
    ("customerDataExport", "(customerId: CUSTOMER)", "U+0++FF+"),
    ("events", "{ nodes { id } }", "UFFFFFF+"),
    (
        "_entities",
        "(representations: [{__typename: \"Customer\", id: CUSTOMER}]) { ... on Customer { id } }",
        "0+0++00+",
    ),
    ("_service", "{ sdl }", "++++++++"),
    ("accountExists", "(email: \"no@shop.example\")", "FFF+++++"),
    (
        "registerCustomer",
        "(input: {email: \"no\", password: \"no\"}) { customer { id } }",
        "++++++++",
    ),
    (
        "login",
        "(input: {email: \"no@shop.example\", password: \"no\"}) { customer { id } }",
        "++++++++",
    ),
    (
        "loginWithIdToken",
        "(input: {provider: \"no\", idToken: \"no\"}) { customer { id } }",
        "NNNNNNNN",
    ),
    (
        "linkIdentity",
        "(input: {provider: \"no\", idToken: \"no\"}) { customer { id } }",
        "UNNFFFFF",
    ),
    (
        "unlinkIdentity",
        "(input: {id: \"authid_unknown\"}) { customer { id } }",
        "UNNFNFFN",
    ),
    (
        "createAuthIdentity",
        "(input: {email: \"no\", password: \"no\"}) { registrationToken }",
        "++++++++",
    ),
    (
        "createCustomerAccount",
        "(input: {authIdentityId: \"authid_unknown\", customer: {email: \"no\"}}) { customer { id } }",
        "++++++++",
    ),
    ("requestEmailVerification", "{ accepted }", "U++FFFFF"),
    (
        "verifyEmail",
        "(input: {token: \"no\"}) { customer { id } }",
        "++++++++",
    ),
    (
        "requestEmailChange",
        "(input: {newEmail: \"no\"}) { accepted }",
        "U++FFFFF",
    ),
    (
        "confirmEmailChange",
        "(input: {token: \"no\"}) { customer { id } }",
        "++++++++",
    ),
    (
        "requestPasswordReset",
        "(input: {email: \"no@shop.example\"}) { accepted }",
        "++++++++",
    ),
    (
        "resetPassword",
        "(input: {token: \"no\", password: \"no\"}) { customer { id } }",
        "++++++++",
    ),
    (
        "requestLoginCode",
        "(input: {email: \"no@shop.example\"}) { accepted }",
        "++++++++",
    ),
    (
        "loginWithCode",
        "(input: {email: \"no@shop.example\", code: \"no\"}) { customer { id } }",
        "++++++++",
    ),
    (
        "refreshTokens",
        "(input: {refreshToken: \"no\"}) { customer { id } }",
        "++++++++",
    ),
    (
        "revokeSession",
        "(input: {id: \"sess_unknown\"}) { accepted }",
        "UNNFFFFF",
    ),
    ("logoutEverywhere", "{ accepted }", "U++FFFFF"),
    (
        "changePassword",
        "(input: {currentPassword: \"no\", newPassword: \"no\"}) { customer { id } }",
        "U++FFFFF",
    ),
    (
        "deleteMyAccount",
        "(input: {password: \"no\"}) { accepted }",
        "U++FFFFF",
    ),
    (
        "findOrCreateCustomer",
        "(input: {email: \"f@shop.example\"}) { created }",
        "UFFF+FF+",
    ),
    (
        "createCustomer",
        "(input: {firstName: \"Vera\"}) { customer { id } }",
        "UFFF+FF+",
    ),
    (
        "createCustomers",
        "(input: {customers: [{firstName: \"Vera\"}]}) { customers { id } }",
        "UFFF+FF+",
    ),
    (
        "updateCustomers",
        "(input: {ids: [CUSTOMER], changes: {lastName: \"Lind\"}}) { customers { id } }",
        "UFFF+FF+",
    ),
    (
        "updateCustomer",
        "(input: {id: CUSTOMER, lastName: \"Lind\"}) { customer { id } }",
        "U+NF+FF+",
    ),
    (
        "deleteCustomers",
        "(input: {ids: [\"cus_unknown\"]}) { deletedIds }",
        "UFFFNFFN",
    ),
    (
        "restoreCustomers",
        "(input: {ids: [CUSTOMER]}) { customers { id } }",
        "UFFF+FF+",
    ),
    (
        "removeCustomerAccount",
        "(input: {id: \"cus_unknown\"}) { deletedIds }",
        "UFFFNFFN",
    ),
    (
        "mergeCustomers",
        "(input: {fromId: CUSTOMER, intoId: \"cus_unknown\"}) { customer { id } }",
        "UFFFNFFN",
    ),
    (
        "endCustomerSessions",
        "(input: {id: \"cus_unknown\"}) { accepted }",
        "UFFFNFFN",
    ),
    (
        "eraseCustomer",
        "(input: {id: \"cus_unknown\"}) { deletedIds }",
        "UFFFNFFN",
    ),
    (
        "createCustomerAddress",
        "(input: {customerId: CUSTOMER}) { address { id } }",
        "U+NF+FF+",
    ),
    (
        "createCustomerAddresses",
        "(input: {addresses: [{customerId: CUSTOMER}]}) { addresses { id } }",
        "U+NF+FF+",
    ),
    (
        "updateCustomerAddress",
        "(input: {id: ADDRESS, city: \"Bari\"}) { address { id } }",
        "U+NF+FF+",
    ),
    (
        "deleteCustomerAddresses",
        "(input: {ids: [\"addr_unknown\"]}) { deletedIds }",
        "UNNFNFFN",
    ),
    (
        "createCustomerGroup",
        "(input: {name: \"new\"}) { customerGroup { id } }",
        "UFFFFF++",
    ),
    (
        "createCustomerGroups",
        "(input: {groups: [{name: \"another\"}]}) { customerGroups { id } }",
        "UFFFFF++",
    ),
    (
        "updateCustomerGroup",
        "(input: {id: GROUP, metadata: {a: 1}}) { customerGroup { id } }",
        "UFFFFF++",
    ),
    (
        "deleteCustomerGroups",
        "(input: {ids: [\"cgroup_unknown\"]}) { deletedIds }",
        "UFFFFFNN",
    ),
    (
        "restoreCustomerGroups",
        "(input: {ids: [GROUP]}) { customerGroups { id } }",
        "UFFFFF++",
    ),
    (
        "addCustomersToGroup",
        "(input: {pairs: [PAIR]}) { memberships { id } }",
        "UFFFFF++",
    ),
    (
        "removeCustomersFromGroup",
        "(input: {pairs: [PAIR]}) { deletedIds }",
        "UFFFFF++",
    ),
    ("logout", "{ accepted }", "++++++++"),
];

/// The same of subscriptions.
pub(super) const SUBSCRIPTIONS: [(&str, &str, &str); 1] = [("events", "{ id }", "U++FFFF+")];
