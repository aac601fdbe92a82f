//! stub
use crate::{
    app::App,
    clock::Clock,
    config::Accounts,
    db::{Db, Tx},
    error::Result,
};
use entity::{ApiKeyId, CustomerId};
use secrecy::SecretString;
use std::time::Duration;
pub struct Hasher;
impl Hasher {
    pub fn start(_: &Accounts, _: Clock) -> Self {
        Self
    }
}
pub struct Keys;
impl Keys {
    pub async fn load(_: &Db, _: &Clock) -> Result<Self> {
        Ok(Self)
    }
}
pub async fn move_email(_: &Tx, _: &entity::customer::Model) -> Result<()> {
    Ok(())
}
pub async fn hide_logins(_: &App, _: &Tx, _: &[CustomerId]) -> Result<()> {
    Ok(())
}
pub async fn restore_logins(_: &Tx, _: &CustomerId) -> Result<()> {
    Ok(())
}
pub async fn login_is_taken(_: &Tx, _: &CustomerId) -> Result<bool> {
    Ok(false)
}
pub mod graphql {
    #[derive(Default)]
    pub struct AccountMutation;
    #[async_graphql::Object]
    impl AccountMutation {
        async fn x(&self) -> bool {
            true
        }
    }
}
pub mod api_key {
    use super::*;
    pub async fn create(
        _: &App,
        _: &str,
        _: &[crate::actor::Scope],
        _: Option<Duration>,
    ) -> Result<(ApiKeyId, SecretString)> {
        unimplemented!()
    }
    pub async fn list(_: &App) -> Result<Vec<entity::api_key::Model>> {
        unimplemented!()
    }
    pub async fn revoke(_: &App, _: &ApiKeyId) -> Result<bool> {
        unimplemented!()
    }
}
pub mod keys {
    use super::*;
    pub struct K {
        pub kid: String,
        pub state: String,
    }
    pub async fn rotate(_: &App) -> Result<String> {
        unimplemented!()
    }
    pub async fn list(_: &App) -> Result<Vec<K>> {
        unimplemented!()
    }
}
