//! Africa and Asia.

use super::Country;

pub(super) const EGYPT: Country = Country {
    code: "eg",
    given: &[
        "محمد/mohamed",
        "أحمد/ahmed",
        "فاطمة/fatma",
        "مريم/mariam",
        "يوسف/youssef",
        "نور/nour",
        "عمر/omar",
        "سارة/sara",
    ],
    family: &[
        "حسن/hassan",
        "إبراهيم/ibrahim",
        "عبد الله/abdullah",
        "السيد/elsayed",
        "مصطفى/mostafa",
        "منصور/mansour",
    ],
    cities: &[
        ("القاهرة", "eg-c", "115##"),
        ("الإسكندرية", "eg-alx", "215##"),
        ("الجيزة", "eg-gz", "125##"),
    ],
    streets: &["% شارع التحرير", "% شارع النيل", "% شارع الجمهورية"],
    companies: &["شركة * للتجارة"],
    phones: &[],
};

pub(super) const ISRAEL: Country = Country {
    code: "il",
    given: &[
        "נועם/noam",
        "תמר/tamar",
        "איתי/itai",
        "שירה/shira",
        "דוד/david",
        "יעל/yael",
        "אורי/uri",
        "מאיה/maya",
    ],
    family: &[
        "כהן/cohen",
        "לוי/levi",
        "מזרחי/mizrahi",
        "פרץ/peretz",
        "ביטון/biton",
        "דהן/dahan",
        "פרידמן/friedman",
    ],
    cities: &[
        ("תל אביב", "il-ta", "61#####"),
        ("ירושלים", "il-jm", "91#####"),
        ("חיפה", "il-ha", "31#####"),
    ],
    streets: &["דיזנגוף %", "הרצל %", "שדרות רוטשילד %"],
    companies: &["* בע\"מ"],
    phones: &[],
};

pub(super) const JAPAN: Country = Country {
    code: "jp",
    given: &[
        "陽菜/hina",
        "蓮/ren",
        "さくら/sakura",
        "大翔/hiroto",
        "結衣/yui",
        "翔太/shota",
        "美咲/misaki",
        "ケン/ken",
        "葵/aoi",
        "悠真/yuma",
    ],
    family: &[
        "佐藤/sato",
        "鈴木/suzuki",
        "高橋/takahashi",
        "田中/tanaka",
        "伊藤/ito",
        "渡辺/watanabe",
        "山本/yamamoto",
        "中村/nakamura",
        "小林/kobayashi",
        "加藤/kato",
    ],
    cities: &[
        ("東京都千代田区", "jp-13", "100-00##"),
        ("大阪市北区", "jp-27", "530-00##"),
        ("京都市中京区", "jp-26", "604-80##"),
        ("札幌市中央区", "jp-01", "060-00##"),
    ],
    streets: &["丸の内1丁目%", "本町%番地", "中央通り%"],
    companies: &["*商事株式会社", "株式会社*"],
    phones: &[],
};
