//! Words of a language put together: pictures and the page around them say things in the same way.

use crate::vocab::thousands;

/// The word of `key` in a small table.
pub(crate) fn word<K: PartialEq + Copy>(table: &[(K, &'static str)], key: K) -> &'static str {
    table.iter().find(|(known, _)| *known == key).map_or("", |(_, word)| word)
}

/// `template` with each `{name}` replaced by its value; values are not looked into.
pub(crate) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (name, tail) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// A number with its noun: the first form for one.
pub(crate) fn number_of(forms: [&'static str; 2], number: usize) -> String {
    let [one, many] = forms;
    fill(if number == 1 { one } else { many }, &[("n", &thousands(number))])
}
