//! Lists that lists link to: found inside the folder of the given one, each once, nowhere else.

use super::command::{Outcome, Workspace};
use aisec_graph::diagnostic::Code;
use aisec_graph::pipeline::{
    Base, Given, Inputs, Lints, ListPlace, ListReading, ListText, MAX_SUB_LISTS, ReadList, SubLists, build, read_lists,
};
use aisec_graph::source::{SizeLimit, SourceId, SourceText};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder with `lists/README.md` and what is in `files`, paths below `lists/`.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        let path = folder.path().join("lists").join(path);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }
    folder
}

fn readme(folder: &tempfile::TempDir) -> Given {
    Given::file(SourceId::new("top").expect("a valid id"), folder.path().join("lists/README.md"))
}

/// Id and path below the folder of every list that is followed, and the codes of what is found of links on the way.
fn followed(folder: &tempfile::TempDir) -> (Vec<(String, PathBuf)>, Vec<Code>) {
    let Given { id, path, .. } = readme(folder);
    let text = SourceText::read(id, &path).expect("it can be read");
    let given = ListText { text, place: Some(ListPlace::of(&path)), read: None };
    let how = ListReading { sub_lists: SubLists::Follow, lints: Lints::Leave, max_input: SizeLimit::default() };
    let lists = read_lists(vec![given], how, |id| id).expect("the folder can be looked into");
    let below = |ReadList { source, .. }: &ReadList| {
        let path = Path::new(source.text.path()).strip_prefix(folder.path().join("lists")).expect("inside the folder");
        (source.text.id().to_string(), path.to_owned())
    };
    let found = lists.read.iter().flat_map(|list| &list.list.diagnostics).map(|found| found.code);
    let of_links = found.filter(|code| matches!(code, Code::MissingSubList | Code::OutsideSubList));
    (lists.read.iter().skip(1).map(below).collect(), of_links.collect())
}

#[test]
fn links_are_followed_in_circles_once_and_out_of_the_folder_never() {
    let folder = folder(&[
        (
            "README.md",
            "- [A](papers/a.md)\n- [Again](./papers/../papers/a.md#top)\n- [Spaced](papers/b%20c.md)\n- [Self](README.md)\n\
             - [Gone](papers/gone.md)\n- [Out](../secret.md)\n- [Host](//evil.org/x.md)\n- [Web](https://a.org/x.md)\n\
             - [Root](/etc/x.md)\n- [Contributing](CONTRIBUTING.md)\n",
        ),
        ("papers/a.md", "- [Up](../README.md)\n- [Deep](deep/d.md)\n- [Thing](https://thing.org)\n"),
        ("papers/b c.md", "- [A](a.md)\n"),
        ("papers/deep/d.md", "- [Up](../../papers/a.md)\n"),
        ("CONTRIBUTING.md", "- [Nothing](https://nothing.org)\n"),
    ]);
    fs::write(folder.path().join("secret.md"), "- [S](https://secret.org)\n").expect("it can be written");
    let (lists, found) = followed(&folder);
    let paths: Vec<&Path> = lists.iter().map(|(_, path)| path.as_path()).collect();
    assert_eq!(paths, [Path::new("papers/a.md"), Path::new("papers/b c.md"), Path::new("papers/deep/d.md")]);
    assert_eq!((lists[0].0.as_str(), lists[2].0.as_str()), ("top.papers.a", "top.papers.deep.d"));
    assert!(lists[1].0.starts_with("top.papers.b-c-"), "{}", lists[1].0);
    // `//evil.org/x.md` has no scheme: it is no file beside the list, so nothing looks for one.
    // `/etc/x.md` counts from the folder.
    assert_eq!(found, [Code::MissingSubList, Code::OutsideSubList, Code::MissingSubList]);
}

