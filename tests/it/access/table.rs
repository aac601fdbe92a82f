//! Who may have what.

/// A root field with its arguments and selection, and the outcome for each of [`super::callers`]: `+` is let
/// through (and may be refused by user errors), `0` is null without an error, `U` is
/// `UNAUTHENTICATED`, `F` is `FORBIDDEN`. The ids are those of a customer and of what belongs to them.
pub(super) const TABLE: [(&str, &str, &str); 45] = [
    //                                                     anonymous, owner, customers:read, customers:write,
    //                                                     groups:read, groups:write, admin
    ("node", "(id: CUSTOMER) { id }", "0+++00+"),
    ("nodes", "(ids: [CUSTOMER]) { id }", "0+++00+"),
    ("me", "{ id }", "0+00000"),
    ("customer", "(id: CUSTOMER) { id }", "U+++FF+"),
    ("customers", "{ nodes { id } }", "UF++FF+"),
    ("customerAddress", "(id: ADDRESS) { id }", "U+++FF+"),
    ("customerAddresses", "{ nodes { id } }", "U+++FF+"),
    ("customerGroup", "(id: GROUP) { id }", "U+FF+++"),
    ("customerGroups", "{ nodes { id } }", "UFFF+++"),
    ("customerDataExport", "(customerId: CUSTOMER)", "U+++FF+"),
    ("events", "{ nodes { id } }", "UFFFFF+"),
    ("accountExists", "(email: \"no@shop.example\")", "FF+++++"),
    (
        "registerCustomer",
        "(input: {email: \"no\", password: \"no\"}) { customer { id } }",
        "+++++++",
    ),
    (
        "login",
        "(input: {email: \"no@shop.example\", password: \"no\"}) { customer { id } }",
        "+++++++",
    ),
    (
        "loginWithIdToken",
        "(input: {provider: \"no\", idToken: \"no\"}) { customer { id } }",
        "+++++++",
    ),
    (
        "linkIdentity",
        "(input: {provider: \"no\", idToken: \"no\"}) { customer { id } }",
        "U+FFFFF",
    ),
    (
        "unlinkIdentity",
        "(input: {id: \"authid_unknown\"}) { customer { id } }",
        "U+F+FF+",
    ),
    (
        "refreshTokens",
        "(input: {refreshToken: \"no\"}) { customer { id } }",
        "+++++++",
    ),
    (
        "revokeSession",
        "(input: {id: \"sess_unknown\"}) { accepted }",
        "U+FFFFF",
    ),
    ("logoutEverywhere", "{ accepted }", "U+FFFFF"),
    (
        "changePassword",
        "(input: {currentPassword: \"no\", newPassword: \"no\"}) { customer { id } }",
        "U+FFFFF",
    ),
    (
        "deleteMyAccount",
        "(input: {password: \"no\"}) { accepted }",
        "U+FFFFF",
    ),
    (
        "findOrCreateCustomer",
        "(input: {email: \"f@shop.example\"}) { created }",
        "UFF+FF+",
    ),
    (
        "createCustomer",
        "(input: {firstName: \"Vera\"}) { customer { id } }",
        "UFF+FF+",
    ),
    (
        "createCustomers",
        "(input: {customers: [{firstName: \"Vera\"}]}) { customers { id } }",
        "UFF+FF+",
    ),
    (
        "updateCustomers",
        "(input: {ids: [CUSTOMER], changes: {lastName: \"Lind\"}}) { customers { id } }",
        "UFF+FF+",
    ),
    (
        "updateCustomer",
        "(input: {id: CUSTOMER, lastName: \"Lind\"}) { customer { id } }",
        "U+F+FF+",
    ),
    (
        "deleteCustomers",
        "(input: {ids: [\"cus_unknown\"]}) { deletedIds }",
        "UFF+FF+",
    ),
    (
        "restoreCustomers",
        "(input: {ids: [CUSTOMER]}) { customers { id } }",
        "UFF+FF+",
    ),
    (
        "removeCustomerAccount",
        "(input: {id: \"cus_unknown\"}) { deletedIds }",
        "UFF+FF+",
    ),
    (
        "mergeCustomers",
        "(input: {fromId: CUSTOMER, intoId: \"cus_unknown\"}) { customer { id } }",
        "UFF+FF+",
    ),
    (
        "endCustomerSessions",
        "(input: {id: \"cus_unknown\"}) { accepted }",
        "UFF+FF+",
    ),
    (
        "eraseCustomer",
        "(input: {id: \"cus_unknown\"}) { deletedIds }",
        "UFF+FF+",
    ),
    (
        "createCustomerAddress",
        "(input: {customerId: CUSTOMER}) { address { id } }",
        "U+F+FF+",
    ),
    (
        "createCustomerAddresses",
        "(input: {addresses: [{customerId: CUSTOMER}]}) { addresses { id } }",
        "U+F+FF+",
    ),
    (
        "updateCustomerAddress",
        "(input: {id: ADDRESS, city: \"Bari\"}) { address { id } }",
        "U+F+FF+",
    ),
    (
        "deleteCustomerAddresses",
        "(input: {ids: [\"addr_unknown\"]}) { deletedIds }",
        "U+F+FF+",
    ),
    (
        "createCustomerGroup",
        "(input: {name: \"new\"}) { customerGroup { id } }",
        "UFFFF++",
    ),
    (
        "createCustomerGroups",
        "(input: {groups: [{name: \"another\"}]}) { customerGroups { id } }",
        "UFFFF++",
    ),
    (
        "updateCustomerGroup",
        "(input: {id: GROUP, metadata: {a: 1}}) { customerGroup { id } }",
        "UFFFF++",
    ),
    (
        "deleteCustomerGroups",
        "(input: {ids: [\"cgroup_unknown\"]}) { deletedIds }",
        "UFFFF++",
    ),
    (
        "restoreCustomerGroups",
        "(input: {ids: [GROUP]}) { customerGroups { id } }",
        "UFFFF++",
    ),
    (
        "addCustomersToGroup",
        "(input: {pairs: [PAIR]}) { memberships { id } }",
        "UFFFF++",
    ),
    (
        "removeCustomersFromGroup",
        "(input: {pairs: [PAIR]}) { deletedIds }",
        "UFFFF++",
    ),
    // Last, since it ends the owner's session.
    ("logout", "{ accepted }", "+++++++"),
];

/// Guarded fields of what a caller sees anyway: the path to it, and who gets a value or a null without
/// an error.
pub(super) const GUARDED: [(&str, &str); 8] = [
    ("customer(id: CUSTOMER) { privateMetadata }", "UF++FF+"),
    ("customer(id: CUSTOMER) { createdBy }", "UF++FF+"),
    ("customer(id: CUSTOMER) { externalId }", "UF++FF+"),
    ("customer(id: CUSTOMER) { identities { id } }", "U+++FF+"),
    ("customer(id: CUSTOMER) { sessions { id } }", "U+FFFFF"),
    ("customerGroup(id: GROUP) { createdBy }", "UFFF+++"),
    (
        "customerGroup(id: GROUP) { customers { nodes { id } } }",
        "UFFFFF+",
    ),
    (
        "customer(id: CUSTOMER) { history { nodes { id } } }",
        "UFFFFF+",
    ),
];
