use entity::IdentityId;
use proptest::prelude::*;
use secrecy::ExposeSecret;

use super::*;

fn key() -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, &[3; 32])
}

/// A session that began with the token and was refreshed some times, the last time at 1,000.
fn session(first: &RefreshToken, rotations: i32) -> session::Model {
    let (mut token, mut previous) = (first.clone(), None);
    for _ in 0..rotations {
        previous = Some(token.hash());
        token = token.successor(&key());
    }
    session::Model {
        id: first.session(),
        customer_id: entity::CustomerId::trusted("cus_1".to_owned()),
        identity_id: IdentityId::trusted("authid_1".to_owned()),
        token_hash: token.hash(),
        rotated_at: previous.is_some().then_some(Timestamp(1_000)),
        previous_hash: previous,
        rotations,
        user_agent: None,
        ip_address: None,
        created_at: Timestamp(0),
        last_used_at: Timestamp(0),
        idle_expires_at: Timestamp(i64::MAX),
        expires_at: Timestamp(i64::MAX),
    }
}

fn first() -> RefreshToken {
    RefreshToken::first(Ulid::from_bytes([9; 16]), &Clock::default())
}

fn steps(token: &RefreshToken, steps: i32) -> RefreshToken {
    (0..steps).fold(token.clone(), |token, _| token.successor(&key()))
}

#[test]
fn a_token_is_read_as_it_was_shown() {
    let token = first();
    let text = token.text();
    assert_eq!(text.expose_secret().len(), 64);
    let read = RefreshToken::parse(text.expose_secret()).unwrap();
    assert_eq!(
        (read.hash(), read.session()),
        (token.hash(), token.session())
    );
    assert_eq!(
        read.session().as_str(),
        format!("sess_{}", Ulid::from_bytes([9; 16]))
    );
}

#[test]
fn a_seeded_token_is_that_of_its_session_seed_and_key() {
    let seeded =
        |id, seed: &[u8], key| RefreshToken::seeded(Ulid::from_bytes([id; 16]), seed, &key);
    let first = seeded(9, b"seed", key());
    let hash = first.hash();
    assert_eq!(ulid(&first.session()), Some(Ulid::from_bytes([9; 16])));
    assert_eq!(seeded(9, b"seed", key()).hash(), hash);
    let other = hmac::Key::new(hmac::HMAC_SHA256, b"other");
    for token in [
        seeded(8, b"seed", key()),
        seeded(9, b"sEed", key()),
        seeded(9, b"seed", other),
    ] {
        assert_ne!(token.hash(), hash);
    }
}

#[test]
fn what_is_not_of_the_form_is_no_token() {
    let text = first().text();
    let text = text.expose_secret();
    for bad in [
        "",
        "x",
        &text[..63],
        &format!("{text}A"),
        &format!("{text}AAAA"),
        &text.replace(&text[5..6], "+"),
    ] {
        assert!(RefreshToken::parse(bad).is_none(), "{bad}");
    }
}

#[test]
fn the_predecessor_counts_only_within_the_grace() {
    let first = first();
    let session = session(&first, 2);
    let standing = |steps_on, now| {
        let grace = Duration::from_millis(500);
        steps(&first, steps_on).standing(&session, Timestamp(now), grace)
    };
    assert_eq!(standing(2, 9_000), Standing::Current);
    assert_eq!(standing(1, 1_500), Standing::JustSpent);
    assert_eq!(standing(1, 1_501), Standing::Other);
    assert_eq!(standing(0, 1_000), Standing::Other);
    assert_eq!(standing(3, 1_000), Standing::Other);
}

#[test]
fn a_session_that_was_never_refreshed_has_no_predecessor() {
    let first = first();
    let session = session(&first, 0);
    assert_eq!(
        first.standing(&session, Timestamp(0), Duration::ZERO),
        Standing::Current
    );
    assert!(steps(&first, 0).newest(&session, &key()).is_some());
    assert!(steps(&first, 1).newest(&session, &key()).is_none());
}

proptest! {
    #[test]
    fn a_spent_token_is_known_and_a_forged_one_is_not(rotations in 1..40_i32, back in 1..40_i32, forged: [u8; 32]) {
        let first = first();
        let session = session(&first, rotations);
        let back = back.min(rotations);
        prop_assert!(steps(&first, rotations - back).newest(&session, &key()).is_some());
        let forged = RefreshToken { id: first.id, secret: forged };
        prop_assert!(forged.newest(&session, &key()).is_none());
        let future = steps(&first, rotations + 1);
        prop_assert!(future.newest(&session, &key()).is_none());
    }
}
