//! Reads the imports of one source file from its tokens. Comments, strings and `#[cfg(test)]` items do not count.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// A path from the root of the crate.
pub type Path = Vec<String>;

/// The content of one file, as far as imports are concerned.
#[derive(Debug, Default)]
pub struct Source {
    /// Every path that the file mentions.
    pub imports: BTreeSet<Path>,
    /// The names that the file re-exports, and the paths that they mean.
    pub exports: BTreeMap<String, Path>,
    /// The modules whose public names the file re-exports.
    pub glob_exports: BTreeSet<Path>,
    /// The names that the file defines.
    pub defined: BTreeSet<String>,
    /// The children that exist in tests alone.
    pub test_children: BTreeSet<Path>,
    /// The first segments of paths into other crates.
    pub crates: BTreeSet<String>,
}

/// The names in scope: those of this crate have a path, those of other crates have none.
type Names = BTreeMap<String, Option<Path>>;

/// Reads the text of the file that is the module `module`. `own_crate` is the name by which the binary knows the library.
pub fn read(module: &[String], text: &str, own_crate: &str) -> Source {
    let tokens = TokenStream::from_str(text).unwrap();
    let mut reader = Reader { module: module.to_vec(), own_crate, found: Source::default() };
    reader.walk(tokens, module, &Names::new());
    reader.found
}

struct Reader<'a> {
    module: Path,
    own_crate: &'a str,
    found: Source,
}

/// One leaf of a use tree: the path, and the name that it brings into scope (`*` for all).
type Leaf = (Path, String);

