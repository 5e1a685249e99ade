//! Sets of graphs that triples are in, numbered while triples go by.

use super::builder::BuildError;
use foldhash::fast::RandomState;
use hashbrown::HashMap;

const TOO_LARGE: BuildError = BuildError::TooLarge("2^32 memberships of graph sets");

/// Sets of two graphs or more, in the order they came: as triples come in order, so that of the snapshot's numbers too.
pub(super) struct GraphSets {
    /// A set of one graph has that graph's number, others follow.
    graphs: u32,
    numbers: HashMap<Box<[u32]>, u32, RandomState>,
    /// Members of all sets, and the end of each.
    members: Vec<u32>,
    ends: Vec<u32>,
}

impl GraphSets {
    pub(super) fn new(graphs: u32) -> Self {
        Self { graphs, numbers: HashMap::default(), members: Vec::new(), ends: Vec::new() }
    }

    /// The number of a set, given rising.
    pub(super) fn number(&mut self, set: &[u32]) -> Result<u32, BuildError> {
        if let [one] = set {
            return Ok(*one);
        }
        if let Some(&number) = self.numbers.get(set) {
            return Ok(number);
        }
        self.members.extend_from_slice(set);
        self.ends.push(u32::try_from(self.members.len()).map_err(|_| TOO_LARGE)?);
        let index = u32::try_from(self.ends.len() - 1).map_err(|_| TOO_LARGE)?;
        let number = self.graphs.checked_add(index).ok_or(TOO_LARGE)?;
        self.numbers.insert(set.into(), number);
        Ok(number)
    }

    /// Members of all sets.
    pub(super) fn members(&self) -> &[u32] {
        &self.members
    }

    /// Where in the members each set starts, and the last ends; nothing without a set.
    pub(super) fn offsets(&self) -> impl Iterator<Item = u32> + '_ {
        (!self.ends.is_empty()).then_some(0).into_iter().chain(self.ends.iter().copied())
    }

    /// Number of sets.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.ends.len()).unwrap_or(u32::MAX)
    }
}