#[cfg(unix)]
#[test]
fn symbolic_links_lead_round_but_not_out() {
    let folder = folder(&[
        (
            "README.md",
            "- [Loop](loop/README.md)\n- [Out](out/secret.md)\n- [Same](same.md)\n- [Dead](dead.md)\n- [A](a.md)\n",
        ),
        ("a.md", "- [T](https://t.org)\n"),
    ]);
    let lists = folder.path().join("lists");
    fs::write(folder.path().join("secret.md"), "- [S](https://secret.org)\n").expect("it can be written");
    let link = |to: &Path, from: &str| std::os::unix::fs::symlink(to, lists.join(from)).expect("it can be linked");
    link(&lists, "loop");
    link(folder.path(), "out");
    link(&lists.join("a.md"), "same.md");
    link(&lists.join("dead.md"), "dead.md");
    let (found, codes) = followed(&folder);
    assert_eq!(found, [("top.a".to_owned(), PathBuf::from("a.md"))]);
    assert_eq!(codes, [Code::OutsideSubList, Code::MissingSubList]);
}

#[test]
fn a_link_that_leads_nowhere_is_a_note_where_links_are_not_followed() {
    let workspace = Workspace::new();
    let list = "# Top\n\nHow to [contribute](CONTRIBUTING.md), and [why](https://a.net/CONTRIBUTING.md).\n\n## Tools\n\
                - [A](https://a.net/t) – See [more](docs/more.md) and [more](./docs/more.md#b).\n- [Gone](docs/gone.md)\n\
                - [Out](../out.md)\n- [There](docs/there.md#x)\n- [Top](/etc/x.md)\n";
    workspace.write("lists/README.md", list);
    workspace.write("lists/docs/there.md", "# There\n- [B](https://b.net/t)\n\nUp to the [top](../README.md).\n");
    workspace.write("out.md", "# Out\n- [C](https://c.net/t)\n");
    let check = |arguments: &[&str]| {
        let outcome = workspace.run(["check", "--format", "short"].iter().chain(arguments));
        let codes = outcome.stdout.lines().map(|line| {
            let (place, rest) = line.split_once(": ").expect("a place and a finding");
            format!("{} {}", place.rsplit_once(':').expect("a column").0, rest.split(']').next().expect("a code"))
        });
        (outcome.status, codes.collect::<Vec<_>>())
    };
    let missing = |line: u32| format!("lists/README.md:{line} note[import/missing-sub-list");
    let outside = |line: u32| format!("lists/README.md:{line} note[import/outside-sub-list");
    let unread = |line: u32| format!("lists/README.md:{line} note[import/not-an-entry");
    assert_eq!(
        check(&["lists/README.md"]),
        (Some(0), vec![missing(3), missing(6), missing(7), outside(8), unread(9), missing(10)])
    );
    // A list that is given is there, wherever it lies; and from below, the top is inside the folder that is given.
    assert_eq!(
        check(&["lists", "out.md"]),
        (Some(0), vec![missing(3), missing(6), missing(7), unread(8), unread(9), missing(10)])
    );
    let (status, followed) = check(&["lists/README.md", "--recursive"]);
    assert_eq!(status, Some(1));
    assert_eq!(followed.iter().filter(|found| found.ends_with(" warning[import/missing-sub-list")).count(), 3);
    assert_eq!(followed.first(), Some(&missing(3)), "{followed:?}");
}

#[test]
fn a_link_from_the_root_counts_from_the_repository_that_the_list_is_in() {
    let workspace = Workspace::new();
    let list = "# Top\n\n- [Beside](/lists/beside.md)\n- [Above](/docs/above.md)\n- [Gone](/gone.md)\n";
    workspace.write("work/lists/README.md", list);
    workspace.write("work/lists/beside.md", "# Beside\n\n- [A](https://a.net/t)\n");
    workspace.write("work/docs/above.md", "# Above\n\n- [B](https://b.net/t)\n");
    let found = || {
        let outcome = workspace.run(["check", "work/lists/README.md", "--recursive", "--format", "short"]);
        let codes = outcome.stdout.lines().filter_map(|line| line.split_once(" [").or(line.split_once('[')));
        codes.map(|(_, rest)| rest.split(']').next().expect("a code").to_owned()).collect::<Vec<_>>()
    };
    let missing = "import/missing-sub-list";
    assert_eq!(found(), ["import/empty-list", missing, missing, missing]);
    // A folder, or in a working tree beside others a file.
    workspace.write("work/.git", "gitdir: elsewhere\n");
    let outside = "import/outside-sub-list";
    assert_eq!(found(), [outside, outside]);
}

