//! The cookies that hold a session (RFC 6265), and the headers they are.

use axum::http::{HeaderMap, HeaderValue, header};
use entity::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use crate::config::Listen;
use crate::graphql::{CookieChange, CookieChanges};

/// Their names: with the prefix, browsers take them only over https, from this very host, and for all
/// of it, so that no neighbouring host can plant one.
const SECURE: Names = Names {
    access: "__Host-patronage-access",
    refresh: "__Host-patronage-refresh",
    attributes: "Path=/; HttpOnly; SameSite=Lax; Secure",
};
/// In development, where there is no https.
const PLAIN: Names = Names {
    access: "patronage-access",
    refresh: "patronage-refresh",
    attributes: "Path=/; HttpOnly; SameSite=Lax",
};

/// How the cookies are called and kept.
#[derive(Debug)]
pub(super) struct Names {
    access: &'static str,
    refresh: &'static str,
    attributes: &'static str,
}

/// The tokens that a request brought in cookies.
#[derive(Debug, Default)]
pub(super) struct Brought {
    pub(super) access: Option<SecretString>,
    pub(super) refresh: Option<SecretString>,
}

impl Brought {
    /// Whether there was any.
    pub(super) const fn is_any(&self) -> bool {
        self.access.is_some() || self.refresh.is_some()
    }
}

impl Names {
    pub(super) fn of(listen: &Listen) -> &'static Self {
        if listen.development() {
            &PLAIN
        } else {
            &SECURE
        }
    }

    /// The tokens in the cookies of a request. Of two of one name the first counts, which is the one
    /// with the longer path, as browsers order them.
    pub(super) fn read(&self, headers: &HeaderMap) -> Brought {
        let mut brought = Brought::default();
        let lines = headers.get_all(header::COOKIE).into_iter();
        let pairs = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        for (name, value) in pairs.filter(|(_, value)| !value.is_empty()) {
            let place = match name {
                name if name == self.access => &mut brought.access,
                name if name == self.refresh => &mut brought.refresh,
                _ => continue,
            };
            place.get_or_insert_with(|| value.into());
        }
        brought
    }

    /// Tells the client what becomes of its cookies.
    pub(super) fn write(&self, headers: &mut HeaderMap, changes: CookieChanges, now: Timestamp) {
        let both = [
            (self.access, changes.access),
            (self.refresh, changes.refresh),
        ];
        for (name, change) in both {
            let Some(change) = change else { continue };
            match HeaderValue::from_str(&self.line(name, &change, now)) {
                Ok(mut line) => {
                    line.set_sensitive(true);
                    headers.append(header::SET_COOKIE, line);
                }
                Err(error) => tracing::error!(%error, "a token is no value of a cookie"),
            }
        }
    }

    fn line(&self, name: &str, change: &CookieChange, now: Timestamp) -> String {
        let (value, seconds) = match change {
            CookieChange::Keep { token, until } => {
                let left = until.0.saturating_sub(now.0).max(0) / 1000;
                (token.expose_secret(), left)
            }
            CookieChange::Drop => ("", 0),
        };
        format!("{name}={value}; Max-Age={seconds}; {}", self.attributes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brought(names: &Names, lines: &[&str]) -> (Option<String>, Option<String>) {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::COOKIE, HeaderValue::from_str(line).unwrap());
        }
        let text =
            |token: Option<SecretString>| token.map(|token| token.expose_secret().to_owned());
        let Brought { access, refresh } = names.read(&headers);
        (text(access), text(refresh))
    }

    #[test]
    fn our_cookies_are_found_among_others() {
        let some = |text: &str| Some(text.to_owned());
        for (lines, expected) in [
            (&[][..], (None, None)),
            (&["a=1; patronage-access=x; b"], (some("x"), None)),
            (
                &["patronage-refresh=r=;patronage-access=x"],
                (some("x"), some("r=")),
            ),
            (
                &["patronage-access=x", "patronage-refresh=y"],
                (some("x"), some("y")),
            ),
            (
                &["patronage-access=x; patronage-access=y"],
                (some("x"), None),
            ),
            (&["patronage-access=; xpatronage-access=y"], (None, None)),
            (&["__Host-patronage-access=x"], (None, None)),
            (&["patronage-access"], (None, None)),
        ] {
            assert_eq!(brought(&PLAIN, lines), expected, "{lines:?}");
        }
        assert_eq!(brought(&SECURE, &["patronage-access=x"]), (None, None));
        assert_eq!(
            brought(&SECURE, &["__Host-patronage-refresh=x"]),
            (None, some("x"))
        );
    }

    #[test]
    fn a_cookie_is_kept_as_long_as_its_token() {
        let keep = CookieChange::Keep {
            token: "abc".into(),
            until: Timestamp(61_999),
        };
        assert_eq!(
            SECURE.line(SECURE.access, &keep, Timestamp(1000)),
            "__Host-patronage-access=abc; Max-Age=60; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(
            PLAIN.line(PLAIN.refresh, &CookieChange::Drop, Timestamp(0)),
            "patronage-refresh=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax"
        );
        assert!(
            PLAIN
                .line("a", &keep, Timestamp(i64::MAX))
                .contains("Max-Age=0")
        );
    }
}
