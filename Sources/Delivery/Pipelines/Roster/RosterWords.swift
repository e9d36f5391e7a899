import Reports
import Staffing

/// The terms of a contract in a sentence.
enum RosterWords {
  static func contract(_ contract: RosterTerms.Contract) -> String {
    var parts: [String] = []
    func add(_ limit: RosterTerms.Limit?, _ noun: String) {
      guard let limit else { return }
      let bounds = [
        limit.min.map { "at least \(PlainWords.number($0))" },
        limit.max.map { "at most \(PlainWords.number($0))" },
      ].compactMap { $0 }
      guard !bounds.isEmpty else { return }
      let kinds = limit.shifts.map { " of " + PlainWords.list($0, joining: "or") } ?? ""
      let force = limit.price.map { " (price \(PlainWords.number($0)))" } ?? ""
      parts.append("\(PlainWords.list(bounds)) \(noun)\(kinds)\(force)")
    }
    add(contract.hours, "hours")
    for limit in contract.shifts { add(limit, "shifts") }
    add(contract.weekends, "weekends")
    add(contract.daysInARow, "days in a row")
    add(contract.daysOffInARow, "days off in a row")
    for limit in contract.runs { add(limit, "days in a row") }
    if let price = contract.wholeWeekends {
      parts.append(
        "weekends whole or not at all" + (price > 0 ? " (price \(PlainWords.number(price)))" : ""))
    }
    for rest in contract.rests {
      parts.append(
        "\(PlainWords.count(rest.days, "day")) off after \(PlainWords.list(rest.after, joining: "or"))"
      )
    }
    return parts.isEmpty ? "no limits" : parts.joined(separator: "; ")
  }
}
