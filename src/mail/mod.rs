//! Mail: a queue in the database, a worker that empties it, templates, and the ways out.
//!
//! A service [`queue`]s a mail in its own transaction, so that mail goes out if and only if the change
//! it tells of is committed, and never within a request. What is queued is sealed ([`seal`]) and gone
//! once it is sent. Whoever erases a customer calls [`forget`].
//!
//! ```ignore
//! let mail = Mail {
//!     to: email,
//!     first_name: customer.first_name,
//!     content: Content::VerifyEmail(Secret { text: token, lifetime }),
//! };
//! match mail::queue(app, &mut tx, &mail).await? {
//!     Queued::Accepted => { /* keep the token's hash, void older ones */ }
//!     Queued::Dropped => { /* answer the same; older tokens stay good */ }
//! }
//! ```

mod backlog;
mod backoff;
mod content;
mod deliver;
mod forget;
mod held;
mod letter;
mod mailer;
mod message;
mod queue;
mod seal;
mod store;
mod sweep;
mod template;
mod transport;
mod worker;

pub use backlog::backlog;
pub use content::{Content, Kind, Mail, Secret};
pub use deliver::deliver_next;
pub use forget::{Forgotten, forget};
pub use held::held;
pub use mailer::{Mailer, check, check_templates, probe};
pub use queue::{Queued, queue, withhold};
pub use sweep::sweep;
pub use worker::start_worker;
