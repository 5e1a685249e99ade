//! The closed list of codes. A code keeps its meaning for ever.

use super::{CheckCode, Severity};

macro_rules! codes {
    ($( $(#[doc = $doc:literal])+ $variant:ident = $id:literal, $severity:ident; )+) => {
        /// What kind of finding a diagnostic is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $( $(#[doc = $doc])+ $variant, )+
            /// That of a check query: a file says what it means.
            Check(&'static CheckCode),
        }

        impl Code {
            /// Every code but those of check queries, in the order of this file.
            pub const ALL: &'static [Code] = &[$(Self::$variant,)+];

            /// The printed form, `stage/kebab-case`.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)+ Self::Check(check) => &check.id }
            }

            /// What the code means and what to do about it, as `aisec code ID` prints it.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc, "\n",)+),)+ Self::Check(check) => &check.explanation }
            }

            /// Severity unless the user says otherwise.
            pub fn default_severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ Self::Check(check) => check.severity }
            }
        }
    };
}

impl Code {
    /// Whether it is about the comments that silence others, which no comment silences.
    pub fn is_about_comments(self) -> bool {
        matches!(self, Self::UnknownComment | Self::UnusedSuppression)
    }

    /// Whether it is found only where links to other lists are followed.
    pub fn needs_following(self) -> bool {
        matches!(
            self,
            Self::MissingSubList | Self::OutsideSubList | Self::UnreadableSubList | Self::MissingSubListSection
        )
    }

    /// Whether it is found only where a graph is built, not where texts are checked.
    pub fn needs_building(self) -> bool {
        matches!(self, Self::CopyOfList | Self::MergedByTitle | Self::Check(_))
    }
}

