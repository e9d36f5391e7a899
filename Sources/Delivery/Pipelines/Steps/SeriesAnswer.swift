import Briefings
import Forecasting
import Tables
import TimeSeries

/// What one series has to say: its lines for the files, and for the report.
struct SeriesAnswer: Sendable {
  var line: SeriesLine
  var forecast: [ForecastRow] = []
  var totals: [TotalRow] = []
  var accuracy: [AccuracyLine]
  var members: [MemberLine]
  /// Rows of each file as they are written, in the order of the files.
  var rows: [(file: String, bytes: [UInt8])] = []
}

/// Makes the answers of a panel's series; each depends on its series alone.
struct AnswerMaker: Sendable {
  /// In per cent, ascending.
  let levels: [Double]
  let labels: AxisLabels
  var totals: ForecastTotals
  let seed: UInt64
  let pathCount: Int
  /// False for a backtest, which looks back only.
  let looksAhead: Bool
  /// Stretches the intervals of the forecast and its totals.
  var calibration: IntervalFactors?

  func answer(_ outcome: SeriesForecast, of series: Series) -> SeriesAnswer {
    let accuracy = outcome.accuracy.map {
      AccuracyLine(id: series.id, model: $0.model, metric: $0.metric, value: $0.value)
    }
    let members = outcome.members.map { MemberLine($0, id: series.id) }
    var answer = SeriesAnswer(
      line: line(outcome, of: series, accuracy: accuracy), accuracy: accuracy, members: members)
    if looksAhead {
      answer.forecast = forecastRows(of: outcome)
      answer.totals = totals.rows(of: outcome, history: series)
      if let calibration {
        answer.totals = answer.totals.map { calibration.stretched($0) }
      }
      if let total = answer.totals.last, total.period == "horizon" {
        answer.line.mean = total.mean
        answer.line.lower = total.mainBand?.lower ?? .nan
        answer.line.upper = total.mainBand?.upper ?? .nan
      }
      var writer = CSVWriter()
      ForecastFile.add(answer.forecast, to: &writer)
      answer.rows.append((ForecastFile.name, writer.drain()))
      TotalsFile.add(answer.totals, to: &writer)
      answer.rows.append((TotalsFile.name, writer.drain()))
    }
    var writer = CSVWriter()
    BacktestFile.add(outcome, labels: labels, to: &writer)
    answer.rows.append((BacktestFile.name, writer.drain()))
    AccuracyFile.add(accuracy, to: &writer)
    answer.rows.append((AccuracyFile.name, writer.drain()))
    SeriesFile.add(answer.line, to: &writer)
    answer.rows.append((SeriesFile.name, writer.drain()))
    for member in members { MembersFile.add(member, to: &writer) }
    answer.rows.append((MembersFile.name, writer.drain()))
    if looksAhead, pathCount > 0 {
      PathsFile.add(outcome, count: pathCount, seed: seed, labels: labels, to: &writer)
      answer.rows.append((PathsFile.name, writer.drain()))
    }
    return answer
  }

  private func line(
    _ outcome: SeriesForecast, of series: Series, accuracy: [AccuracyLine]
  ) -> SeriesLine {
    func mase(isBaseline: Bool) -> Double {
      accuracy.first {
        $0.metric == "MASE" && ($0.model == AccuracyLine.baseline) == isBaseline
      }?.value ?? .nan
    }
    // Where the forecast is the baseline itself, one name stands for both.
    let baseline = mase(isBaseline: true)
    let own = mase(isBaseline: false)
    return SeriesLine(
      id: series.id, model: outcome.modelName,
      observed: series.values.count { !$0.isNaN }, mean: .nan, lower: .nan, upper: .nan,
      mase: own.isNaN ? baseline : own, baselineMASE: baseline,
      tested: outcome.backtest.count { $0.y.isFinite && $0.mean.isFinite },
      fallbacks: outcome.fallbacks.count)
  }

  func forecastRows(of outcome: SeriesForecast) -> [ForecastRow] {
    let forecast = outcome.forecast
    let mean = forecast.mean
    let median = forecast.median
    let intervals = levels.map { forecast.interval($0 / 100) }
    return mean.indices.compactMap { step in
      guard let label = labels[outcome.firstStep + step] else { return nil }
      let bands = zip(levels, intervals).map { level, interval in
        ForecastRow.Band(level: level, lower: interval.lower[step], upper: interval.upper[step])
      }
      let row = ForecastRow(
        id: outcome.id, start: label, mean: mean[step], median: median[step], bands: bands)
      return calibration?.stretched(row, step: step + 1) ?? row
    }
  }
}

extension MemberLine {
  fileprivate init(_ member: MemberOutcome, id: String) {
    let (status, reason) =
      switch member.status {
      case .used: ("used", "")
      case .pruned: ("left out", "it tested worse than the others")
      case .rejected: ("left out", "its forecast lay far from the others")
      case .failed(let why): ("failed", why)
      }
    self.init(
      id: id, member: member.name, fit: member.modelName, status: status, weight: member.weight,
      mase: member.backtestMASE, reason: reason)
  }
}