impl Reader<'_> {
    /// Reads one block: the whole file, the inside of a module, or any other group of tokens.
    fn walk(&mut self, tokens: TokenStream, scope: &[String], outer: &Names) {
        let tokens = self.without_tests(tokens, scope);
        let mut declared = outer.clone();
        for (index, token) in tokens.iter().enumerate() {
            if is_ident(token, "mod")
                && let (Some(TokenTree::Ident(name)), Some(TokenTree::Punct(_))) =
                    (tokens.get(index + 1), tokens.get(index + 2))
            {
                declared.insert(name.to_string(), Some([scope, &[name.to_string()]].concat()));
            }
        }
        let mut names = declared.clone();
        for index in 0..tokens.len() {
            if is_use(&tokens, index) {
                for (path, name) in leaves(&tokens[index + 1..]) {
                    let resolved = self.resolve(&path, scope, &declared).or_else(|| self.resolve(&path, scope, &names));
                    names.entry(name).or_insert(resolved);
                }
            }
        }
        let mut index = 0;
        while let Some(token) = tokens.get(index) {
            index = match token {
                TokenTree::Ident(_) if is_use(&tokens, index) => self.read_use(&tokens, index, scope, &names),
                TokenTree::Ident(name) if name == "mod" => self.read_module(&tokens, index, scope),
                TokenTree::Ident(_) => self.read_path(&tokens, index, scope, &names),
                TokenTree::Group(group) => {
                    self.walk(group.stream(), scope, &names);
                    index + 1
                }
                _ => index + 1,
            };
        }
    }

    /// The tokens of a block without its items under `#[cfg(test)]`.
    fn without_tests(&mut self, tokens: TokenStream, scope: &[String]) -> Vec<TokenTree> {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut kept = Vec::new();
        let mut index = 0;
        while let Some(token) = tokens.get(index) {
            if !is_punct(token, '#')
                || !matches!(tokens.get(index + 1), Some(TokenTree::Group(group)) if is_test(group))
            {
                kept.push(token.clone());
                index += 1;
                continue;
            }
            let is_import = tokens[index..].iter().find(|token| !is_attribute(token)).is_some_and(|token| {
                is_ident(token, "use")
                    || is_ident(token, "pub") && tokens[index..].iter().any(|next| is_ident(next, "use"))
            });
            while let Some(token) = tokens.get(index) {
                if let (true, Some(TokenTree::Ident(name))) = (is_ident(token, "mod"), tokens.get(index + 1)) {
                    self.found.test_children.insert([scope, &[name.to_string()]].concat());
                }
                index += 1;
                let is_body = matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
                if is_punct(token, ';') || is_body && !is_import {
                    break;
                }
            }
        }
        kept
    }

    fn read_use(&mut self, tokens: &[TokenTree], index: usize, scope: &[String], names: &Names) -> usize {
        let is_export = index > 0 && {
            let before = &tokens[index - 1];
            let is_restricted =
                matches!(before, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis);
            is_ident(before, "pub") || is_restricted && index > 1 && is_ident(&tokens[index - 2], "pub")
        };
        for (path, name) in leaves(&tokens[index + 1..]) {
            let Some(resolved) = self.resolve(&path, scope, names) else {
                self.found.crates.extend(path.into_iter().next());
                continue;
            };
            if is_export && scope == self.module {
                if name == "*" {
                    self.found.glob_exports.insert(resolved.clone());
                } else {
                    self.found.exports.insert(name, resolved.clone());
                }
            }
            self.found.imports.insert(resolved);
        }
        index + 1 + tokens[index + 1..].iter().position(|token| is_punct(token, ';')).map_or(0, |end| end + 1)
    }

    fn read_module(&mut self, tokens: &[TokenTree], index: usize, scope: &[String]) -> usize {
        let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(body))) =
            (tokens.get(index + 1), tokens.get(index + 2))
        else {
            return index + 1;
        };
        self.walk(body.stream(), &[scope, &[name.to_string()]].concat(), &Names::new());
        index + 3
    }

    /// Reads a path within code, and the name of a definition.
    fn read_path(&mut self, tokens: &[TokenTree], index: usize, scope: &[String], names: &Names) -> usize {
        let mut path = vec![tokens[index].to_string()];
        let mut end = index + 1;
        while is_separator(tokens, end)
            && let Some(TokenTree::Ident(next)) = tokens.get(end + 2)
        {
            path.push(next.to_string());
            end += 3;
        }
        let keywords = ["struct", "enum", "fn", "trait", "type", "const", "static", "union", "macro_rules"];
        if let [keyword] = path.as_slice()
            && keywords.contains(&keyword.as_str())
        {
            let name = tokens[end..].iter().find_map(|token| match token {
                TokenTree::Ident(name) => Some(name.to_string()),
                _ => None,
            });
            self.found.defined.extend(name);
        }
        // Behind a separator the path has begun before: `::std::fmt`, `<T>::new`.
        let has_begun = index >= 2 && is_separator(tokens, index - 2);
        if path.len() > 1 && !has_begun {
            match self.resolve(&path, scope, names) {
                Some(resolved) => self.found.imports.insert(resolved),
                None => self.found.crates.insert(path.swap_remove(0)),
            };
        }
        end
    }

    fn resolve(&self, path: &[String], scope: &[String], names: &Names) -> Option<Path> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([scope, rest].concat()),
            "super" => {
                let parent = scope.split_last().map_or(scope, |(_, parent)| parent);
                let is_more = rest.first().is_some_and(|next| next == "super");
                if is_more { self.resolve(rest, parent, names) } else { Some([parent, rest].concat()) }
            }
            name if name == self.own_crate => Some(rest.to_vec()),
            name => names.get(name).cloned().flatten().map(|base| [base.as_slice(), rest].concat()),
        }
    }
}

/// The leaves of a use tree, up to its end.
fn leaves(tokens: &[TokenTree]) -> Vec<Leaf> {
    let mut found = Vec::new();
    let tree = tokens.iter().take_while(|token| !is_punct(token, ';')).cloned().collect();
    add_leaves(tree, &[], &mut found);
    found
}

fn add_leaves(tree: TokenStream, prefix: &[String], found: &mut Vec<Leaf>) {
    let tokens: Vec<TokenTree> = tree.into_iter().collect();
    for branch in tokens.split(|token| is_punct(token, ',')) {
        let mut path = prefix.to_vec();
        let mut name = None;
        let mut is_alias = false;
        let mut is_leaf = false;
        for token in branch {
            match token {
                TokenTree::Ident(ident) if ident == "as" => is_alias = true,
                TokenTree::Ident(ident) if is_alias => name = Some(ident.to_string()),
                TokenTree::Ident(ident) if ident == "self" && !prefix.is_empty() => is_leaf = true,
                TokenTree::Ident(ident) => (is_leaf, path) = (true, [path, vec![ident.to_string()]].concat()),
                TokenTree::Punct(punct) if punct.as_char() == '*' => (is_leaf, name) = (true, Some("*".to_owned())),
                TokenTree::Group(group) => {
                    add_leaves(group.stream(), &path, found);
                    is_leaf = false;
                    break;
                }
                _ => {}
            }
        }
        if is_leaf {
            let name = name.or_else(|| path.last().cloned()).unwrap_or_default();
            found.push((path, name));
        }
    }
}

