//! The query parameters, read as the server reads them.

use super::entry::CouponOptions;
use super::listed::Wanted;
use super::reply::Complaint;
use crate::domain::{CodeCase, Kind, Page, SortOrder, Status};

/// The spellings of the external id in the versions of the vendor's page.
const EXTERNAL_ID: [&str; 3] = ["externalId", "external_id", "external_Id"];

/// One request, understood.
#[derive(Clone, Debug)]
pub(super) struct Question {
    /// What the customer is named by.
    pub(super) kind: Kind,
    /// The name.
    pub(super) value: String,
    /// Which coupons.
    pub(super) wanted: Wanted,
    /// How they are written.
    pub(super) options: CouponOptions,
}

/// The parameters in the order they came in.
pub(super) type Pairs = [(String, String)];

impl Question {
    /// Reads the parameters; those it does not know are passed over.
    pub(super) fn read(pairs: &Pairs) -> Result<Self, Complaint> {
        let (kind, value) = identifier(pairs)?;
        let wanted = Wanted {
            status: choice(pairs, "status", &Status::ALL, Status::param)?,
            order: choice(pairs, "sort_order", &SortOrder::ALL, SortOrder::param)?.unwrap_or_default(),
            skip: offset(pairs)?,
            take: limit(pairs)?,
        };
        let code_case = choice(pairs, "coupon_code_case", &CodeCase::ALL, CodeCase::param)?;
        let reversed = given(pairs, "include_reversed_redemptions");
        let options = CouponOptions {
            code_case: code_case.unwrap_or(CodeCase::Upper),
            reversed: reversed.is_some_and(|value| value.eq_ignore_ascii_case("true")),
        };
        Ok(Self { kind, value: value.to_owned(), wanted, options })
    }
}

/// A parameter's first value, blanks cut; an empty one counts as absent.
fn given<'a>(pairs: &'a Pairs, name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
}

/// Which wins when several are given is not documented; here it is the first of this order.
fn identifier(pairs: &Pairs) -> Result<(Kind, &str), Complaint> {
    let named = |kind: Kind| match kind {
        Kind::ExternalId => EXTERNAL_ID.iter().find_map(|name| given(pairs, name)),
        Kind::Mobile | Kind::Email | Kind::Id => given(pairs, kind.param()),
    };
    let found = Kind::ALL.into_iter().find_map(|kind| Some((kind, named(kind)?)));
    let (kind, value) = found.ok_or_else(|| {
        Complaint::new(400, 8002, "No customer identifier passed: mobile, email, externalId or id is needed")
    })?;
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    match kind {
        Kind::Mobile if !digits => Err(Complaint::new(400, 8092, "Invalid mobile number")),
        Kind::Email if !value.contains('@') => Err(Complaint::new(400, 8093, "Invalid email")),
        Kind::Id if value.parse::<i64>().is_err() => Err(Complaint::new(400, 8013, "Invalid customer id")),
        Kind::Mobile | Kind::Email | Kind::ExternalId | Kind::Id => Ok((kind, value)),
    }
}

/// One of a parameter's values, in any letters. The code of the refusal is ours: the vendor
/// documents none.
fn choice<T: Copy>(pairs: &Pairs, name: &str, all: &[T], param: fn(T) -> &'static str) -> Result<Option<T>, Complaint> {
    let Some(value) = given(pairs, name) else { return Ok(None) };
    let found = all.iter().copied().find(|&one| param(one).eq_ignore_ascii_case(value));
    found.map(Some).ok_or_else(|| Complaint::new(400, 400, format!("Invalid value for {name}: {value}")))
}

fn offset(pairs: &Pairs) -> Result<u64, Complaint> {
    let number = given(pairs, "offset").map_or(Ok(0), str::parse);
    number.map_err(|_| Complaint::new(400, 8101, "Invalid offset: a number from 0 is needed"))
}

fn limit(pairs: &Pairs) -> Result<u64, Complaint> {
    let number = given(pairs, "limit").map_or(Ok(Page::MOST), str::parse::<u64>);
    match number {
        Ok(number @ 1..=Page::MOST) => Ok(number),
        Ok(1..) => Err(Complaint::new(400, 8102, format!("Limit exceeds the maximum of {}", Page::MOST))),
        Ok(0) | Err(_) => Err(Complaint::new(400, 8100, "Invalid limit: a number from 1 is needed")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Question, u32> {
        let pair = |part: &str| part.split_once('=').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        let pairs: Vec<_> = query.split('&').filter(|part| !part.is_empty()).map(pair).collect();
        Question::read(&pairs).map_err(|complaint| complaint.code)
    }

    #[test]
    fn without_parameters_the_servers_defaults_hold() {
        let question = read("mobile=1").unwrap();
        assert_eq!((question.wanted.take, question.wanted.skip), (100, 0));
        assert_eq!((question.wanted.status, question.wanted.order), (None, SortOrder::Descending));
        assert_eq!((question.options.code_case, question.options.reversed), (CodeCase::Upper, false));
    }

    #[test]
    fn every_status_order_and_case_is_understood_in_any_letters() {
        for status in Status::ALL {
            let question = read(&format!("id=1&status={}", status.param().to_lowercase())).unwrap();
            assert_eq!(question.wanted.status, Some(status));
        }
        assert_eq!(read("id=1&sort_order=ASC").unwrap().wanted.order, SortOrder::Ascending);
        assert_eq!(read("id=1&coupon_code_case=AS_IT_IS").unwrap().options.code_case, CodeCase::AsIs);
        assert!(read("id=1&include_reversed_redemptions=true").unwrap().options.reversed);
    }

    #[test]
    fn the_external_id_may_be_spelled_in_three_ways() {
        for name in EXTERNAL_ID {
            let question = read(&format!("{name}=A 1")).unwrap();
            assert_eq!((question.kind, question.value.as_str()), (Kind::ExternalId, "A 1"));
        }
    }

    #[test]
    fn what_cannot_be_answered_gets_the_vendors_code() {
        let cases = [
            ("", 8002),
            ("mobile=&limit=5", 8002),
            ("mobile=%2B91", 8092),
            ("email=ann", 8093),
            ("id=x", 8013),
            ("id=1&status=USED", 400),
            ("id=1&status=ACTIVE,EXPIRED", 400),
            ("id=1&sort_order=UP", 400),
            ("id=1&coupon_code_case=CAMEL", 400),
            ("id=1&limit=0", 8100),
            ("id=1&limit=ten", 8100),
            ("id=1&limit=-1", 8100),
            ("id=1&limit=101", 8102),
            ("id=1&offset=-1", 8101),
            ("id=1&offset=many", 8101),
        ];
        for (query, code) in cases {
            assert_eq!(read(query).map(|_| ()), Err(code), "{query}");
        }
    }
}
