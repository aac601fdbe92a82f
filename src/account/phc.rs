//! Argon2 hashes as PHC strings, and the memory they are computed in.
//!
//! The form is that of the PHC string format: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`.

use argon2::password_hash::phc::{Output, ParamsString, Salt};
use argon2::{Algorithm, Argon2, Block, Params, PasswordHash, Version};
use subtle::ConstantTimeEq;

use crate::config::Argon2Cost;

/// Bytes of a salt.
pub(super) const SALT: usize = 16;
/// Bytes of a hash.
const HASH: usize = 32;
/// The most that a stored hash may ask for; as much as the settings allow for new ones.
const MOST: Argon2Cost = Argon2Cost {
    memory: 1 << 21,
    passes: 64,
    lanes: 16,
};

/// A stored hash that cannot be worked with, or parameters that cannot be.
#[derive(Debug, thiserror::Error)]
pub(super) enum PhcError {
    /// Not a PHC string, or not of Argon2.
    #[error("not a PHC string of Argon2: {0}")]
    Form(#[from] argon2::password_hash::Error),
    /// A part of it is missing.
    #[error("the PHC string has no salt or no hash")]
    Incomplete,
    /// Of another form than its beginning says, or broken.
    #[error("the hash is broken, or of no form that is known")]
    Foreign,
    /// It asks for more time or memory than we give.
    #[error("the cost of the hash is out of bounds")]
    Cost,
    /// Argon2 refuses the parameters.
    #[error("Argon2 refuses: {0}")]
    Argon2(#[from] argon2::Error),
}

impl From<argon2::password_hash::phc::Error> for PhcError {
    fn from(error: argon2::password_hash::phc::Error) -> Self {
        Self::Form(error.into())
    }
}

/// The blocks a thread hashes in, kept from one hash to the next: allocating and clearing them anew
/// takes a good part of the time of a hash, and the allocator would not give them back.
pub(super) struct Memory {
    blocks: Vec<Block>,
    kept: usize,
}

impl Memory {
    /// Memory that keeps as much as hashes of this cost need.
    pub(super) fn for_cost(cost: Argon2Cost) -> Result<Self, PhcError> {
        Ok(Self {
            blocks: Vec::new(),
            kept: params(cost)?.block_count(),
        })
    }

    fn compute(
        &mut self,
        argon2: &Argon2<'_>,
        password: &[u8],
        salt: &[u8],
        out: &mut [u8],
    ) -> Result<(), PhcError> {
        let needed = argon2.params().block_count();
        if self.blocks.len() < needed {
            self.blocks.resize(needed, Block::new());
        }
        let result =
            argon2.hash_password_into_with_memory(password, salt, out, &mut self.blocks[..needed]);
        if needed > self.kept {
            // A hash of a higher cost, from an import or from before the settings were lowered.
            self.blocks.truncate(self.kept);
            self.blocks.shrink_to_fit();
        }
        Ok(result?)
    }
}

fn params(cost: Argon2Cost) -> Result<Params, PhcError> {
    Ok(Params::new(
        cost.memory,
        cost.passes,
        cost.lanes,
        Some(HASH),
    )?)
}

/// The PHC string of a new Argon2id hash.
pub(super) fn hash(
    password: &[u8],
    salt: &[u8; SALT],
    cost: Argon2Cost,
    memory: &mut Memory,
) -> Result<String, PhcError> {
    let params = params(cost)?;
    let params_text = ParamsString::try_from(&params)?;
    let mut out = [0; HASH];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    memory.compute(&argon2, password, salt, &mut out)?;
    let phc = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: params_text,
        salt: Some(Salt::new(salt)?),
        hash: Some(Output::new(&out)?),
    };
    Ok(phc.to_string())
}

/// A stored hash, taken apart.
pub(super) struct Stored {
    algorithm: Algorithm,
    version: Version,
    params: Params,
    salt: Salt,
    hash: Output,
}

impl Stored {
    /// Takes a PHC string of any Argon2 variant apart.
    pub(super) fn parse(text: &str) -> Result<Self, PhcError> {
        let phc = PasswordHash::new(text)?;
        let params = Params::try_from(&phc)?;
        if params.m_cost() > MOST.memory
            || params.t_cost() > MOST.passes
            || params.p_cost() > MOST.lanes
        {
            return Err(PhcError::Cost);
        }
        Ok(Self {
            algorithm: Algorithm::try_from(phc.algorithm.as_str())?,
            version: phc.version.map_or(Ok(Version::V0x10), Version::try_from)?,
            params,
            salt: phc.salt.ok_or(PhcError::Incomplete)?,
            hash: phc.hash.ok_or(PhcError::Incomplete)?,
        })
    }