#[test]
fn a_list_of_lists_is_built_with_them() {
    let folder = folder(&[
        ("README.md", "# Top\n## Parts\n- [Papers](papers.md) - Studies.\n"),
        ("papers.md", "# Papers\n- [A study](https://arxiv.org/abs/1)\n"),
    ]);
    let inputs =
        |sub_lists| Inputs { base: Base::IdentityOnly, given: vec![readme(&folder)], sub_lists, ..Inputs::default() };
    let built = build(&inputs(SubLists::Follow)).expect("it can be built");
    assert_eq!(built.catalog.lists.keys().collect::<Vec<_>>(), ["top", "top.papers"]);
    assert_eq!(built.catalog.resources.len(), 1);
    let codes = |diagnostics: &[aisec_graph::diagnostic::Diagnostic]| -> Vec<Code> {
        diagnostics
            .iter()
            .filter(|found| found.place.as_ref().is_some_and(|place| place.source.starts_with("top")))
            .map(|found| found.code)
            .collect()
    };
    assert_eq!(codes(&built.diagnostics), []);
    let said = build(&inputs(SubLists::Say)).expect("it can be built");
    assert_eq!(codes(&said.diagnostics), [Code::EmptyList, Code::NotAnEntry]);
}

/// What both commands that follow links say of `lists/README.md`; the statuses are theirs.
fn both(workspace: &Workspace) -> [Outcome; 2] {
    [
        workspace.run(["check", "lists/README.md", "--recursive", "--fail-on", "never"]),
        workspace.run(["build", "--only", "-v", "lists/README.md", "--recursive", "-o", "out.nq"]),
    ]
}

/// A workspace with these files below `lists/`.
fn workspace(files: &[(&str, &str)]) -> Workspace {
    let workspace = Workspace::new();
    for (path, text) in files {
        workspace.write(&format!("lists/{path}"), text);
    }
    workspace
}

/// Both commands end well and say each of these once, and nothing else of links.
fn both_say(workspace: &Workspace, sources: usize, says: &[&str]) {
    let [check, build] = both(workspace);
    let summary = format!("in {sources} source");
    assert!(check.stdout.contains(&summary), "{}", check.stdout);
    for (outcome, said) in [(&check, &check.stdout), (&build, &build.stderr)] {
        assert_eq!(outcome.status, Some(0), "{outcome:?}");
        assert_eq!(said.matches("sub-list]").count(), says.len(), "{said}");
        assert!(!said.contains("it links to another file"), "{said}");
        for part in says {
            assert_eq!(said.matches(part).count(), 1, "{part}: {said}");
        }
    }
}

#[test]
fn lists_that_lead_to_themselves_and_round_are_read_once() {
    let files = [
        ("README.md", "# Top\n- [Self](README.md)\n- [Self again](./README.md#top)\n- [A](a.md)\n- [A again](a.md)\n"),
        ("a.md", "# A\n- [Up](README.md)\n- [B](b.md)\n- [One](https://one.org/x) - First.\n"),
        ("b.md", "# B\n- [A](../lists/a.md)\n- [B](b.md)\n- [Two](https://two.org/x) - Second.\n"),
    ];
    both_say(&workspace(&files), 3, &[]);
}

#[test]
fn links_that_lead_to_no_list_say_why() {
    let files = [
        (
            "README.md",
            "# Top\n- [Gone](gone.md)\n- [Folder](folder.md)\n- [Up](../secret.md)\n- [Root](/etc/passwd.md)\n\
             - [Below a file](a.md/b.md)\n- [Dots](../../../../../../../../etc/x.md)\n- [Nul](a%00.md)\n- [A](a.md)\n",
        ),
        ("a.md", "- [One](https://one.org/x) - First.\n"),
        ("folder.md/b.md", "- [Two](https://two.org/x) - Second.\n"),
        ("../secret.md", "- [S](https://secret.org/x)\n"),
    ];
    let says = [
        "there is no file `gone.md` beside the list",
        "`folder.md` is a folder, not a list",
        "`../secret.md` lies outside the folder of the list",
        "there is no file `/etc/passwd.md` in the folder",
        "there is no file `a.md/b.md` beside the list",
        "`../../../../../../../../etc/x.md` lies outside the folder",
        "`a%00.md` cannot be reached",
    ];
    both_say(&workspace(&files), 2, &says);
}

