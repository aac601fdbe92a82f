//! Registrations that succeed.

use serde_json::{Value, json};

use super::{PASSWORD, event_types, events, login, me, register};
use crate::harness::on_both;

const ADDRESS: &str = "id customerId addressName isDefaultShipping isDefaultBilling company firstName
    lastName address1 address2 city countryCode country { iso2 } province postalCode phone metadata version";

/// An input with everything a storefront may give.
fn everything() -> Value {
    json!({
        "email": "  Mina@Shop.Example ",
        "password": PASSWORD,
        "firstName": " Wilhelmina ",
        "lastName": "Murray",
        "companyName": "Murray & Co",
        "phone": "+44 20 7946 0958",
        "metadata": {"newsletter": true, "sizes": [38, 39.5]},
        "addresses": [
            {"addressName": "Home", "isDefaultShipping": true, "isDefaultBilling": true,
             "firstName": "Mina", "address1": "1 Chatham Street", "city": "Whitby",
             "countryCode": "GB", "postalCode": "YO21 1AA"},
            {"addressName": "Office", "isDefaultShipping": true, "company": "Murray & Co",
             "lastName": "Murray", "address2": "Floor 3", "city": "New York", "countryCode": "us",
             "province": "NY", "phone": "(212) 555-0123", "metadata": {"bell": "M"}},
        ],
    })
}

on_both! {
    async fn everything_given_is_read_back(shop: &Shop) {
        let document = format!("mutation ($input: RegisterCustomerInput!) {{ registerCustomer(input: $input) {{
            customer {{ {} }} tokens {{ accessToken refreshToken tokenType }} userErrors {{ code field message }}
        }} }}", fields());
        let answer = shop.anonymous().gql(&document, json!({"input": everything()})).await.ok();
        assert_eq!(answer.str("registerCustomer.tokens.tokenType"), "Bearer");
        let registered = answer.data("registerCustomer.customer");
        assert_customer(registered);

        let caller = shop.anonymous().bearer(answer.str("registerCustomer.tokens.accessToken"));
        let again = caller.gql(&format!("{{ me {{ {} }} }}", fields()), json!({})).await.ok();
        assert_eq!(again.data("me"), registered);
    }
}

fn fields() -> String {
    format!(
        "id email firstName lastName companyName phone hasAccount emailVerifiedAt metadata version
         defaultShippingAddressId defaultBillingAddressId groups {{ id }} deletedAt
         defaultShippingAddress {{ {ADDRESS} }} defaultBillingAddress {{ {ADDRESS} }} addresses {{ {ADDRESS} }}"
    )
}

fn assert_customer(customer: &Value) {
    let [home, office] = [0, 1].map(|index| &customer["addresses"][index]);
    let mut expected = json!({
        "email": "mina@shop.example", "firstName": "Wilhelmina", "lastName": "Murray",
        "companyName": "Murray & Co", "phone": "+442079460958", "hasAccount": true,
        "emailVerifiedAt": null, "metadata": {"newsletter": true, "sizes": [38, 39.5]}, "version": 1,
        "groups": [], "deletedAt": null,
    });
    // Of two defaults of a kind, the last counts.
    expected["defaultShippingAddress"] = office.clone();
    expected["defaultBillingAddress"] = home.clone();
    expected["defaultShippingAddressId"] = office["id"].clone();
    expected["defaultBillingAddressId"] = home["id"].clone();
    for (field, value) in expected.as_object().expect("fields") {
        assert_eq!(&customer[field], value, "{field}");
    }
    assert!(customer["id"].as_str().expect("an id").starts_with("cus_"));
    assert_eq!(customer["addresses"].as_array().map(Vec::len), Some(2));
    assert_fields(
        home,
        &json!({
            "customerId": customer["id"], "addressName": "Home", "isDefaultShipping": false,
            "isDefaultBilling": true, "company": null, "firstName": "Mina", "lastName": null,
            "address1": "1 Chatham Street", "address2": null, "city": "Whitby", "countryCode": "gb",
            "country": {"iso2": "gb"}, "province": null, "postalCode": "YO21 1AA", "phone": null,
            "metadata": null, "version": 1,
        }),
    );
    assert_fields(
        office,
        &json!({
            "customerId": customer["id"], "addressName": "Office", "isDefaultShipping": true,
            "isDefaultBilling": false, "company": "Murray & Co", "firstName": null, "lastName": "Murray",
            "address1": null, "address2": "Floor 3", "city": "New York", "countryCode": "us",
            "country": {"iso2": "us"}, "province": "us-ny", "postalCode": null,
            "metadata": {"bell": "M"}, "version": 1,
        }),
    );
}

