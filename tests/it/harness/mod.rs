//! What the tests stand on: a fresh database for each, a server of its own on it, and people who call
//! that server.
//!
//! A behaviour is written once, with [`on_both!`], and tested on both databases.

mod answer;
mod caller;
mod database;
mod events;
pub(crate) mod issuer;
mod mails;
mod on_both;
mod pair;
mod persisted;
mod pooler;
mod postgres;
mod receiver;
mod settings;
mod shop;
mod signing;
mod smtp;
mod socket;
mod template;

pub(crate) use answer::Answer;
pub(crate) use caller::{Caller, Customer, send};
pub(crate) use database::{Backend, Database};
pub(crate) use events::{Events, asked};
pub(crate) use issuer::Issuer;
pub(crate) use mails::Received;
pub(crate) use on_both::on_both;
pub(crate) use pair::{pair, until};
pub(crate) use persisted::by_hash;
pub(crate) use receiver::{Heard, Receiver, Reply};
pub(crate) use shop::Shop;
pub(crate) use signing::SigningKey;
pub(crate) use smtp::{MailServer, free_port};
pub(crate) use socket::{PROTOCOL, Socket};
