//! XLSX files of other programs.

use std::io::{Read, Write};

use serde_json::json;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::files::counts;
use crate::harness::given;

pub(super) const MEDIA: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A ZIP archive of these parts, with the other parts of a workbook.
pub(super) fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    const WORKBOOK: &str = "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Hidden\" sheetId=\"1\" state=\"hidden\" r:id=\"rId9\"/><sheet name=\"A\" sheetId=\"2\" r:id=\"rId1\"/></sheets></workbook>";
    const RELATIONS: &str =
        "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
    const STYLES: &str = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>";
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let usual = [("xl/workbook.xml", WORKBOOK), ("xl/_rels/workbook.xml.rels", RELATIONS), ("xl/styles.xml", STYLES)];
    for (name, text) in usual.iter().filter(|(name, _)| !parts.iter().any(|(other, _)| other == name)).chain(parts) {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub(super) fn sheet(rows: &str, after: &str) -> String {
    format!("<?xml version=\"1.0\"?><worksheet><sheetData>{rows}</sheetData>{after}</worksheet>")
}

pub(super) fn workbook(rows: &str, after: &str) -> Vec<u8> {
    archive(&[("xl/worksheets/sheet1.xml", &sheet(rows, after))])
}

/// One part of a workbook that the service wrote.
fn part(workbook: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(std::io::Cursor::new(workbook)).expect("an archive");
    let mut text = String::new();
    archive.by_name(name).expect("the part").read_to_string(&mut text).expect("a text");
    text
}

both! {
    fn cells_are_read_as_written(server: &Server) {
        let shared = "<sst><si><t>Nomor Register</t></si><si><t>Nama</t></si><si><r><t>Kode </t></r><r><t>Wilayah</t></r><rPh><t>x</t></rPh></si><si><t>Dibina Sejak</t></si><si><t>NIB</t></si><si><t xml:space=\"preserve\"> Toko &amp; &#65;ni </t></si></sst>";
        let rows = "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c><c r=\"C2\" t=\"s\"><v>2</v></c><c r=\"D2\" t=\"s\"><v>3</v></c><c r=\"F2\" t=\"s\"><v>4</v></c></row>\
            <row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>U-1</t></is></c><c r=\"B3\" t=\"s\"><v>5</v></c><c r=\"C3\"><v>15.71</v></c><c r=\"D3\" s=\"2\"><v>45657</v></c><c r=\"F3\"><v>1.2345678901230E+12</v></c></row>\
            <row r=\"4\"/><row r=\"5\"><c r=\"A5\"><v>12345</v></c><c r=\"B5\" t=\"str\"><v>Dua</v></c><c r=\"C5\" t=\"inlineStr\"><is><t>15.01</t></is></c></row>";
        let sheet = sheet(rows, "");
        // An empty column without a heading between two others.
        let file = archive(&[("xl/worksheets/sheet1.xml", &sheet), ("xl/sharedStrings.xml", shared)]);
        let answer = server.request("POST", "/imports/umkm").body(file, MEDIA).send();
        assert_eq!(answer.status, 200, "{}", answer.whole());
        let units = server.get("/umkm").items();
        assert_eq!((&units[0]["name"], &units[0]["region"], &units[0]["assisted_since"], &units[0]["nib"]), (&json!("Toko & Ani"), &json!("15.71"), &json!("2024-12-31"), &json!("1234567890123")));
        assert_eq!((&units[1]["register_number"], &units[1]["region"]), (&json!("12345"), &json!("15.01")));
    }

    fn inexact_spreadsheet_numbers_are_refused(server: &Server) {
        given::training(server, "D-1", "15.71", "2024-01-01");
        let head = "<row r=\"1\"><c t=\"inlineStr\"><is><t>training_code</t></is></c><c t=\"inlineStr\"><is><t>name</t></is></c><c t=\"inlineStr\"><is><t>identity_number</t></is></c></row>";
        let row = "<row r=\"2\"><c t=\"inlineStr\"><is><t>D-1</t></is></c><c t=\"inlineStr\"><is><t>Ani</t></is></c><c><v>1.5710123456789E+15</v></c></row>";
        let answer = server.request("POST", "/imports/participants").body(workbook(&format!("{head}{row}"), ""), MEDIA).send().problem(422, "invalid");
        assert_eq!(answer.errors()[0]["code"], "number_not_exact", "{}", answer.whole());
    }

    fn a_score_has_all_its_decimals(server: &Server) {
        let training = given::training(server, "D-1", "15.71", "2024-01-01");
        given::participant(server, training, "Ani", Some("74.995"));
        let coop = given::cooperative(server, "K-1", "15.71");
        given::cooperative_report(server, coop, 2024, json!({"health_score": "79.995", "business_volume": "5.50"}));
        for (path, score) in [
            ("/participants?format=xlsx", "74.995"),
            ("/templates/participants?prefill=2024", "74.995"),
            ("/cooperative-reports?format=xlsx", "79.995"),
            ("/templates/cooperative-reports?prefill=2024", "79.995"),
        ] {
            let file = server.get(path).expect(200).bytes;
            let sheet = part(&file, "xl/worksheets/sheet1.xml");
            // The first number format shows a number as it is; the format for amounts shows 75.00, which Excel saves
            // in CSV.
            assert!(sheet.contains(&format!("s=\"0\"><v>{score}</v>")), "{path}: {sheet}");
            let formats = part(&file, "xl/styles.xml");
            let (_, cells) = formats.split_once("<cellXfs").unwrap();
            assert!(cells.split_once("<xf ").unwrap().1.starts_with("numFmtId=\"0\""), "{formats}");
            if path.contains("participants") {
                assert!(!sheet.contains("style=\"4\""), "a column for amounts: {sheet}");
            } else {
                assert!(sheet.contains("s=\"4\"><v>5.50</v>"), "{path}: {sheet}");
            }
        }
    }

    fn large_amounts_are_exact(server: &Server) {
        let coop = given::cooperative(server, "K-1", "15.71");
        for (year, volume) in [(2021, "8573895300000000.00"), (2022, "1000000000000000.00"), (2023, "999999999999999.00"), (2024, "9999999999999999.99")] {
            given::cooperative_report(server, coop, year, json!({"business_volume": volume, "surplus": format!("-{volume}")}));
        }
        let file = server.get("/cooperative-reports?format=xlsx").expect(200).bytes;
        let back = server.request("POST", "/imports/cooperative-reports").body(file, MEDIA).send().expect(200);
        assert_eq!(counts(&back), [0, 0, 4, 0], "{}", back.whole());
    }

    fn sheet_names_are_valid_in_excel(server: &Server) {
        given::cooperative(server, "K-1", "15.71");
        for (path, wanted) in [
            ("/indicators/2024/cooperative-volume-growth/records?format=xlsx", "cooperative-volume-growth-2024"),
            ("/indicators/2024/quality-cooperatives/records?format=xlsx", "quality-cooperatives-2024"),
            ("/cooperatives?format=xlsx", "cooperatives"),
        ] {
            let workbook = part(&server.get(path).expect(200).bytes, "xl/workbook.xml");
            let (_, name) = workbook.split_once("<sheet name=\"").unwrap();
            let (name, _) = name.split_once('"').unwrap();
            assert!(name.chars().count() <= 31 && name.starts_with(wanted), "{name}");
        }
    }
}
