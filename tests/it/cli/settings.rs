//! Settings: where they come from, and what becomes of wrong ones.

use clap::Args;
use patronage::config::Settings;

use super::binary::Binary;

/// Asserts that a binary tells a wrong setting in one line.
fn assert_wrong(binary: &Binary, args: &[&str], line: &str) {
    let (status, said) = binary.run(args).failed();
    assert_eq!(status, 2, "{said}");
    assert_eq!(said, format!("patronage: {line}\n"));
}

#[test]
fn a_wrong_setting_is_one_line() {
    let new = Binary::new;
    let size = "give a size such as 65536, 256KiB or 1MiB";
    for (binary, args, line) in [
        (new(), &["--request-timeout", "soon"][..], "invalid value 'soon' for '--request-timeout <REQUEST_TIMEOUT>': give a duration such as 10s, 5m, 24h or 14d".to_owned()),
        (new().with("PATRONAGE_MAX_BODY", "huge"), &["schema"], format!("invalid value 'huge' for '--max-body <MAX_BODY>': {size}")),
        (new().with_file("max_body = 'huge'"), &["schema"], format!("invalid value 'huge' for '--max-body <MAX_BODY>': {size}")),
        (new().with("PATRONAGE_INTROSPECTION", "maybe"), &["schema"], "invalid value 'maybe' for '--introspection <INTROSPECTION>' [possible values: auto, on, off]".to_owned()),
        (new().with_file("max_boby = '1MiB'"), &["schema"], "patronage.toml: max_boby is no setting".to_owned()),
        (new().with_file("max_body = 1.5"), &["schema"], "patronage.toml: max_body has a value of no use".to_owned()),
        (new(), &["--mail-url", "smpt://user:secret@mail.example"], "PATRONAGE_MAIL_URL: give file://folder, smtp://user:password@host:port, smtps://user:password@host:port, or none:".to_owned()),
        (new().with("PATRONAGE_MAIL_URL", "smtp://user:secret@mail.example?tls=yes"), &["schema"], "PATRONAGE_MAIL_URL: ?tls= must be required, opportunistic or none".to_owned()),
        (new(), &["--mail-from", "Shop"], "invalid value 'Shop' for '--mail-from <MAIL_FROM>': give an address such as 'Shop <no-reply@shop.example>'".to_owned()),
        (new(), &["--mails-per-hour", "0"], "invalid value '0' for '--mails-per-hour <MAILS_PER_HOUR>': 0 is not in 1..=1000".to_owned()),
        (new().with_file("mail_templates = 'none'"), &["schema"], "PATRONAGE_MAIL_TEMPLATES: none: No such file or directory (os error 2)".to_owned()),
        (new(), &["--listen", "0.0.0.0:0"], "PATRONAGE_LISTEN is beyond loopback while PATRONAGE_PUBLIC_URL is http: give an https URL, or set PATRONAGE_INSECURE_HTTP=true".to_owned()),
        (new(), &["--throttle", "off", "--public-url", "https://accounts.shop.example"], "PATRONAGE_THROTTLE=off is for load tests: with an https PATRONAGE_PUBLIC_URL it must be on".to_owned()),
        (new().with("PATRONAGE_TRUSTED_DOCUMENTS", "none.json"), &["schema"], "PATRONAGE_TRUSTED_DOCUMENTS: none.json: No such file or directory (os error 2)".to_owned()),
        (new().with_file("trusted_documents = 'patronage.toml'"), &["schema"], "PATRONAGE_TRUSTED_DOCUMENTS: patronage.toml: no JSON object: expected ident at line 1 column 4".to_owned()),
        (new().with("DATABASE_URL", "postgres://localhost/shop").with("DATABASE_READ_URL", "mysql://user:secret@localhost/shop"), &["schema"], "DATABASE_READ_URL must be postgres://user@host/database, a replica of DATABASE_URL".to_owned()),
        (new().with("DATABASE_URL", "postgres://localhost/shop"), &["--database-read-url", "postgres://user:secret@localhost:shop/shop"], "DATABASE_READ_URL must be postgres://user@host/database, a replica of DATABASE_URL".to_owned()),
        (new().with_file("database_read_url = 'postgres://localhost/shop'"), &["schema"], "DATABASE_READ_URL is for PostgreSQL: DATABASE_URL names another database".to_owned()),
        (new().with("DATABASE_URL", "postgres://localhost/shop").with("DATABASE_READ_URL", "postgres://standby/shop").with("PATRONAGE_READ_AFTER_WRITE", "10ms"), &["schema"], "PATRONAGE_READ_AFTER_WRITE must be 1s or more".to_owned()),
        (new().with("PATRONAGE_TRUSTED_PROXIES", "10.0.0.0/8,proxy"), &["schema"], "invalid value 'proxy' for '--trusted-proxies <TRUSTED_PROXIES>': give networks such as 10.0.0.0/8 or addresses such as ::1".to_owned()),
    ] {
        assert_wrong(&binary, args, &line);
    }
    let (status, said) = new()
        .with("PATRONAGE_LOG", "info,=,=")
        .run(&["schema"])
        .failed();
    assert_eq!((status, said.lines().count()), (2, 1), "{said}");
    assert!(said.starts_with("patronage: PATRONAGE_LOG: "), "{said}");
    let (status, said) = new().with_file("listen = ").run(&["schema"]).failed();
    assert_eq!(
        (
            status,
            said.lines()
                .next()
                .is_some_and(|line| line.starts_with("patronage: patronage.toml: "))
        ),
        (2, true),
        "{said}"
    );
}

