import CivilTime
import Foundation
import Staffing

/// Reads the text format of the First International Nurse Rostering Competition.
///
/// Rules as in Haspeslagh, De Causmaecker, Schaerf & Stølevik (2014), "The first international
/// nurse rostering competition 2010": cover is exact and hard, everything else has a price,
/// and runs are judged as if nothing lay outside the horizon.
enum INRCReader {
  static func problem(_ text: String) -> RosterProblem? {
    INRCReader.Text(text)?.problem
  }

  private struct Text {
    /// Fields of the records of each section, by the section's name.
    var sections: [String: [[String]]] = [:]

    init?(_ text: String) {
      var section = ""
      for line in text.split(whereSeparator: \.isNewline) {
        let line = line.trimmingCharacters(in: .whitespaces)
        if line.isEmpty || line.hasPrefix("//") { continue }
        let body = line.hasSuffix(";") ? String(line.dropLast()) : line
        let head = body.prefix { $0.isUppercase || $0 == "_" }
        let isHeading = head.count > 5 && !body.contains(",")
        if isHeading {
          section = String(head)
        } else {
          sections[section, default: []].append(
            body.split(separator: ",", omittingEmptySubsequences: false).map {
              $0.trimmingCharacters(in: .whitespaces)
            })
        }
      }
      guard sections["SHIFT_TYPES"] != nil, sections["EMPLOYEES"] != nil else { return nil }
    }

    subscript(name: String) -> [[String]] { sections[name] ?? [] }

