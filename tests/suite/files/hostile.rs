//! Broken and malicious files: each gets a clear answer, and the service keeps running.

use std::io::Write;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::import;
use super::spreadsheets::{self, workbook};
use crate::harness::{Answer, Setup, given};

#[track_caller]
fn refused(answer: &Answer, code: &str) {
    assert!((400..500).contains(&answer.status), "{}", answer.whole());
    assert_eq!(answer.errors()[0]["code"], code, "{}", answer.whole());
}

both! {
    fn malformed_csv_files_are_refused(server: &Server) {
        given::umkm(server, "U-1", "15.71");
        let send = |bytes: &[u8]| server.request("POST", "/imports/umkm-reports").body(bytes, "text/csv").send();
        let head = "register_number,year,turnover\n";
        refused(&send(b""), "empty_body");
        refused(&send(b"\xef\xbb\xbf"), "no_rows");
        refused(&send(b"\n\n  \n"), "no_rows");
        refused(&send(head.as_bytes()), "no_rows");
        refused(&send(b"\xff\xfer\0e\0g\0"), "unreadable_file");
        refused(&send(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "unreadable_file");
        refused(&send(format!("{head}U-1,2024,1\nCaf\u{e9},2024,1\n").replace('\u{e9}', "?").replace('?', "\u{fffd}").as_bytes()), "unknown_reference");
        refused(&send(b"register_number,year,turnover\nCaf\xe9,2024,1\n"), "unreadable_file");
        refused(&send(b"register_number,year,turnover\nU-1,2024,1\0\n"), "control_character");
        refused(&send(b"register_number,year,turnover\nU\0-1,2024,1\n"), "control_character");
        refused(&send(b"register_number,year,turnover\n\"U-\n1\",2024,1\n"), "control_character");
        refused(&send(format!("{head}U-1,2024\n").as_bytes()), "ragged_row");
        refused(&send(format!("{head}U-1,2024,1,2,3\n").as_bytes()), "ragged_row");
        refused(&send(format!("{head},,\n").as_bytes()), "no_rows");
        refused(&send(b"register_number,year,,turnover\nU-1,2024,9,1\n"), "unknown_column");
        refused(&send(format!("{head}U-1,2024,=1+1\n").as_bytes()), "invalid_format");
        refused(&send(format!("{head}U-1,45657,1\n").as_bytes()), "out_of_range");
        refused(&send("a,".repeat(100_000).as_bytes()), "file_too_complex");
        // An unclosed quote makes the rest of the file one cell.
        let endless = format!("{head}\"U-1,2024,1\n{}", "U-1,2024,1\n".repeat(300_000));
        refused(&send(endless.as_bytes()), "file_too_complex");
        refused(&import(server, "umkm-reports", "", &"\"".repeat(1000)), "required");
        assert!(server.get("/umkm-reports").items().is_empty());
    }

    fn malformed_spreadsheets_are_refused(server: &Server) {
        given::umkm(server, "U-1", "15.71");
        let send = |bytes: Vec<u8>| server.request("POST", "/imports/umkm-reports").body(bytes, spreadsheets::MEDIA).send();
        let head = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>register_number</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>year</t></is></c><c r=\"C1\" t=\"inlineStr\"><is><t>turnover</t></is></c></row>";
        let row = |cell: &str| format!("{head}<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>U-1</t></is></c><c r=\"B2\"><v>2024</v></c>{cell}</row>");
        refused(&send(workbook(&row("<c r=\"C2\"><f>1+1</f><v>2</v></c>"), "")), "formula");
        refused(&send(workbook(&row("<c r=\"C2\" t=\"e\"><v>#REF!</v></c>"), "")), "formula");
        refused(&send(workbook(&row("<c r=\"C2\"><v>1234567890123456</v></c>"), "")), "number_not_exact");
        refused(&send(workbook(&row("<c r=\"C2\" s=\"1\"><v>45657</v></c>"), "")), "invalid_format");
        refused(&send(workbook(&row(""), "<mergeCells count=\"1\"><mergeCell ref=\"A2:A3\"/></mergeCells>")), "merged_cells");
        refused(&send(workbook("", "")), "no_rows");
        refused(&send(workbook(head, "")), "no_rows");
        refused(&send(b"PK\x03\x04 and no more".to_vec()), "unreadable_file");
        let mut cut = workbook(&row("<c r=\"C2\"><v>1</v></c>"), "");
        cut.truncate(cut.len() / 2);
        refused(&send(cut), "unreadable_file");
        let laughs = format!("<!DOCTYPE x [<!ENTITY a \"{}\">]>", "ha".repeat(100));
        let sheet = spreadsheets::sheet(&row("<c r=\"C2\"><v>&a;</v></c>"), "").replacen("<worksheet", &format!("{laughs}<worksheet"), 1);
        refused(&send(spreadsheets::archive(&[("xl/worksheets/sheet1.xml", &sheet)])), "unreadable_file");
        refused(&send(workbook(&row("<c r=\"C2\"><v>&a;</v></c>"), "")), "unreadable_file");
        refused(&send(bomb(64 * 1024 * 1024)), "file_too_complex");
        // One cell of many pieces, and one text that many cells of a row refer to.
        let pieces = format!("<t>{}</t>", "a".repeat(100_000)).repeat(40);
        refused(&send(workbook(&row(&format!("<c r=\"C2\" t=\"inlineStr\"><is>{pieces}</is></c>")), "")), "file_too_complex");
        let shared = format!("<sst><si><t>{}</t></si></sst>", "a".repeat(900_000));
        let sheet = spreadsheets::sheet(&row("<c r=\"D2\" t=\"s\"><v>0</v></c><c r=\"E2\" t=\"s\"><v>0</v></c>"), "");
        refused(&send(spreadsheets::archive(&[("xl/worksheets/sheet1.xml", &sheet), ("xl/sharedStrings.xml", &shared)])), "file_too_complex");
        let many: Vec<(String, String)> = (0..3000).map(|number| (format!("x{number}"), String::new())).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        refused(&send(spreadsheets::archive(&many)), "file_too_complex");
        assert!(server.get("/umkm-reports").items().is_empty());
        let good = send(workbook(&row("<c r=\"C2\"><v>1250000.3500000001</v></c>"), "")).expect(200);
        assert_eq!(crate::files::counts(&good), [1, 0, 0, 0]);
        assert_eq!(server.get("/umkm-reports").items()[0]["turnover"], "1250000.35");
    }
}

/// A sheet of zeros, which compresses to a thousandth.
fn bomb(size: usize) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    zip.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    let zeros = vec![b'0'; 1024 * 1024];
    for _ in 0..size / zeros.len() {
        zip.write_all(&zeros).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

both_backends! {
    fn a_file_beyond_the_limit_is_refused(backend: Backend) {
        let server = Setup::on(backend).env("IKU_IMPORT_LIMIT", "2000").start();
        let csv = format!("register_number,name,region\n{}", "U-1,A,15.71\n".repeat(1000));
        import(&server, "umkm", "", &csv).problem(413, "too-large");
        // A body without an announced length.
        let chunked = "POST /imports/umkm HTTP/1.1\r\nhost: x\r\ncontent-type: text/csv\r\nauthorization: Bearer iku_test_admin_key_0123456789abcdef\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n";
        let body = format!("{:x}\r\n{csv}\r\n0\r\n\r\n", csv.len());
        let answer = server.raw(format!("{chunked}{body}"));
        assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
        import(&server, "umkm", "", "register_number,name,region\nU-1,A,15.71\n").expect(200);
    }
}
