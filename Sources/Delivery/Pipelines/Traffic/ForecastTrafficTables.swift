import Briefings
import Forecasting
import Statistics
import Tables

/// Sums over the days kept back, and the tables made of them.
struct ForecastTrafficTables {
  private(set) var files: [(name: String, bytes: [UInt8])] = []

  /// To six digits after the point: what a report can show.
  static func rounded(_ value: Double) -> Double {
    value.isFinite ? (value * 1e6).rounded() / 1e6 : value
  }

  /// One method over several days, weighted by what was judged on each.
  static func total(_ days: [DetectorScores], zerosCounted: Bool) -> TrafficForecastFacts.Score {
    let judged = days.reduce(0) { $0 + $1.judged }
    let horizon = days.first?.meanAbsolute.count ?? 0
    func mean(_ value: (DetectorScores) -> Double) -> Double {
      days.reduce(0) { $0 + value($1) * Double($1.judged) } / Double(max(1, judged))
    }
    return TrafficForecastFacts.Score(
      method: days.first?.name ?? "", zerosCounted: zerosCounted,
      error: (0..<horizon).map { h in rounded(mean { $0.meanAbsolute[h] }) },
      rootMeanSquare: (0..<horizon).map { h in
        rounded(mean { $0.rootMeanSquare[h] * $0.rootMeanSquare[h] }.squareRoot())
      },
      judged: judged, missing: days.reduce(0) { $0 + $1.missing })
  }

  /// Mean difference of two methods' errors over days, with Student's interval: days are
  /// taken for independent, moments of one day are not.
  static func gain(
    of method: String, over other: String, days: [[DetectorScores]]
  ) -> TrafficForecastFacts.Gain? {
    let differences = days.compactMap { day -> Double? in
      guard let own = day.first(where: { $0.name == method }),
        let rival = day.first(where: { $0.name == other }), own.judged > 0
      else { return nil }
      let horizon = Double(max(1, own.meanAbsolute.count))
      return (own.meanAbsolute.reduce(0, +) - rival.meanAbsolute.reduce(0, +)) / horizon
    }
    guard !differences.isEmpty else { return nil }
    let count = Double(differences.count)
    let mean = differences.reduce(0, +) / count
    guard differences.count > 1 else {
      return .init(method: other, value: rounded(mean), low: nil, high: nil)
    }
    let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    guard let law = try? StudentT(degreesOfFreedom: count - 1) else { return nil }
    let reach = law.quantile(0.975) * (variance / count).squareRoot()
    return .init(
      method: other, value: rounded(mean), low: rounded(mean - reach), high: rounded(mean + reach))
  }

  mutating func addScores(_ scores: [TrafficForecastFacts.Score], stepMinutes: Double) {
    var writer = CSVWriter(header: [
      "method", "zeros", "step", "minutes_ahead", "mae", "rmse", "values_judged", "values_left_out",
    ])
    for score in scores {
      for (k, error) in score.error.enumerated() {
        writer.text(score.method)
        writer.text(score.zerosCounted ? "counted" : "left out")
        writer.integer(k + 1)
        writer.number(Double(k + 1) * stepMinutes)
        writer.number(error)
        writer.number(score.rootMeanSquare[k])
        writer.integer(score.judged)
        writer.integer(score.missing)
        writer.endRow()
      }
    }
    files.append(("scores.csv", writer.bytes))
  }

  mutating func addCoverage(_ coverage: [TrafficForecastFacts.Coverage]) {
    var writer = CSVWriter(header: ["level", "from_hour", "to_hour", "share_inside", "mean_width"])
    for entry in coverage {
      for (block, share) in entry.shares.enumerated() {
        writer.number(entry.level * 100, decimals: 1)
        writer.number(24 * Double(block) / Double(entry.shares.count))
        writer.number(24 * Double(block + 1) / Double(entry.shares.count))
        writer.number(Self.rounded(share))
        writer.number(Self.rounded(entry.width))
        writer.endRow()
      }
    }
    files.append(("coverage.csv", writer.bytes))
  }

  /// Incidents of the area (empty id) and of detectors.
  static func incidents(_ events: [TrafficForecastFacts.Event]) -> [UInt8] {
    var writer = CSVWriter(header: [
      "unique_id", "start", "end", "direction", "recorded", "usual", "times_alarm_level",
      "expected_per_week",
    ])
    for event in events {
      writer.text(event.detector ?? "all detectors")
      writer.text(event.start)
      writer.text(event.end)
      writer.text(event.isDrop ? "below" : "above")
      if let observed = event.observed {
        writer.number(rounded(observed))
      } else {
        writer.missing()
      }
      if let usual = event.usual { writer.number(usual) } else { writer.missing() }
      writer.number(rounded(event.excess))
      writer.number(rounded(event.timesPerWeek))
      writer.endRow()
    }
    return writer.bytes
  }
}