    var problem: RosterProblem? {
      guard let period = self["SCHEDULING_PERIOD"].first, period.count >= 3,
        let first = CivilDate(iso8601: period[1]), let last = CivilDate(iso8601: period[2])
      else { return nil }
      let days = last.daysSinceEpoch - first.daysSinceEpoch + 1
      func day(_ text: String) -> Int? {
        CivilDate(iso8601: text).map { $0.daysSinceEpoch - first.daysSinceEpoch }
      }
      // Day 0 of the count of days was a Thursday.
      let firstWeekday = ((first.daysSinceEpoch + 3) % 7 + 7) % 7
      let shifts = self["SHIFT_TYPES"].map { row in
        RosterShift(
          name: row[0], minutes: INRCReader.minutes(from: row[2], to: row[3]),
          start: INRCReader.minutes(row[2]), skills: row[5].split(separator: " ").map(String.init))
      }
      let shiftIndex = Dictionary(
        shifts.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { a, _ in a })
      var patterns: [String: RosterRule] = [:]
      for row in self["PATTERNS"] {
        guard let rule = INRCReader.pattern(row, shiftIndex) else { return nil }
        patterns[row[0]] = rule
      }
      var contracts: [String: Contract] = [:]
      for row in self["CONTRACTS"] {
        guard let contract = Contract(row, shifts: shifts, patterns: patterns) else { return nil }
        contracts[row[0]] = contract
      }
      var people: [RosterPerson] = []
      var personIndex: [String: Int] = [:]
      for row in self["EMPLOYEES"] {
        guard let contract = contracts[row[2]] else { return nil }
        personIndex[row[0]] = people.count
        people.append(
          RosterPerson(
            name: row[1], skills: row[4].split(separator: " ").map(String.init),
            withoutSkill: contract.withoutSkill, rules: contract.rules,
            weekend: contract.weekend))
      }
      for (section, isWanted) in [
        ("DAY_OFF_REQUESTS", false), ("DAY_ON_REQUESTS", true), ("SHIFT_OFF_REQUESTS", false),
        ("SHIFT_ON_REQUESTS", true),
      ] {
        for row in self[section] {
          guard let person = personIndex[row[0]], let day = day(row[1]),
            let weight = Double(row[row.count - 1])
          else { return nil }
          let list = row.count > 3 ? shiftIndex[row[2]].map { [$0] } : nil
          people[person].wishes.append(
            RosterWish(day: day, shifts: list, isWanted: isWanted, .soft(weight)))
        }
      }
      let weekdays = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
      ]
      var needs: [[Int]] = .init(
        repeating: .init(repeating: 0, count: shifts.count), count: days)
      for row in self["DAY_OF_WEEK_COVER"] {
        guard let weekday = weekdays.firstIndex(of: row[0]), let shift = shiftIndex[row[1]],
          let count = Int(row[2])
        else { return nil }
        for d in 0..<days where (firstWeekday + d) % 7 == weekday { needs[d][shift] = count }
      }
      for row in self["DATE_SPECIFIC_COVER"] {
        guard let d = day(row[0]), let shift = shiftIndex[row[1]], let count = Int(row[2])
        else { return nil }
        needs[d][shift] = count
      }
      let cover = needs.enumerated().flatMap { d, counts in
        counts.enumerated().map { s, count in
          RosterCover(day: d, shifts: [s], required: count, under: .hard, over: .hard)
        }
      }
      return RosterProblem(
        days: days, firstWeekday: firstWeekday, shifts: shifts, people: people, cover: cover)
    }
  }

  private struct Contract {
    var rules: [RosterRule] = []
    var weekend = 5...6
    var withoutSkill = RosterForce.soft(0)

    init?(_ row: [String], shifts: [RosterShift], patterns: [String: RosterRule]) {
      guard row.count >= 19 else { return nil }
      // The published values are those of a night that is the shift that starts last, also where
      // that is a late one.
      let night = shifts.indices.max { (shifts[$0].start ?? 0) < (shifts[$1].start ?? 0) }
      // "(on|weight|value)" or "(on|weight)", where the weight is the value.
      func field(_ i: Int) -> (weight: Double, value: Int)? {
        let parts = row[i].trimmingCharacters(in: CharacterSet(charactersIn: "()"))
          .split(separator: "|").compactMap { Double($0) }
        guard parts.count >= 2, parts[0] == 1, parts[1] > 0 else { return nil }
        return (parts[1], Int(parts.last!))
      }
      func add(_ i: Int, _ kind: (Int) -> RosterRule.Kind) {
        if let (weight, value) = field(i) { rules.append(RosterRule(kind(value), .soft(weight))) }
      }
      add(3) { .shifts(of: nil, min: 0, max: $0) }
      add(4) { .shifts(of: nil, min: $0, max: nil) }
      add(5) { .run(of: .work, min: 0, max: $0, edges: .closed) }
      add(6) { .run(of: .work, min: $0, max: nil, edges: .closed) }
      add(7) { .run(of: .off, min: 0, max: $0, edges: .closed) }
      add(8) { .run(of: .off, min: $0, max: nil, edges: .closed) }
      add(9) { .weekendRun(min: 0, max: $0, edges: .closed) }
      add(10) { .weekendRun(min: $0, max: nil, edges: .closed) }
      add(13) { _ in .wholeWeekends }
      add(14) { _ in .sameShiftOnWeekends }
      if let night { add(15) { _ in .notBeforeWeekendOff([night]) } }
      weekend =
        switch row[12] {
        case "FridaySaturdaySunday": 4...6
        case "SaturdaySundayMonday": 5...7
        case "FridaySaturdaySundayMonday": 4...7
        default: 5...6
        }
      if let (weight, _) = field(17) { withoutSkill = .soft(weight) }
      for id in (row.last ?? "").split(separator: " ") {
        guard let pattern = patterns[String(id)] else { continue }
        rules.append(pattern)
      }
    }
  }

  /// `id, weight, count (shift|day) (shift|day) …`
  private static func pattern(_ row: [String], _ index: [String: Int]) -> RosterRule? {
    guard row.count >= 3, let weight = Double(row[1]) else { return nil }
    var steps: [RosterRule.Step] = []
    var weekday: Int?
    let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    for entry in row[2].split(separator: " ").dropFirst() {
      let pair = entry.trimmingCharacters(in: CharacterSet(charactersIn: "()"))
        .split(separator: "|").map(String.init)
      guard pair.count == 2 else { return nil }
      if steps.isEmpty { weekday = days.firstIndex(of: pair[1]) }
      switch pair[0] {
      case "None": steps.append(.off)
      case "Any": steps.append(.work)
      default:
        guard let shift = index[pair[0]] else { return nil }
        steps.append(.shifts([shift]))
      }
    }
    return RosterRule(.unwanted(steps, weekday: weekday), .soft(weight))
  }

  private static func minutes(_ clock: String) -> Int {
    let parts = clock.split(separator: ":").compactMap { Int($0) }
    return parts.count >= 2 ? parts[0] * 60 + parts[1] : 0
  }

  private static func minutes(from start: String, to end: String) -> Int {
    let length = minutes(end) - minutes(start)
    return length > 0 ? length : length + 1440
  }
}
