//! The second sheet of a template, which explains the columns of the first.

use std::io;

use crate::domain::{Language, Text};
use crate::exchange::columns::{Content, Need};
use crate::exchange::dataset::FileDataset;
use crate::exchange::xlsx::write::{Cell, Sheet, Style, XlsxWriter};

/// The sheet that explains the columns.
pub fn guide_sheet(language: Language) -> Sheet {
    let name = if language == Language::Indonesian { "Petunjuk" } else { "Guide" };
    let columns = vec![(Style::Text, 28), (Style::Text, 28), (Style::Text, 12), (Style::Text, 60), (Style::Text, 60)];
    Sheet { name: name.to_owned(), columns }
}

/// Writes the rows of that sheet.
pub fn write_guide(out: &mut XlsxWriter, dataset: FileDataset, language: Language) -> io::Result<()> {
    let say = |text: &Text| text.in_language(language).to_owned();
    let titles = [
        Text::new("Kolom", "Column"),
        Text::new("Nama lain", "Other name"),
        Text::new("Wajib", "Required"),
        Text::new("Arti", "Meaning"),
        Text::new("Isi", "Content"),
    ];
    let titles: Vec<String> = titles.iter().map(say).collect();
    out.row(titles.iter().map(|title| Cell::Heading(title)))?;
    for column in dataset.columns().iter().filter(|column| column.is_set()) {
        let other = if language == Language::Indonesian { column.name } else { column.heading };
        let needed = match column.need {
            Need::Optional => Text::new("", ""),
            Need::Key | Need::Required => Text::new("ya", "yes"),
        };
        let (needed, meaning, content) = (say(&needed), say(&column.meaning()), say(&content_of(column.content)));
        let cells = [column.title(language), other, &needed, &meaning, &content];
        out.row(cells.into_iter().map(Cell::Text))?;
    }
    Ok(())
}

/// The content of a column's cells, in words.
fn content_of(content: Content) -> Text {
    match content {
        Content::Text | Content::RegionName | Content::ReadOnly => Text::new("teks", "text"),
        Content::Digits(count) => Text::new(format!("{count} angka, sebagai teks"), format!("{count} digits, as text")),
        Content::Region => Text::new("kode wilayah, sebagai teks", "a region's code, as text"),
        Content::Money => Text::new("rupiah, paling banyak dua desimal", "rupiah, at most two decimals"),
        Content::Score => Text::new("0 sampai 100, paling banyak tiga desimal", "0 to 100, at most three decimals"),
        Content::Percentage => Text::new("persen, dua desimal", "percent, two decimals"),
        Content::Count | Content::Id => Text::new("bilangan bulat", "a whole number"),
        Content::Year => Text::new("tahun", "a year"),
        Content::Date => Text::new("tanggal", "a date"),
        Content::Flag => Text::new("ya, tidak", "true, false"),
        Content::Code(words) => {
            let both = |first: bool| {
                let word = |(code, word): &(&'static str, &'static str)| if first { *word } else { *code };
                words.iter().map(word).collect::<Vec<_>>().join(", ")
            };
            Text::new(both(true), both(false))
        }
    }
}
