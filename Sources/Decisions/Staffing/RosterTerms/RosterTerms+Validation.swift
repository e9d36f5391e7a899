extension RosterTerms {
  /// Throws for the first value that makes no sense.
  ///
  /// - Parameter path: what stands before the key in the message.
  public func validate(path: String = "") throws(PatternError) {
    func require(
      _ holds: Bool, _ key: String, _ expected: String, _ found: some CustomStringConvertible
    ) throws(PatternError) {
      if holds { return }
      throw PatternError(
        key: path.isEmpty ? key : path + "." + key, expected: expected, found: found.description)
    }
    try require(!shifts.isEmpty, "shifts", "at least one kind of shift", "none")
    try require(!contracts.isEmpty, "contracts", "at least one contract", "none")
    try require(restHours >= 0 && restHours <= 72, "restHours", "0 to 72 hours", restHours)
    try require(underPrice >= 0 && underPrice.isFinite, "underPrice", "0 or more", underPrice)
    try require(overPrice >= 0 && overPrice.isFinite, "overPrice", "0 or more", overPrice)
    try require(
      changePrice >= 0 && changePrice.isFinite, "changePrice", "0 or more", changePrice)
    let names = shifts.map(\.name)
    for (k, shift) in shifts.enumerated() {
      let key = "shifts[\(k)]"
      try require(
        !shift.name.isEmpty && !names[..<k].contains(shift.name), key + ".name",
        "a name of its own", "\"\(shift.name)\"")
      try require(
        (1...1_440).contains(shift.length), key + ".length", "1 to 1440 minutes", shift.length)
      try require(
        (0...shift.length).contains(shift.paidMinutes ?? 0), key + ".paidMinutes",
        "0 to \(shift.length) (the length)", shift.paidMinutes ?? 0)
    }
    for (k, need) in needs.enumerated() {
      let key = "needs[\(k)]"
      try require(
        names.contains(need.shift), key + ".shift", "one of \(names.joined(separator: ", "))",
        "\"\(need.shift)\"")
      try require(
        !need.days.isEmpty && need.days.allSatisfy { (1...7).contains($0) }, key + ".days",
        "weekdays from 1 (Monday) to 7 (Sunday)", "\(need.days)")
      try require((0...100_000).contains(need.people), key + ".people", "0 or more", need.people)
    }
    for (k, contract) in contracts.enumerated() {
      let key = "contracts[\(k)]"
      try require(
        !contract.name.isEmpty && !contracts[..<k].contains { $0.name == contract.name },
        key + ".name", "a name of its own", "\"\(contract.name)\"")
      for (name, limit) in contract.limits {
        let place = key + "." + name
        let (low, high) = (limit.min ?? 0, limit.max ?? .infinity)
        try require(low >= 0 && low.isFinite, place + ".min", "0 or more", low)
        try require(high >= low, place + ".max", "at least the minimum, \(low)", high)
        try require((limit.price ?? 0) >= 0, place + ".price", "0 or more", limit.price ?? 0)
        for shift in limit.shifts ?? [] {
          try require(
            names.contains(shift), place + ".shifts",
            "names among \(names.joined(separator: ", "))",
            "\"\(shift)\"")
        }
      }
      for (r, run) in contract.runs.enumerated() {
        try require(
          run.shifts?.isEmpty == false, key + ".runs[\(r)].shifts", "the shifts of the run", "none")
      }
      for (r, rest) in contract.rests.enumerated() {
        let place = key + ".rests[\(r)]"
        try require((1...30).contains(rest.days), place + ".days", "1 to 30 days", rest.days)
        for shift in rest.after {
          try require(
            names.contains(shift), place + ".after", "names among \(names.joined(separator: ", "))",
            "\"\(shift)\"")
        }
      }
      try require(
        (contract.wholeWeekends ?? 0) >= 0, key + ".wholeWeekends", "0 or a price",
        contract.wholeWeekends ?? 0)
    }
  }
}

extension RosterTerms.Contract {
  fileprivate var limits: [(String, RosterTerms.Limit)] {
    var list: [(String, RosterTerms.Limit)] = []
    if let hours { list.append(("hours", hours)) }
    list += shifts.enumerated().map { ("shifts[\($0)]", $1) }
    if let weekends { list.append(("weekends", weekends)) }
    if let daysInARow { list.append(("daysInARow", daysInARow)) }
    if let daysOffInARow { list.append(("daysOffInARow", daysOffInARow)) }
    list += runs.enumerated().map { ("runs[\($0)]", $1) }
    return list
  }
}
