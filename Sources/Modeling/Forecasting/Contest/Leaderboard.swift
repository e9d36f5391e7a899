internal import Regression

/// Rivals ranked over a panel of series.
public struct Leaderboard: Sendable {
  /// One rival, best first.
  public struct Entry: Sendable, Equatable {
    public var name: String
    /// Means over series.
    public var mase: Double
    public var symmetricPercent: Double
    /// By tested steps; NaN unless the rival gives intervals.
    public var quantileLoss: Double
    public var coverage80: Double
    public var coverage95: Double
    /// Series on which no rival had a smaller MASE; a tie is a win of each.
    public var wins: Int
    /// Series on which its MASE is above that of the baseline; nil without one.
    public var worseThanBaseline: Int?
    /// Against the next entry; nil for the last, or where there is too little to
    /// compare.
    public var lead: Lead?
    /// Mean absolute scaled error by step ahead, from 1; NaN where none was tested.
    public var byStep: [Double]
  }

  /// Whether an entry is ahead of the next by more than chance.
  public struct Lead: Sendable, Equatable {
    /// What was counted as one: series, or origins where series are few.
    public enum Unit: String, Sendable, Codable { case series, origins }
    public var unit: Unit
    public var count: Int
    /// "Wilcoxon signed rank" or "Diebold–Mariano".
    public var test: String
    public var pValue: Double
  }

  public var entries: [Entry]
  /// Series with a score.
  public var seriesCount: Int
  /// Steps scored, over all series; the same for every rival.
  public var tested: Int

  /// Series from which on they, not origins, are the units of the test.
  static let leastSeries = 10

  /// - Parameters:
  ///   - names: of the rivals.
  ///   - scores: `scores[series][rival]`, as `SeriesContest` gives them; series
  ///     without a tested step are left out.
  ///   - baseline: the rival the others are held against, by place.
  ///   - overlap: how many origins share an outcome: the horizon over the steps
  ///     between origins, rounded up. Losses of so many neighbours hang together.
  public init(names: [String], scores: [[RivalScore]], baseline: Int?, overlap: Int) {
    let held = scores.filter { $0.allSatisfy { $0.tested > 0 } && !$0.isEmpty }
    seriesCount = held.count
    tested = held.reduce(0) { $0 + $1[0].tested }
    guard !held.isEmpty else {
      entries = []
      return
    }
    let made = names.indices.map { rival in
      Leaderboard.entry(names[rival], rival: rival, held: held, baseline: baseline)
    }
    let order = names.indices.sorted {
      made[$0].mase != made[$1].mase ? made[$0].mase < made[$1].mase : $0 < $1
    }
    entries = order.map { made[$0] }
    for (place, rival) in order.enumerated().dropLast() {
      entries[place].lead = Leaderboard.lead(
        rival, order[place + 1], held: held, overlap: max(1, overlap))
    }
  }

  private static func entry(
    _ name: String, rival: Int, held: [[RivalScore]], baseline: Int?
  ) -> Entry {
    let own = held.map { $0[rival] }
    let n = Double(own.count)
    let steps = Double(own.reduce(0) { $0 + $1.tested })
    func byStepMean(_ value: (RivalScore) -> Double) -> Double {
      own.reduce(0) { $0 + value($1) * Double($1.tested) } / steps
    }
    let horizon = own.map(\.byStep.count).max() ?? 0
    var sums = [RivalScore.StepError](repeating: .init(sum: 0, count: 0), count: horizon)
    for score in own {
      for (step, error) in score.byStep.enumerated() {
        sums[step].sum += error.sum
        sums[step].count += error.count
      }
    }
    return Entry(
      name: name, mase: own.reduce(0) { $0 + $1.mase } / n,
      symmetricPercent: own.reduce(0) { $0 + $1.symmetricPercent } / n,
      quantileLoss: byStepMean(\.quantileLoss), coverage80: byStepMean(\.coverage80),
      coverage95: byStepMean(\.coverage95),
      wins: held.count { row in row.allSatisfy { row[rival].mase <= $0.mase } },
      worseThanBaseline: baseline.map { base in held.count { $0[rival].mase > $0[base].mase } },
      lead: nil, byStep: sums.map { $0.count > 0 ? $0.sum / Double($0.count) : .nan })
  }

  private static func lead(
    _ first: Int, _ second: Int, held: [[RivalScore]], overlap: Int
  ) -> Lead? {
    if held.count >= leastSeries {
      guard
        let test = try? PairedComparison.wilcoxon(
          held.map { $0[first].mase }, held.map { $0[second].mase })
      else { return nil }
      return Lead(
        unit: .series, count: held.count, test: test.test.rawValue, pValue: test.pValue)
    }
    // The mean loss of all series from one origin is one observation.
    let origins = Set(held.flatMap { $0[first].byOrigin.map(\.origin) }).sorted()
    func losses(_ rival: Int) -> [Double] {
      origins.map { origin in
        var sum = 0.0
        var count = 0.0
        for row in held {
          guard let own = row[rival].byOrigin.first(where: { $0.origin == origin }) else {
            continue
          }
          sum += own.error
          count += 1
        }
        return sum / count
      }
    }
    guard origins.count >= 5,
      let test = try? PairedComparison.dieboldMariano(
        losses(first), losses(second), horizon: overlap)
    else { return nil }
    return Lead(
      unit: .origins, count: origins.count, test: test.test.rawValue, pValue: test.pValue)
  }
}
