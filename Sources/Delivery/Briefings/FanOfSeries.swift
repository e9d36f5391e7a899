import CivilTime
import Reports

/// The past and the future of one series as a fan chart.
enum FanOfSeries {
  /// At most this many past steps are drawn: enough for the last season.
  private static let longestHistory = 400

  static func chart(id: String, position: Int, facts: RunFacts, tables: RunTables) -> Chart? {
    let rows = tables.forecast.filter { $0.id == id }
    let past = tables.history.filter { $0.id == id }.suffix(longestHistory)
    guard !rows.isEmpty, let history = abscissa(past.map(\.start)),
      let future = abscissa(rows.map(\.start))
    else { return nil }
    let levels = rows[0].bands.map(\.level).filter { $0 <= 95 }
    let bands = levels.map { level in
      FanChart.Band(
        level: level / 100,
        lower: rows.map { row in row.bands.first { $0.level == level }?.lower ?? row.median },
        upper: rows.map { row in row.bands.first { $0.level == level }?.upper ?? row.median })
    }
    var fan = FanChart(
      history: history, counted: past.map(\.y), future: future, median: rows.map(\.median),
      bands: bands, unit: facts.data.unit, format: .automatic, step: facts.data.step)
    let standing = Set((facts.anomalies?.items ?? []).filter { $0.id == id }.map(\.start))
    if !standing.isEmpty {
      fan.marked = past.enumerated().filter { standing.contains($0.element.start.text) }.map(
        \.offset)
    }
    let several = tables.hasSeveralSeries
    return Chart(
      id: "forecast-\(position + 1)",
      takeaway: takeaway(rows: rows, name: several ? id : nil, facts: facts),
      reading:
        "The line that is counted ends where the forecast begins. Each band holds the share of \(plural(facts.data.step)) it is labelled with; the line in the middle is as likely too high as too low.\(fan.marked.isEmpty ? "" : " Rings mark what stands out in the past.")",
      dataCaption: "Forecast of \(facts.data.unit)\(several ? " for \(id)" : "")", .fan(fan))
  }

  private static func takeaway(rows: [ForecastRow], name: String?, facts: RunFacts) -> String {
    let peak = rows.max { $0.median < $1.median }
    guard let peak, let band = peak.bands.main
    else { return "The forecast." }
    let place: String
    if let wall = peak.start.wallTime {
      if facts.data.step == "month" {
        place = "in \(PlainWords.month(wall.date)) \(wall.date.year)"
      } else {
        place =
          "on "
          + (facts.data.stepSeconds.map { $0 < 86_400 } == true
            ? PlainWords.time(wall) : PlainWords.date(wall.date))
      }
    } else {
      place = "at step \(peak.start.text)"
    }
    let value = PlainWords.number(
      PlainWords.rounded(peak.median, toSuit: band.lower, band.upper), digits: nil)
    let subject = name.map { "\($0) peaks" } ?? "The peak is"
    return
      "\(subject) at about \(value) \(facts.data.unit) \(place) (\(PlainWords.range(band.lower, band.upper, digits: 0)), \(PlainWords.frequency(band.level / 100, of: "time")))."
  }

  /// The labels as an axis: dates, times or numbers; nil for none.
  static func abscissa(_ labels: [IntervalLabel]) -> Abscissa? {
    guard let first = labels.first else { return nil }
    switch first.moment {
    case .integer: return .numbers(labels.map { Double($0.position) })
    case .date:
      return .dates(labels.map { $0.wallTime?.date ?? CivilDate(daysSinceEpoch: 0) })
    case .wall, .zoned:
      return .times(labels.map { $0.wallTime ?? WallTime(wallSeconds: 0) })
    }
  }

  /// "half hours" of "half hour".
  static func plural(_ step: String) -> String { step.hasSuffix("s") ? step : step + "s" }
}
