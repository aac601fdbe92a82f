//! Chance that comes out the same in each run.

use crate::Result;

/// `SplitMix64`: the same choices in each run, spread evenly.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// One of them.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> Result<&'a T> {
        let length = u64::try_from(items.len())?.max(1);
        let index = usize::try_from(self.next() % length)?;
        Ok(items.get(index).ok_or("there is nothing to ask for")?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_reach_every_item_about_as_often() {
        let items: Vec<usize> = (0..100).collect();
        let mut times = vec![0; items.len()];
        let mut random = Random(7);
        for _ in 0..100_000 {
            times[*random.pick(&items).expect("an item")] += 1;
        }
        assert!(
            times.iter().all(|times| (800..1200).contains(times)),
            "{times:?}"
        );
        assert!(random.pick::<u8>(&[]).is_err());
    }
}
