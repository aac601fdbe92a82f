//! What the program is shipped with says what the program does: names of settings, values, paths, ports, times.
//!
//! Whether the files are well-formed is for the tools that read them (`tests/packaging/run.sh`).

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::cli::binary::Binary;

/// Every file that names a setting.
const FILES: [&str; 8] = [
    "Dockerfile",
    "compose.yaml",
    ".env.example",
    "packaging/systemd/patronage.service",
    "packaging/systemd/patronage.env",
    "packaging/kubernetes/config.yaml",
    "packaging/kubernetes/secret.example.yaml",
    "packaging/kubernetes/deployment.yaml",
];

/// What a stopping server takes at most besides the delay: its requests, then mails and traces.
const DRAIN: Duration = Duration::from_secs(30 + 3);

fn text(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The variables that the program knows, by its help.
fn known() -> BTreeSet<String> {
    let help = Binary::new().run(&["--help"]).ok();
    let names = help.lines().filter_map(|line| {
        let name = line.trim().strip_prefix("[env: ")?;
        Some(name.trim_end_matches(['=', ']']).to_owned())
    });
    names.collect()
}

/// The words of a text that look like one of our variables.
fn variables(text: &str) -> BTreeSet<&str> {
    let is_part = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let words = text.split(|c| !is_part(c));
    let ours = |word: &&str| {
        word.starts_with("PATRONAGE_") || word.starts_with("DATABASE_") || word.starts_with("OTEL_")
    };
    words.filter(ours).collect()
}

/// The value after a key, such as `TimeoutStopSec=` or `path: `, wherever it begins a line.
fn values<'a>(text: &'a str, key: &str) -> Vec<&'a str> {
    let lines = text
        .lines()
        .map(|line| line.trim().trim_start_matches("- "));
    lines.filter_map(|line| line.strip_prefix(key)).collect()
}

/// The only one.
#[track_caller]
fn value<'a>(text: &'a str, key: &str) -> &'a str {
    let found = values(text, key);
    let [value] = found[..] else {
        panic!("{key}{found:?}");
    };
    value
}

#[test]
fn every_variable_is_a_setting() {
    let known = known();
    assert!(known.len() > 40, "{known:?}");
    for file in FILES {
        let text = text(file);
        for name in variables(&text) {
            assert!(known.contains(name), "{file}: {name} is no setting");
        }
    }
    assert!(variables(&text("compose.yaml")).len() >= 8);
    assert!(variables(&text("packaging/kubernetes/config.yaml")).len() >= 8);
}

/// The variables of a file of lines, with their values; quotes are the shell's and systemd's.
fn settings<'a>(text: &'a str, between: &str) -> Vec<(&'a str, &'a str)> {
    let lines = text.lines().map(str::trim);
    let pairs = lines.filter_map(|line| line.split_once(between));
    pairs
        .filter(|(name, _)| variables(name).contains(name))
        .map(|(name, value)| (name, value.trim_matches('"')))
        .collect()
}

#[test]
fn the_examples_are_settings_that_go_together() {
    let (config, secret) = (
        text("packaging/kubernetes/config.yaml"),
        text("packaging/kubernetes/secret.example.yaml"),
    );
    let (unit, compose) = (
        text("packaging/systemd/patronage.env"),
        text(".env.example"),
    );
    let kubernetes = [settings(&config, ": "), settings(&secret, ": ")].concat();
    for given in [kubernetes, settings(&unit, "="), settings(&compose, "=")] {
        assert!(given.len() >= 4, "{given:?}");
        let folder = tempfile::tempdir().expect("a folder");
        let ran = Command::new(env!("CARGO_BIN_EXE_patronage"))
            .arg("schema")
            .current_dir(folder.path())
            .env_clear()
            .envs(given.iter().copied())
            .output()
            .expect("the binary");
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.success(), "{given:?}: {said}");
    }
}

