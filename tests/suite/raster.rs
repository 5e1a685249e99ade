//! Pictures as pixels and as pages, in the fonts of the machine; without the feature, how to get it.

use super::command::{Outcome, Workspace};

#[cfg(not(feature = "raster"))]
#[test]
fn without_the_feature_the_refusal_says_what_to_build() {
    let workspace = Workspace::with_built_in_graph();
    for arguments in [["--format", "png"], ["--format", "pdf"], ["-o", "a.png"], ["-o", "a.pdf"]] {
        let Outcome { status, stdout, stderr } = workspace.run(["render", "lifecycle"].iter().chain(&arguments));
        assert_eq!((status, stdout.as_str()), (Some(2), ""), "{arguments:?}: {stderr}");
        assert!(stderr.contains("--features raster"), "{stderr}");
        assert!(workspace.files().is_empty(), "{arguments:?} wrote a file");
    }
}

#[cfg(feature = "raster")]
mod built {
    use super::{Outcome, Workspace};
    use crate::command::{outcome, skipped};
    use aisec_graph::raster::{self, Fonts, MOST_PIXELS, RasterError};
    use std::fs;
    use std::path::Path;

    /// Whether the machine has fonts for Latin letters and our marks; without, there is nothing to look at. One that
    /// tests every change has.
    fn has_fonts() -> bool {
        match raster::png(&drawing(10, 10, "Aa9 ◐◆"), &Fonts::installed()) {
            Ok(_) => true,
            Err(error @ (RasterError::NoFonts | RasterError::Lacking(_))) => {
                assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "{error}");
                skipped("the machine has no fonts for pictures");
                false
            }
            Err(error) => panic!("{error}: {error:?}"),
        }
    }

    fn drawing(width: u32, height: u32, text: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\">\
             <title>Title</title><text x=\"1\" y=\"9\">{text}</text></svg>"
        )
    }

    fn file(workspace: &Workspace, arguments: &[&str], name: &str) -> Vec<u8> {
        let outcome = workspace.run(arguments.iter().chain(&["-o", name]));
        assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(0), ""), "{arguments:?}: {}", outcome.stderr);
        workspace.read(name)
    }

    /// Width and height that a PNG's header states.
    fn size(png: &[u8]) -> (u32, u32) {
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
        let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
        (number(16), number(20))
    }

    #[test]
    fn a_png_has_two_pixels_for_each_px_of_the_svg() {
        if !has_fonts() {
            return;
        }
        let workspace = Workspace::with_built_in_graph();
        for width in ["800", "1200"] {
            let arguments = ["render", "lifecycle", "--width", width];
            let svg = String::from_utf8(file(&workspace, &arguments, "a.svg")).unwrap();
            let height = svg.split(" height=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
            let png = file(&workspace, &arguments, "a.png");
            assert_eq!(size(&png), (2 * width.parse::<u32>().unwrap(), 2 * height.parse::<u32>().unwrap()));
        }
    }

    #[test]
    fn the_same_picture_has_the_same_bytes_and_no_date() {
        if !has_fonts() {
            return;
        }
        let workspace = Workspace::with_built_in_graph();
        for form in ["png", "pdf"] {
            let arguments = ["render", "layered", "--theme", "dark", "--format", form];
            let first = file(&workspace, &arguments, "1");
            for _ in 0..3 {
                assert!(first == file(&workspace, &arguments, "2"), "{form}");
            }
        }
        let pdf = workspace.read("1");
        assert!(pdf.starts_with(b"%PDF-"));
        let text = String::from_utf8_lossy(&pdf);
        assert!(!text.contains("Date"), "a date is in it");
        // 1,200 px are 900 points.
        assert!(
            text.contains("/MediaBox[0 0 900 ") || text.contains("/MediaBox [0 0 900 "),
            "the page has another size"
        );
    }

    /// Runs `aisec` on a machine whose fonts are those of one folder.
    fn with_fonts_of(workspace: &Workspace, folder: &Path, arguments: &[&str]) -> Outcome {
        let configuration = format!("<fontconfig><dir>{}</dir></fontconfig>", folder.display());
        let configuration = workspace.write("fonts.conf", configuration);
        let mut command = workspace.command(env!("CARGO_BIN_EXE_aisec"));
        command.env("FONTCONFIG_FILE", configuration).args(arguments);
        outcome(command, &[])
    }

    #[test]
    fn a_machine_without_fonts_draws_no_picture_without_text() {
        let workspace = Workspace::with_built_in_graph();
        let folder = workspace.path("fonts");
        fs::create_dir(&folder).unwrap();
        for form in ["png", "pdf"] {
            let output = format!("a.{form}");
            let refused = with_fonts_of(&workspace, &folder, &["render", "lifecycle", "-o", &output]);
            assert_eq!((refused.status, refused.stdout.as_str()), (Some(7), ""), "{}", refused.stderr);
            assert!(refused.stderr.contains("this machine has no fonts"), "{}", refused.stderr);
            assert!(refused.stderr.contains("install a font"), "{}", refused.stderr);
            assert_eq!(workspace.files(), ["fonts.conf", "fonts/"]);
        }
    }

    #[test]
    fn a_machine_without_chinese_fonts_draws_no_boxes_for_chinese() {
        let latin = Path::new("/usr/share/fonts/truetype/dejavu");
        if !latin.join("DejaVuSans.ttf").is_file() {
            return skipped("the machine has no font that is known to lack Chinese");
        }
        let workspace = Workspace::with_built_in_graph();
        let english = with_fonts_of(&workspace, latin, &["render", "lifecycle", "-o", "en.png"]);
        assert_eq!(english.status, Some(0), "{}", english.stderr);
        let chinese = with_fonts_of(&workspace, latin, &["render", "lifecycle", "--lang", "zh", "-o", "zh.png"]);
        assert_eq!(chinese.status, Some(7), "{}", chinese.stderr);
        assert!(chinese.stderr.contains("no font of this machine has `"), "{}", chinese.stderr);
        assert!(chinese.stderr.contains("more characters of the picture"), "{}", chinese.stderr);
        assert_eq!(workspace.files(), ["en.png", "fonts.conf"]);
    }

    #[test]
    fn a_character_that_no_font_has_is_told_and_replaced_unless_it_is_a_letter() {
        if !has_fonts() {
            return;
        }
        let fonts = Fonts::installed();
        // Not characters at all, so that no font can have them.
        let drawn = raster::png(&drawing(100, 20, "A\u{FFFFF}\u{200D} B"), &fonts).unwrap();
        assert_eq!(drawn.replaced, ['\u{FFFFF}']);
        let shown = raster::png(&drawing(100, 20, "A B"), &fonts).unwrap();
        assert!(drawn.bytes != shown.bytes && shown.replaced.is_empty());
        let empty = raster::png(&drawing(100, 20, ""), &fonts).unwrap();
        assert!(shown.bytes != empty.bytes, "the text is not drawn");
    }

    #[test]
    fn what_is_too_large_is_refused_before_it_takes_memory() {
        if !has_fonts() {
            return;
        }
        let fonts = Fonts::installed();
        let side = u32::try_from(MOST_PIXELS.isqrt()).unwrap() / 2;
        let (few, many) = (drawing(side, 2, "A"), drawing(side, side + 1, "A"));
        assert!(raster::png(&few, &fonts).is_ok());
        assert!(matches!(raster::png(&many, &fonts), Err(RasterError::TooManyPixels { .. })));
        assert!(raster::pdf(&drawing(19_200, 10, "A"), &fonts).is_ok());
        assert!(matches!(raster::pdf(&drawing(10, 19_201, "A"), &fonts), Err(RasterError::TooLongForPage { .. })));
        assert!(matches!(raster::png("<svg", &fonts), Err(RasterError::Reading(_))));
        // Few machines have a font for this letter: that it is too large comes first.
        let strange = drawing(10, 19_201, "\u{1E900}");
        assert!(matches!(raster::pdf(&strange, &fonts), Err(RasterError::TooLongForPage { .. })));
    }
}
