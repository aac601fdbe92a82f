//! Europe.

use super::Country;

pub(super) const BRITAIN: Country = Country {
    code: "gb",
    given: &[
        "Oliver", "Amelia", "George", "Isla", "Arthur", "Ava", "Mohammed", "Florence", "Siân",
        "Rhys", "Callum", "Priya",
    ],
    family: &[
        "Smith",
        "Jones",
        "Taylor",
        "Patel",
        "Evans",
        "Khan",
        "Wright",
        "Thompson",
        "Fitzgerald-Hughes",
        "Llewellyn",
        "Begum",
        "MacLeod",
    ],
    cities: &[
        ("London", "gb-lnd", "SW1A #@@"),
        ("Manchester", "gb-man", "M1 #@@"),
        ("Edinburgh", "gb-edh", "EH1 #@@"),
        ("Cardiff", "gb-crf", "CF10 #@@"),
    ],
    streets: &[
        "% High Street",
        "Flat 2, % Station Road",
        "% Church Lane",
        "% Queen's Gate",
    ],
    companies: &["* Ltd", "* & Daughters Ltd", "* Trading plc"],
    phones: &["+442079460###", "+441614960###"],
};

pub(super) const IRELAND: Country = Country {
    code: "ie",
    given: &[
        "Aoife", "Seán", "Saoirse", "Oisín", "Ciara", "Conor", "Niamh", "Pádraig",
    ],
    family: &[
        "Murphy",
        "Ó Briain",
        "Kelly",
        "Byrne",
        "Ní Dhomhnaill",
        "Ryan",
        "O'Sullivan",
    ],
    cities: &[
        ("Dublin", "ie-d", "D02 @###"),
        ("Cork", "ie-co", "T12 @###"),
        ("Galway", "ie-g", "H91 @###"),
    ],
    streets: &["% O'Connell Street", "% Patrick Street", "% Shop Street"],
    companies: &["* Teoranta", "* DAC"],
    phones: &[],
};

pub(super) const GERMANY: Country = Country {
    code: "de",
    given: &[
        "Jürgen",
        "Anna",
        "Björn",
        "Käthe",
        "Lukas",
        "Zeynep",
        "Maximilian",
        "Sophie",
        "Uwe",
        "Ayşe",
        "Felix",
        "Hannelore",
        "Jörg",
        "Mia",
    ],
    family: &[
        "Müller",
        "Schmidt",
        "Schäfer",
        "Weiß/weiss",
        "Großmann/grossmann",
        "Yılmaz/yilmaz",
        "Fischer",
        "Köhler",
        "Wagner",
        "von der Heide",
        "Becker",
        "Jäger",
        "Öztürk",
    ],
    cities: &[
        ("Berlin", "de-be", "101##"),
        ("München", "de-by", "803##"),
        ("Köln", "de-nw", "506##"),
        ("Hamburg", "de-hh", "200##"),
        ("Düsseldorf", "de-nw", "402##"),
    ],
    streets: &[
        "Hauptstraße %",
        "Am Mühlbach %",
        "Gartenweg %",
        "Goethestr. %",
        "Königsallee %",
    ],
    companies: &["* GmbH", "* & Söhne KG", "Bäckerei *", "* AG"],
    phones: &["+493023125###", "+494066969###", "+498999998###"],
};

pub(super) const FRANCE: Country = Country {
    code: "fr",
    given: &[
        "Gaëlle",
        "François",
        "Léa",
        "Théo",
        "Anaïs",
        "Hélène",
        "Mathéo",
        "Jean-Luc",
        "Zoé",
        "Noël",
        "Inès",
        "Amélie",
    ],
    family: &[
        "Martin",
        "Lefèvre",
        "Dupont",
        "Bénard",
        "Moreau",
        "Nguyen",
        "D'Angelo",
        "Gauthier",
        "Lemaître",
        "Fontaine",
        "Châtelain",
    ],
    cities: &[
        ("Paris", "fr-idf", "750##"),
        ("Lyon", "fr-ara", "6900#"),
        ("Marseille", "fr-pac", "1300#"),
        ("Besançon", "fr-bfc", "25000"),
    ],
    streets: &[
        "% rue de la République",
        "% avenue Victor Hugo",
        "% place de l'Église",
    ],
    companies: &["* SARL", "Établissements * SA"],
    phones: &["+3319900####"],
};

pub(super) const SPAIN: Country = Country {
    code: "es",
    given: &[
        "José",
        "María José",
        "Íñigo",
        "Lucía",
        "Andrés",
        "Begoña",
        "Nuria",
        "Álvaro",
        "Jordi",
        "Carmen",
    ],
    family: &[
        "García",
        "Fernández",
        "Muñoz",
        "Núñez",
        "Peña",
        "Ibáñez",
        "Castro",
        "Güell",
        "Etxeberria",
        "López",
    ],
    cities: &[
        ("Madrid", "es-md", "280##"),
        ("Barcelona", "es-ct", "080##"),
        ("A Coruña", "es-ga", "150##"),
        ("Sevilla", "es-an", "410##"),
    ],
    streets: &[
        "Calle Mayor, %",
        "Avenida de la Constitución, %",
        "Carrer d'Aragó, %",
    ],
    companies: &["* S.L.", "Hermanos * S.A."],
    phones: &[],
};

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
