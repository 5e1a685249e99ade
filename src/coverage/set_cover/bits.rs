//! A set of small numbers, one bit each.

/// A set of numbers below a bound that its user keeps.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bits(Box<[u64]>);

/// Numbers in a word.
const WORD: usize = 64;

impl Bits {
    /// The empty set of numbers below `bound`.
    pub fn empty(bound: usize) -> Self {
        Self(vec![0; bound.div_ceil(WORD)].into_boxed_slice())
    }

    /// The set of those numbers that are below `bound`.
    pub fn of(bound: usize, members: impl IntoIterator<Item = usize>) -> Self {
        let mut bits = Self::empty(bound);
        members.into_iter().for_each(|member| bits.insert(member));
        bits
    }

    /// Adds a number; one that is not below the bound changes nothing.
    pub fn insert(&mut self, member: usize) {
        if let Some(word) = self.0.get_mut(member / WORD) {
            *word |= 1 << (member % WORD);
        }
    }

    /// Takes a number out.
    pub fn remove(&mut self, member: usize) {
        if let Some(word) = self.0.get_mut(member / WORD) {
            *word &= !(1 << (member % WORD));
        }
    }

    /// Whether a number is in the set.
    pub fn contains(&self, member: usize) -> bool {
        self.0.get(member / WORD).is_some_and(|word| word & (1 << (member % WORD)) != 0)
    }

    /// How many numbers are in it.
    pub fn count(&self) -> usize {
        self.0.iter().map(|word| ones(*word)).sum()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// The numbers in order.
    pub fn members(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(index, &word)| {
            let rest = std::iter::successors(Some(word), |rest| Some(rest & rest.wrapping_sub(1)));
            rest.take_while(|rest| *rest != 0).map(move |rest| index * WORD + trailing_zeros(rest))
        })
    }

    /// How many numbers both have.
    pub(super) fn shared(&self, other: &Self) -> usize {
        self.0.iter().zip(&other.0).map(|(a, b)| ones(a & b)).sum()
    }

    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a & !b == 0)
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }

    pub(super) fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= b);
    }

    #[must_use]
    pub(super) fn without(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| a & !b).collect())
    }
}

fn ones(word: u64) -> usize {
    usize::try_from(word.count_ones()).unwrap_or_default()
}

fn trailing_zeros(word: u64) -> usize {
    usize::try_from(word.trailing_zeros()).unwrap_or_default()
}
