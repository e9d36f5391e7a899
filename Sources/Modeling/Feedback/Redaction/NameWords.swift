/// Words that tell where a name is.
enum NameWords {
  /// What stands before a surname or a given name.
  static let titles: Set<String> = [
    "mr", "mrs", "ms", "miss", "mx", "dr", "doctor", "prof", "professor", "sir", "dame", "rev",
    "reverend", "nurse", "sister", "matron", "midwife", "councillor", "cllr", "officer",
    "constable", "sergeant", "sgt", "inspector", "judge", "justice", "captain", "consultant",
    "receptionist", "agent", "paramedic", "porter", "surgeon", "physio", "carer", "driver",
    "warden", "caseworker", "supervisor", "manager", "colleague", "husband", "wife", "son",
    "daughter", "brother", "father", "mother", "neighbour", "neighbor", "baby",
  ]

  /// Titles after which even a word in lower case is a name, unless it is a common word.
  static let strongTitles: Set<String> = ["mr", "mrs", "ms", "mx", "dr", "cllr", "prof"]

  /// Words in front of a name: "my name is …", "I spoke to …".
  static let introductions: [[String]] = [
    ["name", "is"], ["name", "was"], ["name's"], ["named"], ["called"], ["i", "am"], ["i'm"],
    ["spoke", "to"], ["spoke", "with"], ["speaking", "to"], ["talked", "to"], ["this", "is"],
    ["thanks", "to"], ["thank", "you"], ["thanks"], ["regards"], ["sincerely"], ["signed"],
    ["dear"], ["contact"], ["ask", "for"], ["asked", "for"], ["seen", "by"], ["saw"], ["met"],
    ["helped", "by"], ["treated", "by"], ["told", "by"], ["especially"], ["particularly"],
  ]

  /// After these even a word in lower case is a name.
  static let strongIntroductions: [[String]] = [
    ["my", "name", "is"], ["her", "name", "is"], ["his", "name", "is"], ["her", "name", "was"],
    ["his", "name", "was"], ["their", "name", "is"],
  ]

  /// Capitalised words after which the words before are a place or an office, no person.
  static let places: Set<String> = [
    "hospital", "street", "road", "clinic", "ward", "station", "park", "school", "centre",
    "center", "avenue", "lane", "county", "council", "city", "department", "office", "court",
    "library", "unit", "trust", "house", "bank", "university", "college", "airport", "bridge",
    "square", "market", "church", "surgery", "practice", "service", "services", "credit",
    "loan", "loans", "financial", "inc", "llc", "ltd", "corp", "island", "valley", "north",
    "south", "east", "west",
  ]

  /// Words before a place.
  static let whereabouts: Set<String> = ["in", "at", "near", "around", "outside", "towards"]

