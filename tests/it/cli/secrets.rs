//! What the log must not hold, however much is logged.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::binary::Binary;
use crate::harness::Caller;

const REGISTER: &str = "mutation ($input: RegisterCustomerInput!) { registerCustomer(input: $input) { tokens { accessToken refreshToken } userErrors { code field message } } }";
const LOGIN: &str = "mutation ($input: LoginInput!) { login(input: $input) { tokens { accessToken refreshToken } userErrors { code field message } } }";
const REFRESH: &str = "mutation ($input: RefreshTokensInput!) { refreshTokens(input: $input) { tokens { accessToken refreshToken } userErrors { code field message } } }";

#[tokio::test]
async fn neither_secrets_nor_personal_data_are_logged() {
    for format in ["pretty", "json"] {
        let binary = Binary::new()
            .with("PATRONAGE_LOG", "trace")
            .with("PATRONAGE_LOG_FORMAT", format);
        let server = binary.serve(&["--listen", "127.0.0.1:0"]);
        let key = Binary::run(
            &binary,
            &["api-key", "create", "--name", "till", "--scope", "admin"],
        )
        .ok();
        let anyone = server.anonymous();
        let mut secrets = vec![key.trim().to_owned()];

        let (email, password) = ("vera.claythorne@shop.example", "tulip-carbon-95-mosaic");
        let input = json!({"email": email, "password": password, "lastName": "Claythorne", "phone": "+442079460958"});
        let registered = anyone.gql(REGISTER, json!({ "input": input })).await.ok();
        let refresh = registered.str("registerCustomer.tokens.refreshToken");
        let answer = anyone
            .gql(REFRESH, json!({"input": {"refreshToken": refresh}}))
            .await
            .ok();
        for (answer, mutation) in [
            (&registered, "registerCustomer"),
            (&answer, "refreshTokens"),
        ] {
            for token in ["accessToken", "refreshToken"] {
                secrets.push(answer.str(&format!("{mutation}.tokens.{token}")).to_owned());
            }
        }
        // Right and wrong, as variables and in the document's text, taken and broken.
        anyone
            .gql(
                LOGIN,
                json!({"input": {"email": email, "password": password}}),
            )
            .await
            .ok();
        anyone
            .gql(
                LOGIN,
                json!({"input": {"email": email, "password": "wrong-guess-8812"}}),
            )
            .await;
        anyone.gql(&format!("mutation {{ login(input: {{email: \"{email}\", password: \"{password}\", x: 1}}) {{ customer {{ id }} }} }}"), json!({})).await;
        anyone.gql(REGISTER, json!({ "input": input })).await;
        anyone
            .post_raw(
                "application/json",
                format!("{{\"password\": \"{password}\""),
            )
            .await;
        anyone
            .bearer(&secrets[1])
            .gql("{ me { id email phone } }", json!({}))
            .await
            .ok();
        anyone
            .bearer(key.trim())
            .gql(
                "query ($s: String) { customers(search: $s) { nodes { email } } }",
                json!({"s": "claythorne"}),
            )
            .await
            .ok();

        secrets.extend(
            by_mail(
                &binary,
                &anyone,
                &anyone.bearer(&secrets[1]),
                email,
                password,
            )
            .await,
        );

        server.signal("TERM");
        let (status, log) = server.wait();
        assert_eq!(status, Some(0));
        assert!(
            log.matches("http.request.method").count() >= 8,
            "the requests are logged: {log}"
        );
        secrets.extend(
            [
                email,
                password,
                "wrong-guess-8812",
                "laythorne",
                "44207946",
                "heron-basket-17-violin",
                "eyJtYXJrZXIi",
            ]
            .map(str::to_owned),
        );
        for secret in secrets {
            let line = log.lines().find(|line| line.contains(&secret));
            assert_eq!(line, None, "{secret}");
        }
    }
}

/// The flows that go by mail, and the tokens of the mails.
async fn by_mail(
    binary: &Binary,
    anyone: &Caller,
    customer: &Caller,
    email: &str,
    password: &str,
) -> Vec<String> {
    let ask = async |caller: &Caller, mutation: &str, of: &str, input: Value| {
        let document = format!(
            "mutation ($input: {of}!) {{ {mutation}(input: $input) {{ userErrors {{ code field message }} }} }}"
        );
        caller.gql(&document, json!({ "input": input })).await
    };
    let new = "heron-basket-17-violin";
    let moved = json!({"newEmail": "moved.claythorne@shop.example", "password": password});
    ask(
        customer,
        "requestEmailChange",
        "RequestEmailChangeInput",
        moved,
    )
    .await
    .ok();
    ask(
        anyone,
        "requestPasswordReset",
        "EmailInput",
        json!({"email": email}),
    )
    .await
    .ok();
    ask(
        anyone,
        "requestLoginCode",
        "EmailInput",
        json!({"email": email}),
    )
    .await
    .ok();
    let begun = json!({"email": "begun.claythorne@shop.example", "password": password});
    ask(
        anyone,
        "createAuthIdentity",
        "CreateAuthIdentityInput",
        begun,
    )
    .await
    .ok();
    let folder = binary.path().join("patronage-mail");
    let mut tokens = tokens_in(&folder, 4);
    for token in &tokens {
        for mutation in ["verifyEmail", "confirmEmailChange"] {
            ask(anyone, mutation, "TokenInput", json!({"token": token})).await;
        }
        let code = json!({"email": email, "code": token});
        ask(anyone, "loginWithCode", "LoginWithCodeInput", code).await;
        let input = json!({"token": token, "password": new});
        ask(anyone, "resetPassword", "ResetPasswordInput", input).await;
    }
    let change = json!({"currentPassword": new, "newPassword": password});
    ask(customer, "changePassword", "ChangePasswordInput", change).await;
    let outside = json!({"provider": "google", "idToken": "eyJtYXJrZXIi.e30.c2ln"});
    ask(anyone, "loginWithIdToken", "LoginWithIdTokenInput", outside).await;
    let account = json!({"registrationToken": "eyJtYXJrZXIi", "customer": {"email": email}});
    ask(
        anyone,
        "createCustomerAccount",
        "CreateCustomerAccountInput",
        account,
    )
    .await;
    // Six digits are found in any log, in its times.
    tokens.retain(|token| token.len() > 6);
    tokens
}

/// The tokens of the mails in a folder, once there are so many.
fn tokens_in(folder: &Path, count: usize) -> Vec<String> {
    let begun = Instant::now();
    loop {
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mails = files
            .map(|file| file.path())
            .filter(|path| path.extension().is_some_and(|end| end == "eml"));
        let tokens: Vec<_> = mails
            .filter_map(|path| {
                let mail = std::fs::read_to_string(path).expect("a mail");
                let token = mail
                    .lines()
                    .find_map(|line| line.strip_prefix("X-Patronage-Token: "));
                token.map(|token| token.trim().to_owned())
            })
            .collect();
        if tokens.len() >= count {
            return tokens;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "{} mails",
            tokens.len()
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}
