import Briefings
import CivilTime
import Provenance
import Staffing
import Tables

/// The files of a roster recipe, read strictly.
struct RosterInputs {
  var people: [RosterTerms.Person] = []
  var requests: [RosterTerms.Request] = []
  var needs: [RosterTerms.DatedNeed] = []
  /// A roster that was published before.
  var published: [RosterRow] = []
  var records: [FileRecord] = []

  mutating func readPeople(_ path: String) throws {
    let table = try open(path, text: ["person", "contract", "skills"])
    let names = try table.text("person")
    let contracts = try table.text("contract")
    let skills = table.has("skills") ? try table.optionalText("skills") : names.map { _ in "" }
    people = names.indices.map {
      RosterTerms.Person(
        name: names[$0], contract: contracts[$0],
        skills: skills[$0].split(whereSeparator: { " ;|".contains($0) }).map(String.init))
    }
    guard !people.isEmpty else { throw PipelineError(.data, "\(path): it names nobody.") }
  }

  mutating func readRequests(_ path: String) throws {
    let table = try open(path, text: ["person", "date", "kind", "shift"])
    let names = try table.text("person")
    let dates = try dates(table, "date", path)
    let kinds = try table.text("kind")
    let shifts = table.has("shift") ? try table.optionalText("shift") : names.map { _ in "" }
    let prices =
      table.has("price") ? try table.optionalNumbers("price") : names.map { _ in Double.nan }
    for k in names.indices {
      guard let kind = RosterTerms.Request.Kind(rawValue: kinds[k]) else {
        throw PipelineError(
          .data,
          "\(path):\(k + 2): column \"kind\": expected one of "
            + "\(RosterTerms.Request.Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      guard prices[k].isNaN || prices[k] >= 0 else {
        throw PipelineError(.data, "\(path):\(k + 2): column \"price\": expected 0 or more.")
      }
      requests.append(
        RosterTerms.Request(
          person: names[k], date: dates[k], kind: kind, shift: shifts[k].isEmpty ? nil : shifts[k],
          price: prices[k].isNaN ? 1 : prices[k]))
    }
  }

  mutating func readNeeds(_ path: String) throws {
    let table = try open(path, text: ["date", "shift", "must"])
    let dates = try dates(table, "date", path)
    let shifts = try table.text("shift")
    let counts = try table.counts("people")
    let musts = table.has("must") ? try table.optionalText("must") : shifts.map { _ in "" }
    needs = try dates.indices.map { k in
      guard ["", "no", "yes"].contains(musts[k]) else {
        throw PipelineError(
          .data, "\(path):\(k + 2): column \"must\": expected yes, no or nothing.")
      }
      return RosterTerms.DatedNeed(
        date: dates[k], shift: shifts[k], people: counts[k], isMust: musts[k] == "yes")
    }
  }

  mutating func readPublished(_ path: String) throws {
    published = try RosterFile.rows(from: open(path, text: RosterFile.textColumns))
  }

  /// Absences come as `person, first, last` (both days included): each day is a leave.
  mutating func readAbsences(_ path: String) throws {
    let table = try open(path, text: ["person", "first", "last"])
    let names = try table.text("person")
    let firsts = try dates(table, "first", path)
    let lasts = try dates(table, "last", path)
    for k in names.indices {
      guard lasts[k] >= firsts[k] else {
        throw PipelineError(.data, "\(path):\(k + 2): the last day lies before the first.")
      }
      for day in 0...min(366, lasts[k].daysSinceEpoch - firsts[k].daysSinceEpoch) {
        requests.append(
          RosterTerms.Request(person: names[k], date: firsts[k].adding(days: day), kind: .leave))
      }
    }
  }

  private mutating func open(_ path: String, text: [String]) throws -> ContractTable {
    records.append(FileRecord(path: path, content: try WholeFile.read(path)))
    return try ContractTable(reading: path, text: [], optional: text)
  }

  private func dates(_ table: ContractTable, _ name: String, _ path: String) throws -> [CivilDate] {
    try table.text(name).enumerated().map { row, text in
      guard let date = RosterRecipe.date(text) else {
        throw PipelineError(
          .data, "\(path):\(row + 2): column \"\(name)\": expected a date such as 2025-03-03.")
      }
      return date
    }
  }
}