  /// Days, months, peoples, agencies: capitals that name no person.
  static let ordinaryCapitals: Set<String> = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january",
    "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december", "christmas", "easter", "xmas", "english", "british", "american",
    "scottish", "welsh", "irish", "indian", "polish", "french", "german", "spanish", "chinese",
    "european", "asian", "african", "london", "england", "scotland", "wales", "ireland",
    "britain", "uk", "usa", "america", "europe", "covid", "nhs", "a&e", "gp", "gps", "god",
    "jesus", "facebook", "google", "internet", "wifi", "wi-fi", "tv", "email", "iphone",
    "microsoft", "i'm", "i've", "i'd", "i'll", "ok", "okay", "mri", "ct", "ent", "x-ray", "itu",
    "medicare", "medicaid", "congress", "federal", "state", "government", "royal", "saint",
    "st", "mum", "mom", "dad", "mother", "father", "nan", "grandma", "grandad", "accident",
    "emergency", "outpatients", "maternity", "braille", "alzheimer's", "parkinson's", "bst",
    "gmt", "am", "pm", "doc", "boxing", "thank-you", "thankyou", "i's", "redacted",
  ]

  /// Words that follow a title or an introduction without being a name.
  static let ordinary: Set<String> = Set(
    """
    a about absolutely accident actually after again all almost also although always am an and \
    another any anyone are around arrived as ask asked asking assistant at attended attitude \
    available away back bad be because been before being believe best better blood both brilliant \
    but by call called calling came can can't care caring checked clearly come coming competent \
    could couldn't day did didn't do does doesn't doing don't done down due during each either \
    else emergency even ever every everybody everyone everything excellent explained extremely \
    family felt few finally find first for found friendly from fully gave get getting give given \
    giving go going good great guys had hadn't happy has hasn't have having he helped helpful her \
    here him his how however i if im in informed is isn't it it's its just keep kept kind know \
    later let like listened listening little look looked lovely made make making many may me might \
    more most much must my need needed never next nhs nice no nobody not nothing now of off office \
    often ok okay on once one only or other our out over patient patients people please pleased \
    polite practitioner prescribed professional put quick quickly ready really reassured reception \
    referred refused rude said same saw saying see seem seemed seems seen sent she should so some \
    someone something soon specialist spoke staff started still sure surgery take taking talk team \
    than that that's the their them then there these they they're thing think this those though \
    thought time to today told too took tried two ultimately unable under understanding unit until \
    up us very visit visited waiting walked want wanted was wasn't way we well were what when where \
    which while who whole whose why will with without wonderful work worked working would wouldn't \
    yes yesterday yet you your sorry sick sad glad grateful disabled unhappy angry writing calling \
    hoping aware willing currently based an unsure afraid deaf blind pregnant retired elderly back \
    appalled disgusted satisfied dissatisfied thankful impressed disappointed concerned number days \
    lady man men women woman girl boy nurse nurses doctor doctors sister sisters staffed manager \
    led service services station desk room ward clinic hospital general advice appointment hours
    """.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init))

  /// Common given names that are no common word of English; written from general knowledge.
  static let givenNames: Set<String> = Set(
    """
    aaron abdul abigail adam adrian agnes ahmed aisha alan albert alex alexander alexandra ali \
    alice alison amanda amelia amina amir amy ana andrea andreas andrew andy angela anita ann anna \
    anne annette anthony antonio arthur ashley barbara barry beatrice becky ben benjamin bernard \
    beth betty beverley bianca bob brenda brian bridget bruce bryan carl carla carlos carmen \
    caroline carolyn catherine cathy charles charlie charlotte cheryl chloe chris christian \
    christina christine christopher claire clara colin connor craig cynthia daniel danielle \
    darren dave david deborah debbie debra denise dennis derek diana diane diego dominic donald \
    donna doreen doris dorothy douglas duncan edith edward eileen elaine eleanor elena elizabeth \
    ella ellen ellie emily emma eric erica ethan eva evelyn fatima fiona frances francesca \
    francis fred frederick gareth gary gavin gemma geoff geoffrey george georgia gerald geraldine \
    gillian giovanni gladys glenn gordon graham greg gregory gwen hannah harold harriet harry \
    hassan hazel heather helen henry hilary howard hugh ian ibrahim irene isaac isabel isabella \
    ivan jacob jacqueline jake james jamie jane janet janice jasmine jason javier jean jeff \
    jeffrey jennifer jenny jeremy jerry jessica jill jim joan joanna joanne joe joel john \
    jonathan jordan jorge jose joseph josephine joshua joyce juan judith judy julia julian julie \
    karen karl kate katherine kathleen kathryn kathy katie keith kelly ken kenneth kevin kim \
    kimberly kirsty kyle laura lauren lawrence leah leanne lee leo leon leonard lesley leslie \
    lewis liam linda lisa lois lorraine louis louise lucas lucy luis luke lydia lynn lynne \
    malcolm marcus margaret maria marian marie marilyn mario marion marjorie martha martin mary \
    matthew maureen maurice max maxine megan melanie melissa michael michelle miguel mike \
    miriam mohamed mohammed monica muhammad nancy naomi natalie natasha nathan neil nicholas \
    nick nicola nicole nigel norma norman oliver olivia omar oscar pamela patricia patrick paul \
    paula pauline pedro peggy peter phil philip phillip phyllis priya rachel ralph raymond \
    rebecca richard rita robert roberta robin rodney roger ronald rosemary ross roy ruth ryan \
    sally sam samantha samuel sandra sara sarah scott sean sebastian sergio sharon sheila \
    shirley simon sofia sophia sophie stacey stanley stella stephanie stephen steve steven \
    stuart susan suzanne sylvia tamara tanya teresa terry thelma theresa thomas tim timothy tina \
    tom tommy tony tracey tracy trevor valerie vanessa veronica victor victoria vincent virginia \
    vivian walter wayne wendy wilfred william yasmin yolanda yusuf yvonne zachary zoe
    """.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init))
}
