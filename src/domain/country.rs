//! The country code that a profile puts before national numbers.

use std::fmt;
use std::str::FromStr;

/// A calling code: one to three digits, `91`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountryCode(String);

/// The text is no calling code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountryCodeError;

impl fmt::Display for CountryCodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a country code has one to three digits, such as 91")
    }
}

impl std::error::Error for CountryCodeError {}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for CountryCode {
    type Err = CountryCodeError;

    /// Takes `91`, `+91` and `0091`.
    fn from_str(text: &str) -> Result<Self, CountryCodeError> {
        let text = text.trim();
        let digits = text.strip_prefix('+').or_else(|| text.strip_prefix("00")).unwrap_or(text);
        let good = (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if good && !digits.starts_with('0') { Ok(Self(digits.to_owned())) } else { Err(CountryCodeError) }
    }
}

/// No number in the world is longer.
const LONGEST: usize = 15;

impl CountryCode {
    /// The number as the server takes it. `written` is what the user wrote, `digits` its digits.
    ///
    /// With `+` or `00` in front it is international. A single leading zero is dialled only inside
    /// the country. Without either, a number that begins with the code is international when it is
    /// longer than any number of that country; `9188600000` is an Indian number and
    /// `918860000001` one with its code.
    #[must_use]
    pub fn complete(&self, written: &str, digits: &str) -> String {
        if written.trim_start().starts_with('+') {
            return digits.to_owned();
        }
        if let Some(international) = digits.strip_prefix("00") {
            return international.to_owned();
        }
        let national = digits.strip_prefix('0').unwrap_or(digits);
        let has_code = national.len() == digits.len()
            && digits.starts_with(self.0.as_str())
            && digits.len() > self.longest_national();
        if has_code || self.0.len() + national.len() > LONGEST {
            return digits.to_owned();
        }
        format!("{}{national}", self.0)
    }

    /// Digits of the longest mobile number that begins like the code: ten in large countries, nine
    /// behind codes of three digits, eight in Singapore, Denmark and Norway.
    fn longest_national(&self) -> usize {
        match self.0.as_str() {
            "65" | "45" | "47" => 8,
            code if code.len() == 3 => 9,
            _ => 10,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completed(code: &str, written: &str) -> String {
        let digits: String = written.chars().filter(char::is_ascii_digit).collect();
        code.parse::<CountryCode>().unwrap().complete(written, &digits)
    }

    #[test]
    fn national_numbers_get_the_code_and_international_ones_stay() {
        let cases = [
            ("91", "98000 00001", "919800000001"),
            ("91", "098000-00001", "919800000001"),
            ("91", "9188600000", "919188600000"),
            ("91", "918860000001", "918860000001"),
            ("91", "+6591234567", "6591234567"),
            ("91", "00 65 9123 4567", "6591234567"),
            ("44", "07700 900123", "447700900123"),
            ("1", "4155550100", "14155550100"),
            ("1", "14155550100", "14155550100"),
            ("65", "6591234567", "6591234567"),
            ("971", "971501234567", "971501234567"),
            ("971", "0501234567", "971501234567"),
            ("91", "98000000011111", "98000000011111"),
        ];
        for (code, written, number) in cases {
            assert_eq!(completed(code, written), number, "{code} {written}");
        }
    }

    #[test]
    fn a_code_has_one_to_three_digits() {
        for good in ["91", "+91", "0091", "1", "971"] {
            assert!(good.parse::<CountryCode>().is_ok(), "{good}");
        }
        for bad in ["", "+", "0", "IN", "1234", "9 1"] {
            assert_eq!(bad.parse::<CountryCode>(), Err(CountryCodeError), "{bad}");
        }
    }
}
