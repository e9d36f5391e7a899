internal import LinearAlgebra
internal import Statistics
public import TimeSeries

/// Forecasts every node of a hierarchy and makes the forecasts add up.
///
/// Each distinct sum and each single series is forecast by
/// `forecast(panel:options:)`; the covariance of their backtest errors sets the
/// weights (MinT); means are reconciled, never negative where nothing negative was
/// observed. Quantiles of dense rows are their own calibrated ones about the
/// reconciled mean, those of sparse rows come from coherent joint draws of counts
/// (`JointSampler`). Where no
/// backtest could be made the weights are structural.
///
/// - Parameters:
///   - bottom: the single series in the order of the hierarchy's keys.
///   - hierarchy: which sums.
/// - Throws: `HierarchyError.forecast` for options that make no sense,
///   `.notFactorable` where a base forecast is not finite.
public func forecast(
  bottom: Panel, hierarchy: Hierarchy, options: HierarchyOptions,
  calendar: CalendarEffects? = nil, regressors: PanelRegressors? = nil
) throws(HierarchyError) -> HierarchyForecast {
  let panel = HierarchyPanel(
    hierarchy, bottom: bottom, horizon: options.forecast.horizon,
    seasonalPeriods: options.forecast.seasonalPeriods)
  let lag = panel.longestLag
  var wanted = options.forecast
  wanted.horizon += lag
  let base: PanelForecast
  do throws(ForecastError) {
    base = try baseForecast(panel, options: wanted, calendar: calendar, regressors: regressors)
  } catch { throw .forecast(error) }
  return try HierarchyRun(
    hierarchy: hierarchy, options: options, panel: panel, base: base
  ).finished()
}

/// Forecasts of every row, those of intermittent demand apart from the rest: the
/// many sparse series of a bottom level would otherwise decide the weights of
/// members and the widths of intervals for the few dense sums, which want others.
private func baseForecast(
  _ panel: HierarchyPanel, options: ForecastOptions, calendar: CalendarEffects?,
  regressors: PanelRegressors?
) throws(ForecastError) -> PanelForecast {
  let all = panel.panel
  let sparse = all.series.map { HierarchyPanel.isIntermittent($0.values) }
  let groups = [false, true].map { kind in all.series.indices.filter { sparse[$0] == kind } }
  guard groups.allSatisfy({ $0.count > 1 }) else {
    return try forecast(panel: all, options: options, calendar: calendar, regressors: regressors)
  }
  var series = [SeriesForecast?](repeating: nil, count: all.series.count)
  var accuracy: [AccuracyRow] = []
  var notes: [String] = []
  for group in groups {
    var part = all
    part.series = group.map { all.series[$0] }
    let made = try forecast(
      panel: part, options: options, calendar: calendar, regressors: regressors)
    for (place, row) in group.enumerated() { series[row] = made.series[place] }
    let share = Double(group.count) / Double(all.series.count)
    for row in made.accuracy {
      if let known = accuracy.firstIndex(where: { $0.model == row.model && $0.metric == row.metric }
      ) {
        accuracy[known].value += share * row.value
      } else {
        accuracy.append(AccuracyRow(model: row.model, metric: row.metric, value: share * row.value))
      }
    }
    notes += made.notes.filter { !notes.contains($0) }
  }
  return PanelForecast(
    options: options, series: series.compactMap { $0 }, accuracy: accuracy, notes: notes)
}

extension HierarchyForecast {
  /// The same base forecasts reconciled in another way.
  public func reconciled(by method: ReconciliationMethod) throws(HierarchyError)
    -> HierarchyForecast
  {
    var other = options
    other.method = method
    return try HierarchyRun(hierarchy: hierarchy, options: other, panel: panel, base: base)
      .finished()
  }
}

/// The way from base forecasts to coherent ones.
struct HierarchyRun {
  let hierarchy: Hierarchy
  let options: HierarchyOptions
  let panel: HierarchyPanel
  let base: PanelForecast
  private let errors: BacktestErrors

  init(
    hierarchy: Hierarchy, options: HierarchyOptions, panel: HierarchyPanel, base: PanelForecast
  ) {
    self.hierarchy = hierarchy
    self.options = options
    self.panel = panel
    self.base = base
    errors = BacktestErrors(base.series, horizon: options.forecast.horizon)
  }

