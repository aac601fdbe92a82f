//! How many passwords can be hashed when nothing else is done.

use std::thread;
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Block, Params, Version};

use super::accounts::PASSWORD;
use crate::Result;

/// What Patronage hashes with by default: KiB, passes, lanes (`PATRONAGE_ARGON2`), and bytes of a hash.
const COST: (u32, u32, u32, usize) = (19_456, 2, 1, 32);

/// Hashes a second on as many threads as there are cores, as Patronage has by default, each in memory that
/// is kept from one to the next.
///
/// # Errors
/// When a thread does not start, or Argon2 refuses the cost.
pub(super) fn rate(length: Duration) -> Result<f64> {
    let until = Instant::now() + length;
    let threads: Vec<_> = (0..thread::available_parallelism()?.get())
        .map(|number| thread::spawn(move || hash(number, until)))
        .collect();
    let mut rate = 0.0;
    for thread in threads {
        rate += thread.join().map_err(|_| "a thread panicked")??;
    }
    Ok(rate)
}

/// Hashes a second, of one thread; one hash at least.
fn hash(thread: usize, until: Instant) -> Result<f64> {
    let (memory, passes, lanes, length) = COST;
    let params = Params::new(memory, passes, lanes, Some(length))?;
    let mut blocks = vec![Block::new(); params.block_count()];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let (began, mut done) = (Instant::now(), 0_u32);
    loop {
        let salt = format!("{thread:08}{done:08}");
        let mut out = [0; COST.3];
        argon2.hash_password_into_with_memory(
            PASSWORD.as_bytes(),
            salt.as_bytes(),
            &mut out,
            &mut blocks,
        )?;
        done += 1;
        if Instant::now() >= until {
            return Ok(f64::from(done) / began.elapsed().as_secs_f64());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_hashes_are_made() {
        let rate = rate(Duration::from_millis(1)).expect("threads");
        assert!(rate > 0.0, "{rate}");
    }
}
