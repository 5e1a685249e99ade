//! What `aisec check` is given: files named twice, refused ones among others, settings above them.

use super::command::{Outcome, Workspace, outcome};
use std::fs;

const GARBLED: &str = "- [Two](https://two.org) – Scans â€” twice.\n";

fn check(workspace: &Workspace, arguments: &[&str]) -> Outcome {
    workspace.run(["check"].iter().chain(arguments))
}

/// The last line: the summary.
fn summary(outcome: &Outcome) -> &str {
    outcome.stdout.lines().last().unwrap_or_default()
}

#[test]
fn a_file_that_is_named_twice_is_checked_once() {
    let workspace = Workspace::new();
    workspace.write("tw.md", GARBLED);
    let once = check(&workspace, &["tw.md"]);
    assert_eq!(summary(&once), "1 warning in 1 source; `--fix` mends 1");
    for given in [["tw.md", "./tw.md"], [".", "tw.md"], ["tw.md", "."]] {
        assert_eq!(check(&workspace, &given), once, "{given:?}");
    }
    let fixed = check(&workspace, &["--fix", ".", "tw.md"]);
    assert_eq!((fixed.status, fixed.stderr.as_str()), (Some(0), "tw.md: 1 finding mended\n"));
    assert_eq!(workspace.read("tw.md"), GARBLED.replace("â€”", "—").as_bytes());
}

#[cfg(unix)]
#[test]
fn a_link_and_what_it_leads_to_are_mended_once() {
    let workspace = Workspace::new();
    workspace.write("real.md", GARBLED);
    std::os::unix::fs::symlink("real.md", workspace.path("link.md")).expect("a writable folder");
    let fixed = check(&workspace, &["--fix", "link.md", "real.md"]);
    assert_eq!((fixed.status, summary(&fixed)), (Some(0), "no findings in 1 source"), "{}", fixed.stderr);
    assert!(workspace.path("link.md").is_symlink());
    assert_eq!(workspace.read("real.md"), GARBLED.replace("â€”", "—").as_bytes());
}

#[test]
fn a_folder_with_refused_files_is_checked_like_its_files() {
    let workspace = Workspace::new();
    for (name, content) in [("a.md", &b"caf\xE9\n"[..]), ("c.md", b"a\0b\n"), ("b/d.md", GARBLED.as_bytes())] {
        workspace.write(&format!("lists/{name}"), content);
    }
    let folder = check(&workspace, &["lists"]);
    assert_eq!(folder.status, Some(3));
    assert_eq!(folder.stderr.matches("error: ").count(), 2, "{}", folder.stderr);
    assert!(folder.stderr.contains("lists/a.md") && folder.stderr.contains("lists/c.md"), "{}", folder.stderr);
    assert_eq!(summary(&folder), "1 warning in 1 source; 2 sources not checked; `--fix` mends 1");
    assert_eq!(check(&workspace, &["lists/a.md", "lists/b/d.md", "lists/c.md"]), folder);
}

#[test]
fn of_a_folder_what_is_no_list_of_its_own_is_left_out_and_told() {
    let workspace = Workspace::new();
    for file in ["README.md", "tools/more.md", "CHANGELOG.md", "docs/Code_of_Conduct.md", "node_modules/x/README.md"] {
        workspace.write(&format!("awesome/{file}"), GARBLED);
    }
    workspace.write("awesome/.github/PULL_REQUEST_TEMPLATE.md", GARBLED);
    let folder = check(&workspace, &["awesome"]);
    assert_eq!(summary(&folder), "2 warnings in 2 sources; `--fix` mends 2");
    assert_eq!(
        folder.stderr,
        "awesome: left out: 2 files about the list (awesome/CHANGELOG.md, …) and 1 folder of other projects \
         (awesome/node_modules); what is named itself is read\n"
    );
    let each = check(&workspace, &["-v", "awesome"]).stderr;
    assert!(each.contains("left out: awesome/docs/Code_of_Conduct.md\n"), "{each}");
    let named = check(&workspace, &["awesome/CHANGELOG.md", "awesome/node_modules"]);
    assert_eq!((summary(&named), named.stderr.as_str()), ("2 warnings in 2 sources; `--fix` mends 2", ""));
    let nothing = check(&workspace, &["awesome/docs"]);
    assert_eq!(nothing.status, Some(3));
    assert!(nothing.stderr.contains("1 file about the list (awesome/docs/Code_of_Conduct.md)"), "{}", nothing.stderr);
}

