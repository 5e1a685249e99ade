//! Framework packs through the built program, where files are not what they seem.

use crate::command::Workspace;
use aisec_graph::pipeline::{self, Base, Given, Inputs, PipelineError, TextKind, Unchecked};
use aisec_graph::source::{SourceId, SourceText};

const MANIFEST: &str = "id = \"acme-2026\"\ntitle = \"ACME\"\nversion = \"2026\"\nstatus = \"current\"\npublished = \"2026\"\n\
    publisher = \"ACME\"\nlicence = \"CC0-1.0\"\nhomepage = \"https://acme.example/\"\n";
const ITEMS: &str = "id,type,label,label_kind,parent,order,url,status,attrs\nA,risk,Access,official,,,,current,\n";

fn pack(workspace: &Workspace, name: &str) {
    workspace.write(&format!("{name}/framework.toml"), MANIFEST);
    workspace.write(&format!("{name}/items.csv"), ITEMS);
}

#[cfg(unix)]
#[test]
fn a_file_of_a_pack_that_leads_out_of_its_folder_is_refused() {
    use std::os::unix::fs::symlink;
    let workspace = Workspace::new();
    pack(&workspace, "acme");
    let secret = workspace.write("secret.csv", "subject,predicate,object,order,attrs\n");
    for target in [secret.as_path(), "/dev/zero".as_ref(), "../secret.csv".as_ref()] {
        let link = workspace.path("acme/relations.csv");
        symlink(target, &link).expect("the folder is ours");
        let outcome = workspace.run(["build", "--only", "--framework", "acme", "-o", "x.aisec"]);
        assert_eq!(outcome.status, Some(3), "{outcome:?}");
        assert_eq!(outcome.stderr, "error: acme/relations.csv leads out of its folder, which is refused\n");
        std::fs::remove_file(link).expect("it was just made");
    }
    symlink("items.csv", workspace.path("acme/out-of-scope.csv")).expect("the folder is ours");
    let outcome = workspace.run(["build", "--only", "--framework", "acme"]);
    assert_eq!(outcome.status, Some(3), "a link inside the folder is read: {outcome:?}");
    assert!(
        outcome.stderr.contains("acme/out-of-scope.csv:1: columns `edition`, `item`, `why` are missing"),
        "{outcome:?}"
    );
    assert!(!workspace.files().contains(&"x.aisec".to_owned()));
}

#[test]
fn two_packs_cannot_be_one_edition_or_both_the_default() {
    let workspace = Workspace::new();
    pack(&workspace, "one");
    pack(&workspace, "two");
    let outcome = workspace.run(["build", "--only", "--framework", "one", "--framework", "two"]);
    assert_eq!(outcome.status, Some(2), "{outcome:?}");
    assert!(outcome.stderr.contains("two/framework.toml: edition `acme-2026` is already in the graph"), "{outcome:?}");
    let default = |id: &str| MANIFEST.replace("acme-2026", id) + "framework = \"acme\"\ndefault = true\n";
    workspace.write("one/framework.toml", default("acme-1"));
    workspace.write("two/framework.toml", default("acme-2"));
    let outcome = workspace.run(["build", "--only", "--framework", "two", "--framework", "one"]);
    assert_eq!(outcome.status, Some(2), "{outcome:?}");
    assert!(outcome.stderr.contains("two given editions of `acme` are both its default"), "{outcome:?}");
}

#[test]
fn an_edition_cannot_go_by_a_name_that_means_something_else() {
    let workspace = Workspace::new();
    pack(&workspace, "acme");
    for id in ["coverage", "mlsecops", "owasp-llm", "mitre-atlas"] {
        workspace.write("acme/framework.toml", MANIFEST.replace("acme-2026", id) + "framework = \"acme\"\n");
        let outcome = workspace.run(["build", "--framework", "acme"]);
        assert_eq!(outcome.status, Some(2), "{id}: {outcome:?}");
        assert!(outcome.stderr.contains(&format!("`{id}` names something else in the graph already")), "{outcome:?}");
    }
}

#[test]
fn what_is_built_does_not_depend_on_the_order_of_frameworks() {
    let workspace = Workspace::new();
    pack(&workspace, "one");
    workspace.write("two/framework.toml", MANIFEST.replace("acme-2026", "acme-2027"));
    workspace.write("two/items.csv", ITEMS);
    for (order, out) in [(["one", "two"], "a.nq"), (["two", "one"], "b.nq")] {
        let [first, second] = order;
        let outcome = workspace.run(["build", "--only", "--framework", first, "--framework", second, "-o", out]);
        assert_eq!(outcome.status, Some(0), "{outcome:?}");
    }
    assert_eq!(workspace.read("a.nq"), workspace.read("b.nq"));
}

