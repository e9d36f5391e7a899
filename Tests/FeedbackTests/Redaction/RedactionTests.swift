import Feedback
import Foundation
import Statistics
import XCTest

/// What identifies a person is found, what does not is left.
final class RedactionTests: XCTestCase {
  private func redacted(_ text: String) -> String { Redaction().redact(text) }

  func testEachKind() {
    XCTAssertEqual(redacted("Mail jo.bloggs+x@mail.example.co.uk, ok?"), "Mail [email], ok?")
    XCTAssertEqual(redacted("See https://example.org/a?b=1."), "See [web].")
    XCTAssertEqual(redacted("see www.example.com or example.gov.uk"), "see [web] or [web]")
    XCTAssertEqual(redacted("Dr. Okonkwo was kind"), "Dr. [name] was kind")
    XCTAssertEqual(redacted("my name is tomasz"), "my name is [name]")
    XCTAssertEqual(redacted("I spoke to Siobhán and Ngozi."), "I spoke to [name] and [name].")
    XCTAssertEqual(redacted("mr patel never came"), "mr [name] never came")
    XCTAssertEqual(redacted("Nurse Mary-Jane O’Neill"), "Nurse [name]")
    XCTAssertEqual(redacted("Sarah helped"), "[name] helped")
    XCTAssertEqual(redacted("call 020 7946 0958 now"), "call [phone] now")
    XCTAssertEqual(redacted("on 07700 900123."), "on [phone].")
    XCTAssertEqual(redacted("(555) 123-4567"), "[phone]")
    XCTAssertEqual(redacted("1-800-555-0199 or +44 20 7946 0958"), "[phone] or [phone]")
    XCTAssertEqual(redacted("ring 555-0134"), "ring [phone]")
    XCTAssertEqual(redacted("NHS number 943 476 5919"), "NHS number [id]")
    XCTAssertEqual(redacted("943 476 5919"), "[id]")
    XCTAssertEqual(redacted("SSN 078-05-1120"), "SSN [id]")
    XCTAssertEqual(redacted("case number 2023-00123 is open"), "case number [id] is open")
    XCTAssertEqual(redacted("ref: AB/12345"), "ref: [id]")
    XCTAssertEqual(redacted("QQ123456C and 20230001234"), "[id] and [id]")
    XCTAssertEqual(redacted("I live in SW1A 1AA"), "I live in [postcode]")
    XCTAssertEqual(redacted("sw1a1aa"), "[postcode]")
    XCTAssertEqual(redacted("Chicago IL 60614-1234"), "Chicago IL [postcode]")
    XCTAssertEqual(redacted("zip code 60614"), "zip code [postcode]")
    XCTAssertEqual(redacted("at 12 Acacia Avenue"), "at [address]")
    XCTAssertEqual(redacted("DOB 12/05/1950"), "DOB [date of birth]")
    XCTAssertEqual(redacted("born on 3rd May 1950 here"), "born on [date of birth] here")
    XCTAssertEqual(redacted("follow @clinic_jane"), "follow [name]")
  }

  func testOrdinaryCommentsAreLeftAlone() {
    for text in [
      "Waited 2 hours, rang 999 and 111 twice.", "It cost £1,250.00 or $3500 a year.",
      "From 10:30 to 12:45 on 12/05/2021, 3 days in May 2019-2020.", "1,000,000 people; 10000 km",
      "1000mg of it, the 1990s, ward B12, M25, A4 paper, COVID-19",
      "The nurse was kind. Doctor said no.",
      "Dr was late and the dr did not listen", "I am sorry. I am Disabled", "Thank you Everyone",
      "Nothing. Everything was fine!", "5 out of 5, 100%, 24/7", "It took 12345 steps",
      "My name was called out", "The Royal Free Hospital in London", "", "…", "¡Olé! 你好",
      "It was slow.us two waited", "10 000 000 visits in 2019 12 times",
    ] { XCTAssertEqual(redacted(text), text) }
  }

  func testBytesThatAreNoTextPassThrough() {
    let bytes: [UInt8] = [0xFF, 0xC3, 0x28, 0xE2, 0x82, 0x41, 0x20, 0xF0]
    XCTAssertEqual(Redaction().findings(in: bytes), [])
  }

