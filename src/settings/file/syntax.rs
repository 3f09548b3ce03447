//! What is wrong with the writing of the file, in words of somebody who edits it: the reader's own are
//! those of a grammar. No value is repeated, since it may be a secret.

const MISSING_COMMA: &str = "the parts of a list need commas between them, and texts need quotes";

/// What the reader's complaint about a line means.
pub(super) fn in_words(complaint: &str, line: &str) -> String {
    let (what, _) = complaint.split_once(", expected").unwrap_or((complaint, ""));
    let (key, value) = line.split_once('=').map_or((line, ""), |(key, value)| (key, value.trim()));
    let key = name(key).unwrap_or("name");
    let told = match what {
        "string values must be quoted" => return of_value(key, value),
        "duplicate key" if line.trim_start().starts_with('[') => "this heading appears twice; keep one",
        "duplicate key" => return format!("{key} is set twice; keep one"),
        "key with no value" => "a setting is written as name = \"value\", a heading as [name]",
        "unquoted keys cannot be empty" => "the name of the setting is missing in front of the =",
        "unclosed table" | "unclosed array table" => "the ] of the heading is missing",
        "missing comma between array elements" => MISSING_COMMA,
        "unclosed array" => "the ] of the list is missing",
        "unclosed inline table" => "the } is missing",
        "invalid basic string" | "invalid literal string" => "the closing quote is missing",
        "invalid boolean" => "write true or false in small letters, or the value in quotes",
        "missing escaped value" | "too few unicode value digits" => {
            "a backslash inside of quotes has to be doubled (\\\\)"
        }
        "unexpected key or value" => "something stands behind the value; each setting has a line of its own",
        "extra `=`" => "one = is enough",
        "unexpected leading zero" => "a number begins with no 0; a text needs quotes",
        _ => return format!("it is not understood: {what}"),
    };
    told.to_owned()
}

fn of_value(key: &str, value: &str) -> String {
    if value.is_empty() || value.starts_with('#') {
        format!("{key} has no value; write {key} = \"…\"")
    } else if value.starts_with('[') {
        MISSING_COMMA.to_owned()
    } else if value.starts_with(['“', '”', '„', '‘', '’']) {
        format!("the quotes have to be straight ones: {key} = \"…\"")
    } else {
        format!("the value needs quotes: {key} = \"…\"")
    }
}

/// A name that is one: a line without form can hold anything.
fn name(key: &str) -> Option<&str> {
    let is_one = |key: &&str| key.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
    Some(key.trim()).filter(|key| !key.is_empty() && key.len() <= 40).filter(is_one)
}

#[cfg(test)]
mod tests {
    use toml::de::DeTable;

    use super::*;

    fn told(text: &str) -> String {
        let error = DeTable::parse(text).map(|_| ()).unwrap_err();
        let line = text.bytes().take(error.span().unwrap().start).filter(|byte| *byte == b'\n').count();
        in_words(error.message(), text.lines().nth(line).unwrap_or_default())
    }

    #[test]
    fn the_usual_slips_are_told_with_what_is_right() {
        for (text, words) in [
            ("cluster = eu\n", "the value needs quotes: cluster = \"…\""),
            ("password = C:\\sesame\n", "the value needs quotes: password = \"…\""),
            ("label =\n", "label has no value; write label = \"…\""),
            ("label = # later\n", "label has no value; write label = \"…\""),
            ("label = “PROD”\n", "the quotes have to be straight ones: label = \"…\""),
            ("command = [\"a\" b]\n", "the parts of a list need commas between them, and texts need quotes"),
            ("command = [\"a\",\n", "the ] of the list is missing"),
            ("mask = True\n", "write true or false in small letters, or the value in quotes"),
            ("[ui\n", "the ] of the heading is missing"),
            ("[ui]\n[ui]\n", "this heading appears twice; keep one"),
            ("mask = true\nmask = false\n", "mask is set twice; keep one"),
            ("mask: true\n", "a setting is written as name = \"value\", a heading as [name]"),
            ("label = \"PROD\n", "the closing quote is missing"),
            ("ca_file = \"C:\\dir\"\n", "a backslash inside of quotes has to be doubled (\\\\)"),
            ("mask = true label = \"x\"\n", "something stands behind the value; each setting has a line of its own"),
            ("page_size = 010\n", "a number begins with no 0; a text needs quotes"),
            ("label == \"x\"\n", "one = is enough"),
            ("= 1\n", "the name of the setting is missing in front of the ="),
        ] {
            assert_eq!(told(text), words, "{text:?}");
        }
    }

    #[test]
    fn nothing_of_a_line_without_form_is_repeated() {
        for text in ["sesame open = now\n", "the password is sesame\n", "x = sesame\n", "x = {sesame}\n"] {
            assert!(!told(text).contains("sesame"), "{text:?}: {}", told(text));
        }
    }
}