#[test]
fn what_is_not_there_is_told_whatever_it_is_called() {
    let workspace = Workspace::new();
    workspace.write("l.md", GARBLED);
    for path in ["nope", "nope/", "nope.txt", "nope.md", "nope.tsv"] {
        let outcome = check(&workspace, &[path, "l.md"]);
        assert_eq!(outcome.status, Some(7), "{path}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(path) && outcome.stderr.contains("No such file"), "{}", outcome.stderr);
        assert_eq!(summary(&outcome), "1 warning in 1 source; 1 source not checked; `--fix` mends 1");
    }
    workspace.write("l.txt", GARBLED);
    assert_eq!(check(&workspace, &["l.txt"]).status, Some(2), "its extension names nothing");
}

#[test]
fn addresses_of_templates_are_told_and_real_ones_are_not() {
    let told = |address: &str| {
        let workspace = Workspace::new();
        workspace.write("l.md", format!("- [Thing]({address}) – Is.\n"));
        check(&workspace, &["l.md", "--format", "short"]).stdout
    };
    for address in [
        "https://localhost:8080",
        "http://LOCALHOST/x",
        "http://127.0.0.1",
        "http://192.168.1.5/x",
        "http://10.0.0.1:80?x",
        "http://[::1]:80/",
        "https://github.com/yourname/repo",
        "https://TODO",
        "https://your-url-here.com",
        "https://www.yourdomain.com/x",
        "https://www.example.com#x",
    ] {
        assert!(told(address).contains("[import/placeholder-address]"), "{address}: {}", told(address));
    }
    for address in ["https://https://h.dev", "https://k..dev", "https://l.dev,", "https://{host}/x"] {
        assert!(told(address).contains("[import/unusable-url]"), "{address}: {}", told(address));
    }
    for address in [
        "http://8.8.8.8/x",
        "http://intranet/x",
        "https://todo.dev",
        "https://localhost.run/docs",
        "https://www.todoist.com",
        "https://yourdomainname.dev",
        "https://a_b.dev./x",
        "https://例子.中国/x",
        "https://github.com/someone/yourname",
        "http://[2606:4700::1111]/x",
    ] {
        assert_eq!(told(address), "", "{address}");
    }
}

#[test]
fn what_is_no_source_of_its_kind_hides_none_of_the_others() {
    let workspace = Workspace::new();
    workspace.write("tw.md", GARBLED);
    workspace.run(["build", "--only", "tw.md", "-o", "whole.aisec"]);
    let bad = [("cut.aisec", "cut"), ("bad.yaml", "a: ["), ("bad.sssom.tsv", "no: ["), ("bad.md", "a\0b")];
    for (name, content) in bad {
        workspace.write(name, content);
    }
    let given = ["cut.aisec", "bad.sssom.tsv", "tw.md", "bad.yaml", "whole.aisec", "bad.md"];
    let text = check(&workspace, &given);
    assert_eq!(text.status, Some(3), "{}", text.stderr);
    assert_eq!(summary(&text), "1 warning in 2 sources; 4 sources not checked; `--fix` mends 1");
    assert!(bad.iter().all(|(name, _)| text.stderr.matches(name).count() == 1), "{}", text.stderr);
    let format = |format: &str| check(&workspace, &[&given[..], &["--format", format]].concat()).stdout;
    let (json, sarif, markdown) = (format("json"), format("sarif"), format("markdown"));
    assert!(
        bad.iter()
            .chain(&[("whole.aisec", ""), ("tw.md", "")])
            .all(|(name, _)| { [&json, &sarif, &markdown].iter().all(|report| report.contains(name)) })
    );
    assert_eq!(check(&workspace, &[&given[..], &["gone.md"]].concat()).status, Some(7));
    let fixed = check(&workspace, &[&given[..], &["--fix"]].concat());
    assert_eq!((fixed.status, fixed.stderr.matches("bad.yaml").count()), (Some(3), 1), "{}", fixed.stderr);
    assert_eq!(workspace.read("tw.md"), GARBLED.replace("â€”", "—").as_bytes());
}

#[test]
fn a_snapshot_that_is_whole_is_no_matter_for_who_wants_only_failures() {
    let workspace = Workspace::new();
    workspace.write("tw.md", GARBLED);
    workspace.run(["build", "--only", "tw.md", "-o", "whole.aisec"]);
    let quiet = check(&workspace, &["whole.aisec", "-q"]);
    assert_eq!((quiet.status, quiet.stdout.as_str(), quiet.stderr.as_str()), (Some(0), "", ""));
}

/// The second file is larger than the shell lets a file become.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_written_is_said_and_the_others_are_mended() {
    let workspace = Workspace::new();
    let large = GARBLED.to_owned() + &" words".repeat(4000);
    for (name, content) in [("1.md", GARBLED), ("2.md", &large), ("3.md", GARBLED)] {
        workspace.write(name, content);
    }
    let mut command = workspace.command("/bin/sh");
    command.args(["-c", "trap '' 25; ulimit -f 2; aisec check 1.md 2.md 3.md --fix"]);
    let fixed = outcome(command, &[]);
    assert_eq!(fixed.status, Some(7), "{fixed:?}");
    assert!(fixed.stderr.contains("cannot write to 2.md: "), "{}", fixed.stderr);
    assert!(fixed.stderr.contains("1.md: 1 finding mended\n3.md: 1 finding mended\n"), "{}", fixed.stderr);
    assert!(fixed.stdout.contains("2.md:1:34\n"), "{}", fixed.stdout);
    assert_eq!(summary(&fixed), "1 warning in 3 sources; `--fix` mends 1");
    assert_eq!(workspace.files(), ["1.md", "2.md", "3.md"]);
    assert_eq!(workspace.read("2.md"), large.as_bytes());
    assert_eq!(workspace.read("3.md"), GARBLED.replace("â€”", "—").as_bytes());
}

