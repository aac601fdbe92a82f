//! Columns whose values never print.

/// Secret bytes, e.g. a private key.
#[derive(Clone, PartialEq, Eq, sea_orm::DeriveValueType)]
pub struct SecretBytes(pub Vec<u8>);

/// A secret text, e.g. a password hash.
#[derive(Clone, PartialEq, Eq, sea_orm::DeriveValueType)]
pub struct SecretText(pub String);

impl std::fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}
