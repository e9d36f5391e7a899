import Foundation
import Staffing

/// Reads the text format of the staff scheduling instances of Curtois & Qu (2014,
/// "Computational results on new staff scheduling benchmark instances").
///
/// Shift lengths and sequences, contracts, days off are hard; requests and cover have prices.
/// A run that touches the start or the end of the horizon is never too short.
enum CurtoisReader {
  static func problem(_ text: String) -> RosterProblem? {
    var sections: [String: [[Substring]]] = [:]
    var section = ""
    for line in text.split(whereSeparator: \.isNewline) {
      let line = line.trimmingCharacters(in: .whitespaces)
      if line.isEmpty || line.hasPrefix("#") { continue }
      if line.hasPrefix("SECTION_") {
        section = line
      } else {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        sections[section, default: []].append(fields)
      }
    }
    guard let days = sections["SECTION_HORIZON"]?.first?.first.flatMap({ Int($0) }),
      let shiftRows = sections["SECTION_SHIFTS"], let staffRows = sections["SECTION_STAFF"]
    else { return nil }
    let index = Dictionary(
      shiftRows.enumerated().map { ($1[0], $0) }, uniquingKeysWith: { first, _ in first })
    let shifts = shiftRows.map { row in
      RosterShift(
        name: String(row[0]), minutes: Int(row[1]) ?? 0,
        neverFollowedBy: row.count > 2 ? row[2].split(separator: "|").compactMap { index[$0] } : [])
    }
    var people: [RosterPerson] = []
    var personIndex: [Substring: Int] = [:]
    for row in staffRows {
      let limits = row.dropFirst(2).compactMap { Int($0) }
      guard limits.count == 6 else { return nil }
      var rules = [
        RosterRule(.minutes(min: limits[1], max: limits[0])),
        RosterRule(.run(of: .work, min: limits[3], max: limits[2], edges: .open)),
        RosterRule(.run(of: .off, min: limits[4], max: nil, edges: .open)),
        RosterRule(.weekends(min: 0, max: limits[5])),
      ]
      for entry in row[1].split(separator: "|") {
        let pair = entry.split(separator: "=")
        guard pair.count == 2, let shift = index[pair[0]], let most = Int(pair[1]) else {
          return nil
        }
        if most < days { rules.append(RosterRule(.shifts(of: [shift], min: 0, max: most))) }
      }
      personIndex[row[0]] = people.count
      people.append(RosterPerson(name: String(row[0]), rules: rules))
    }
    for row in sections["SECTION_DAYS_OFF"] ?? [] {
      guard let person = personIndex[row[0]] else { return nil }
      people[person].wishes += row.dropFirst().compactMap { Int($0) }.map { .leave(day: $0) }
    }
    for (name, isWanted) in [
      ("SECTION_SHIFT_ON_REQUESTS", true), ("SECTION_SHIFT_OFF_REQUESTS", false),
    ] {
      for row in sections[name] ?? [] {
        guard row.count >= 4, let person = personIndex[row[0]], let day = Int(row[1]),
          let shift = index[row[2]], let weight = Double(row[3])
        else { return nil }
        people[person].wishes.append(
          RosterWish(day: day, shifts: [shift], isWanted: isWanted, .soft(weight)))
      }
    }
    let cover = (sections["SECTION_COVER"] ?? []).compactMap { row -> RosterCover? in
      guard row.count >= 5, let day = Int(row[0]), let shift = index[row[1]],
        let required = Int(row[2]), let under = Double(row[3]), let over = Double(row[4])
      else { return nil }
      return RosterCover(
        day: day, shifts: [shift], required: required, under: .soft(under), over: .soft(over))
    }
    return RosterProblem(days: days, shifts: shifts, people: people, cover: cover)
  }
}