    /// Whether the password is the one of the hash.
    pub(super) fn verify(&self, password: &[u8], memory: &mut Memory) -> Result<bool, PhcError> {
        let mut out = vec![0; self.hash.len()];
        let argon2 = Argon2::new(self.algorithm, self.version, self.params.clone());
        memory.compute(&argon2, password, &self.salt, &mut out)?;
        Ok(out.ct_eq(self.hash.as_bytes()).into())
    }

    /// Whether a new hash would be stronger in any way.
    pub(super) fn needs_rehash(&self, cost: Argon2Cost) -> bool {
        self.algorithm != Algorithm::Argon2id
            || self.version != Version::V0x13
            || self.params.m_cost() < cost.memory
            || self.params.t_cost() < cost.passes
            || self.params.p_cost() < cost.lanes
            || self.salt.len() < SALT
            || self.hash.len() < HASH
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COST: Argon2Cost = Argon2Cost {
        memory: 64,
        passes: 1,
        lanes: 1,
    };

    /// Of the reference implementation: `echo -n password | argon2 somesalt -id -m 8 -t 2 -p 1 -l 32`.
    const REFERENCE: &str =
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

    fn memory() -> Memory {
        Memory::for_cost(COST).unwrap()
    }

    #[test]
    fn a_hash_is_a_phc_string_and_verifies() {
        let mut memory = memory();
        let text = hash(b"correct horse", &[7; SALT], COST, &mut memory).unwrap();
        assert!(
            text.starts_with("$argon2id$v=19$m=64,t=1,p=1$BwcHBwcHBwcHBwcHBwcHBw$"),
            "{text}"
        );
        let stored = Stored::parse(&text).unwrap();
        assert_eq!((stored.salt.len(), stored.hash.len()), (16, 32));
        assert!(stored.verify(b"correct horse", &mut memory).unwrap());
        assert!(!stored.verify(b"correct horsf", &mut memory).unwrap());
        assert!(!stored.needs_rehash(COST));
    }

    #[test]
    fn hashes_of_others_verify_in_memory_that_is_not_kept() {
        let mut memory = memory();
        let stored = Stored::parse(REFERENCE).unwrap();
        assert!(stored.verify(b"password", &mut memory).unwrap());
        assert_eq!(memory.blocks.len(), 64);
        assert!(stored.needs_rehash(COST), "its salt is short");
    }

    #[test]
    fn what_is_weaker_in_any_way_is_hashed_anew() {
        let text = hash(b"x", &[7; SALT], COST, &mut memory()).unwrap();
        let stored = Stored::parse(&text).unwrap();
        for higher in [
            Argon2Cost { memory: 65, ..COST },
            Argon2Cost { passes: 2, ..COST },
            Argon2Cost { lanes: 2, ..COST },
        ] {
            assert!(stored.needs_rehash(higher), "{higher:?}");
        }
        let lower = Argon2Cost { memory: 32, ..COST };
        assert!(!stored.needs_rehash(lower));
        let other = Stored::parse(&text.replace("argon2id", "argon2i")).unwrap();
        assert!(other.needs_rehash(COST));
    }

    #[test]
    fn what_is_no_argon2_or_asks_too_much_is_refused() {
        for text in [
            "",
            "plain",
            "$2b$12$abcdefghijklmnopqrstuv",
            "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ",
            "$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            "$argon2id$v=19$m=64,t=65,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        ] {
            assert!(Stored::parse(text).is_err(), "{text}");
        }
    }
}
