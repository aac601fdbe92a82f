//! What the log must not hold, however much is logged.

use serde_json::json;

use super::binary::Binary;

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

        server.signal("TERM");
        let (status, log) = server.wait();
        assert_eq!(status, Some(0));
        assert!(
            log.matches("http.request.method").count() >= 8,
            "the requests are logged: {log}"
        );
        secrets.extend(
            [email, password, "wrong-guess-8812", "laythorne", "44207946"].map(str::to_owned),
        );
        for secret in secrets {
            let line = log.lines().find(|line| line.contains(&secret));
            assert_eq!(line, None, "{secret}");
        }
    }
}
