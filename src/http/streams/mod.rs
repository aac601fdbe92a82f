//! What WebSockets and streams of server-sent events have in common: how many there may be, and how
//! what comes of an operation gets to them.

mod places;
mod relay;
mod told;
mod vigil;

pub(super) use places::{Place, Places};
pub(super) use relay::{Step, relay};
pub(super) use told::Told;
pub(super) use vigil::{Lost, Vigil};