#[test]
fn a_file_has_the_settings_nearest_above_it_however_it_is_named() {
    let workspace = Workspace::new();
    workspace.write("lists/a/deep/l.md", GARBLED);
    workspace.write("lists/a/aisec-check.toml", "severity = { \"import/mojibake\" = \"note\" }\n");
    workspace.write("lists/aisec-check.toml", "severity = { \"import/mojibake\" = \"error\" }\n");
    workspace.write("aisec-check.toml", "severity = { \"import/mojibake\" = \"off\" }\n");
    workspace.write("lists/b.md", GARBLED);
    workspace.write("c.md", GARBLED);
    let whole = workspace.path("lists/a/deep/l.md");
    for given in ["lists/a/deep/l.md", "lists/a", "./lists/a/deep", "lists/../lists/a", &whole.to_string_lossy()] {
        assert_eq!(summary(&check(&workspace, &[given])), "1 note in 1 source; `--fix` mends 1", "{given}");
    }
    assert_eq!(summary(&check(&workspace, &["lists/b.md"])), "1 error in 1 source; `--fix` mends 1");
    assert_eq!(summary(&check(&workspace, &["."])), "1 error, 1 note in 3 sources; `--fix` mends 2");
    let elsewhere = Workspace::new();
    fs::create_dir(elsewhere.path("work")).expect("a writable folder");
    let given = workspace.path("lists/a/deep");
    let told = check(&elsewhere, &[given.to_string_lossy().as_ref()]);
    assert_eq!(summary(&told), "1 warning in 1 source; `--fix` mends 1", "settings above what is given are not ours");
}

#[test]
fn what_contradicts_itself_on_the_command_line_is_refused() {
    let workspace = Workspace::new();
    workspace.write("l.md", GARBLED);
    for (arguments, why) in [
        (&["l.md", "--links", "--fail-on", "note"][..], "cannot be used with"),
        (&["l.md", "--links", "--severity", "import/mojibake=off"], "cannot be used with"),
        (&["l.md", "--fix", "--dry-run", "-o", "x.json"], "`--dry-run` writes a diff"),
        (&["l.md", "--severity", "import=off"], "did you mean `import/*`?"),
    ] {
        let outcome = check(&workspace, arguments);
        assert_eq!(outcome.status, Some(2), "{arguments:?}");
        assert!(outcome.stderr.contains(why), "{}", outcome.stderr);
    }
    let outcome = check(&workspace, &["l.md", "--config", "none.toml"]);
    assert_eq!(outcome.status, Some(7));
    assert!(outcome.stderr.contains("cannot read the settings in none.toml: "), "{}", outcome.stderr);
    assert_eq!(workspace.files(), ["l.md"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_by_name_is_refused_and_not_waited_for() {
    let workspace = Workspace::new();
    assert_eq!(workspace.shell("mkfifo pipe.md").0, Some(0));
    let outcome = check(&workspace, &["pipe.md"]);
    assert_eq!(outcome.status, Some(7));
    assert!(outcome.stderr.contains("pipe.md is a pipe or device, not a file"), "{}", outcome.stderr);
}
