//! Slowing down those who guess passwords, register by the hundred, or have mails sent.
//!
//! Counters are in the database, so that replicas share them and a restart keeps them. They are named
//! by keyed hashes of what was typed, whether or not there is such an account: who asks learns nothing.
//! A failure is counted once it is known to be one, and its counter then decides again whether the
//! answer may be given: fifty guesses at once learn no more than fifty one after the other, and fifty
//! logins at once that are right all pass.

mod attempt;
mod budget;
mod held;
mod policy;
mod quota;

pub use attempt::Attempt;
pub use held::{forget, held};
pub use policy::{LONGEST_WAIT, Policy, SKEW};
pub use quota::{Quota, take};
