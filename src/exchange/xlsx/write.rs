//! XLSX, written row by row in constant memory, with numbers as the exact text that they are.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{MOST_ROWS, letters_of, number};

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// A text.
    Text(&'a str),
    /// A plain decimal. One with more digits than a spreadsheet keeps is written as text.
    Number(&'a str),
    /// A day, `YYYY-MM-DD`. One before March 1900 is written as text.
    Date(&'a str),
    /// Yes or no.
    Flag(bool),
    /// A heading.
    Heading(&'a str),
}

/// How a column's cells look, and so what typing in one makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// As it comes.
    General,
    /// A text, even of digits.
    Text,
    /// A day.
    Date,
    /// An amount.
    Money,
}

impl Style {
    /// Its number in the table of formats below.
    fn index(self) -> u8 {
        match self {
            Self::General => 0,
            Self::Text => 2,
            Self::Date => 3,
            Self::Money => 4,
        }
    }
}

/// A sheet: its name, and how its columns look.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// At most 31 characters.
    pub name: String,
    /// Style and width in characters of each column.
    pub columns: Vec<(Style, u16)>,
}

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
    /// A workbook with these sheets; the first is begun.
    ///
    /// # Errors
    /// Those of writing.
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
            let mut name = String::new();
            escape(&sheet.name, &mut name);
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

    /// Begins the next sheet; the one before is done.
    ///
    /// # Errors
    /// Those of writing.
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
    ///
    /// # Errors
    /// Those of writing.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = Cell<'a>>) -> io::Result<bool> {
        if self.line >= MOST_ROWS {
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
    ///
    /// # Errors
    /// Those of writing.
    pub fn finish(mut self) -> io::Result<File> {
        self.zip.write_all(b"</sheetData></worksheet>")?;
        self.zip.finish()?.into_inner().map_err(io::IntoInnerError::into_error)
    }
}

fn write_cell(out: &mut String, place: &str, cell: &Cell<'_>) {
    let (text, style) = match cell {
        Cell::Empty => return,
        Cell::Number(number) if number::significant(number) <= 15 => {
            out.push_str(&format!("<c r=\"{place}\" s=\"{}\"><v>{number}</v></c>", number_style(number)));
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
        Cell::Text(text) | Cell::Number(text) => (*text, Style::Text.index()),
        Cell::Heading(text) => (*text, HEADING),
    };
    out.push_str(&format!("<c r=\"{place}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"));
    escape(text, out);
    out.push_str("</t></is></c>");
}

/// With decimals it is an amount.
fn number_style(number: &str) -> u8 {
    if number.contains('.') { Style::Money.index() } else { Style::General.index() }
}

/// What XML can't hold is replaced; no text of ours has it.
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
