public import CivilTime
import Foundation
import Statistics
import Tables

/// Daily service requests of a made-up city of six districts, and single cases of one of
/// its teams, from effects that are written down here: what a regression should find.
///
/// The expected count of a district's day is
/// `population / 1000 × exp(base + district + weekday + holiday + rain + heat + season)`.
/// Counts are negative binomial around it, so that they vary more than Poisson counts.
/// A case is late with the probability whose log odds are the sum of `CaseEffects`.
public struct ServiceRequestsSimulation: Sendable {
  public var seed: UInt64
  public var firstDay: CivilDate
  public var days: Int
  public var caseCount: Int
  public var calendar: HolidayCalendar

  public init(
    seed: UInt64, firstDay: CivilDate, days: Int, caseCount: Int, calendar: HolidayCalendar
  ) {
    self.seed = seed
    self.firstDay = firstDay
    self.days = days
    self.caseCount = caseCount
    self.calendar = calendar
  }

  /// The true effects on the logarithm of requests.
  enum Effects {
    /// Requests a day by 1,000 people on an ordinary Monday in the Centre, in logarithms.
    static let base = -0.9
    /// Districts and how they differ from the Centre.
    static let districts: [(name: String, effect: Double, population: Int)] = [
      ("Centre", 0, 38_400), ("Harbour", 0.18, 21_700), ("Hillside", -0.26, 45_100),
      ("Lakeside", -0.12, 33_800), ("Northgate", 0.31, 27_500), ("Old Mill", 0.05, 18_900),
    ]
    /// Monday to Sunday.
    static let weekdays: [(name: String, effect: Double)] = [
      ("Mon", 0), ("Tue", -0.06), ("Wed", -0.09), ("Thu", -0.11), ("Fri", -0.15),
      ("Sat", -0.72), ("Sun", -0.95),
    ]
    static let holiday = -0.55
    /// By millimetre of rain.
    static let rain = 0.014
    /// By degree above `comfort`; below it, there is none.
    static let heat = 0.022
    static let comfort = 18.0
    /// Half the swing of the year, which peaks on day 75.
    static let season = 0.16
    static let peakDay = 75.0
    /// Size of the negative binomial: its variance is μ + μ² / size.
    static let size = 25.0
  }

  /// The true effects on the log odds that a case is closed late.
  enum CaseEffects {
    static let base = -2.7
    static let topics: [(name: String, effect: Double, share: Double)] = [
      ("Bins", 0, 0.34), ("Graffiti", 0.45, 0.14), ("Lighting", 0.8, 0.2), ("Potholes", 1.25, 0.32),
    ]
    static let channels: [(name: String, effect: Double, share: Double)] = [
      ("app", 0, 0.5), ("phone", 0.3, 0.38), ("post", 0.9, 0.12),
    ]
    /// By ten open cases of the crew.
    static let openCases = 0.35
    /// By kilometre from the depot.
    static let distance = 0.08
  }

  /// One district on one day.
  public struct Day: Sendable {
    public var date: CivilDate
    public var district: String
    public var population: Int
    /// Degrees Celsius, mean of the day.
    public var temperature: Double
    /// Millimetres.
    public var rain: Double
    public var isHoliday: Bool
    public var requests: Int
    /// The expected count.
    public var mean: Double
  }

