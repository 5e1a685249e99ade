//! What a query leaves out: its text in, the first place where something has to stand and does not, out.
//!
//! The parser tells the furthest place it came to, and of a text that ends too soon no more than that. This looks at
//! words that something has to follow, and at triples that are no three terms. It speaks only where it is sure.

use super::guard;

/// A word that something has to follow.
struct Follow {
    word: &'static str,
    /// What may not come next: the token, empty at the end of the text.
    is_wrong: fn(&str) -> bool,
    wanted: &'static str,
}

const FOLLOWED: [Follow; 9] = [
    Follow { word: "limit", is_wrong: is_no_number, wanted: "a whole number, such as `LIMIT 10`" },
    Follow { word: "offset", is_wrong: is_no_number, wanted: "a whole number, such as `OFFSET 10`" },
    Follow { word: "order by", is_wrong: is_end, wanted: "what to sort by, such as `ORDER BY ?name`" },
    Follow { word: "group by", is_wrong: is_end, wanted: "what to group by, such as `GROUP BY ?kind`" },
    Follow { word: "having", is_wrong: is_end, wanted: "a condition, such as `(COUNT(?tool) > 1)`" },
    Follow { word: "filter", is_wrong: is_end, wanted: "a condition, such as `(?number > 1)`" },
    Follow { word: "select", is_wrong: is_pattern, wanted: "variables, or `*` for all of them" },
    Follow { word: "distinct", is_wrong: is_pattern, wanted: "variables, or `*` for all of them" },
    Follow { word: "as", is_wrong: is_no_variable, wanted: "a variable, such as `?number`" },
];

/// Signs: what they are part of is more than three terms side by side.
const SIGNS: &str = "{}().;,[]=<>!|&+-*/^?";

fn is_end(token: &str) -> bool {
    matches!(token, "" | "}" | "()")
}

fn is_no_number(token: &str) -> bool {
    token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_pattern(token: &str) -> bool {
    matches!(token, "" | "{") || token.eq_ignore_ascii_case("where")
}

fn is_no_variable(token: &str) -> bool {
    !token.starts_with(['?', '$'])
}

/// Where something is left out, and what.
pub(super) fn left_out(text: &str) -> Option<(usize, String)> {
    let tokens = guard::tokens(text);
    [unfollowed(text, &tokens), part_of_triple(text, &tokens)].into_iter().flatten().min_by_key(|(at, _)| *at)
}

/// A token and where it stands.
type Token<'t> = (usize, &'t str);

fn unfollowed(text: &str, tokens: &[Token<'_>]) -> Option<(usize, String)> {
    tokens.iter().enumerate().find_map(|(index, &(_, token))| {
        let before = index.checked_sub(1).and_then(|before| tokens.get(before)).map_or("", |(_, before)| before);
        let is_word = |Follow { word, .. }: &&Follow| match word.split_once(' ') {
            Some((first, second)) => before.eq_ignore_ascii_case(first) && token.eq_ignore_ascii_case(second),
            None => token.eq_ignore_ascii_case(word),
        };
        let Follow { word, is_wrong, wanted } = FOLLOWED.iter().find(is_word)?;
        let (at, next) = tokens.get(index + 1).copied().unwrap_or((text.len(), ""));
        let after = tokens.get(index + 2).map_or("", |(_, after)| after);
        let next = if (next, after) == ("(", ")") { "()" } else { next };
        is_wrong(next).then(|| {
            let written = text.get(at..).unwrap_or_default().split_whitespace().next().unwrap_or_default();
            let written: String = written.chars().take(40).collect();
            let found = if written.is_empty() { "nothing".to_owned() } else { format!("`{written}`") };
            let word = word.to_ascii_uppercase();
            (at, format!("`{word}` is followed by {wanted}, and here by {found}"))
        })
    })
}

/// Of a triple what is there, where it ends before it has three terms.
fn part_of_triple(text: &str, tokens: &[Token<'_>]) -> Option<(usize, String)> {
    // Terms since a triple began, and how many of one stand before; `None` where it is not sure that it is one.
    let (mut run, mut carried): (Option<Vec<Token<'_>>>, usize) = (None, 0);
    let mut awaits_rows = false;
    for &(at, token) in tokens {
        match token {
            "{" => (run, carried, awaits_rows) = ((!awaits_rows).then(Vec::new), 0, false),
            "." | ";" | "," | "}" => {
                let terms = run.take().unwrap_or_default();
                // After `;` there may be nothing more.
                let is_short = terms.len() + carried < 3 && !terms.is_empty();
                if is_short {
                    return Some((at, without(text, &terms, carried)));
                }
                carried = [(".", 0), (";", 1), (",", 2)].iter().find(|(sign, _)| *sign == token).map_or(0, |(_, n)| *n);
                // What a group is part of may go on after it as something else.
                run = (token != "}").then(Vec::new);
            }
            _ if is_term(token) => run.iter_mut().for_each(|run| run.push((at, token))),
            _ => {
                run = None;
                awaits_rows |= token.eq_ignore_ascii_case("values");
            }
        }
    }
    None
}

/// Whether a token is surely a term, or a verb.
fn is_term(token: &str) -> bool {
    let is_sign = token.len() == 1 && SIGNS.contains(token);
    !is_sign && (token.starts_with(['?', '$', '<']) || token.contains(':') || token == "a")
}

fn without(text: &str, terms: &[Token<'_>], carried: usize) -> String {
    let start = terms.first().map_or(0, |(at, _)| *at);
    let end = terms.last().map_or(0, |(at, term)| at + term.len());
    let written: String = text.get(start..end).unwrap_or_default().chars().take(60).collect();
    let (is, lacks) = match (carried, terms.len()) {
        (0, 1) => ("a subject", "a predicate and an object"),
        (0, _) => ("a subject and a predicate", "an object"),
        _ => ("a predicate", "an object"),
    };
    format!("`{written}` is {is} without {lacks}: a triple has all three, such as `?tool a aisec:Tool`")
}
