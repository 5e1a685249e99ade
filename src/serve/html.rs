//! Plain pages: texts and addresses in, HTML out. Every text is escaped here, and nothing else gets in.

use crate::vocab::{is_unprintable, push_markup};

/// The style sheet of plain pages.
pub(super) const STYLE: &str = include_str!("style.css");
/// How they end.
pub(super) const END: &str = "</main>\n</body>\n</html>\n";

/// A page that grows.
#[derive(Debug)]
pub(super) struct Html {
    out: String,
}

impl Html {
    /// A page with a title and a head.
    pub(super) fn titled(title: &str, head: &str) -> Self {
        let mut html = Self { out: String::new() };
        html.out.push_str("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.out.push_str("<link rel=\"stylesheet\" href=\"/style.css\">\n<title>");
        html.text(title);
        html.out.push_str("</title>\n</head>\n<body>\n<nav><a href=\"/\">aisec</a></nav>\n<main>\n<h1>");
        html.text(head);
        html.out.push_str("</h1>\n");
        html
    }

    /// A page that begins with markup of ours.
    pub(super) fn begun(markup: &'static str) -> Self {
        Self { out: markup.to_owned() }
    }

    /// A paragraph.
    pub(super) fn line(&mut self, text: &str) {
        self.out.push_str("<p>");
        self.text(text);
        self.out.push_str("</p>\n");
    }

    /// A paragraph that ends in a link.
    pub(super) fn line_with_link(&mut self, text: &str, link: &str, address: &str) {
        self.out.push_str("<p>");
        self.text(text);
        self.link(link, Some(address));
        self.out.push_str("</p>\n");
    }

    /// A head within the page.
    pub(super) fn head(&mut self, text: &str) {
        self.out.push_str("<h2>");
        self.text(text);
        self.out.push_str("</h2>\n");
    }

    pub(super) fn begin_table(&mut self, header: &[&str]) {
        self.out.push_str("<table>\n<thead><tr>");
        for name in header {
            self.out.push_str("<th scope=\"col\">");
            self.text(name);
            self.out.push_str("</th>");
        }
        self.out.push_str("</tr></thead>\n<tbody>\n");
    }

    /// A row that says what the rows after it have in common.
    pub(super) fn group(&mut self, text: &str, columns: usize) {
        self.out.push_str("<tr><th scope=\"rowgroup\" colspan=\"");
        self.out.push_str(&columns.to_string());
        self.out.push_str("\">");
        self.text(text);
        self.out.push_str("</th></tr>\n");
    }

    pub(super) fn begin_row(&mut self) {
        self.out.push_str("<tr>");
    }

    /// A cell; `address` is a path of this server or a web address that is known to be one.
    pub(super) fn cell(&mut self, text: &str, address: Option<&str>) {
        self.out.push_str("<td>");
        self.link(text, address);
        self.out.push_str("</td>");
    }

    /// A cell of several texts, a line each.
    pub(super) fn cells(&mut self, lines: &[(String, Option<String>)]) {
        self.out.push_str("<td>");
        for (index, (text, address)) in lines.iter().enumerate() {
            if index > 0 {
                self.out.push_str("<br>");
            }
            self.link(text, address.as_deref());
        }
        self.out.push_str("</td>");
    }

    pub(super) fn end_row(&mut self) {
        self.out.push_str("</tr>\n");
    }

    pub(super) fn end_table(&mut self) {
        self.out.push_str("</tbody>\n</table>\n");
    }

    /// The whole page, which ends with markup of ours.
    pub(super) fn finish(mut self, markup: &'static str) -> String {
        self.out.push_str(markup);
        self.out
    }

    fn link(&mut self, text: &str, address: Option<&str>) {
        let Some(address) = address else { return self.text(text) };
        self.out.push_str("<a href=\"");
        self.text(address);
        self.out.push_str("\">");
        self.text(text);
        self.out.push_str("</a>");
    }

    fn text(&mut self, text: &str) {
        let shown = |c: char| if is_unprintable(c) && !matches!(c, '\n' | '\t') { '\u{FFFD}' } else { c };
        text.chars().map(shown).for_each(|c| push_markup(&mut self.out, c));
    }
}