  func finished() throws(HierarchyError) -> HierarchyForecast {
    let horizon = options.forecast.horizon
    let first = panel.panel.index.count
    let aligned = base.series.map { $0.forecast.steps(from: first - $0.firstStep, count: horizon) }
    let isNonNegative = base.series.suffix(hierarchy.bottomCount).allSatisfy(\.isCount)
    var notes = panel.notes + base.notes
    if errors.matrix.columns == 0 && options.method.needsErrors {
      notes.append("No backtest was possible: sums are weighed by how many series they hold.")
    }
    let (covariance, intensity) = covariance(without: nil)
    let reconciler = try Reconciler(hierarchy, covariance: covariance)
    var baseMeans = Matrix(rows: hierarchy.rowCount, columns: horizon)
    for (row, forecast) in aligned.enumerated() {
      for (step, mean) in forecast.mean.enumerated() { baseMeans[row, step] = mean }
    }
    let (means, outcomes) = try reconciled(
      baseMeans, reconciler, isNonNegative: isNonNegative)
    let stopped = outcomes.count { !$0.isOptimal }
    if stopped > 0 {
      notes.append(
        "At \(stopped) steps the best non-negative forecast was not found within "
          + "\(NonNegativeReconciler(reconciler).mostPivots) pivots: negative parts were cut off.")
    }
    let (distributions, totals) = try distributions(
      aligned, means: means, reconciler, isNonNegative: isNonNegative)
    let series = hierarchy.nodes.map { node -> SeriesForecast in
      var own = base.series[node.row]
      own.id = node.id
      own.firstStep = first
      own.forecast = distributions[node.row]
      own.modelName += ", reconciled"
      return own
    }
    return HierarchyForecast(
      hierarchy: hierarchy, options: options, base: base, panel: panel, series: series,
      means: means, totals: totals, accuracy: try accuracy(isNonNegative: isNonNegative),
      outcomes: outcomes.contains { $0.pivots > 0 } ? outcomes : [], shrinkage: intensity,
      notes: notes)
  }

  /// W from the backtest, one origin left out where `origin` is given.
  private func covariance(without origin: Int?) -> (ErrorCovariance, Double?) {
    let kept = errors.without(origin)
    guard kept.columns > 0 || !options.method.needsErrors else {
      return (.structural(hierarchy), nil)
    }
    switch options.method {
    case .bottomUp, .variance: return (.variances(kept), nil)
    case .ordinary: return (.ordinary(hierarchy), nil)
    case .structural: return (.structural(hierarchy), nil)
    case .shrinkage:
      let intensity = ShrinkageIntensity.estimate(
        ShrinkageIntensity.standardized(kept), block: options.forecast.horizon)
      return (.shrunk(kept, intensity: intensity), intensity)
    }
  }

  private func reconciled(
    _ base: Matrix, _ reconciler: Reconciler, isNonNegative: Bool
  ) throws(HierarchyError) -> (Matrix, [NonNegativeReconciler.Outcome]) {
    if options.method == .bottomUp { return (bottomUp(base), []) }
    if isNonNegative { return try NonNegativeReconciler(reconciler).reconciled(base) }
    return (try reconciler.reconciled(base), [])
  }

  private func bottomUp(_ base: Matrix) -> Matrix {
    hierarchy.system(
      of: base[hierarchy.aggregateCount..<hierarchy.rowCount, 0..<base.columns])
  }

  /// Quantiles of every row at every step, and of the sum over the horizon.
  ///
  /// A dense row has intervals of its own that were calibrated on its own backtest;
  /// they are moved to the reconciled mean. Joint draws of it are narrower than its
  /// errors, since nothing checks the dependence between hundreds of sparse series
  /// that sum to it. A sparse row, for which an interval about a mean says little,
  /// has the quantiles of its draws: whole numbers.
  private func distributions(
    _ aligned: [Forecast], means: Matrix, _ reconciler: Reconciler, isNonNegative: Bool
  ) throws(HierarchyError) -> (steps: [Forecast], totals: [Forecast]) {
    let levels = Forecast.standardLevels
    let rows = hierarchy.rowCount
    let horizon = means.columns
    var quantiles = [Matrix](
      repeating: Matrix(rows: horizon, columns: levels.count), count: rows)
    var sums = Matrix(rows: rows, columns: options.pathCount)
    let sampler = JointSampler(
      reconciler: reconciler, base: aligned, isBottomUp: options.method == .bottomUp,
      isCount: isNonNegative, seed: options.forecast.seed, pathCount: options.pathCount)
    try sampler.forEachStep { step, draws in
      for k in sums.storage.indices { sums.storage[k] += draws.storage[k] }
      let found = parallelMap(rows, threads: options.forecast.threads) { row in
        Forecast(.paths(Matrix(rows: 1, columns: draws.columns, storage: draws.row(row))))
          .sampleQuantiles(levels)
      }
      for row in 0..<rows {
        for (column, value) in found[row].enumerated() { quantiles[row][step, column] = value }
      }
    }
    let floor: Double? = isNonNegative ? 0 : nil
    var steps: [Forecast] = []
    var totals: [Forecast] = []
    for row in 0..<rows {
      let mean = means.row(row)
      let isSparse = HierarchyPanel.isIntermittent(panel.panel.series[row].values)
      let values = isSparse ? quantiles[row] : aligned[row].quantiles(levels, about: mean)
      let own = Forecast(
        .quantiles(mean: mean, levels: levels, values: values), floor: floor,
        dependence: aligned[row].dependence)
      steps.append(own)
      if isSparse {
        totals.append(
          Forecast(
            .paths(Matrix(rows: 1, columns: sums.columns, storage: sums.row(row))), floor: floor))
      } else {
        let id = hierarchy.nodes[hierarchy.nodeOfRow[row]].id
        var stream = RandomStream(seed: options.forecast.seed, "hierarchy", id, "total")
        totals.append(
          own.total(over: 0..<horizon, paths: options.pathCount, stream: &stream))
      }
    }
    return (steps, totals)
  }

