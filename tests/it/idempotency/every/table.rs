//! What each mutation is tried with.

mod staff;

/// Who sends it: an API key that may do everything, a customer, or nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    Admin,
    Owner,
    /// A customer whose credential the mutation itself ends, so that it cannot be shown again.
    Leaver,
    Anyone,
}
use Who::{Admin, Anyone, Leaver, Owner};

/// A mutation that goes well, who sends it, its arguments and selection, and how many events it writes.
/// In an order in which each finds what it needs; the words are those of [`super::words`].
pub(super) type Row = (&'static str, Who, &'static str, usize);

/// Every row.
pub(super) fn rows() -> impl Iterator<Item = Row> {
    ROWS.into_iter().chain(staff::ROWS)
}

const ROWS: [Row; 35] = [
    (
        "registerCustomer",
        Anyone,
        "(input: {email: \"rita@shop.example\", password: \"tulip-carbon-95-mosaic\", addresses: [{city: \"Bari\"}]}) {
            customer { id addresses { id } } tokens { refreshToken tokenType refreshExpiresAt } userErrors { code } }",
        3,
    ),
    (
        "createAuthIdentity",
        Anyone,
        "(input: {email: \"first@shop.example\", password: \"tulip-carbon-95-mosaic\"}) {
            authIdentity { id entityId } userErrors { code } }",
        0,
    ),
    (
        "createCustomerAccount",
        Anyone,
        "(input: {registrationToken: REGISTRATION, customer: {email: \"second@shop.example\"}}) {
            customer { id } tokens { refreshToken tokenType refreshExpiresAt } userErrors { code } }",
        2,
    ),
    (
        "verifyEmail",
        Anyone,
        "(input: {token: VERIFICATION}) { customer { id emailVerifiedAt } userErrors { code } }",
        1,
    ),
    ("requestEmailVerification", Owner, "{ accepted userErrors { code } }", 0),
    (
        "requestEmailChange",
        Owner,
        "(input: {newEmail: \"new@shop.example\", password: PASSWORD}) { accepted userErrors { code } }",
        0,
    ),
    (
        "confirmEmailChange",
        Anyone,
        "(input: {token: CHANGE}) { customer { id email } userErrors { code } }",
        3,
    ),
    (
        "requestPasswordReset",
        Anyone,
        "(input: {email: EMAIL}) { accepted userErrors { code } }",
        0,
    ),
    (
        "resetPassword",
        Anyone,
        "(input: {token: RESET, password: \"cedar-window-40-pilgrim\"}) {
            customer { id } tokens { refreshToken tokenType refreshExpiresAt } userErrors { code } }",
        3,
    ),
    (
        "requestLoginCode",
        Anyone,
        "(input: {email: EMAIL}) { accepted userErrors { code } }",
        0,
    ),
    (
        "loginWithCode",
        Anyone,
        "(input: {email: RECIPIENT, code: CODE}) {
            customer { id } tokens { refreshToken tokenType refreshExpiresAt } userErrors { code } }",
        2,
    ),
    (
        "login",
        Anyone,
        "(input: {email: EMAIL, password: PASSWORD}) {
            customer { id } tokens { refreshToken tokenType refreshExpiresAt } userErrors { code } }",
        1,
    ),
    (
        "loginWithIdToken",
        Anyone,
        "(input: {provider: \"google\", idToken: NEW_TOKEN}) {
            customer { id } tokens { refreshToken tokenType refreshExpiresAt } userErrors { code } }",
        3,
    ),
    (
        "linkIdentity",
        Owner,
        "(input: {provider: \"google\", idToken: FURTHER_TOKEN}) { customer { id } userErrors { code } }",
        1,
    ),
    (
        "unlinkIdentity",
        Owner,
        "(input: {id: IDENTITY}) { customer { id } userErrors { code } }",
        1,
    ),
    (
        "refreshTokens",
        Anyone,
        "(input: {refreshToken: REFRESH}) {
            customer { id } tokens { refreshToken tokenType refreshExpiresAt } userErrors { code } }",
        0,
    ),
    ("logout", Anyone, "{ accepted userErrors { code } }", 0),
    (
        "revokeSession",
        Owner,
        "(input: {id: SESSION}) { accepted userErrors { code } }",
        0,
    ),
    ("logoutEverywhere", Owner, "{ accepted userErrors { code } }", 0),
    (
        "changePassword",
        Owner,
        "(input: {currentPassword: PASSWORD, newPassword: \"cedar-window-40-pilgrim\"}) {
            customer { id } tokens { refreshToken tokenType refreshExpiresAt } userErrors { code } }",
        1,
    ),
    (
        "deleteMyAccount",
        Leaver,
        "(input: {password: PASSWORD, erase: true}) { accepted userErrors { code } }",
        1,
    ),
    (
        "findOrCreateCustomer",
        Admin,
        "(input: {email: \"f@shop.example\"}) { customer { id } email created matchedBy userErrors { code } }",
        1,
    ),
    (
        "createCustomer",
        Admin,
        "(input: {firstName: \"Vera\", addresses: [{city: \"Bari\"}], groupIds: [GROUP]}) {
            customer { id firstName addresses { id } groups { id } } userErrors { code } }",
        3,
    ),
    (
        "updateCustomer",
        Admin,
        "(input: {id: CUSTOMER, lastName: \"Lind\", expectedVersion: 1}) {
            customer { id lastName version } userErrors { code } }",
        1,
    ),
    (
        "createCustomerAddress",
        Admin,
        "(input: {customerId: CUSTOMER, city: \"Bari\"}) { address { id } customer { id } userErrors { code } }",
        1,
    ),
    (
        "updateCustomerAddress",
        Admin,
        "(input: {id: ADDRESS, city: \"Bari\", expectedVersion: 1}) {
            address { id version } customer { id } userErrors { code } }",
        1,
    ),
    (
        "deleteCustomerAddresses",
        Admin,
        "(input: {ids: [ADDRESS]}) { deletedIds userErrors { code } }",
        1,
    ),
    (
        "createCustomerGroup",
        Admin,
        "(input: {name: \"new\"}) { customerGroup { id name } userErrors { code } }",
        1,
    ),
    (
        "updateCustomerGroup",
        Admin,
        "(input: {id: GROUP, name: \"gold\", expectedVersion: 1}) {
            customerGroup { id version } userErrors { code } }",
        1,
    ),
    (
        "removeCustomersFromGroup",
        Admin,
        "(input: {pairs: [PAIR]}) { deletedIds userErrors { code } }",
        1,
    ),
    (
        "addCustomersToGroup",
        Admin,
        "(input: {pairs: [PAIR]}) { memberships { id customerId } userErrors { code } }",
        1,
    ),
    (
        "deleteCustomerGroups",
        Admin,
        "(input: {ids: [GROUP]}) { deletedIds userErrors { code } }",
        1,
    ),
    (
        "restoreCustomerGroups",
        Admin,
        "(input: {ids: [GROUP]}) { customerGroups { id version } userErrors { code } }",
        1,
    ),
    (
        "deleteCustomers",
        Admin,
        "(input: {ids: [CUSTOMER]}) { deletedIds userErrors { code } }",
        1,
    ),
    (
        "restoreCustomers",
        Admin,
        "(input: {ids: [CUSTOMER]}) { customers { id version } userErrors { code } }",
        1,
    ),
];
