//! Who may have what.

/// A root field with its arguments and selection, and the outcome for each of [`super::callers`]: `+` is let
/// through (and may be refused by user errors), `0` is null without an error, `U` is
/// `UNAUTHENTICATED`, `F` is `FORBIDDEN`. The ids are those of a customer and of what belongs to them.
pub(super) const TABLE: [(&str, &str, &str); 55] = [
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
        "++++++++",
    ),
    (
        "linkIdentity",
        "(input: {provider: \"no\", idToken: \"no\"}) { customer { id } }",
        "U++FFFFF",
    ),
    (
        "unlinkIdentity",
        "(input: {id: \"authid_unknown\"}) { customer { id } }",
        "U++F+FF+",
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
        "U++FFFFF",
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
        "U++F+FF+",
    ),
    (
        "deleteCustomers",
        "(input: {ids: [\"cus_unknown\"]}) { deletedIds }",
        "UFFF+FF+",
    ),
    (
        "restoreCustomers",
        "(input: {ids: [CUSTOMER]}) { customers { id } }",
        "UFFF+FF+",
    ),
    (
        "removeCustomerAccount",
        "(input: {id: \"cus_unknown\"}) { deletedIds }",
        "UFFF+FF+",
    ),
    (
        "mergeCustomers",
        "(input: {fromId: CUSTOMER, intoId: \"cus_unknown\"}) { customer { id } }",
        "UFFF+FF+",
    ),
    (
        "endCustomerSessions",
        "(input: {id: \"cus_unknown\"}) { accepted }",
        "UFFF+FF+",
    ),
    (
        "eraseCustomer",
        "(input: {id: \"cus_unknown\"}) { deletedIds }",
        "UFFF+FF+",
    ),
    (
        "createCustomerAddress",
        "(input: {customerId: CUSTOMER}) { address { id } }",
        "U++F+FF+",
    ),
    (
        "createCustomerAddresses",
        "(input: {addresses: [{customerId: CUSTOMER}]}) { addresses { id } }",
        "U++F+FF+",
    ),
    (
        "updateCustomerAddress",
        "(input: {id: ADDRESS, city: \"Bari\"}) { address { id } }",
        "U++F+FF+",
    ),
    (
        "deleteCustomerAddresses",
        "(input: {ids: [\"addr_unknown\"]}) { deletedIds }",
        "U++F+FF+",
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
        "UFFFFF++",
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
    // Last, since it ends the owner's session.
    ("logout", "{ accepted }", "++++++++"),
];
