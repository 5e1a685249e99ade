//! Texts of 16 MiB that are made to cost: what little of them there is that takes much, as often as it fits.

/// Bytes of each text at most: what the command reads without being told to read more.
const LENGTH: usize = 16 << 20;

/// What a text is made of.
#[derive(Clone, Copy)]
enum Made {
    /// The first, then the second again and again.
    Of(&'static str, &'static str),
    /// The first, then the second again and again, with a number that grows for each `{}`.
    Numbered(&'static str, &'static str),
    /// Below a heading, lines of about [`LINE`] bytes: the first again and again, then the second.
    Lines(&'static str, &'static str),
}

use Made::{Lines, Numbered, Of};

/// A little less than the length from which on lines are cut.
const LINE: usize = 700 << 10;

const SECTION: &str = "## Tools\n\n";

const TOOLS: &str = "# List\n\n## Tools\n\n| Tool | Description |\n|---|---|\n";

/// What each is called, and what it is made of.
const TEXTS: [(&str, Made); 70] = [
    ("brackets", Of("", "[")),
    ("brackets in pairs", Of("", "](")),
    ("links without an end", Of("", "[a](")),
    ("links in a line", Of("", "[a](http://b.c)")),
    ("links in brackets", Of("", "- [[a](b)\n")),
    ("links alone", Of(SECTION, "[a](http://b.c)\n")),
    ("links with text", Of(SECTION, "[a](http://b.c) - d\n")),
    ("links beside each other", Of(SECTION, "[a](http://b.c), ")),
    ("links with text in a line", Of(SECTION, "[a](http://b.c) - d<br>")),
    ("links below labels", Lines("**AB 2024** ", "[a](http://b.c)\n")),
    ("links in brackets in a line", Lines("[[a](http://b.c)] ", "\n- ")),
    ("items with labels", Lines("[AB 2024] ", "[a](http://b.c)\n- ")),
    ("images", Of("", "![a](http://b.c) ")),
    ("code in a line", Of("", "`a` ")),
    ("code in words", Of("", "`a`b")),
    ("code in lines", Of("", "`a` `a`\n")),
    ("code in quotes", Of("", "> `a` `a`\n")),
    ("code in paragraphs", Of("", "`a`\n\n")),
    ("code in an item", Of("- a\n", "    `a` `a`\n")),
    ("code in loose items", Of("", "- `a`\n\n")),
    ("code below a definition", Of("[x]: y\n\n", "`a` ")),
    ("code below a footnote", Of("[^1]: a\n\n", "`a` [^1] ")),
    ("emphasis", Of("", "*a* ")),
    ("strong emphasis", Of("", "**a** ")),
    ("strikethrough", Of("", "~~a~~ ")),
    ("escapes", Of("", "\\*")),
    ("entities", Of("", "&amp;")),
    ("angles", Of("", "<")),
    ("tags", Of("", "<a>")),
    ("tags that never end", Of("", "<b ")),
    ("anchors", Of("", "<a href=\"http://b.c\">a</a> ")),
    ("pictures", Of("", "<img src=a> ")),
    ("comments", Of("", "<!-- a -->\n\n")),
    ("directives", Of("", "<!-- aisec disable-line x -->\n")),
    ("a comment of empty lines", Of("<!--\n", "\n")),
    ("a fence of empty lines", Of("```\n", "\n")),
    ("fences", Of("", "```\n```\n")),
    ("details", Of("", "<details>\n")),
    ("summaries", Numbered("", "<details><summary><b><a href=\"//b.c/{}\">a{}</a></b></summary></details>\n\n")),
    ("summaries without a link", Of("", "<details><summary>h</summary>\n\nd\n\n[Code](http://b.c)\n</details>\n\n")),
    ("headings", Of("", "# h\n")),
    ("headings with links", Numbered("", "## [h](http://b.c/{})\n")),
    ("headings with links and text", Numbered("", "## [h](http://b.c/{})\nd\n\n")),
    ("headings with items", Numbered("", "### h{}\n- GitHub: http://b.c/{}\n")),
    ("headings with text and links", Numbered("", "### h{}\nd [e f](http://b.c)\n\n[Code](http://b.c/{})\n\n")),
    ("headings below lines", Of("", "a\n=\n")),
    ("paragraphs", Of("", "a\n\n")),
    ("quotes", Of("", "> a\n\n")),
    ("quotes in quotes", Of("", "> ")),
    ("empty items", Of("", "-\n")),
    ("items of text", Of("", "- a: b\n")),
    ("bare addresses", Of("", "- http://b.c\n")),
    ("entries", Numbered("", "- [a](http://b.c/{}) - d\n")),
    ("entries again", Of("", "- [a](http://b.c) - d\n")),
    ("entries in entries", Numbered("", "- [a](//b.c/{})\n  - [b](//d.e)\n")),
    ("entries with titles", Of("", "- \"T\", 2023-06, AAAI 24, `t`, [[p]](http://b.c) [[r]](http://d.e)\n")),
    ("contents", Numbered("", "- [a](#b{})\n")),
    ("files beside", Numbered("", "- [a](x{}.md) - d\n")),
    ("scripts", Numbered("", "- [a](javascript:{}) - d\n")),
    ("rows of one cell", Of("# L\n\n## Tools\n\n|Tool|\n|---|\n", "|a|\n")),
    ("rows of entries", Numbered(TOOLS, "| [a{}](http://b.c/{}) | d |\n")),
    ("rows of emphasis", Of("|Tool|Name|\n|-|-|\n", "|*a*|*a*\n")),
    ("tables", Of("", "a|b\n-|-\n\n")),
    ("rows of HTML", Numbered("<table>\n", "<tr><td><a href=\"//b.c/{}\">a</a></td><td>d</td></tr>\n")),
    ("definitions", Numbered("", "[{}]:a\n")),
    ("definitions in use", Numbered("", "- [a{}][a{}] - d\n\n[a{}]: http://x.y/{}\n")),
    ("references", Of("[x]: y\n\n", "[x] ")),
    ("references to nothing", Numbered("", "[b][a{}]\n")),
    ("footnotes", Numbered("", "[^{}]: a\n")),
    ("garbled", Of("", "â€™ ")),
];

/// The names of all.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().map(|(name, _)| *name)
}

/// The text of that name.
pub(crate) fn text(name: &str) -> Option<String> {
    let (_, made) = TEXTS.iter().find(|(other, _)| *other == name)?;
    let mut text = match made {
        Of(start, _) | Numbered(start, _) => (*start).to_owned(),
        Lines(..) => SECTION.to_owned(),
    };
    for number in 0.. {
        let length = text.len();
        match made {
            Of(_, part) => text.push_str(part),
            Numbered(_, part) => text.push_str(&part.replace("{}", &number.to_string())),
            Lines(part, end) => {
                text.push_str(&part.repeat(LINE / part.len()));
                text.push_str(end);
            }
        }
        if text.len() > LENGTH {
            text.truncate(length);
            break;
        }
    }
    Some(text)
}