#[test]
fn a_missing_list_is_told_once_however_often_and_in_whatever_spelling_it_is_linked() {
    let links: String = (0..13).map(|n| format!("See [x{n}]({}gone.md#s{n}).\n", "./".repeat(n % 3))).collect();
    let workspace = workspace(&[("README.md", &format!("# Top\n{links}"))]);
    let told = workspace.run(["check", "lists/README.md", "--recursive"]).stdout;
    assert_eq!(told.matches("import/missing-sub-list").count(), 1, "{told}");
    assert_eq!(told.matches("linked here too").count(), 10, "{told}");
    assert!(told.contains("= note: and 2 links more\n"), "{told}");
}

#[cfg(unix)]
#[test]
fn symbolic_links_that_lead_round_out_or_to_no_list_say_so() {
    let workspace = workspace(&[
        (
            "README.md",
            "# Top\n- [Round](round/round/README.md)\n- [Loop](loop.md)\n- [Out](out/secret.md)\n- [Out too](secret.md)\n\
             - [Script](script.md)\n- [Same](same.md)\n- [A](a.md)\n",
        ),
        ("a.md", "- [One](https://one.org/x) - First.\n"),
        ("run.sh", "echo  \n"),
        ("../secret.md", "- [S](https://secret.org/x)\n"),
    ]);
    let link = |to: &str, from: &str| {
        std::os::unix::fs::symlink(to, workspace.path("lists").join(from)).expect("it can be linked");
    };
    for (to, from) in [
        ("../lists", "round"),
        ("loop.md", "loop.md"),
        ("..", "out"),
        ("../secret.md", "secret.md"),
        ("run.sh", "script.md"),
        ("a.md", "same.md"),
    ] {
        link(to, from);
    }
    let says = [
        "`loop.md` cannot be reached: ",
        "`out/secret.md` lies outside the folder of the list",
        "`secret.md` lies outside the folder of the list",
        "`script.md` leads to a file that is no list",
    ];
    both_say(&workspace, 2, &says);
}

#[test]
fn as_many_lists_as_the_limit_are_followed_and_one_more_is_refused() {
    let mut top = "# Top\n".to_owned();
    let workspace = workspace(&[]);
    for number in 0..MAX_SUB_LISTS {
        writeln!(top, "- [L{number}](l{number}.md)").expect("a string takes text");
        workspace.write(&format!("lists/l{number}.md"), format!("- [T{number}](https://t.org/{number}) - Text.\n"));
    }
    workspace.write("lists/README.md", &top);
    let check = workspace.run(["check", "lists/README.md", "--recursive"]);
    assert_eq!(check.stdout, "no findings in 10,001 sources\n");
    workspace.write("lists/more.md", "- [More](https://t.org/more) - Text.\n");
    workspace.write("lists/README.md", format!("{top}- [More](more.md)\n"));
    for outcome in both(&workspace) {
        assert_eq!(outcome.status, Some(5), "{outcome:?}");
        assert!(outcome.stderr.contains("lists/README.md: it leads to more than 10000 lists"), "{}", outcome.stderr);
    }
    assert!(!workspace.path("out.nq").exists());
}

#[test]
fn a_list_that_cannot_be_read_is_said_and_the_rest_is_checked() {
    let workspace = workspace(&[("README.md", "# Top\n- [Bad](bad.md)\n- [Good](good.md)\n- [Bad](bad.md)\n")]);
    workspace.write("lists/bad.md", b"- [One](https://one.org/x) - caf\xE9\n");
    workspace.write("lists/good.md", "- [One](https://one.org/x) - First \n");
    let [check, build] = both(&workspace);
    assert_eq!((check.status, build.status), (Some(0), Some(0)), "{check:?}");
    let links = workspace.run(["check", "--recursive", "--links", "lists/README.md"]);
    for said in [&check.stdout, &build.stderr, &links.stderr] {
        let why = "lists/bad.md is not UTF-8 text: byte 32 (line 1) is 0xE9";
        let message = format!("error[import/unreadable-sub-list]: the list that this leads to is left out: {why}");
        assert_eq!(said.matches(&message).count(), 1, "{said}");
        assert!(said.contains(" lists/README.md:2:3\n"), "{said}");
    }
    assert!(check.stdout.contains("lists/good.md:1:"), "{}", check.stdout);
    assert!(String::from_utf8_lossy(&workspace.read("out.nq")).contains("one.org/x"));
    let strict = workspace.run(["build", "--only", "--strict", "--recursive", "lists/README.md"]);
    assert_eq!(strict.status, Some(3), "{}", strict.stderr);
}