#[tokio::test]
async fn probes_ask_for_what_is_answered() {
    let deployment = text("packaging/kubernetes/deployment.yaml");
    let paths = values(&deployment, "path: ");
    assert_eq!(paths, ["/healthz", "/healthz", "/readyz"]);
    let ops = crate::harness::free_port();
    let binary = Binary::new();
    let server = binary.serve(&[
        "serve",
        "--listen=127.0.0.1:0",
        &format!("--ops-listen=127.0.0.1:{ops}"),
    ]);
    for path in paths {
        let url = format!("http://127.0.0.1:{ops}{path}");
        let answer = reqwest::get(&url).await.expect("an answer");
        assert_eq!(answer.status(), 200, "{url}");
    }
    drop(server);
}

#[test]
fn ports_are_those_that_are_listened_on() {
    let config = text("packaging/kubernetes/config.yaml");
    let port = |key: &str| {
        let address = value(&config, key);
        address.split_once(':').expect("a port").1.to_owned()
    };
    let ports = [port("PATRONAGE_LISTEN: "), port("PATRONAGE_OPS_LISTEN: ")];
    let deployment = text("packaging/kubernetes/deployment.yaml");
    assert_eq!(values(&deployment, "containerPort: "), ports);
    let dockerfile = text("Dockerfile");
    assert_eq!(value(&dockerfile, "EXPOSE "), ports[0]);
    let compose = text("compose.yaml");
    let listens = format!("\"127.0.0.1:8080:{}\"", ports[0]);
    assert!(compose.contains(&listens) && dockerfile.contains(&format!("0.0.0.0:{}", ports[0])));
}

#[test]
fn whoever_stops_it_waits_until_it_has_drained() {
    let seconds = |text: &str| {
        let number = text.trim_end_matches('s').parse();
        Duration::from_secs(number.expect("seconds"))
    };
    let (config, compose) = (
        text("packaging/kubernetes/config.yaml"),
        text("compose.yaml"),
    );
    let delay = |text: &str| seconds(value(text, "PATRONAGE_DRAIN_DELAY: "));
    let deployment = text("packaging/kubernetes/deployment.yaml");
    let waits = seconds(value(&deployment, "terminationGracePeriodSeconds: "));
    assert!(waits >= delay(&config) + DRAIN, "{waits:?}");
    let waits = seconds(values(&compose, "stop_grace_period: ")[0]);
    assert!(waits >= delay(&compose) + DRAIN, "{waits:?}");
    let unit = text("packaging/systemd/patronage.service");
    assert!(seconds(value(&unit, "TimeoutStopSec=")) >= DRAIN);
}

#[test]
fn versions_and_users_are_the_same_everywhere() {
    let dockerfile = text("Dockerfile");
    let toolchain = text("rust-toolchain.toml");
    let rust = value(&toolchain, "channel = ").trim_matches('"');
    assert!(dockerfile.contains(&format!("FROM rust:{rust}-")), "{rust}");
    assert_eq!(value(&dockerfile, "ENV RUSTUP_TOOLCHAIN="), rust);
    let ours = env!("CARGO_PKG_VERSION");
    assert_eq!(value(&dockerfile, "ARG VERSION="), ours);
    assert_eq!(
        value(&text("packaging/kubernetes/kustomization.yaml"), "newTag: "),
        ours
    );
    assert_eq!(value(&text("compose.yaml"), "image: patronage:"), ours);
    let user = value(&dockerfile, "USER ");
    let (user, group) = user.split_once(':').expect("a user and a group");
    let deployment = text("packaging/kubernetes/deployment.yaml");
    assert_eq!(value(&deployment, "runAsUser: "), user);
    assert_eq!(value(&deployment, "runAsGroup: "), group);
    assert!(text("tests/packaging/static.sh").contains(&format!("USER_ID={user}\n")));
}

#[test]
fn no_secret_gets_into_a_layer() {
    let ignored = text(".dockerignore");
    for name in [
        ".git",
        ".env",
        "patronage.toml",
        "**/*.db",
        "patronage-mail",
    ] {
        assert!(ignored.lines().any(|line| line == name), "{name}");
    }
    let dockerfile = text("Dockerfile");
    for word in ["PASSWORD", "SECRET", "TOKEN", "DATABASE_URL"] {
        assert!(!dockerfile.contains(word), "{word}");
    }
}
