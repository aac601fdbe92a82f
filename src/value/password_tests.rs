//! Lengths, what is refused as guessable, and what never shows.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

const CONTEXT: [&str; 5] = [
    "jane.doe@example.com",
    "jane.doe",
    "example.com",
    "Jane",
    "Doe-Smith",
];

fn parsed(text: &str) -> Password {
    Password::parse(text, 8).unwrap()
}

fn refusal(text: &str) -> Option<Fault> {
    parsed(text).guessable(&CONTEXT, 2).err()
}

#[test]
fn lengths_are_in_characters() {
    let code = |text: &str| Password::parse(text, 8).err().map(|fault| fault.code);
    assert_eq!(code(""), Some(Code::PasswordRejected));
    assert_eq!(code("sixteen"), Some(Code::PasswordRejected));
    assert_eq!(code("🦀🐙🐳🦊🐝🌵🍄🎲"), None);
    assert_eq!(code(&"🦀".repeat(256)), None);
    assert_eq!(code(&"a".repeat(256)), None);
    assert_eq!(code(&"a".repeat(257)), Some(Code::TooLong));
    assert_eq!(code(&"a".repeat(1_000_000)), Some(Code::TooLong));
    // Eight characters as typed, four of them once composed.
    assert_eq!(code(&"e\u{301}".repeat(4)), Some(Code::PasswordRejected));
    let message = Password::parse("short", 12).unwrap_err().message;
    assert_eq!(message, "The password must have at least 12 characters.");
}

#[test]
fn nothing_is_trimmed_cut_or_changed_in_case() {
    for text in [" Secret Words ", "Secret\0Words\t\n", &"aB".repeat(128)] {
        assert_eq!(parsed(text).reveal(), text);
        assert_eq!(Password::presented(text).unwrap().reveal(), text);
    }
}

#[test]
fn composed_and_decomposed_are_one_password() {
    assert_eq!(
        parsed("cafe\u{301} creme").reveal(),
        parsed("café creme").reveal()
    );
    // NFC, not NFKC: the ligature is another character.
    assert_ne!(
        parsed("ﬁsh and chips").reveal(),
        parsed("fish and chips").reveal()
    );
}

#[test]
fn a_presented_password_has_no_lower_bound() {
    assert_eq!(Password::presented("").unwrap().reveal(), "");
    assert!(Password::presented(&"a".repeat(256)).is_some());
    assert!(Password::presented(&"a".repeat(257)).is_none());
    assert!(Password::presented(&"é".repeat(513)).is_none());
}

#[test]
fn common_passwords_are_refused_with_reasons() {
    for text in [
        "password",
        "12345678",
        "passwordpassword",
        "aaaaaaaaaaaaaaa",
        "qwertyuiop",
    ] {
        let fault = refusal(text).expect(text);
        assert_eq!(fault.code, Code::PasswordRejected);
        assert!(
            fault.message.len() > "The password is too easy to guess. ".len(),
            "{text}"
        );
    }
}

#[test]
fn words_of_the_context_are_refused() {
    for text in [
        "patronage",
        "PATRONAGE",
        "patronage1",
        "patronagepatronage",
        "Jane.Doe@Example.com",
        "jane.doe",
        "janedoeexamplecom",
        "example.com",
        "example-example",
        "jane jane jane",
        "JaneJaneJane",
        "Doe-Smith",
        "doesmith",
        "Jane1984",
    ] {
        assert_eq!(refusal(text).expect(text).code, Code::PasswordRejected);
    }
}

#[test]
fn words_of_the_context_are_refused_at_any_score_and_length() {
    let company = "Zweihundertvierzig Xylophonquartettkapellmeistersgattinnen GmbH ".repeat(4);
    let parsed = parsed(&company);
    assert!(parsed.guessable(&[], 4).is_ok());
    assert!(parsed.guessable(&[&company], 0).is_err());
    assert!(
        Password::parse("patronage", 8)
            .unwrap()
            .guessable(&[], 0)
            .is_err()
    );
    assert!(
        Password::parse("password", 8)
            .unwrap()
            .guessable(&[], 0)
            .is_ok()
    );
}

#[test]
fn good_passwords_pass() {
    for text in [
        "correct horse battery staple",
        "🦀🐙🐳🦊🐝🌵🍄🎲",
        "--------:;_!?=)(/&%$",
        "kQ3vz9xw7",
        "jane likes purple xylophones",
        "Žluťoučký kůň",
    ] {
        assert_eq!(refusal(text), None, "{text}");
    }
    assert_eq!(
        parsed("kQ3vz9xw7yt2mb").guessable(&["", " ", "-"], 4),
        Ok(())
    );
}

#[test]
fn a_refusal_without_reasons_still_tells_what_to_do() {
    let fault = parsed("correct horse").guessable(&[], 4).unwrap_err();
    assert!(fault.message.ends_with("Add another word or two."));
}

#[test]
fn it_never_prints() {
    assert!(!format!("{:?}", parsed("correct horse battery")).contains("horse"));
}

/// The worst that 256 characters can do takes 0.6 s in a release build when all is looked at, and
/// several times that here. The least of three runs, so that a busy machine does not fail it.
#[test]
fn the_worst_password_is_judged_quickly() {
    for signs in [
        "4@8({[<3691!|70$5+%2",
        "|$4836917052",
        "4836917052|",
        "p4$$w0rd(1+7|!{[<@6928%35",
    ] {
        let password = parsed(&signs.chars().cycle().take(256).collect::<String>());
        let run = |_| {
            let start = Instant::now();
            let _ = password.guessable(&CONTEXT, 4);
            start.elapsed()
        };
        let least = (0..3).map(run).min().unwrap();
        assert!(least < Duration::from_millis(400), "{signs}: {least:?}");
    }
}

#[test]
fn the_more_signs_the_less_is_looked_at() {
    let chars = |text: &str| estimated_part(&text.repeat(50)).chars().count();
    assert_eq!(chars("word "), 100);
    assert_eq!(chars("é!"), 100);
    assert_eq!(chars("a!$"), 50);
    assert_eq!(chars("a!$|+"), 20);
    assert_eq!(estimated_part("short!$|+"), "short!$|+");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_judged_without_a_panic(text in any::<String>(), word in any::<String>()) {
        if let Ok(password) = Password::parse(&text, 1) {
            let judged = password.guessable(&[&word], 3);
            if let Err(fault) = judged && text.chars().count() > 8 {
                prop_assert!(!fault.message.contains(&text));
            }
        }
    }

    #[test]
    fn a_repeated_word_is_refused(word in "[a-zA-Z0-9à-ÿ]{1,16}", times in 1_usize..12) {
        if let Ok(password) = Password::parse(&word.to_uppercase().repeat(times), 1) {
            prop_assert!(password.guessable(&[&word.to_lowercase()], 0).is_err());
        }
    }

    #[test]
    fn the_form_is_stable(text in "\\PC{0,80}") {
        if let Some(first) = Password::presented(&text) {
            let second = Password::presented(first.reveal()).unwrap();
            prop_assert_eq!(first.reveal(), second.reveal());
        }
    }
}