  /// A made set of 1,000 comments of which the entities are known, by kind. Half the names are
  /// invented: without a corpus only what stands before them can tell.
  func testRecallAndPrecisionOnAMadeSet() {
    let set = (0..<1_000).map { MadeComment($0) }
    let lexicon = NameLexicon(learningFrom: set.map(\.text))
    for (name, redaction, least) in [
      ("corpus", Redaction(lexicon: lexicon), 0.97), ("no corpus", Redaction(), 0.55),
    ] {
      var planted: [Redaction.Kind: Int] = [:]
      var covered: [Redaction.Kind: Int] = [:]
      var found = 0
      var right = 0
      for comment in set {
        let findings = redaction.findings(in: Array(comment.text.utf8))
        for (kind, range) in comment.entities {
          planted[kind, default: 0] += 1
          let hidden = Set(findings.flatMap { Array($0.bytes) })
          if range.allSatisfy({ hidden.contains($0) }) { covered[kind, default: 0] += 1 }
        }
        for finding in findings {
          found += 1
          if comment.entities.contains(where: { $0.1.overlaps(finding.bytes) }) { right += 1 }
        }
      }
      for kind in Redaction.Kind.allCases {
        let recall = Double(covered[kind, default: 0]) / Double(planted[kind, default: 0])
        XCTAssertGreaterThanOrEqual(recall, kind == .name ? least : 0.99, "\(name): \(kind)")
      }
      XCTAssertGreaterThanOrEqual(Double(right) / Double(found), 0.97, name)
    }
  }
}

/// A comment with known entities: sentences with and without them, put together at random.
struct MadeComment {
  var text = ""
  /// Bytes of each entity.
  var entities: [(Redaction.Kind, Range<Int>)] = []

  private static let given = [
    "Sarah", "Tomasz", "Ngozi", "Aoife", "Rajesh", "Mei", "José", "Olga", "Deepika", "Kwame",
    "Bronwyn", "Dafydd", "Yuki", "Chidi", "Margaret", "Zbigniew", "Ingrid", "Faruq", "Lakshmi",
    "Tariq",
  ]
  private static let family = [
    "Smith", "O'Connor", "Kowalczyk", "Adeyemi", "Patel", "Nguyen", "Featherstone", "García",
    "MacDonald", "Okafor", "Hughes", "Ramanathan", "Bianchi", "Szabó", "Whitlock", "Dhillon",
  ]
  private static let plain = [
    "I waited 2 hours in ward B12 before anyone came.",
    "Called 999 and 111 on 12/05/2021 at 10:30.",
    "The nurse was kind but the doctor did not listen.",
    "It cost £1,250.50 and 3 days of work in 2019.",
    "Parking is a nightmare, 45 minutes to find a space.",
    "Everything was explained clearly, thank you.",
    "Please fix the potholes on our street.", "The form asks the same question 5 times.",
    "Staff at the Royal Infirmary in Leeds were excellent.",
    "On Monday the letter said 14 June, then July.",
    "My credit report shows 3 accounts and a balance of $4,300.", "Nothing. Could not be better!",
    "I was given 500mg twice a day for 10 days.", "About 10,000 people use this bus, service 73.",
    "He was born here and has lived here since 1987.", "Doctors and nurses worked so hard.",
    "THE WAIT WAS FAR TOO LONG.", "The clinic should open at 7 or 7.30.",
    "I am disabled and need a lift.",
    "Thank you to all the staff on Maple Ward.",
  ]