codes! {
    /// The text holds UTF-8 that was once read as Windows-1252 (`â€”` for `—`).
    /// The repaired text is used; `aisec check --fix` writes it into the list. In code it is left as it is.
    Mojibake = "import/mojibake", Warning;
    /// A code fence is opened and never closed: all that follows is code, not entries.
    /// Close it with a line of the same backticks.
    UnclosedFence = "import/unclosed-fence", Warning;
    /// The file has no entry: no list item, table row or taxonomy this importer knows.
    EmptyList = "import/empty-list", Warning;
    /// An entry names a risk code that neither the list's own taxonomy nor that of the list it uses defines.
    /// The label is kept out of the graph; fix the code, add it to the taxonomy, or write whose code it is:
    /// `mlsecops:R9-Security` in one place, or `<!-- aisec risks: mlsecops -->` once for the list.
    UndefinedRiskCode = "import/undefined-risk-code", Warning;
    /// A risk code is defined twice in one list. The first definition is used.
    DuplicateRiskCode = "import/duplicate-risk-code", Warning;
    /// An entry has no web address; it is known by its title.
    EntryWithoutUrl = "import/entry-without-url", Note;
    /// A link's target is not an `http` or `https` address with a host; the entry is known by its title.
    UnusableUrl = "import/unusable-url", Warning;
    /// A table row has more or fewer cells than its header.
    RaggedRow = "import/ragged-row", Warning;
    /// The text holds control, zero-width or bidirectional formatting characters, which nobody sees.
    /// In names and descriptions they are removed; delete them unless you know why they are there.
    HiddenCharacters = "import/hidden-characters", Warning;
    /// An entry has no name.
    NamelessEntry = "import/nameless-entry", Warning;
    /// An entry's name says only what stands behind its link, such as `link`, `paper` or `here`.
    GenericName = "import/generic-name", Warning;
    /// The brackets of a link stand in the wrong places, as in `[name]([text](url))` or `[name] (url)`.
    /// Or they stand in HTML, where Markdown is text, as in `<summary>[name](url)</summary>`: write `<a href="url">` there.
    /// It is read as the link that was meant; most readers show brackets and no link.
    MalformedLink = "import/malformed-link", Warning;
    /// An entry's address is a placeholder such as `example.com` or `USER_REPO`, left over from a template.
    /// So is one that leads nowhere but in its author's own machine or network: `localhost`, `192.168.0.1`.
    PlaceholderAddress = "import/placeholder-address", Warning;
    /// A list links to a Markdown file beside it that is not there.
    /// Without `--recursive`, and of a file about the list such as CONTRIBUTING.md, it is a note.
    MissingSubList = "import/missing-sub-list", Warning;
    /// A list links to a Markdown file outside its own folder; `--recursive` never follows such a link.
    /// Without `--recursive` it is a note. Whether the file is there is not looked at.
    OutsideSubList = "import/outside-sub-list", Warning;
    /// A file that says what a project needs cannot be read: it is no text, too large, or not in the form its name says.
    /// What cannot be read of it is left out; the other files are read.
    UnreadableDependencies = "import/unreadable-dependencies", Error;
    /// A line that should name a package, such as one of `requirements.txt`, names none. It is left out.
    MalformedDependency = "import/malformed-dependency", Warning;
    /// A file that another includes, such as by `-r base.txt`, is not read: it is not there, or lies outside the folder.
    UnfollowedInclude = "import/unfollowed-include", Warning;
    /// A list links to a Markdown file that cannot be read: it is no UTF-8 text, or larger than `--max-input` allows.
    /// It is left out with all it leads to; the other lists are read.
    UnreadableSubList = "import/unreadable-sub-list", Error;
    /// A link leads into another list, as in `talks.md#2024`, to an anchor that no heading and no `<a name>` there makes.
    /// Mend the link, or give the section that heading.
    MissingSubListSection = "import/missing-sub-list-section", Warning;
    /// A list item, table, linked heading or line looks like an entry but is not read as such; the message says why.
    /// An item is an entry where it starts with its link, has its title in italics or bold before a dash, or ends in links
    /// such as `[paper]`; a linked heading is one where nothing else is listed below it.
    NotAnEntry = "import/not-an-entry", Note;
    /// A table has more than 1,000 columns, sections are more than 64 deep, a line is over 768 KiB, or a block over 2 MiB.
    /// What stands beyond is read as part of the last column or section, or as another line or block; tables, fences and
    /// HTML may be of any length. No link is lost but one that is itself longer than 256 KiB. Divide what is so long.
    BeyondLimit = "import/beyond-limit", Warning;
    /// A comment `<!-- aisec … -->` stands on a line of its own between the rows of a table, which ends there.
    /// It does on GitHub as well, and the rows below it are text. To silence a row, write the comment in one of its
    /// cells: `<!-- aisec disable-line CODE -->`.
    SplitTable = "import/split-table", Warning;
    /// Lines of Markdown stand in a block of HTML, such as right below `<details>` or `<div>`, where they are plain text.
    /// Such a block ends only at an empty line: put one above the first line of Markdown.
    /// The repair does, where the block has only `<details>`, `<summary>`, `<div>` and `<br>`. Text in `<pre>` and `<code>`
    /// is not meant.
    MarkdownInHtml = "import/markdown-in-html", Warning;
    /// A line looks like an item and is text: no space stands behind its mark, or that is none of Markdown, such as `•`.
    /// It is read as part of what stands above it. Write `- [Two](https://two.org)`.
    UnreadItem = "import/unread-item", Warning;
    /// A line such as `##Tools` looks like a heading and is text: no space stands behind its mark.
    /// A `#` with one word is taken for a hashtag.
    UnreadHeading = "import/unread-heading", Warning;
    /// Lines between pipes look like a table and are text: the row of dashes is missing, or has another number of cells.
    /// It stands below the header, with as many cells (GitHub Flavored Markdown, section 4.10).
    UnreadTable = "import/unread-table", Warning;
    /// An HTML tag such as `<details>` or `<a>` opens and is never closed: what follows may be read as part of it.
    /// Write the closing tag where the element ends.
    UnclosedTag = "import/unclosed-tag", Warning;
    /// An HTML tag closes what is not open, or opens a row in a row: one half of a pair is missing.
    StrayTag = "import/stray-tag", Warning;
    /// A risk of the list's taxonomy has no code such as `(R1-Security)` at its end. It is left out.
    RiskWithoutCode = "import/risk-without-code", Warning;
    /// A risk of the list's taxonomy stands outside the phases of its layer. It is left out.
    RiskOutsidePhase = "import/risk-outside-phase", Warning;
    /// A link leads to an anchor that no heading and no `<a name>` of the page makes.
    /// Mend the link, rename the heading, or take the entry out of the contents.
    MissingSection = "import/missing-section", Warning;
    /// A link's anchor differs from the one GitHub gives a heading in case or punctuation only.
    /// GitHub writes a heading's anchor in lower case, drops punctuation and emoji, makes each space a hyphen
    /// and gives the second heading of a name `-1`. The repair writes that anchor.
    InexactAnchor = "import/inexact-anchor", Warning;
    /// The contents name most sections of a level, but not this one. Sections about the list itself need no entry.
    UnlistedSection = "import/unlisted-section", Note;
    /// The contents link to one section twice.
    RepeatedContentsEntry = "import/repeated-contents-entry", Warning;
    /// A heading is more than one level below the heading before it.
    SkippedHeadingLevel = "import/skipped-heading-level", Note;
    /// A list counts the entries of a section, and another number was read there.
    /// Counts in a heading, in the paragraph right below it and beside the section's name in the contents are
    /// compared with the entries of the section and its subsections. Only a person can tell which is right.
    DeclaredCount = "import/declared-count", Question;
    /// A list item holds neither text nor a link.
    EmptyItem = "import/empty-item", Warning;
    /// A link such as `[text][label]` uses a label that nothing defines, so it is shown as brackets.
    UndefinedReference = "import/undefined-reference", Warning;
    /// A line `[label]: address` defines a label that no link uses.
    /// `[//]: # (comment)` is fine.
    UnusedDefinition = "import/unused-definition", Note;
    /// A label is defined twice in one list; links lead to the first address.
    RepeatedDefinition = "import/repeated-definition", Warning;
    /// The list's taxonomy defines a risk, entries carry other risks of it, and none carries this one.
    /// Label the entries that address it; if there are none, it is a gap worth knowing.
    UnusedRisk = "import/unused-risk", Note;
    /// White space stands at the end of a line.
    /// The repair deletes it, except where that would change the page: two spaces before a further line of a
    /// paragraph are a line break, which `<br>` or a backslash shows better; code and HTML are left alone.
    TrailingSpaces = "import/trailing-spaces", Note;
    /// Items of one page are indented with tabs here and with spaces there, or with both in one line.
    MixedIndentation = "import/mixed-indentation", Note;
    /// A row of a table of facts cannot be read: a column is missing or a value is not allowed.
    /// The row is left out; the others are kept.
    MalformedRow = "import/malformed-row", Error;
    /// A field of the framework file stands under the wrong key; what it says is recovered.
    MisplacedField = "import/misplaced-field", Warning;
    /// The same relation or mapping is stated twice in one source; it is kept once.
    DuplicateRelation = "import/duplicate-relation", Note;
    /// One resource is listed more than once and the listings disagree. Both are kept, each with its line.
    ConflictingListings = "resolve/conflicting-listings", Warning;
    /// A given list has nearly the same entries as a shipped one: both are in the graph, side by side.
    /// `--replace ID=PATH` reads it in place of the shipped one, so that claims and mappings hang on it.
    CopyOfList = "resolve/copy-of-list", Warning;
    /// A comment `<!-- aisec risks: LIST -->` does not count: that list has no risks here, or it is the second.
    /// It says whose risks the codes of a list mean. Name one list with risks and build together with it.
    RiskList = "resolve/risk-list", Warning;
    /// A list links one address twice. In one section that is a slip; in another it is a note, for it may be meant.
    /// A title without an address counts only within one section. Keep one of the two entries.
    /// Two names that lead to two times of one video are two talks.
    RepeatedAddress = "resolve/repeated-address", Warning;
    /// A list gives one address under two names that share no word.
    /// Often the address was copied from the entry before; if both names are right, keep one entry.
    UnlikeNames = "resolve/unlike-names", Warning;
    /// A list gives one name to two addresses. Two things may share a name, and a site and a repository are two.
    /// Tell the names apart, keep one entry, or record what they are in a reviewed decision, which silences this.
    NameWithTwoAddresses = "resolve/name-with-two-addresses", Note;
    /// A list has one thing under sections or columns of two kinds, such as tools and papers.
    UnlikeSection = "resolve/unlike-section", Note;
    /// An address has parameters that only say where a click came from (`utm_…`, `gclid`, `fbclid`, `mc_cid`).
    /// They make two addresses of one; leave them out.
    TrackingParameters = "resolve/tracking-parameters", Warning;
    /// A list writes an address in another way than before: case, a slash, `.git`, another form of one page.
    AddressVariant = "resolve/address-variant", Note;
    /// An address is written with http, and the same one with https elsewhere.
    InsecureAddress = "resolve/insecure-address", Note;
    /// A label of a list says that a resource addresses a risk, and a reviewed claim says that it does not.
    /// Both texts are quoted; which is right, a person has to tell.
    /// A label that no claim speaks of is not asked about for that: nobody has looked. It is held against the entry's
    /// own description instead (`resolve/label-against-description`).
    LabelAgainstReview = "resolve/label-against-review", Question;
    /// An entry's description speaks of one topic and the risk it is labelled with of another; neither touches the
    /// other's. Both texts are quoted with the words that decided; the words are in `data/words/topics.csv`.
    /// A label that reviewed claims confirm or deny is not held against the description: the review stands above it.
    LabelAgainstDescription = "resolve/label-against-description", Question;
    /// A listed address is known to have moved; the resource goes by its present address.
    MovedResource = "resolve/moved-resource", Note;
    /// Two rows of the table of moves contradict each other or form a circle; the row is left out.
    ContradictoryMove = "resolve/contradictory-move", Error;
    /// Two reviewed decisions contradict each other, or one names a single thing twice; the row is left out.
    /// A move that a decision keeps from being followed is shown as a note: the decision stands above the table.
    ContradictoryIdentity = "resolve/contradictory-identity", Error;
    /// A reviewed decision on what is one thing names two things, or a fact a tool, that no source lists.
    /// It waits for a list that names one of them. Check the spelling if one should be listed today.
    UnlistedResource = "resolve/unlisted-resource", Note;
    /// Two entries are papers with the same long title under different addresses, and `--merge-titles` makes them one.
    /// If they are two papers, say so in a decision: `skos:exactMatch` with the `predicate_modifier` `Not`.
    MergedByTitle = "resolve/merged-by-title", Note;
    /// A row names a risk, item, resource or edition that no source defines. The row is left out.
    UnknownReference = "resolve/unknown-reference", Error;
    /// A layer of ATT&CK Navigator says that it is of a newer format than 4.5, which is what is known here.
    /// What is known of it is read; where it is written again, the rest stands there as it was. Save it in format 4.5 if
    /// something is missing.
    NewerLayer = "resolve/newer-layer", Warning;
    /// A layer of ATT&CK Navigator has an id that is no technique or sub-technique of the edition.
    /// It counts for nothing; where the layer is written again it stands there as it was. Correct the id, or name another
    /// edition with `--framework`.
    UnknownTechnique = "resolve/unknown-technique", Warning;
    /// Items of a framework stand below each other in a circle, so that none of them is the broadest.
    /// The links among them are left out; correct which one is the broader.
    HierarchyCircle = "resolve/hierarchy-circle", Error;
    /// A row names an item that its publisher has retired; it is kept and the successor is shown.
    RetiredReference = "resolve/retired-reference", Warning;
    /// A mapping set gives one subject and object two matches, or a match beside `sssom:NoTermFound`.
    /// Both rows are kept, and coverage derives from both. Keep one row for a pair: the one that says most and is right.
    ContradictoryMapping = "resolve/contradictory-mapping", Warning;
    /// Rows of a mapping set say, with the hierarchy of the editions, that a thing is broader than itself.
    /// The direction of one is wrong: `skos:broadMatch` says that the object is broader, `skos:narrowMatch` that it is
    /// narrower. The rows are kept.
    CircularMapping = "resolve/circular-mapping", Warning;
    /// A row of a mapping set leads from a framework item to a risk. Coverage derives from rows that lead from a risk.
    /// Exchange subject and object, and `skos:broadMatch` and `skos:narrowMatch` with them.
    ExchangedMapping = "resolve/exchanged-mapping", Warning;
    /// A node of a graph is not as a SHACL shape says that such a node is. The notes name the shape, the constraint and
    /// the value. It is an error, a warning or a note as the shape has it (`sh:severity`).
    /// `aisec validate` holds our own graph against `ontology/shapes.ttl`, and other data against the shapes it is given.
    NotConforming = "validate/shape", Error;
    /// No node of the data is one that a shape is for, so that nothing was held against the shapes.
    /// That nothing else was found says nothing. The note names what the shapes are for; often a namespace is spelt
    /// otherwise in the data.
    NoTarget = "validate/no-shape-applies", Note;
    /// A name that is drawn holds control or direction characters, or a pile of accents.
    /// They are replaced or dropped in the picture; fix the name in its source.
    CleanedLabel = "render/cleaned-label", Warning;
    /// An address is not an absolute `http` or `https` address with a host, so it is not drawn as a link.
    UnlinkedAddress = "render/unlinked-address", Warning;
    /// A link of the data to draw names a tool, risk or item that is not in it. The link is left out.
    DanglingLink = "render/dangling-link", Warning;
    /// There is more than a picture can show legibly; it is drawn in less detail and its subtitle says how.
    /// The table twin (`--format csv`) has everything.
    Condensed = "render/condensed", Note;
    /// A comment `<!-- aisec … -->` says nothing this program knows: another word, or a code that does not exist.
    /// It has no effect. Known are `disable`, `enable`, `disable-line` and `disable-next-line`, each with codes that
    /// `aisec code` lists, or none for all, and `risks: LIST`. What follows a colon after the codes is a reason.
    /// What is found in these comments themselves no comment silences.
    UnknownComment = "check/unknown-comment", Warning;
    /// A comment that silences a code has nothing to silence: what it was for is mended, elsewhere, or silent already.
    /// Delete the comment, so that it hides nothing new.
    UnusedSuppression = "check/unused-suppression", Warning;
}
