//! The south, north and east of Europe.

use super::Country;

pub(super) const ITALY: Country = Country {
    code: "it",
    given: &[
        "Niccolò",
        "Giulia",
        "Alessandro",
        "Chiara",
        "Matteo",
        "Francesca",
        "Desirée",
        "Luca",
        "Beatrice",
        "Ettore",
    ],
    family: &[
        "Rossi", "Russo", "D'Amico", "Bianchi", "Nicolò", "Ferrari", "De Luca", "Esposito",
        "Colombo", "Fabbri",
    ],
    cities: &[
        ("Roma", "it-rm", "001##"),
        ("Milano", "it-mi", "201##"),
        ("Torino", "it-to", "101##"),
        ("Forlì", "it-fc", "4712#"),
    ],
    streets: &["Via Roma %", "Corso Garibaldi %", "Piazza della Libertà %"],
    companies: &["* S.r.l.", "Fratelli * S.p.A."],
    phones: &[],
};

pub(super) const NETHERLANDS: Country = Country {
    code: "nl",
    given: &[
        "Daan", "Sanne", "Jeroen", "Fenna", "Thijs", "Noortje", "Zoë", "Ruben",
    ],
    family: &[
        "de Vries",
        "van den Berg",
        "Jansen",
        "Bakker",
        "'t Hart",
        "Visser",
        "Özdemir",
    ],
    cities: &[
        ("Amsterdam", "nl-nh", "1012 @@"),
        ("Rotterdam", "nl-zh", "3011 @@"),
        ("Groningen", "nl-gr", "9711 @@"),
    ],
    streets: &["Keizersgracht %", "Dorpsstraat %", "Lange Voorhout %"],
    companies: &["* B.V.", "Gebroeders * B.V."],
    phones: &[],
};

pub(super) const SWEDEN: Country = Country {
    code: "se",
    given: &[
        "Åsa", "Göran", "Märta", "Linnéa", "Björn", "Elsa", "Örjan", "Maja",
    ],
    family: &[
        "Ångström",
        "Johansson",
        "Nyström",
        "Lindqvist",
        "Sjögren",
        "Öberg",
        "Nilsson",
    ],
    cities: &[
        ("Stockholm", "se-ab", "111 ##"),
        ("Göteborg", "se-o", "411 ##"),
        ("Malmö", "se-m", "211 ##"),
    ],
    streets: &["Storgatan %", "Ängsvägen %", "Drottninggatan % A"],
    companies: &["* AB", "* & Co Handelsbolag"],
    phones: &["+4684650041#", "+4684650042#"],
};

pub(super) const POLAND: Country = Country {
    code: "pl",
    given: &[
        "Łukasz/lukasz",
        "Małgorzata/malgorzata",
        "Paweł/pawel",
        "Zofia",
        "Grażyna",
        "Jędrzej",
        "Agnieszka",
        "Stanisław/stanislaw",
    ],
    family: &[
        "Nowak",
        "Wójcik",
        "Wiśniewska",
        "Kamiński",
        "Dąbrowska",
        "Zieliński",
        "Gołąb/golab",
        "Brzęczyszczykiewicz",
    ],
    cities: &[
        ("Warszawa", "pl-14", "00-0##"),
        ("Kraków", "pl-12", "30-0##"),
        ("Łódź", "pl-10", "90-0##"),
        ("Gdańsk", "pl-22", "80-0##"),
    ],
    streets: &[
        "ul. Długa %",
        "ul. Świętojańska %",
        "al. Niepodległości %/4",
    ],
    companies: &["* Sp. z o.o.", "Zakłady * S.A."],
    phones: &[],
};

pub(super) const UKRAINE: Country = Country {
    code: "ua",
    given: &[
        "Олена/olena",
        "Тарас/taras",
        "Ірина/iryna",
        "Андрій/andrii",
        "Соломія/solomiia",
        "Юрій/yurii",
        "Юстина/yustyna",
        "Марія/mariia",
    ],
    family: &[
        "Шевченко/shevchenko",
        "Коваленко/kovalenko",
        "Бойко/boiko",
        "Ґалаґан/galagan",
        "Мельник/melnyk",
        "Лисенко/lysenko",
        "Єфименко/yefymenko",
    ],
    cities: &[
        ("Київ", "ua-30", "010##"),
        ("Львів", "ua-46", "790##"),
        ("Одеса", "ua-51", "650##"),
    ],
    streets: &[
        "вул. Хрещатик, %",
        "вул. Івана Франка, %",
        "просп. Свободи, %",
    ],
    companies: &["ТОВ «*»"],
    phones: &[],
};

pub(super) const GREECE: Country = Country {
    code: "gr",
    given: &[
        "Γιώργος/giorgos",
        "Μαρία/maria",
        "Ελένη/eleni",
        "Νίκος/nikos",
        "Σοφία/sofia",
        "Ανδρέας/andreas",
        "Δήμητρα/dimitra",
    ],
    family: &[
        "Παπαδόπουλος/papadopoulos",
        "Γεωργίου/georgiou",
        "Βλάχος/vlachos",
        "Οικονόμου/oikonomou",
        "Αλεξίου/alexiou",
        "Μακρής/makris",
    ],
    cities: &[
        ("Αθήνα", "gr-i", "105 ##"),
        ("Θεσσαλονίκη", "gr-b", "546 ##"),
        ("Πάτρα", "gr-g", "262 ##"),
    ],
    streets: &["Ερμού %", "Οδός Αθηνάς %", "Λεωφόρος Κηφισίας %"],
    companies: &["* Α.Ε.", "Αφοί * Ε.Π.Ε."],
    phones: &[],
};
