//! Labels of the blank nodes that a template makes: in the order in which it makes them, for the evaluator's are random.

use crate::snapshot::Snapshot;
use oxrdf::BlankNode;
use std::collections::HashMap;

/// Labels given so far: `u0`, `u1`, … but those that the data has.
#[derive(Debug, Default)]
pub(super) struct Labels {
    given: HashMap<BlankNode, BlankNode>,
    tried: usize,
}

impl Labels {
    /// The node itself where the data has it, else its own.
    pub(super) fn known_or_own(&mut self, node: BlankNode, data: &Snapshot) -> BlankNode {
        if has(data, &node) { node } else { self.own(node, data) }
    }

    /// A node that the data does not have; the same one for the same label.
    pub(super) fn own(&mut self, node: BlankNode, data: &Snapshot) -> BlankNode {
        if let Some(own) = self.given.get(&node) {
            return own.clone();
        }
        loop {
            let own = BlankNode::new_unchecked(format!("u{}", self.tried));
            self.tried += 1;
            if !has(data, &own) {
                self.given.insert(node, own.clone());
                return own;
            }
        }
    }

    /// Ends the scope of labels: the same one is another node from here on.
    pub(super) fn forget(&mut self) {
        self.given.clear();
    }
}

fn has(data: &Snapshot, node: &BlankNode) -> bool {
    data.id(&node.clone().into()).is_some()
}
