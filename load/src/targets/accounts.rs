//! Customers who have registered, with addresses and groups as those that are seeded.

use serde_json::{Value, json};

use super::caller::{Caller, text};
use crate::Result;
use crate::servers::Servers;

/// Of every account here.
pub(super) const PASSWORD: &str = "tulip-carbon-95-mosaic";

const REGISTER: &str = "mutation ($input: RegisterCustomerInput!) {
  registerCustomer(input: $input) {
    customer { id } tokens { accessToken } userErrors { code }
  }
}";

const JOIN: &str = "mutation ($input: GroupCustomerPairsInput!) {
  addCustomersToGroup(input: $input) { userErrors { code } }
}";

const GROUPS: &str = "{ customerGroups(first: 2) { nodes { id } } }";

/// One of them.
pub(super) struct Account {
    /// The customer.
    pub(super) id: String,
    /// To log in with.
    pub(super) email: String,
    /// An access token.
    pub(super) token: String,
}

/// Registers so many, each with two addresses, and puts them into two groups. What their addresses begin
/// with tells them from those of others.
///
/// # Errors
/// When Patronage refuses any of it.
pub(super) async fn register(servers: &Servers, who: &str, count: usize) -> Result<Vec<Account>> {
    let mut stranger = Caller::connect(servers.patronage(), None).await?;
    let mut accounts = Vec::new();
    for number in 0..count {
        let email = format!("{who}{number:06}@load.example");
        let input = json!({"input": {
            "email": email, "password": PASSWORD, "firstName": "Ada", "lastName": "Anderson",
            "companyName": "Anderson Ltd", "addresses": [address(number, true), address(number, false)],
        }});
        let data = stranger.ask(REGISTER, &input).await?;
        accounts.push(Account {
            id: text(&data, "/registerCustomer/customer/id")?,
            email,
            token: text(&data, "/registerCustomer/tokens/accessToken")?,
        });
    }
    join(servers, &accounts).await?;
    Ok(accounts)
}

fn address(number: usize, is_default: bool) -> Value {
    json!({
        "addressName": "Home", "address1": format!("{number} Long Street"), "city": "Portland",
        "countryCode": "us", "province": "us-or", "postalCode": "97201",
        "isDefaultShipping": is_default, "isDefaultBilling": is_default,
    })
}

async fn join(servers: &Servers, accounts: &[Account]) -> Result<()> {
    let key = servers
        .create_key(&["customers:read", "groups:write"])
        .await?;
    let mut staff = Caller::connect(servers.patronage(), Some(&key)).await?;
    let groups = staff.ask(GROUPS, &json!({})).await?;
    for group in ["/customerGroups/nodes/0/id", "/customerGroups/nodes/1/id"] {
        let group = text(&groups, group)?;
        let pair = |account: &Account| json!({"customerId": account.id, "customerGroupId": group});
        let pairs: Vec<_> = accounts.iter().map(pair).collect();
        let input = json!({"input": {"pairs": pairs}});
        staff.ask(JOIN, &input).await?;
    }
    Ok(())
}
