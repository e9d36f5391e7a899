import Briefings
import Staffing

extension PlanRecord {
  /// The assumptions a reader may want to change, with where they come from.
  var assumptions: [PlanFacts.Assumption] {
    serviceAssumptions + schedule.patternAssumptions(sources)
  }

  /// Those that the need rests on, whatever the shifts.
  var serviceAssumptions: [PlanFacts.Assumption] {
    let part = requirement
    var list: [PlanFacts.Assumption] = []
    func add(_ statement: String, _ value: String, _ name: String) {
      list.append(assumption(statement, value, name))
    }
    add(
      "An agent is busy with one of the \(unit) for",
      "\(seconds(part.meanHandleSeconds)) on average", "meanHandleSeconds")
    if let patience = part.patienceSeconds {
      add("Somebody who waits hangs up after", "\(seconds(patience)) on average", "patienceSeconds")
    } else {
      add("Nobody who waits hangs up", "Erlang C", "patienceSeconds")
    }
    add("The promise", part.promise(unit: unit), "answeredShare")
    add("Certainty of the promise in each interval", percent(part.confidence), "confidence")
    add(
      "Paid time away from work: training, meetings, absence", percent(part.shrinkage), "shrinkage")
    add("Arrivals within an interval", "at random, at the interval's own rate", "arrivals")
    add(
      "What an interval leaves behind",
      part.method == .timeVarying ? "meets the people of the next" : "is forgotten", "method")
    return list
  }

  private func assumption(_ statement: String, _ value: String, _ name: String)
    -> PlanFacts.Assumption
  {
    .init(statement: statement, value: value, source: sources[name] ?? "the recipe")
  }

  private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
  private func seconds(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value)) seconds" : "\(value) seconds"
  }
}

extension StaffingRecipe.SchedulePart {
  /// The shifts that may be worked.
  func patternAssumptions(_ sources: [String: String]) -> [PlanFacts.Assumption] {
    func clock(_ minutes: Int) -> String {
      minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
    }
    return patterns.map { pattern in
      let starts =
        pattern.earliestStart == pattern.latestStart
        ? "starts \(pattern.earliestStart)"
        : "starts \(pattern.earliestStart) to \(pattern.latestStart)"
      return .init(
        statement: "Shift \"\(pattern.name)\"",
        value:
          "\(clock(pattern.length)) long, \(clock(pattern.paidLength)) paid, \(starts), \(currency)\(pattern.costPerHour) an hour",
        source: sources["costPerHour"] ?? "the recipe")
    }
  }
}

extension StaffingRecipe.RequirementPart {
  /// The target in words.
  func promise(unit: String) -> String {
    func percent(_ share: Double) -> String {
      let value = (share * 1_000).rounded() / 10
      return value == value.rounded() ? "\(Int(value)) %" : "\(value) %"
    }
    func whole(_ value: Double) -> String {
      value == value.rounded() ? String(Int(value)) : String(value)
    }
    var parts: [String] = []
    if let answeredShare, let withinSeconds {
      parts.append(
        "\(percent(answeredShare)) of \(unit) answered within \(whole(withinSeconds)) seconds")
    }
    if let maximumAbandonment {
      parts.append("at most \(percent(maximumAbandonment)) of \(unit) lost")
    }
    if let maximumWaitSeconds {
      parts.append("a mean wait of at most \(whole(maximumWaitSeconds)) seconds")
    }
    if let maximumOccupancy {
      parts.append("agents busy at most \(percent(maximumOccupancy)) of their time")
    }
    return parts.joined(separator: ", and ")
  }
}
