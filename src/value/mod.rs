//! Values that are parsed once and never checked again.
//!
//! No refusal repeats the refused value, and no value prints itself: they are personal data.

/// What the values kept as one text have in common: reading, taking, and a `Debug` that tells nothing.
macro_rules! text_value {
    ($type:ident) => {
        impl $type {
            /// The text, in its stored form.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text, in its stored form.
            #[must_use]
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.0
            }
        }

        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($type), "([redacted])"))
            }
        }
    };
}

mod change;
mod country;
mod email;
mod ids;
mod key_set;
mod metadata;
mod network;
mod password;
mod phone;
mod text;

pub use change::Change;
pub use country::{Country, province};
pub use email::Email;
pub use ids::{MAX_ENTRIES, check_entries, distinct};
pub use key_set::KeySet;
pub use metadata::{Metadata, fill, merge};
pub use network::Network;
pub use password::Password;
pub use phone::Phone;
pub use text::Text;

/// An optional value in the form of its column.
pub fn stored<T: Clone, C: From<T>>(value: Option<&T>) -> Option<C> {
    value.cloned().map(Into::into)
}