#[test]
fn a_link_to_another_given_list_is_followed_wherever_that_lies() {
    let workspace = workspace(&[
        ("a/README.md", "# A\n- [B](../b/README.md)\n- [One](https://one.org/x) - First.\n"),
        ("b/README.md", "# B\n- [A](../a/README.md)\n- [Two](https://two.org/x) - Second.\n"),
    ]);
    let check = |sources: &[&str]| {
        let outcome = workspace.run([&["check", "--recursive", "--fail-on", "never"], sources].concat());
        outcome.stdout.lines().last().unwrap_or_default().to_owned()
    };
    assert_eq!(check(&["lists/a/README.md", "lists/b/README.md"]), "no findings in 2 sources");
    assert_eq!(check(&["lists"]), "no findings in 2 sources");
    assert_eq!(check(&["lists/a/README.md"]), "1 warning in 1 source");
}

#[test]
fn the_order_lists_are_given_in_does_not_matter_to_what_they_share() {
    let workspace = workspace(&[
        ("a.md", "# A\n- [Shared](shared.md)\n"),
        ("b.md", "# B\n- [Shared](shared.md)\n"),
        ("shared.md", "# Shared\n- [One](https://one.org/x) - First.\n"),
    ]);
    let built = |lists: [&str; 2], out: &str| {
        let outcome = workspace.run(["build", "--only", "-q", "-r", lists[0], lists[1], "-o", out]);
        assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
        workspace.read(out)
    };
    let one = built(["lists/a.md", "lists/b.md"], "one.nq");
    assert_eq!(built(["lists/b.md", "lists/a.md"], "two.nq"), one);
    assert!(String::from_utf8_lossy(&one).contains("/graph/source/a.shared>"));
}

#[test]
fn strict_counts_what_is_bad_in_a_list_that_was_followed() {
    let workspace = workspace(&[
        ("README.md", "# Top\n- [Part](part.md)\n"),
        ("part.md", "# Part\n- [One](javascript:alert(1)) - First.\n"),
    ]);
    let strict =
        |more: &[&str]| workspace.run([&["build", "--only", "--strict", "lists/README.md"], more].concat()).status;
    assert_eq!(strict(&["--recursive"]), Some(3));
}

#[test]
fn standard_input_leads_nowhere() {
    let outcome = Workspace::new().run_with_input(["check", "-", "--recursive"], b"- [A](a.md)\n");
    assert_eq!(outcome.status, Some(2));
    assert!(outcome.stderr.contains("`--recursive` has no folder"), "{}", outcome.stderr);
}

#[test]
fn what_a_list_states_of_an_entry_reaches_the_graph() {
    let text = "# L\n- [2026/03] [Base](https://a.org) ([code](https://github.com/a/a), [poster](https://a.org/p)) `MIT` ![x](https://img.shields.io/x.svg)\n  - [Part](https://b.org)\n\n\
        | Title | Authors | Venue | Stars |\n|---|---|---|---|\n| [C](https://c.org) | Doe | ICML | 12 |\n";
    let folder = folder(&[("README.md", text)]);
    let inputs = Inputs { base: Base::IdentityOnly, given: vec![readme(&folder)], ..Inputs::default() };
    let graph = super::built_in::Triples::of(&build(&inputs).expect("it can be built").snapshot);
    let of = |name: &str| {
        let mut listings = graph.of_class("aisec:Listing");
        listings.find(|listing| graph.object(listing, "schema:name") == Some(name)).expect("it is listed").to_owned()
    };
    let said = |name: &str, property: &str| graph.object(&of(name), property).map(str::to_owned);
    assert_eq!(said("Base", "schema:datePublished").as_deref(), Some("2026-03"));
    assert_eq!(said("Base", "schema:keywords").as_deref(), Some("MIT"));
    assert_eq!(said("Base", "aisec:badge").as_deref(), Some("x"));
    assert_eq!(said("Base", "aisec:codeLink").as_deref(), Some("https://github.com/a/a"));
    assert_eq!(said("Base", "aisec:furtherLink").as_deref(), Some("https://a.org/p"));
    assert_eq!(said("Part", "aisec:below").as_deref(), Some("https://w3id.org/aisec-graph/id/resource/a.org"));
    assert_eq!(said("C", "schema:author").as_deref(), Some("Doe"));
    assert_eq!(said("C", "aisec:venue").as_deref(), Some("ICML"));
    assert_eq!(said("C", "aisec:column").as_deref(), Some("Stars: 12"));
}

