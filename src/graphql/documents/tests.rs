use std::io::Write;

use tempfile::NamedTempFile;

use super::*;
use crate::actor::Scopes;
use crate::testing::settings;

const SDL: &str =
    "type Query { a: Int b: Int } type Mutation { login(email: String, password: String): Int }";

struct Fixture {
    gate: Gate,
    documents: Documents,
    _manifest: Option<NamedTempFile>,
}

impl Fixture {
    fn new(args: &[&str]) -> Self {
        let settings = settings(args);
        let gate = Gate::new(SDL, &settings.limits).unwrap();
        let documents = Documents::new(&settings.documents, &gate).unwrap();
        Self {
            gate,
            documents,
            _manifest: None,
        }
    }

    /// One that trusts `{ a }` by the id `a`.
    fn trusting() -> Self {
        let mut manifest = NamedTempFile::new().unwrap();
        manifest.write_all(br#"{"a": "{ a }"}"#).unwrap();
        let path = manifest.path().to_str().unwrap().to_owned();
        let fixture = Self::new(&["--trusted-documents", &path]);
        Self {
            _manifest: Some(manifest),
            ..fixture
        }
    }

    fn find(&self, asked: Asked, actor: Option<&Actor>) -> Result<String, ErrorCode> {
        let found = self
            .documents
            .find(&self.gate, asked, (actor, &Client::default()));
        found
            .map(|document| document.text().to_owned())
            .map_err(|refusal| refusal.code)
    }

    fn ask(&self, asked: Asked) -> Result<String, ErrorCode> {
        self.find(asked, Some(&Actor::Anonymous))
    }
}

fn hex(text: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    let digits = digest.as_ref().iter().map(|byte| format!("{byte:02x}"));
    digits.collect::<Vec<_>>().concat()
}

fn by_hash(text: &str) -> Asked {
    Asked::named(Name::of_hash(&hex(text)), None)
}

fn with_hash(text: &str) -> Asked {
    Asked::named(Name::of_hash(&hex(text)), Some(text.to_owned()))
}

fn by_text(text: &str) -> Asked {
    Asked::text(text.to_owned())
}

fn staff() -> Actor {
    Actor::Staff {
        id: "key".into(),
        scopes: Scopes::default(),
    }
}

#[test]
fn a_document_is_sent_once_and_named_from_then_on() {
    let documents = Fixture::new(&[]);
    assert_eq!(
        documents.ask(by_hash("{ a }")),
        Err(ErrorCode::PersistedQueryNotFound)
    );
    assert_eq!(documents.ask(by_text("{ a }")).unwrap(), "{ a }");
    assert_eq!(
        documents.ask(by_hash("{ a }")),
        Err(ErrorCode::PersistedQueryNotFound),
        "nobody said so"
    );
    assert_eq!(documents.ask(with_hash("{ a }")).unwrap(), "{ a }");
    assert_eq!(documents.ask(by_hash("{ a }")).unwrap(), "{ a }");
    let id = format!("sha256:{}", hex("{ a }"));
    assert_eq!(
        documents.ask(Asked::named(Name::of_id(&id), None)).unwrap(),
        "{ a }"
    );
}

#[test]
fn the_same_text_is_the_same_document() {
    let Fixture {
        gate, documents, ..
    } = Fixture::new(&[]);
    let find = || {
        documents
            .find(&gate, by_text("{ a }"), (None, &Client::default()))
            .unwrap()
    };
    assert!(Arc::ptr_eq(&find(), &find()));
}

#[test]
fn a_hash_must_be_that_of_the_text() {
    let documents = Fixture::new(&[]);
    let forged = Asked::named(Name::of_hash(&hex("{ a }")), Some("{ b }".to_owned()));
    assert_eq!(documents.ask(forged), Err(ErrorCode::BadRequest));
    assert_eq!(
        documents.ask(by_hash("{ a }")),
        Err(ErrorCode::PersistedQueryNotFound)
    );
}

#[test]
fn what_does_not_pass_the_gate_is_not_kept() {
    let documents = Fixture::new(&[]);
    for (text, code) in [
        ("{ a", ErrorCode::GraphqlParseFailed),
        (&"{ a }".repeat(9), ErrorCode::GraphqlParseFailed),
    ] {
        assert_eq!(documents.ask(with_hash(text)), Err(code));
        assert_eq!(
            documents.ask(by_hash(text)),
            Err(ErrorCode::PersistedQueryNotFound)
        );
    }
}

#[test]
fn a_password_in_a_document_is_not_kept() {
    let documents = Fixture::new(&[]);
    let written = "mutation { login(email: \"a@b.example\", password: \"hunter2\") }";
    let variable = "mutation($p: String) { login(password: $p) }";
    assert_eq!(documents.ask(with_hash(written)).unwrap(), written);
    assert_eq!(
        documents.ask(by_hash(written)),
        Err(ErrorCode::PersistedQueryNotFound)
    );
    assert_eq!(documents.ask(with_hash(variable)).unwrap(), variable);
    assert_eq!(documents.ask(by_hash(variable)).unwrap(), variable);
}

#[test]
fn naming_can_be_off() {
    let documents = Fixture::new(&["--persisted-queries", "off"]);
    assert_eq!(documents.ask(with_hash("{ a }")).unwrap(), "{ a }");
    assert_eq!(
        documents.ask(by_hash("{ a }")),
        Err(ErrorCode::PersistedQueryNotSupported)
    );
}

#[test]
fn with_a_manifest_nothing_else_runs_for_anyone_but_staff() {
    let documents = Fixture::trusting();
    let trusted = [
        by_text("{ a }"),
        with_hash("{ a }"),
        by_hash("{ a }"),
        Asked::named(Name::of_id("a"), None),
    ];
    for asked in trusted {
        assert_eq!(documents.ask(asked).unwrap(), "{ a }");
    }
    let others = || {
        [
            by_text("{ b }"),
            by_text("{a}"),
            with_hash("{ b }"),
            by_hash("{ b }"),
            by_text("{"),
            Asked::named(Name::of_id("b"), None),
        ]
    };
    for asked in others() {
        assert_eq!(documents.ask(asked), Err(ErrorCode::DocumentNotTrusted));
    }
    for asked in others() {
        assert_eq!(
            documents.find(asked, None),
            Err(ErrorCode::DocumentNotTrusted),
            "by a bad credential"
        );
    }
    let staff = Some(&staff());
    assert_eq!(documents.find(with_hash("{ b }"), staff).unwrap(), "{ b }");
    assert_eq!(documents.find(by_hash("{ b }"), staff).unwrap(), "{ b }");
    assert_eq!(
        documents.ask(by_hash("{ b }")),
        Err(ErrorCode::DocumentNotTrusted),
        "what staff brought"
    );
    assert_eq!(
        documents.find(Asked::named(Name::of_id("b"), None), staff),
        Err(ErrorCode::PersistedQueryNotFound)
    );
}

#[test]
fn documents_belong_to_a_key_or_a_network() {
    let client = |ip: &str| Client {
        ip: Some(ip.parse().unwrap()),
        ..Client::default()
    };
    let of = |actor: &Actor, ip: &str| owner((Some(actor), &client(ip)));
    assert_eq!(&*of(&staff(), "192.0.2.1"), "key");
    assert_eq!(
        of(&Actor::Anonymous, "2001:db8::1"),
        of(&Actor::Anonymous, "2001:db8::2")
    );
    assert_ne!(
        of(&Actor::Anonymous, "192.0.2.1"),
        of(&Actor::Anonymous, "192.0.2.2")
    );
}
