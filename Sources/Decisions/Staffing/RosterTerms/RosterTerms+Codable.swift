/// JSON as people edit it: a key that is not known is an error, and every error says
/// which key it is about and what was expected.
extension RosterTerms {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case shifts, contracts, needs, restHours, underPrice, overPrice, changePrice
  }

  public init(from decoder: any Decoder) throws {
    let json = try StrictReader<CodingKeys>(decoder)
    self.init(
      shifts: try json.required([Shift].self, .shifts, "a list of kinds of shift"),
      contracts: try json.required([Contract].self, .contracts, "a list of contracts"),
      needs: try json.optional([Need].self, .needs, "a list of needs") ?? [],
      restHours: try json.optional(Double.self, .restHours, "a number of hours") ?? 11,
      underPrice: try json.optional(Double.self, .underPrice, "a price") ?? 100,
      overPrice: try json.optional(Double.self, .overPrice, "a price") ?? 1,
      changePrice: try json.optional(Double.self, .changePrice, "a price") ?? 10)
    try validate(path: jsonPath(decoder.codingPath))
  }
}

extension RosterTerms.Shift {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case name, start, length, paidMinutes, skills
  }

  public init(from decoder: any Decoder) throws {
    let json = try StrictReader<CodingKeys>(decoder)
    self.init(
      name: try json.required(String.self, .name, "a name"),
      start: try json.required(ClockTime.self, .start, "a time such as \"07:00\""),
      length: try json.required(Int.self, .length, "a whole number of minutes"),
      paidMinutes: try json.optional(Int.self, .paidMinutes, "a whole number of minutes"),
      skills: try json.optional([String].self, .skills, "a list of skills") ?? [])
  }
}

extension RosterTerms.Limit {
  enum CodingKeys: String, CodingKey, CaseIterable { case min, max, price, shifts }

  public init(from decoder: any Decoder) throws {
    let json = try StrictReader<CodingKeys>(decoder)
    self.init(
      min: try json.optional(Double.self, .min, "a number"),
      max: try json.optional(Double.self, .max, "a number"),
      price: try json.optional(Double.self, .price, "a price (or no such key, where it must hold)"),
      shifts: try json.optional([String].self, .shifts, "a list of names of shifts"))
  }
}

extension RosterTerms.Rest {
  enum CodingKeys: String, CodingKey, CaseIterable { case after, days, price }

  public init(from decoder: any Decoder) throws {
    let json = try StrictReader<CodingKeys>(decoder)
    self.init(
      after: try json.required([String].self, .after, "a list of names of shifts"),
      days: try json.required(Int.self, .days, "a whole number of days"),
      price: try json.optional(Double.self, .price, "a price"))
  }
}

extension RosterTerms.Contract {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case name, hours, shifts, weekends, daysInARow, daysOffInARow, runs, wholeWeekends, rests
  }

  public init(from decoder: any Decoder) throws {
    typealias Limit = RosterTerms.Limit
    let json = try StrictReader<CodingKeys>(decoder)
    let limit = "an object with min, max, price"
    self.init(
      name: try json.required(String.self, .name, "a name"),
      hours: try json.optional(Limit.self, .hours, limit),
      shifts: try json.optional([Limit].self, .shifts, "a list of objects with min, max, shifts")
        ?? [],
      weekends: try json.optional(Limit.self, .weekends, limit),
      daysInARow: try json.optional(Limit.self, .daysInARow, limit),
      daysOffInARow: try json.optional(Limit.self, .daysOffInARow, limit),
      runs: try json.optional([Limit].self, .runs, "a list of objects with shifts, min, max") ?? [],
      wholeWeekends: try json.optional(
        Double.self, .wholeWeekends, "0 for a must, or a price for a wish"),
      rests: try json.optional(
        [RosterTerms.Rest].self, .rests, "a list of objects with after, days") ?? [])
  }
}

extension RosterTerms.Need {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case shift, days, people
    case isMust = "must"
  }

  public init(from decoder: any Decoder) throws {
    let json = try StrictReader<CodingKeys>(decoder)
    self.init(
      shift: try json.required(String.self, .shift, "the name of a shift"),
      days: try json.optional([Int].self, .days, "a list of weekdays, 1 (Monday) to 7 (Sunday)")
        ?? [1, 2, 3, 4, 5, 6, 7],
      people: try json.required(Int.self, .people, "a whole number of people"),
      isMust: try json.optional(Bool.self, .isMust, "true where it must be met, or no such key")
        ?? false)
  }
}
