//! Framework packs through the built program, where files are not what they seem.

use crate::command::Workspace;

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
