//! The writing of XLSX, row by row in constant memory. It is our own because the crates for it take numbers as `f64`; this writer
//! puts the exact decimal text into the cell.

use std::fs::File;
use std::io;
use std::io::{BufWriter, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::exchange::xlsx::number;
use crate::exchange::xlsx::places::{MAX_ROWS, letters_of};

/// The content of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// No content.
    Empty,
    /// A text.
    Text(&'a str),
    /// A plain decimal, shown unchanged. With more digits than a spreadsheet stores it is written as text.
    Number(&'a str),
    /// An amount: as a number, but shown with two decimals where it has decimals.
    Amount(&'a str),
    /// A date, `YYYY-MM-DD`. A date before March 1900 is written as text.
    Date(&'a str),
    /// Yes or no.
    Flag(bool),
    /// A heading.
    Heading(&'a str),
}

/// The style of a column's cells, which also decides how a typed value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// No particular style.
    General,
    /// A text, even of digits.
    Text,
    /// A date.
    Date,
    /// An amount. More than two decimals are shown rounded, and saved as CSV rounded.
    Money,
}

impl Style {
    /// The index in the table of formats below.
    fn index(self) -> u8 {
        match self {
            Self::General => 0,
            Self::Text => 2,
            Self::Date => 3,
            Self::Money => 4,
        }
    }
}

/// A sheet: its name, and the style of its columns.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The name, of letters, digits, `-` and spaces. The writer shortens it to the 31 characters that spreadsheets allow.
    pub name: String,
    /// Style and width in characters of each column.
    pub columns: Vec<(Style, u16)>,
}

/// The longest name of a sheet, in characters.
const MAX_NAME: usize = 31;

/// The index of the format of headings.
const HEADING: u8 = 1;
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyNumberFormat="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>"#;

/// Writes a workbook, one sheet after the other.
pub struct XlsxWriter {
    zip: ZipWriter<BufWriter<File>>,
    sheets: Vec<Sheet>,
    next_sheet: usize,
    line: u64,
    text: String,
}

impl XlsxWriter {
    /// Begins a workbook with these sheets, at the first sheet.
    pub fn new(file: File, sheets: Vec<Sheet>) -> io::Result<Self> {
        let mut writer = Self {
            zip: ZipWriter::new(BufWriter::with_capacity(64 * 1024, file)),
            sheets,
            next_sheet: 0,
            line: 0,
            text: String::new(),
        };
        writer.write_frame()?;
        writer.begin_sheet()?;
        Ok(writer)
    }

    fn part(&mut self, name: &str, text: &str) -> io::Result<()> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        self.zip.start_file(name, options)?;
        self.zip.write_all(text.as_bytes())
    }

    fn write_frame(&mut self) -> io::Result<()> {
        const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
        const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let (mut types, mut sheets, mut relations) = (String::new(), String::new(), String::new());
        for (index, sheet) in self.sheets.iter().enumerate() {
            let number = index + 1;
            types.push_str(&format!(
                "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"{TYPE}.worksheet+xml\"/>"
            ));
            let name: String = sheet.name.chars().take(MAX_NAME).collect();
            let name = name.trim_end_matches('-');
            sheets.push_str(&format!("<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>"));
            relations.push_str(&format!(
                "<Relationship Id=\"rId{number}\" Type=\"{RELATION}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
            ));
        }
        let styles = self.sheets.len() + 1;
        self.part("[Content_Types].xml", &format!(
            "{XML}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{TYPE}.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{TYPE}.styles+xml\"/>{types}</Types>"
        ))?;
        self.part("_rels/.rels", &format!(
            "{XML}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{RELATION}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ))?;
        self.part("xl/workbook.xml", &format!(
            "{XML}<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{RELATION}\"><sheets>{sheets}</sheets></workbook>"
        ))?;
        self.part("xl/_rels/workbook.xml.rels", &format!(
            "{XML}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{relations}<Relationship Id=\"rId{styles}\" Type=\"{RELATION}/styles\" Target=\"styles.xml\"/></Relationships>"
        ))?;
        self.part("xl/styles.xml", STYLES)
    }

    /// Ends the current sheet and begins the next.
    pub fn begin_sheet(&mut self) -> io::Result<()> {
        if self.next_sheet > 0 {
            self.zip.write_all(b"</sheetData></worksheet>")?;
        }
        let Some(sheet) = self.sheets.get(self.next_sheet) else { return Ok(()) };
        self.next_sheet += 1;
        self.line = 0;
        let mut begin = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols>",
        );
        for (index, (style, width)) in sheet.columns.iter().enumerate() {
            let (number, style) = (index + 1, style.index());
            begin.push_str(&format!(
                "<col min=\"{number}\" max=\"{number}\" width=\"{width}\" style=\"{style}\" customWidth=\"1\"/>"
            ));
        }
        begin.push_str("</cols><sheetData>");
        let name = format!("xl/worksheets/sheet{}.xml", self.next_sheet);
        self.part(&name, &begin)
    }

    /// Writes a row. False where the sheet is full.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = Cell<'a>>) -> io::Result<bool> {
        if self.line >= MAX_ROWS {
            return Ok(false);
        }
        self.line += 1;
        let line = self.line;
        self.text.clear();
        self.text.push_str(&format!("<row r=\"{line}\">"));
        for (index, cell) in cells.into_iter().enumerate() {
            let place = format!("{}{line}", letters_of(index));
            write_cell(&mut self.text, &place, &cell);
        }
        self.text.push_str("</row>");
        self.zip.write_all(self.text.as_bytes())?;
        Ok(true)
    }

    /// Ends the workbook.
    pub fn finish(mut self) -> io::Result<File> {
        self.zip.write_all(b"</sheetData></worksheet>")?;
        self.zip.finish()?.into_inner().map_err(io::IntoInnerError::into_error)
    }
}

fn write_cell(out: &mut String, place: &str, cell: &Cell<'_>) {
    let (text, style) = match cell {
        Cell::Empty => return,
        Cell::Number(number) | Cell::Amount(number) if number::is_exact(number) => {
            let is_amount = matches!(cell, Cell::Amount(_)) && number.contains('.');
            let style = if is_amount { Style::Money } else { Style::General }.index();
            out.push_str(&format!("<c r=\"{place}\" s=\"{style}\"><v>{number}</v></c>"));
            return;
        }
        Cell::Flag(yes) => {
            out.push_str(&format!("<c r=\"{place}\" t=\"b\"><v>{}</v></c>", u8::from(*yes)));
            return;
        }
        Cell::Date(day) => match day.parse().ok().and_then(number::serial) {
            Some(serial) => {
                let style = Style::Date.index();
                out.push_str(&format!("<c r=\"{place}\" s=\"{style}\"><v>{serial}</v></c>"));
                return;
            }
            None => (*day, Style::Text.index()),
        },
        Cell::Text(text) | Cell::Number(text) | Cell::Amount(text) => (*text, Style::Text.index()),
        Cell::Heading(text) => (*text, HEADING),
    };
    out.push_str(&format!("<c r=\"{place}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"));
    escape(text, out);
    out.push_str("</t></is></c>");
}

/// Escapes a text for XML, and replaces characters that XML cannot contain; no stored text has such characters.
fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(character),
            character if character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            character => out.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::exchange::row::{Kind, Row};
    use crate::exchange::xlsx::read::XlsxRows;

    /// Writes cells to the first column of a sheet, and reads them.
    fn written_and_read(cells: &[Cell<'_>]) -> Vec<(String, Kind)> {
        let sheet = Sheet { name: "A".to_owned(), columns: vec![(Style::General, 12)] };
        let mut out = XlsxWriter::new(tempfile::tempfile().unwrap(), vec![sheet]).unwrap();
        for cell in cells {
            assert!(out.row([cell.clone()]).unwrap());
        }
        let mut rows = XlsxRows::new(out.finish().unwrap()).unwrap();
        let (mut row, mut found) = (Row::default(), Vec::new());
        while rows.next(&mut row).unwrap() {
            let (text, kind) = row.cell(0);
            found.push((text.to_owned(), kind));
        }
        found
    }

    proptest! {
        #[test]
        fn a_written_amount_is_read_unchanged(
            any in -1_000_000_000_000_000_000_i64..1_000_000_000_000_000_000,
            round in 1_i64..10_000,
            zeros in 0_u32..15,
        ) {
            // In round amounts the number of significant digits differs from the number of digits.
            let amounts = [any, round * 10_i64.pow(zeros)].map(|hundredths| {
                let size = hundredths.unsigned_abs();
                let sign = if hundredths < 0 { "-" } else { "" };
                format!("{sign}{}.{:02}", size / 100, size % 100)
            });
            let cells: Vec<Cell<'_>> = amounts.iter().map(|amount| Cell::Amount(amount)).collect();
            for (amount, (text, kind)) in amounts.iter().zip(written_and_read(&cells)) {
                match kind {
                    Kind::Text => prop_assert_eq!(&text, amount),
                    kind => {
                        prop_assert_eq!(kind, Kind::Number);
                        prop_assert_eq!(text, amount.trim_end_matches('0').trim_end_matches('.'));
                    }
                }
            }
        }
    }

    #[test]
    fn a_full_sheet_takes_no_row() {
        let sheet = Sheet { name: "A".to_owned(), columns: vec![(Style::General, 12)] };
        let mut out = XlsxWriter::new(tempfile::tempfile().unwrap(), vec![sheet]).unwrap();
        out.line = MAX_ROWS - 1;
        assert!(out.row([Cell::Flag(true)]).unwrap());
        assert!(!out.row([Cell::Flag(true)]).unwrap());
    }

    #[test]
    fn large_round_amounts_are_written_as_text() {
        let amounts = ["8573895300000000.00", "1000000000000000.00", "999999999999999.00", "-2000000000000000.00"];
        let found = written_and_read(&amounts.map(Cell::Amount));
        let kinds: Vec<Kind> = found.iter().map(|(_, kind)| *kind).collect();
        assert_eq!(kinds, [Kind::Text, Kind::Text, Kind::Number, Kind::Text]);
    }

    #[test]
    fn only_amounts_are_shown_with_two_decimals() {
        let written = |cell: Cell<'_>| {
            let mut out = String::new();
            write_cell(&mut out, "A1", &cell);
            out
        };
        assert_eq!(written(Cell::Number("74.995")), "<c r=\"A1\" s=\"0\"><v>74.995</v></c>");
        assert_eq!(written(Cell::Amount("74.99")), "<c r=\"A1\" s=\"4\"><v>74.99</v></c>");
        assert_eq!(written(Cell::Amount("40")), "<c r=\"A1\" s=\"0\"><v>40</v></c>");
    }
}