fn assert_fields(address: &Value, expected: &Value) {
    for (field, value) in expected.as_object().expect("fields") {
        assert_eq!(&address[field], value, "{field} of {address}");
    }
    assert!(address["id"].as_str().expect("an id").starts_with("addr_"));
}

on_both! {
    async fn the_events_tell_what_was_made(shop: &Shop) {
        let answer = register(&shop.anonymous(), everything()).await.ok();
        let id = answer.str("registerCustomer.customer.id");
        // To register is to log in; there is no customer.logged_in besides.
        assert_eq!(event_types(shop, id).await, [
            "customer.created",
            "customer.registered",
            "customer.address_created",
            "customer.address_created",
        ]);
        for event in events(shop, id).await {
            assert_eq!(event.actor.as_deref(), Some(id), "{}", event.kind);
            let told = format!("{} {}", event.data, event.kind);
            assert!(!told.contains("mina") && !told.contains("Whitby"), "personal data: {told}");
        }
    }
}

on_both! {
    async fn a_password_may_have_any_characters(shop: &Shop) {
        let longest: String = (0..256).filter_map(|n| char::from_u32(0x4e00 + n * n % 5_003)).collect();
        for (number, password) in [" leading and trailing 7 ", "пароль-из-слов-7", &longest].iter().enumerate() {
            let email = format!("any{number}@shop.example");
            let input = json!({"email": email, "password": password});
            let id = register(&shop.anonymous(), input).await.ok().str("registerCustomer.customer.id").to_owned();
            let answer = login(&shop.anonymous(), &email, password).await.ok();
            assert_eq!(answer.str("login.customer.id"), id);
            let trimmed = login(&shop.anonymous(), &email, &format!("{password} ")).await;
            assert_eq!(trimmed.user_errors(), ["INVALID_CREDENTIALS"]);
        }
    }
}

on_both! {
    async fn guests_with_the_email_stay_guests_that_the_account_cannot_see(shop: &Shop) {
        const CREATE: &str = "mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) {
            customer { id version } userErrors { code field message }
        } }";
        let staff = shop.staff(&["customers:read", "customers:write"]).await;
        let input = json!({"email": "vera@shop.example", "firstName": "Guest",
            "addresses": [{"city": "Ghent"}]});
        let guest = staff.gql(CREATE, json!({ "input": input })).await.ok().str("createCustomer.customer.id").to_owned();
        let (read, variables) = ("query ($id: ID!) { customer(id: $id) { id hasAccount email firstName version updatedAt addresses { city } } }", json!({"id": guest}));
        let before = staff.gql(read, variables.clone()).await.ok();

        let input = json!({"email": "VERA@shop.example", "password": PASSWORD});
        let answer = register(&shop.anonymous(), input).await.ok();
        assert_ne!(answer.str("registerCustomer.customer.id"), guest);
        let account = shop.anonymous().bearer(answer.str("registerCustomer.tokens.accessToken"));

        assert_eq!(staff.gql(read, variables.clone()).await.ok().json, before.json);
        assert_eq!(before.data("customer.hasAccount"), &json!(false));
        assert_eq!(account.gql(read, variables).await.ok().data("customer"), &Value::Null);
        assert_eq!(account.gql("{ me { addresses { id } } }", json!({})).await.ok().data("me.addresses"), &json!([]));
        assert_eq!(me(&account).await.ok().str("me.id"), answer.str("registerCustomer.customer.id"));
    }
}