#[test]
fn a_pack_without_a_usable_item_is_refused() {
    let workspace = Workspace::new();
    pack(&workspace, "acme");
    workspace.write("acme/items.csv", ITEMS.replace("risk", "hazard"));
    let outcome = workspace.run(["build", "--only", "--framework", "acme", "-o", "x.aisec"]);
    assert_eq!(outcome.status, Some(3), "{outcome:?}");
    assert_eq!(
        outcome.stderr,
        "error: acme/items.csv: the edition `acme-2026` is left without items: of 1 row none can be used; \
         line 2: `hazard` is not a usable `type`\n"
    );
    workspace.write("acme/items.csv", ITEMS.lines().next().expect("a header"));
    let outcome = workspace.run(["build", "--only", "--framework", "acme", "-o", "x.aisec"]);
    assert_eq!(outcome.status, Some(3), "{outcome:?}");
    assert_eq!(
        outcome.stderr,
        "error: acme/items.csv: the edition `acme-2026` is left without items: it has no rows\n"
    );
    assert!(!workspace.files().contains(&"x.aisec".to_owned()));
}

#[test]
fn the_manifest_of_a_pack_is_toml() {
    let workspace = Workspace::new();
    pack(&workspace, "acme");
    let outcome = workspace.run(["build", "--only", "--framework", "acme", "-o", "x.nq"]);
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    let graph = String::from_utf8(workspace.read("x.nq")).expect("it is text");
    assert!(graph.contains("application/toml"), "{graph}");
}

fn atlas(version: &str) -> String {
    format!("version: {version}\nmatrices:\n- techniques:\n  - {{id: AML.T0000, name: Search}}\n")
}

#[test]
fn which_release_is_the_default_does_not_depend_on_names_of_files() {
    let workspace = Workspace::new();
    let default = |first: &str, second: &str| {
        let file = |name: &str, version: &str| {
            let path = workspace.write(&format!("{name}.yaml"), atlas(version));
            Given::file(SourceId::new(name).expect("a name"), path)
        };
        let frameworks = vec![file("one", first), file("two", second)];
        let inputs = Inputs { base: Base::IdentityOnly, frameworks, ..Inputs::default() };
        let catalog = pipeline::build(&inputs).expect("it is built").catalog;
        let editions = catalog.editions.values().filter(|edition| edition.is_default);
        editions.map(|edition| edition.version.clone()).collect::<Vec<_>>()
    };
    for (older, newer) in [("5.6.1", "2026.09"), ("4.9.0", "5.6.1"), ("2026.05", "2026.09")] {
        assert_eq!(default(older, newer), [newer]);
        assert_eq!(default(newer, older), [newer]);
    }
}

#[test]
fn two_checked_texts_cannot_go_by_one_name() {
    let text = |path: &str, version: &str| {
        let id = SourceId::new("twice").expect("a name");
        (SourceText::new(id, path, atlas(version)), TextKind::Atlas)
    };
    let checked = pipeline::check(Unchecked {
        others: vec![text("a.yaml", "5.0.0"), text("b.yaml", "5.1.0")],
        ..Unchecked::default()
    });
    assert!(matches!(checked, Err(PipelineError::SameId(id)) if id == "twice"));
}

#[cfg(unix)]
#[test]
fn the_example_in_the_help_works_as_it_stands() {
    let workspace = Workspace::new();
    let help = workspace.run(["build", "--help"]).stdout;
    let is_last = |line: &&str| line.starts_with("aisec coverage");
    let script: Vec<&str> = help.lines().skip_while(|line| !line.starts_with("mkdir")).collect();
    let end = script.iter().position(is_last).expect("the example ends in an answer");
    // Without the built-in graph, which takes long and is no part of the example.
    let script = script[..=end].join("\n").replace("aisec build ", "aisec build --only ");
    let (status, said) = workspace.shell(&format!("set -e\n{script}"));
    assert_eq!(status, Some(0), "{said}");
    assert!(said.starts_with("no findings in 4 sources\n"), "{said}");
    assert!(said.contains("\n  ACME AI Controls 2026 (acme-2026): 4 items, 1 relation\n"), "{said}");
    assert!(said.contains("\n0 of 2 threats addressed (0.0 %)\n"), "{said}");
}

#[test]
fn a_pack_is_checked_as_it_is_built() {
    let workspace = Workspace::new();
    pack(&workspace, "acme");
    let said = |arguments: &[&str]| {
        let outcome = workspace.run(["check"].iter().chain(arguments));
        (outcome.status, outcome.stdout, outcome.stderr)
    };
    assert_eq!(said(&["acme"]), (Some(0), "no findings in 2 sources\n".to_owned(), String::new()));
    workspace.write("acme/items.csv", format!("{ITEMS}A,risk,Again,official,,,,current,\n"));
    workspace.write("acme/notes.md", "# A list\n\n- [broken](");
    let (status, found, _) = said(&["acme", "--format", "short"]);
    assert_eq!(status, Some(1), "{found}");
    assert_eq!(found, "acme/items.csv:3:1: error[import/malformed-row]: `A` stands in `id` twice\n");
    workspace.write("acme/aisec-check.toml", "[severity]\n\"import/malformed-row\" = \"note\"\n");
    let (status, found, _) = said(&["acme", "--format", "short"]);
    assert_eq!(status, Some(0), "{found}");
    assert_eq!(found, "acme/items.csv:3:1: note[import/malformed-row]: `A` stands in `id` twice\n");
    workspace.write("acme/framework.toml", MANIFEST.replace("2026\"", "2026"));
    workspace.write("list.md", "# Things\n\n- [A thing](https://thing.example/) - is one.\n");
    let (status, found, refused) = said(&["acme", "list.md"]);
    assert_eq!(status, Some(3), "{found}{refused}");
    assert!(refused.starts_with("error: acme/framework.toml:1:"), "{refused}");
    assert!(found.ends_with("in 1 source; 1 source not checked\n"), "{found}");
}