/// Whether the token is the `use` of an import, and not that of a type that captures lifetimes (`use<'a>`).
fn is_use(tokens: &[TokenTree], index: usize) -> bool {
    is_ident(&tokens[index], "use") && !tokens.get(index + 1).is_some_and(|next| is_punct(next, '<'))
}

/// Whether a path's separator begins here.
fn is_separator(tokens: &[TokenTree], index: usize) -> bool {
    let is_colon = |index| tokens.get(index).is_some_and(|token| is_punct(token, ':'));
    is_colon(index) && is_colon(index + 1)
}

fn is_ident(token: &TokenTree, text: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == text)
}

fn is_punct(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

fn is_attribute(token: &TokenTree) -> bool {
    is_punct(token, '#') || matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket)
}

/// Whether the inside of an attribute is `cfg(test)`.
fn is_test(attribute: &Group) -> bool {
    attribute.stream().to_string().replace(' ', "") == "cfg(test)"
}

fn found(module: &str, text: &str) -> (Vec<String>, Source) {
    let module: Path = module.split("::").filter(|segment| !segment.is_empty()).map(str::to_owned).collect();
    let source = read(&module, text, "iku");
    (source.imports.iter().map(|path| path.join("::")).collect(), source)
}

#[test]
fn use_trees_are_flattened() {
    let (imports, source) = found(
        "a::b",
        "use crate::x::{self, y::{Z, W as V}, q::*}; use super::c; use self::d::E; use std::fmt; pub(crate) use super::f::G;",
    );
    assert_eq!(imports, ["a::b::d::E", "a::c", "a::f::G", "x", "x::q", "x::y::W", "x::y::Z"]);
    assert_eq!(source.exports.keys().collect::<Vec<_>>(), ["G"]);
    assert!(source.crates.contains("std"));
}

#[test]
fn paths_in_code_and_in_macro_bodies_count() {
    let (imports, _) = found(
        "a",
        "macro_rules! m { ($t:ty) => { $crate::x::Y::<$t>::new() }; }
        #[derive(P)] #[q(table = crate::s::t)] fn f(n: &super::u::V) -> crate::w::X { vec![self::k::l()] }",
    );
    assert_eq!(imports, ["a::k::l", "s::t", "u::V", "w::X", "x::Y"]);
}

#[test]
fn paths_through_children_and_imported_modules_count() {
    let (imports, source) = found(
        "a",
        "mod child; use crate::x; use serde::de; fn f() { child::item(); x::y::z(); de::Error::custom(); other::thing() }",
    );
    assert_eq!(imports, ["a::child::item", "x", "x::y::z"]);
    assert!(source.crates.contains("serde") && source.crates.contains("other"));
}

#[test]
fn inner_modules_have_their_own_scope() {
    let (imports, source) = found("a", "mod inner { use super::super::b; use super::C; fn f() { super::d::e() } }");
    assert_eq!(imports, ["a::C", "a::d::e", "b"]);
    assert!(source.exports.is_empty());
}

#[test]
fn comments_strings_and_tests_do_not_count() {
    let (imports, source) = found(
        "a",
        "//! crate::a::b
        /// crate::c::d
        const TEXT: &str = \"crate::e::f\";
        #[cfg(test)] mod tests { use crate::g::H; }
        #[cfg(test)] mod scenes;
        #[cfg(test)] use crate::{i::J, k};
        #[cfg(test)] fn helper() { crate::l::m() }
        #[cfg(not(test))] use crate::n::O;
        fn f() -> impl Iterator + use<'_> { ::std::iter::empty() }",
    );
    assert_eq!(imports, ["n::O"]);
    assert_eq!(source.test_children.len(), 2);
}

#[test]
fn a_macro_may_have_the_name_of_its_module() {
    let (imports, _) = found("a::codes", "macro_rules! codes { () => {}; } pub(crate) use codes;");
    assert!(imports.is_empty());
    let (imports, source) = found("a", "mod text; pub(crate) use text::{Text, text};");
    assert_eq!(imports, ["a::text::Text", "a::text::text"]);
    assert_eq!(source.exports.len(), 2);
}