  public func daily() -> [Day] {
    var rows: [Day] = []
    rows.reserveCapacity(days * Effects.districts.count)
    var weather = RandomStream(seed: seed, "service-requests", "weather")
    var warmth = 0.0
    for offset in 0..<days {
      let date = firstDay.adding(days: offset)
      let day = Double(date.dayOfYear)
      // Warm and cold spells last about a week.
      warmth = 0.82 * warmth + 2.3 * weather.normal()
      let temperature = rounded(11.5 - 9.5 * cos(2 * .pi * (day - 22) / 365.25) + warmth)
      let isWet = weather.uniform() < 0.36
      let amount = -6.5 * log(weather.uniformOpen())
      let rain = isWet ? rounded(amount) : 0
      let isHoliday = calendar.holiday(on: date) != nil
      for district in Effects.districts {
        var stream = RandomStream(
          seed: seed, "service-requests", district.name, date.description)
        let logMean =
          Effects.base + district.effect + Effects.weekdays[date.weekday - 1].effect
          + (isHoliday ? Effects.holiday : 0) + Effects.rain * rain
          + Effects.heat * max(0, temperature - Effects.comfort)
          + Effects.season * cos(2 * .pi * (day - Effects.peakDay) / 365.25)
        let mean = Double(district.population) / 1_000 * exp(logMean)
        rows.append(
          Day(
            date: date, district: district.name, population: district.population,
            temperature: temperature, rain: rain, isHoliday: isHoliday,
            requests: count(mean: mean, using: &stream), mean: mean))
      }
    }
    return rows
  }

  /// One closed case.
  public struct Case: Sendable {
    public var id: Int
    public var topic: String
    public var channel: String
    /// Open cases of the crew when it came in.
    public var openCases: Int
    /// Kilometres from the depot.
    public var distance: Double
    public var isLate: Bool
    /// The true probability.
    public var probability: Double
  }

  public func cases() -> [Case] {
    (1...caseCount).map { id in
      var stream = RandomStream(seed: seed, "service-requests", "case", String(id))
      let topic = pick(CaseEffects.topics, using: &stream)
      let channel = pick(CaseEffects.channels, using: &stream)
      let open = 4 + Int(stream.uniform() * 37)
      let distance = rounded(0.4 + 11.6 * stream.uniform() * stream.uniform())
      let logOdds =
        CaseEffects.base + topic.effect + channel.effect
        + CaseEffects.openCases * Double(open) / 10 + CaseEffects.distance * distance
      let probability = 1 / (1 + exp(-logOdds))
      return Case(
        id: id, topic: topic.name, channel: channel.name, openCases: open, distance: distance,
        isLate: stream.uniform() < probability, probability: probability)
    }
  }

  private func pick(
    _ kinds: [(name: String, effect: Double, share: Double)], using stream: inout RandomStream
  ) -> (name: String, effect: Double) {
    var left = stream.uniform()
    for kind in kinds {
      left -= kind.share
      if left < 0 { return (kind.name, kind.effect) }
    }
    let last = kinds[kinds.count - 1]
    return (last.name, last.effect)
  }

  private func count(mean: Double, using stream: inout RandomStream) -> Int {
    guard mean > 0, let distribution = try? NegativeBinomial(mean: mean, size: Effects.size) else {
      return 0
    }
    return Int(distribution.sample(using: &stream))
  }

  /// To a tenth, as instruments report.
  private func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }

  /// `data.csv`.
  public func dailyCSV() -> [UInt8] {
    var writer = CSVWriter(header: [
      "date", "district", "population", "weekday", "day_of_year", "temperature", "rain", "holiday",
      "requests",
    ])
    for row in daily() {
      writer.date(row.date)
      writer.text(row.district)
      writer.integer(row.population)
      writer.text(Effects.weekdays[row.date.weekday - 1].name)
      writer.integer(row.date.dayOfYear)
      writer.number(row.temperature)
      writer.number(row.rain)
      writer.text(row.isHoliday ? "yes" : "no")
      writer.integer(row.requests)
      writer.endRow()
    }
    return writer.bytes
  }

  /// `cases.csv`.
  public func casesCSV() -> [UInt8] {
    var writer = CSVWriter(header: [
      "case_id", "topic", "channel", "open_cases", "distance", "late",
    ])
    for row in cases() {
      writer.text("C\(row.id)")
      writer.text(row.topic)
      writer.text(row.channel)
      writer.integer(row.openCases)
      writer.number(row.distance)
      writer.text(row.isLate ? "yes" : "no")
      writer.endRow()
    }
    return writer.bytes
  }
}
