//! XLSX as other programs write it.

use std::io::Write;

use serde_json::json;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::harness::given;

pub(super) const MEDIA: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// An archive of these parts, with whatever a workbook needs beside them.
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

both! {
    fn cells_are_taken_as_they_are_written(server: &Server) {
        let shared = "<sst><si><t>Nomor Register</t></si><si><t>Nama</t></si><si><r><t>Kode </t></r><r><t>Wilayah</t></r><rPh><t>x</t></rPh></si><si><t>Dibina Sejak</t></si><si><t>NIB</t></si><si><t xml:space=\"preserve\"> Toko &amp; &#65;ni </t></si></sst>";
        let rows = "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c><c r=\"C2\" t=\"s\"><v>2</v></c><c r=\"D2\" t=\"s\"><v>3</v></c><c r=\"F2\" t=\"s\"><v>4</v></c></row>\
            <row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>U-1</t></is></c><c r=\"B3\" t=\"s\"><v>5</v></c><c r=\"C3\"><v>15.71</v></c><c r=\"D3\" s=\"2\"><v>45657</v></c><c r=\"F3\"><v>1.2345678901230E+12</v></c></row>\
            <row r=\"4\"/><row r=\"5\"><c r=\"A5\"><v>12345</v></c><c r=\"B5\" t=\"str\"><v>Dua</v></c><c r=\"C5\" t=\"inlineStr\"><is><t>15.01</t></is></c></row>";
        let sheet = sheet(rows, "");
        // A column without a heading and without a value stands between.
        let file = archive(&[("xl/worksheets/sheet1.xml", &sheet), ("xl/sharedStrings.xml", shared)]);
        let answer = server.request("POST", "/imports/umkm").body(file, MEDIA).send();
        assert_eq!(answer.status, 200, "{}", answer.whole());
        let units = server.get("/umkm").items();
        assert_eq!((&units[0]["name"], &units[0]["region"], &units[0]["assisted_since"], &units[0]["nib"]), (&json!("Toko & Ani"), &json!("15.71"), &json!("2024-12-31"), &json!("1234567890123")));
        assert_eq!((&units[1]["register_number"], &units[1]["region"]), (&json!("12345"), &json!("15.01")));
    }

    fn what_a_spreadsheet_cannot_hold_exactly_is_refused(server: &Server) {
        given::training(server, "D-1", "15.71", "2024-01-01");
        let head = "<row r=\"1\"><c t=\"inlineStr\"><is><t>training_code</t></is></c><c t=\"inlineStr\"><is><t>name</t></is></c><c t=\"inlineStr\"><is><t>identity_number</t></is></c></row>";
        let row = "<row r=\"2\"><c t=\"inlineStr\"><is><t>D-1</t></is></c><c t=\"inlineStr\"><is><t>Ani</t></is></c><c><v>1.5710123456789E+15</v></c></row>";
        let answer = server.request("POST", "/imports/participants").body(workbook(&format!("{head}{row}"), ""), MEDIA).send().problem(422, "invalid");
        assert_eq!(answer.errors()[0]["code"], "number_not_exact", "{}", answer.whole());
    }
}
