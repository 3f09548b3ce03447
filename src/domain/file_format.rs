//! In which format coupons are written into a file: the end of its name says so.

/// A format of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// One JSON object a line and coupon.
    Ndjson,
    /// RFC 4180.
    Csv,
}

impl FileFormat {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Ndjson, Self::Csv];

    /// The end of the name of such a file, without its dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
        }
    }

    /// The format that the name of a file, or its whole path, asks for.
    #[must_use]
    pub fn of_name(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next()?;
        let (stem, extension) = name.rsplit_once('.')?;
        let asked = |format: &Self| format.extension().eq_ignore_ascii_case(extension);
        Self::ALL.into_iter().find(asked).filter(|_| !stem.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_name_says_the_format() {
        assert_eq!(FileFormat::of_name("coupons.ndjson"), Some(FileFormat::Ndjson));
        assert_eq!(FileFormat::of_name("out/May.v2.CSV"), Some(FileFormat::Csv));
        for name in ["coupons", "coupons.json", ".csv", "out.csv/", "out.csv/x", ""] {
            assert_eq!(FileFormat::of_name(name), None, "{name}");
        }
    }
}