  /// MASE by level before and after, each origin reconciled with weights from the
  /// other origins.
  private func accuracy(isNonNegative: Bool) throws(HierarchyError) -> [LevelAccuracy] {
    guard errors.origins > 1 else { return [] }
    let season = options.forecast.seasonalPeriods.max() ?? 1
    let scales = panel.panel.series.map { series -> Double in
      let seasonal = Spread.seasonalDifference(of: series.values, period: season)
      return seasonal > 0 ? seasonal : Spread.seasonalDifference(of: series.values, period: 1)
    }
    var methods = ["base", "bottom-up"]
    if options.method != .bottomUp { methods.append(options.method.rawValue) }
    var sums = methods.map { _ in [Double](repeating: 0, count: hierarchy.rowCount) }
    var counts = [Double](repeating: 0, count: hierarchy.rowCount)
    for origin in 0..<errors.origins {
      let base = errors.means(origin)
      guard base.storage.allSatisfy(\.isFinite) else { continue }
      var made = [base, bottomUp(base)]
      if options.method != .bottomUp {
        let reconciler = try Reconciler(
          hierarchy, covariance: covariance(without: origin).0)
        made.append(try reconciled(base, reconciler, isNonNegative: isNonNegative).0)
      }
      for row in 0..<hierarchy.rowCount where scales[row] > 0 {
        for (step, y) in errors.actuals(origin, row: row).enumerated() where y.isFinite {
          counts[row] += 1
          for (k, values) in made.enumerated() {
            sums[k][row] += abs(y - values[row, step]) / scales[row]
          }
        }
      }
    }
    var rows: [LevelAccuracy] = []
    for (level, description) in hierarchy.levels.enumerated() {
      let own = Set(hierarchy.nodes.filter { $0.level == level }.map(\.row)).sorted()
        .filter { counts[$0] > 0 }
      guard !own.isEmpty else { continue }
      for (k, method) in methods.enumerated() {
        let mean = own.reduce(0) { $0 + sums[k][$1] / counts[$1] } / Double(own.count)
        rows.append(
          LevelAccuracy(
            level: description.title, series: own.count, method: method, mase: mean))
      }
    }
    return rows
  }
}

extension ReconciliationMethod {
  var needsErrors: Bool { self != .ordinary && self != .structural }
}

extension HierarchyPanel {
  /// Whether demand comes at fewer than one in 1.32 steps, the bound of Syntetos,
  /// Boylan & Croston (Journal of the Operational Research Society 56, 2005).
  static func isIntermittent(_ values: [Double]) -> Bool {
    let observed = values.filter(\.isFinite)
    return Double(observed.count { $0 != 0 }) * 1.32 < Double(observed.count)
  }

  /// How many steps the last observation of a row lies before the panel's end, at
  /// most.
  var longestLag: Int {
    panel.series.map { series in
      let last = series.values.lastIndex { $0.isFinite } ?? -1
      return panel.index.count - (series.firstStep + last + 1)
    }.max() ?? 0
  }
}

extension Forecast {
  /// Quantiles of a single step of sample paths, the paths sorted once.
  func sampleQuantiles(_ levels: [Double]) -> [Double] {
    guard case .paths(let paths) = distribution else { return [] }
    var draws = paths.storage
    draws.sort()
    return levels.map { level in
      let position = level * Double(draws.count - 1)
      let left = Int(position)
      guard left + 1 < draws.count else { return draws[left] }
      return draws[left] + (position - Double(left)) * (draws[left + 1] - draws[left])
    }
  }

  /// Quantiles at `levels`, moved with the mean to `centre`: one row a step.
  func quantiles(_ levels: [Double], about centre: [Double]) -> Matrix {
    let own = mean
    var values = Matrix(rows: horizon, columns: levels.count)
    for (column, level) in levels.enumerated() {
      let quantile = quantile(level)
      for step in 0..<horizon { values[step, column] = quantile[step] + centre[step] - own[step] }
    }
    return values
  }

  /// Some of the steps, `first` counted from 0.
  func steps(from first: Int, count: Int) -> Forecast {
    let range = first..<(first + count)
    precondition(first >= 0 && range.upperBound <= horizon, "steps of the horizon")
    let part: Distribution =
      switch distribution {
      case .normal(let mean, let deviation):
        .normal(mean: Array(mean[range]), standardDeviation: Array(deviation[range]))
      case .quantiles(let mean, let levels, let values):
        .quantiles(
          mean: Array(mean[range]), levels: levels, values: values[range, 0..<values.columns])
      case .paths(let paths): .paths(paths[range, 0..<paths.columns])
      }
    return Forecast(part, floor: floor, dependence: dependence)
  }
}
