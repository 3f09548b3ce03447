//! The JSON Schema of the configuration, for editors: made from the reading itself, with the sample's
//! comments as descriptions, so that neither can drift.

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::profile::Places;
use super::{SAMPLE, parse_and_list};

/// The schema.
#[must_use]
pub fn schema() -> Value {
    // one profile of any name, so that its settings are asked for
    let (_, _, settings) = parse_and_list("[profiles.NAME]", &Places { folder: Path::new("."), home: None });
    let descriptions = descriptions();
    let mut tables: HashMap<&str, Map<String, Value>> = HashMap::new();
    for (name, shape) in &settings {
        let (table, key) = name.rsplit_once('.').unwrap_or(("", name));
        let mut shape = shape.clone();
        if let (Some(description), Some(shape)) = (descriptions.get(name), shape.as_object_mut()) {
            shape.insert("description".to_owned(), json!(description));
        }
        tables.entry(table).or_default().insert(key.to_owned(), shape);
    }
    let mut table = |name: &str| object(tables.remove(name).unwrap_or_default());
    let mut root = table("");
    let profiles = json!({ "type": "object", "additionalProperties": table("profiles.NAME") });
    if let Some(properties) = root.get_mut("properties").and_then(Value::as_object_mut) {
        for name in ["ui", "clipboard", "history", "keys"] {
            properties.insert(name.to_owned(), table(name));
        }
        properties.insert("profiles".to_owned(), profiles);
    }
    if let Some(root) = root.as_object_mut() {
        root.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        root.insert("title".to_owned(), json!("couponscope configuration"));
    }
    root
}

fn object(properties: Map<String, Value>) -> Value {
    json!({ "type": "object", "properties": Value::Object(properties), "additionalProperties": false })
}

/// The comment above each setting of the sample, by the setting's full name.
fn descriptions() -> HashMap<String, String> {
    let mut found = HashMap::new();
    let (mut table, mut comment, mut is_used) = (String::new(), Vec::new(), false);
    for line in SAMPLE.lines() {
        let text = line.strip_prefix('#').unwrap_or(line);
        if let Some(name) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            // the sample's profile has a name; the schema is for any
            let name = if name.starts_with("profiles.") { "profiles.NAME" } else { name };
            table = format!("{name}.");
            comment.clear();
        } else if let Some((key, value)) = text.trim_start().split_once(" = ").filter(|(key, _)| !key.contains(' ')) {
            // alternatives that are indented share the comment; each may have words of its own behind it
            let own = value.rsplit_once("   ").map(|(_, own)| own.trim().to_owned());
            let words: Vec<String> = comment.iter().cloned().chain(own).collect();
            if !words.is_empty() {
                found.insert(format!("{table}{key}"), words.join(" "));
            }
            is_used = true;
            if !text.starts_with(' ') {
                comment.clear();
            }
        } else if text.trim().is_empty() {
            comment.clear();
        } else if line.starts_with("# ") {
            if std::mem::take(&mut is_used) {
                comment.clear();
            }
            comment.push(text.trim().to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Action;
    use crate::settings::file::parse;

    fn at<'a>(schema: &'a Value, path: &str) -> &'a Value {
        schema.pointer(path).unwrap_or_else(|| panic!("{path}"))
    }

    #[test]
    fn every_table_is_closed_and_every_setting_has_its_type() {
        let schema = schema();
        assert_eq!(at(&schema, "/properties/ui/properties/theme/enum"), &json!(["auto", "light", "dark", "mono"]));
        assert_eq!(at(&schema, "/properties/ui/properties/page_size/maximum"), &json!(100));
        assert_eq!(at(&schema, "/properties/default_profile/type"), &json!("string"));
        for table in ["", "/properties/ui", "/properties/keys", "/properties/profiles/additionalProperties"] {
            assert_eq!(at(&schema, &format!("{table}/additionalProperties")), &json!(false), "{table}");
        }
        let keys = at(&schema, "/properties/keys/properties").as_object().unwrap();
        assert_eq!(keys.len(), Action::ALL.len());
        assert!(at(&schema, "/properties/keys/properties/quit/description").as_str().unwrap().starts_with("Quit"));
        let page_size = at(&schema, "/properties/ui/properties/page_size/description").as_str().unwrap();
        assert_eq!(page_size, "Coupons on a page, 1 to 100.");
    }

    #[test]
    fn a_description_is_the_comment_above_the_setting_and_no_others() {
        let schema = schema();
        let of = |key: &str| {
            let path = format!("/properties/profiles/additionalProperties/properties/{key}/description");
            at(&schema, &path).as_str().unwrap().to_owned()
        };
        assert_eq!(of("label"), "Shown loudly in the header.");
        assert_eq!(of("password_env"), "Where the secret is; exactly one of: a variable of the environment");
        assert_eq!(
            of("rate_per_minute"),
            "Most look-ups a minute; calls for a token do not count. 0: no limit but what the server asks for."
        );
    }

    #[test]
    fn what_the_schema_allows_the_parser_takes_and_the_other_way_round() {
        let schema = schema();
        let ui = at(&schema, "/properties/ui/properties").as_object().unwrap();
        let places = Places { folder: Path::new("."), home: None };
        let is_taken = |key: &str, value: &Value| parse(&format!("[ui]\n{key} = {value}\n"), &places).1.is_empty();
        for (key, shape) in ui {
            for word in shape["enum"].as_array().into_iter().flatten() {
                assert!(is_taken(key, word), "{key} = {word}");
            }
            if let (Some(least), Some(most)) = (shape["minimum"].as_u64(), shape["maximum"].as_u64()) {
                assert!(is_taken(key, &json!(least)) && is_taken(key, &json!(most)), "{key}");
                assert!(!is_taken(key, &json!(most + 1)), "{key}");
            }
            let wrong = if shape["type"] == "string" || shape["enum"].is_array() { json!(1) } else { json!("x") };
            assert!(!is_taken(key, &wrong), "{key}");
        }
    }
}