#[test]
fn a_link_into_a_list_that_is_read_names_a_section_of_it() {
    let workspace = workspace(&[
        (
            "README.md",
            "# Top\n- [Good](talks.md#at-home)\n- [Named](talks.md#here)\n- [Line](talks.md#L3)\n- [View](talks.md?plain=1#x)\n\
             - [Near](./talks.md#at-hom)\n- [Gone](talks.md#nothing-like-it)\n- [Own](README.md#bottom)\n",
        ),
        (
            "talks.md",
            "# Talks\n\n## At Home\n\n<a name=\"here\"></a>\n- [One](https://one.org/x) - First.\n- Up: [t](README.md#up)\n",
        ),
    ]);
    let says = [
        "`./talks.md` has no section with the anchor `#at-hom`",
        "`talks.md` has no section with the anchor `#nothing-like-it`",
        "`README.md` has no section with the anchor `#bottom`",
        "`README.md` has no section with the anchor `#up`",
    ];
    let [check, build] = both(&workspace);
    for said in [&check.stdout, &build.stderr] {
        assert_eq!(said.matches("import/missing-sub-list-section").count(), says.len(), "{said}");
        for part in says {
            assert_eq!(said.matches(part).count(), 1, "{part}: {said}");
        }
        assert!(said.contains("lists/README.md:6:3") && said.contains("link to `#at-home`"), "{said}");
    }
    let alone = workspace.run(["check", "lists/README.md", "--fail-on", "never"]).stdout;
    assert!(!alone.contains("missing-sub-list-section"), "{alone}");
}

#[test]
fn a_list_that_was_read_is_not_read_again_and_its_links_are_told_once() {
    let folder = folder(&[
        ("README.md", "# Top\n- [Gone](gone.md)\n- [A](a.md#none)\n- [Bad](bad.md)\n"),
        ("a.md", "# A\n- [One](https://one.org/x) - First.\n"),
    ]);
    fs::write(folder.path().join("lists/bad.md"), b"caf\xE9\n").expect("it can be written");
    let Given { id, path, .. } = readme(&folder);
    let how = ListReading { sub_lists: SubLists::Follow, lints: Lints::Find, max_input: SizeLimit::default() };
    let text = SourceText::read(id, &path).expect("it can be read");
    let given = vec![ListText { text, place: Some(ListPlace::of(&path)), read: None }];
    let first = read_lists(given, how, |id| id).expect("the folder can be looked into").read;
    let told: Vec<_> = first.iter().map(|list| list.list.clone()).collect();
    // Were it read again, another text would make another list.
    let other = |text: &SourceText| text.with_text("# Other\n".to_owned());
    let again = first.into_iter().map(|ReadList { source: ListText { text, place, .. }, list, .. }| {
        let folder = ListPlace::of(&path).folder;
        ListText { text: other(&text), place: place.map(|place| ListPlace { folder, ..place }), read: Some(list) }
    });
    let second = read_lists(again.collect(), how, |id| id).expect("the folder can be looked into").read;
    let codes = |list: &aisec_graph::diagnostic::Checked<_>| -> Vec<Code> {
        let mut codes: Vec<Code> = list.diagnostics.iter().map(|found| found.code).collect();
        codes.sort_unstable();
        codes
    };
    assert_eq!(second.len(), told.len());
    for (again, first) in second.iter().zip(&told) {
        assert_eq!((&again.list.value, codes(&again.list)), (&first.value, codes(first)));
    }
}
