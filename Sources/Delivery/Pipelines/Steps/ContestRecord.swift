import Briefings
import Forecasting
import LinearAlgebra
import TimeSeries

/// Gathers the scores of rivals over a panel, block by block.
struct ContestRecord {
  let names: [String]
  /// The rival that the others are held against, by place.
  let baseline: Int
  let setting: ForecastStep.Setting
  private var ids: [String] = []
  private var scores: [[RivalScore]] = []
  private var origins: Set<Int> = []
  private var firstStride: Int?

  init(names: [String], setting: ForecastStep.Setting) {
    self.names = names
    self.setting = setting
    baseline = names.firstIndex(of: AccuracyLine.baseline) ?? names.count - 1
  }

  /// - Parameter rivals: `rivals[rival][series]`, in the order of the names and of `series`.
  mutating func add(_ series: [Series], rivals: [[[PastForecast]]]) {
    let seasons = setting.options.seasonalPeriods
    let made = parallelMap(series.count, threads: setting.options.threads) { place in
      SeriesContest.scores(
        values: series[place].values, firstStep: series[place].firstStep, seasons: seasons,
        rivals: rivals.map { $0[place] })
    }
    for score in made {
      let own = score.first?.byOrigin.map(\.origin) ?? []
      origins.formUnion(own)
      if firstStride == nil, own.count > 1 { firstStride = own[1] - own[0] }
    }
    ids += series.map(\.id)
    scores += made
  }

  var hasScores: Bool { scores.contains { $0.contains { $0.tested > 0 } } }

  var leaderboard: Leaderboard {
    let horizon = setting.options.horizon
    let stride = max(1, firstStride ?? horizon)
    return Leaderboard(
      names: names, scores: scores, baseline: baseline,
      overlap: (horizon + stride - 1) / stride)
  }

  func facts(labels: AxisLabels, notes: [String]) -> ContestFacts {
    let board = leaderboard
    // In the order of the leaderboard.
    let order = board.entries.compactMap { names.firstIndex(of: $0.name) }
    let tested = scores.indices.filter { scores[$0].allSatisfy { $0.tested > 0 } }
    return ContestFacts(
      board, baseline: names[baseline], horizon: setting.options.horizon, origins: origins.count,
      firstOrigin: origins.min().map(labels.text) ?? "",
      lastOrigin: origins.max().map(labels.text) ?? "",
      shown: shown(of: tested).map { place in
        .init(
          id: ids[place],
          errors: order.map { rival in
            let value = scores[place][rival].mase
            return value.isFinite ? FileNumbers.significant(value) : nil
          })
      }, notes: notes)
  }

  /// All series of a small panel, else those on which the rivals differ most.
  private func shown(of tested: [Int]) -> [Int] {
    guard tested.count > ReportSelection.full else { return tested }
    func spread(_ place: Int) -> Double {
      let errors = scores[place].map(\.mase)
      return (errors.max() ?? 0) - (errors.min() ?? 0)
    }
    let ranked = tested.sorted { a, b in
      let (x, y) = (spread(a), spread(b))
      return x != y ? x > y : a < b
    }
    return Array(ranked.prefix(20))
  }

  /// `accuracy.csv` of the rivals, series by series, then over all of them.
  func accuracy() -> [AccuracyLine] {
    var lines: [AccuracyLine] = []
    for (place, row) in scores.enumerated() {
      for (rival, score) in row.enumerated() where score.tested > 0 {
        lines += ContestRecord.lines(
          id: ids[place], model: names[rival],
          [
            ("MASE", score.mase), ("sMAPE", score.symmetricPercent), ("SQL", score.quantileLoss),
            ("coverage-80", score.coverage80), ("coverage-95", score.coverage95),
          ])
      }
    }
    for entry in leaderboard.entries {
      lines += ContestRecord.lines(
        id: "", model: entry.name,
        [
          ("MASE", entry.mase), ("sMAPE", entry.symmetricPercent), ("SQL", entry.quantileLoss),
          ("coverage-80", entry.coverage80), ("coverage-95", entry.coverage95),
        ])
    }
    return lines
  }

  private static func lines(
    id: String, model: String, _ values: [(metric: String, value: Double)]
  ) -> [AccuracyLine] {
    values.filter { $0.value.isFinite }.map {
      AccuracyLine(id: id, model: model, metric: $0.metric, value: $0.value)
    }
  }
}
