//! Options that take a whole number, refused in plain words.

/// Reads a whole number from `least` to `most`.
pub(super) fn whole(least: u64, most: u64) -> impl Fn(&str) -> Result<u64, String> + Clone {
    move |text| text.parse().ok().filter(|number| (least..=most).contains(number)).ok_or_else(|| wanted(least, most))
}

/// Reads the number of a port.
pub(super) fn port(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| wanted(0, u64::from(u16::MAX)))
}

fn wanted(least: u64, most: u64) -> String {
    if most == u64::MAX {
        format!("a whole number from {least} on is wanted")
    } else {
        format!("a whole number from {least} to {most} is wanted")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_in_the_range_is_told_what_is_wanted() {
        let limit = whole(1, 100);
        assert_eq!((limit("1"), limit("100")), (Ok(1), Ok(100)));
        for text in ["0", "101", "-1", "x", "", "1e3", "99999999999999999999"] {
            assert_eq!(limit(text), Err("a whole number from 1 to 100 is wanted".to_owned()), "{text}");
        }
        assert_eq!(whole(0, u64::MAX)("x"), Err("a whole number from 0 on is wanted".to_owned()));
        assert_eq!(port("65536"), Err("a whole number from 0 to 65535 is wanted".to_owned()));
        assert_eq!(port("8472"), Ok(8472));
    }
}