  init(_ number: Int) {
    var random = RandomStream(seed: 11, "redaction", "\(number)")
    func pick(_ list: [String], _ r: inout RandomStream) -> String {
      list[r.integer(below: list.count)]
    }
    func digits(_ n: Int, _ r: inout RandomStream) -> String {
      (0..<n).map { _ in String(r.integer(below: 10)) }.joined()
    }
    func letters(_ n: Int, _ r: inout RandomStream) -> String {
      (0..<n).map { _ in pick(Array("ABDEFGHJLNPQRSTUWXYZ").map(String.init), &r) }.joined()
    }
    func invented(_ r: inout RandomStream) -> String {
      let syllables = (0..<2 + r.integer(below: 2)).map { _ in
        pick(["ba", "dor", "kel", "mi", "ra", "sun", "tov", "lis", "wen", "gar", "ho", "ste"], &r)
      }
      return syllables.joined().capitalized
    }
    func add(_ template: String, _ kind: Redaction.Kind, _ entity: String) {
      let parts = template.components(separatedBy: "#")
      text += parts[0]
      let start = text.utf8.count
      text += entity
      entities.append((kind, start..<text.utf8.count))
      text += parts[1] + " "
    }
    for _ in 0..<(1 + random.integer(below: 4)) {
      // Half of the names are nobody's, so that no list and no rule can know them.
      let given = random.integer(below: 2) == 0 ? pick(Self.given, &random) : invented(&random)
      let family = random.integer(below: 2) == 0 ? pick(Self.family, &random) : invented(&random)
      let full = given + " " + family
      switch random.integer(below: 16) {
      case 0:
        add(
          pick(
            [
              "Dr # was rude.", "We saw Mrs. # on arrival.", "Please thank Nurse # for us.",
              "Councillor # never replied.",
            ], &random), .name, family)
      case 1:
        add(
          pick(
            [
              "My name is #, please reply.", "I spoke to # on the phone.",
              "Kind regards #", "This is # again.",
            ], &random), .name, full)
      case 2:
        add(
          pick(
            [
              "The best was # from reception.", "It was # who helped us.",
              "Both # and the porter were great.",
            ], &random), .name, given)
      case 3:
        add(
          pick(
            ["They sent the papers to # instead.", "# was wonderful.", "Ask # about it."], &random),
          .name, full)
      case 4:
        add(
          "Ring me on #.", .phone,
          pick(
            [
              "0\(2 + random.integer(below: 8))0 7946 0\(digits(3, &random))",
              "07\(digits(3, &random)) \(digits(6, &random))", "(312) 555-\(digits(4, &random))",
              "312-555-\(digits(4, &random))", "312.555.\(digits(4, &random))",
              "+1 312 555 \(digits(4, &random))", "+49 30 \(digits(7, &random))",
              "0113 496 \(digits(4, &random))",
            ], &random))
      case 5:
        add(
          "Write to # about it.", .email,
          "\(letters(4, &random).lowercased()).\(digits(2, &random))@example.\(pick(["com", "org", "co.uk"], &random))"
        )
      case 6:
        add(
          "It is on # for all to see.", .web,
          pick(
            [
              "https://example.org/x/\(digits(3, &random))",
              "www.example.com", "example.gov.uk/pay",
            ], &random))
      case 7:
        add(
          pick(
            ["My case number is #.", "Reference # was closed.", "Claim #, still open."], &random),
          .identifier, "\(letters(2, &random))-\(digits(5, &random))")
      case 8:
        add(
          "My social is # as you know.", .identifier,
          "\(digits(3, &random))-\(digits(2, &random))-\(digits(4, &random))")
      case 9: add("Account # was charged.", .identifier, digits(9, &random))
      case 10:
        add(
          "We live at # near the school.", .postcode,
          "\(letters(2, &random))\(1 + random.integer(below: 20)) \(random.integer(below: 10))\(letters(2, &random))"
        )
      case 11: add("Send it to Springfield, IL # please.", .postcode, digits(5, &random))
      case 12:
        add(
          "It is at # on the corner.", .address,
          "\(1 + random.integer(below: 300)) \(pick(["Acacia Avenue", "Mill Lane", "Old Church Road"], &random))"
        )
      case 13:
        add(
          pick(["My date of birth is #.", "DOB: #.", "She was born on # in Leeds."], &random),
          .birthDate,
          pick(["12/05/1950", "3 May 1948", "1961-07-30", "21st March 1972"], &random))
      default: text += pick(Self.plain, &random) + " "
      }
      if random.integer(below: 2) == 0 { text += pick(Self.plain, &random) + " " }
    }
  }
}