#[test]
fn words_of_a_framework_stand_on_the_left() {
    let workspace = Workspace::new();
    pack(&workspace, "acme");
    workspace.write("acme/framework.toml", format!("{MANIFEST}[kinds]\nthreat = \"hazard\"\n"));
    let outcome = workspace.run(["check", "acme"]);
    assert_eq!(outcome.status, Some(3), "{outcome:?}");
    let says = "error: acme/framework.toml:10:10: `[kinds]` has the framework's own word on the left: \
                write `hazard = \"threat\"`\n";
    assert_eq!(outcome.stderr, says);
}

#[test]
fn a_mapping_set_of_a_pack_that_does_not_count_is_told() {
    let workspace = Workspace::new();
    pack(&workspace, "acme");
    workspace.write("acme/items.csv", format!("{ITEMS}B,risk,Backdoors,official,,,,current,\n"));
    let set = "#curie_map:\n#  acme: https://w3id.org/aisec-graph/id/acme-2026/\n\
               #  semapv: https://w3id.org/semapv/vocab/\n#  skos: http://www.w3.org/2004/02/skos/core#\n\
               #mapping_set_id: https://w3id.org/aisec-graph/id/mapping-set/team\n\
               #license: https://creativecommons.org/licenses/by/4.0/\n#creator_label:\n#  - The team\n\
               subject_id\tpredicate_id\tobject_id\tmapping_justification\n\
               acme:A\tskos:broadMatch\tacme:B\tsemapv:ManualMappingCuration\n";
    workspace.write("acme/team.sssom.tsv", set);
    let note = "note: no coverage derives from the mapping set `team`; with `--mappings team` it does\n";
    let without = workspace.run(["build", "--only", "--framework", "acme"]);
    assert!(without.status == Some(0) && without.stderr.contains(note), "{without:?}");
    let with = workspace.run(["build", "--only", "--framework", "acme", "--mappings", "team"]);
    assert!(with.status == Some(0) && !with.stderr.contains("note"), "{with:?}");
}

#[test]
fn numbers_of_four_digits_have_a_comma_in_text_and_none_in_data() {
    let workspace = Workspace::new();
    pack(&workspace, "acme");
    let rows = (0..1_234).map(|item| format!("A{item},risk,Access {item},official,,,,current,\n"));
    let header = ITEMS.lines().next().expect("a header");
    workspace.write("acme/items.csv", format!("{header}\n{}", rows.collect::<String>()));
    workspace.write("empty/framework.toml", MANIFEST);
    workspace.write("empty/items.csv", ITEMS);
    for (pack, file) in [("acme", "g.aisec"), ("empty", "e.aisec")] {
        let built = workspace.run(["build", "-q", "--only", "--framework", pack, "-o", file]);
        assert_eq!(built.status, Some(0), "{built:?}");
    }
    let printed = |command: &str| {
        let outcome = workspace.run(command.split(' '));
        format!("{}{}", outcome.stdout, outcome.stderr)
    };
    for (command, said) in [
        ("coverage --data g.aisec --framework acme-2026", "0 of 1,234 threats addressed"),
        ("coverage --data g.aisec --framework acme-2026", " not assessed   1,234 "),
        ("coverage --data g.aisec --framework acme-2026 --by role", " 1,234 "),
        ("coverage --data g.aisec --framework acme-2026 --fail-under 5", "0 of 1,234 threats of"),
        ("frameworks --data g.aisec", " 1,234 threats "),
        ("frameworks --data g.aisec", " 1,234 "),
        ("frameworks --data g.aisec acme-2026", " 1,234 "),
        ("recommend --data g.aisec --framework acme-2026", "No tool addresses any of 1,234 items."),
        ("recommend --data g.aisec --framework acme-2026", "1,234 items stay open"),
        ("diff e.aisec g.aisec", "1,234 added"),
        ("diff e.aisec g.aisec", "1,225 more"),
        ("diff e.aisec g.aisec --format markdown", "1,234 added"),
    ] {
        let text = printed(command);
        assert!(text.contains(said), "{command}: {text:.2000}");
        assert!(!text.contains(" 1234 ") && !text.contains(" 1234,"), "{command}: {text:.2000}");
    }
    for command in [
        "coverage --data g.aisec --framework acme-2026 --format json",
        "coverage --data g.aisec --framework acme-2026 --by role --format csv",
        "frameworks --data g.aisec --format csv",
        "frameworks --data g.aisec --format json",
    ] {
        let data = printed(command);
        assert!(data.contains("1234") && !data.contains("1,234"), "{command}: {data:.2000}");
    }
}
