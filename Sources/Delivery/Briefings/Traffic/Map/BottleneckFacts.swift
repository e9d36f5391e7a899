public import Reports
public import Traffic

/// The links that lose most time, what that costs, and how sure their ranks are.
public struct BottleneckFacts: Codable, Sendable {
  public struct Bottleneck: Codable, Sendable {
    public var name: String
    /// Vehicles an hour.
    public var flow: Double
    /// Flow over capacity; nil without a capacity.
    public var use: Double?
    /// Minutes a vehicle.
    public var delay: Double
    /// Vehicle-hours in the period; the range holds 8 of 10 alternatives, nil without any.
    public var hours: Double
    public var hoursLow: Double?
    public var hoursHigh: Double?
    /// Share of the alternatives in which it stays among the first `listed`; nil without any.
    public var stays: Double?
  }

  /// By hours lost, the most first.
  public var bottlenecks: [Bottleneck]
  /// How many are listed, and alternatives they were ranked in again.
  public var listed: Int
  public var alternatives: Int
  /// Vehicle-hours lost on all links in the period.
  public var hoursLost: Double
  public var period: String
  /// What the alternatives are: "demands within 10 % of the mean day".
  public var alternativesName: String

  /// Ranks links by the vehicle-hours they lose.
  ///
  /// - Parameters:
  ///   - count: how many to list; links without a loss are not listed.
  ///   - alternatives: vehicle-hours lost by link, in the order of `map.links`, for other days,
  ///     demands or parameters that are as credible.
  public init(
    _ map: NetworkMapFacts, count: Int = 10, alternatives: [[Double]] = [],
    alternativesName: String = "alternatives"
  ) {
    precondition(alternatives.allSatisfy { $0.count == map.links.count })
    let first = map.ranking.prefix(count).filter { map.links[$0].hoursLost > 0 }
    let tops = alternatives.map { hours in
      Set(
        hours.indices.sorted { (hours[$1], $0) < (hours[$0], $1) }.prefix(first.count))
    }
    bottlenecks = first.map { index in
      let link = map.links[index]
      let hours = alternatives.map { $0[index] }.sorted()
      let last = Double(hours.count - 1)
      return Bottleneck(
        name: link.name, flow: map.periodHours > 0 ? link.flow / map.periodHours : link.flow,
        use: link.use, delay: link.delay, hours: link.hoursLost,
        // The ranks outside of which at most a tenth lies on either side.
        hoursLow: hours.isEmpty ? nil : hours[Int((0.1 * last).rounded(.down))],
        hoursHigh: hours.isEmpty ? nil : hours[Int((0.9 * last).rounded(.up))],
        stays: tops.isEmpty
          ? nil : Double(tops.count { $0.contains(index) }) / Double(tops.count))
    }
    listed = first.count
    self.alternatives = alternatives.count
    hoursLost = map.hoursLost
    period = map.period
    self.alternativesName = alternativesName
  }

  /// Vehicle-hours lost by link in an assignment: one alternative.
  public static func hoursLost(
    in traffic: AssignedTraffic, minutesPerTimeUnit: Double = 1
  ) -> [Double] {
    traffic.network.links.indices.map { index in
      let delay = traffic.times[index] - traffic.network.links[index].time(at: 0)
      return traffic.flows[index] * max(0, delay) * minutesPerTimeUnit / 60
    }
  }

  /// The ranking as a table.
  ///
  /// - Parameters:
  ///   - valueOfTime: money a vehicle-hour; nil leaves the cost out.
  ///   - daysPerYear: nil leaves costs by period; else they are by year.
  public func table(
    valueOfTime: Double? = nil, currency: String = "$", daysPerYear: Double? = nil,
    fileName: String = "bottlenecks"
  ) -> ReportTable {
    var columns: [ReportTable.Column] = [
      .text("Link"), .number("Flow", unit: "vehicles an hour"),
      .number("Capacity used", format: .percent(0)),
      .number("Delay", unit: "minutes a vehicle", format: .fixed(1)),
      .number("Time lost", unit: "vehicle-hours", format: .fixed(1)),
    ]
    if alternatives > 0 {
      columns.append(.number("8 in 10", unit: "vehicle-hours", format: .fixed(1)))
    }
    let factor = valueOfTime.map { $0 * (daysPerYear ?? 1) }
    if factor != nil {
      columns.append(
        .number("Cost", unit: daysPerYear == nil ? "a period" : "a year", format: .money(currency)))
    }
    if alternatives > 0 { columns.append(.number("Stays in the list", format: .percent(0))) }
    let rows = bottlenecks.map { link in
      var cells: [ReportTable.Cell] = [
        .text(link.name), .number(link.flow), link.use.map { .number($0) } ?? .missing,
        .number(link.delay), .number(link.hours),
      ]
      if alternatives > 0 { cells.append(.interval(link.hoursLow ?? .nan, link.hoursHigh ?? .nan)) }
      if let factor { cells.append(.number(link.hours * factor)) }
      if alternatives > 0 { cells.append(.number(link.stays ?? .nan)) }
      return ReportTable.Row(cells)
    }
    return ReportTable(
      caption: "Where most time is lost, \(period)", columns: columns, rows: rows,
      note: InlineText(note(valueOfTime, currency: currency, daysPerYear: daysPerYear)),
      fileName: fileName)
  }

  private func note(_ value: Double?, currency: String, daysPerYear: Double?) -> String {
    let listedHours = bottlenecks.reduce(0) { $0 + $1.hours }
    var note =
      "These \(PlainWords.count(listed, "link")) lose \(PlainWords.number(listedHours)) of \(PlainWords.number(hoursLost)) vehicle-hours lost on all links."
    if let value {
      note += " A vehicle-hour is valued at \(PlainWords.money(value, sign: currency, digits: 2))"
      note += daysPerYear.map { ", on \(PlainWords.number($0)) days a year." } ?? "."
    }
    note +=
      alternatives > 0
      ? " Ranges and the share that stays in the list come from \(PlainWords.number(Double(alternatives))) \(alternativesName)."
      : " The ranks are those of one run; how sure they are was not tried."
    return note
  }
}