#[test]
fn wrong_usage_is_2() {
    let binary = Binary::new();
    for args in [
        &["nonsense"][..],
        &["--nonsense"],
        &["migrate"],
        &["migrate", "sideways"],
        &["api-key", "create", "--name", "till"],
        &[
            "api-key",
            "create",
            "--name",
            "till",
            "--scope",
            "everything",
        ],
        &["api-key", "create", "--name", " ", "--scope", "admin"],
        &["api-key", "create", "--scope", "admin"],
        &[
            "api-key",
            "create",
            "--name",
            "till",
            "--scope",
            "admin",
            "--expires-in",
            "soon",
        ],
        &["api-key", "revoke"],
    ] {
        let (status, said) = binary.run(args).failed();
        assert_eq!(status, 2, "{args:?} {said}");
        assert!(!said.is_empty(), "{args:?}");
    }
    assert_eq!(
        binary.path().read_dir().expect("a folder").count(),
        0,
        "no database was made"
    );
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    /// The issuer that a server with such settings tells.
    async fn issuer(binary: Binary, flags: &[&str]) -> String {
        let server = binary.serve(&[&["--listen", "127.0.0.1:0"], flags].concat());
        let answer = server
            .anonymous()
            .get("/.well-known/openid-configuration")
            .await;
        answer.json["issuer"]
            .as_str()
            .expect("an issuer")
            .to_owned()
    }
    let [file, environment, flag] = [
        "http://localhost:1",
        "http://localhost:2",
        "http://localhost:3",
    ];
    let with_file = || Binary::new().with_file(&format!("public_url = '{file}'"));
    let with_both = || with_file().with("PATRONAGE_PUBLIC_URL", environment);
    tokio::runtime::Runtime::new()
        .expect("a runtime")
        .block_on(async {
            assert_eq!(issuer(Binary::new(), &[]).await, "http://localhost:8080");
            assert_eq!(issuer(with_file(), &[]).await, file);
            assert_eq!(issuer(with_both(), &[]).await, environment);
            assert_eq!(issuer(with_both(), &["--public-url", flag]).await, flag);
            // Settings may stand before and after the command.
            assert_eq!(
                issuer(with_both(), &["serve", "--public-url", flag]).await,
                flag
            );
        });
}

#[test]
fn help_documents_every_variable() {
    let help = Binary::new().run(&["--help"]).ok();
    let settings = Settings::augment_args(clap::Command::new("settings"));
    let mut documented = 0;
    for setting in settings.get_arguments() {
        let variable = setting
            .get_env()
            .expect("every setting has a variable")
            .to_str()
            .expect("text");
        let flag = setting.get_long().expect("every setting is a flag");
        let key = setting.get_id().as_str();
        assert!(help.contains(&format!("--{flag}")), "--{flag}");
        assert!(help.contains(&format!("[env: {variable}")), "{variable}");
        assert_eq!(key, flag.replace('-', "_"), "the key in patronage.toml");
        // Those that others have named.
        let named = flag.starts_with("database-") || flag.starts_with("otel-");
        let expected = if named {
            key.to_uppercase()
        } else {
            format!("PATRONAGE_{}", key.to_uppercase())
        };
        assert_eq!(variable, expected);
        documented += 1;
    }
    // Those of runtime.md that scripts rely on.
    for variable in [
        "DATABASE_URL",
        "PATRONAGE_LISTEN",
        "PATRONAGE_PUBLIC_URL",
        "PATRONAGE_STOREFRONT_URL",
        "PATRONAGE_ALLOWED_ORIGINS",
        "PATRONAGE_INTROSPECTION",
        "PATRONAGE_LOG",
        "PATRONAGE_LOG_FORMAT",
        "PATRONAGE_ACCESS_TOKEN_TTL",
        "PATRONAGE_REFRESH_GRACE",
        "PATRONAGE_ARGON2",
        "PATRONAGE_THROTTLE",
        "PATRONAGE_TRUSTED_DOCUMENTS",
        "PATRONAGE_TRUSTED_PROXIES",
        "PATRONAGE_EXPOSE_ACCOUNT_EXISTS",
        "PATRONAGE_MAIL_URL",
        "PATRONAGE_MAIL_FROM",
        "PATRONAGE_MAILS_PER_HOUR",
        "PATRONAGE_MAX_BODY",
        "PATRONAGE_DRAIN_DELAY",
        "PATRONAGE_DB_CONNECTIONS",
        "PATRONAGE_SQLITE_SYNCHRONOUS",
    ] {
        assert!(help.contains(&format!("[env: {variable}")), "{variable}");
    }
    assert!(documented > 20, "{documented}");
    for default in [
        "127.0.0.1:8080",
        "http://localhost:8080",
        "10m",
        "14d",
        "90d",
        "256KiB",
        "19456,2,1",
    ] {
        assert!(help.contains(&format!("[default: {default}]")), "{default}");
    }
}

#[test]
fn help_keeps_passwords() {
    let binary = Binary::new()
        .with("DATABASE_URL", "postgres://patronage:hunter2@db/patronage")
        .with("PATRONAGE_MAIL_URL", "smtps://patronage:hunter2@mail");
    let help = binary.run(&["--help"]).ok();
    assert!(
        help.contains("DATABASE_URL") && !help.contains("hunter2"),
        "{help}"
    );
}
