public import LinearAlgebra

/// How base forecasts are made to add up.
public enum ReconciliationMethod: String, Sendable, Codable, CaseIterable {
  /// The sums of the single series' forecasts.
  case bottomUp = "bottom-up"
  /// Least squares with equal weights.
  case ordinary = "ols"
  /// Weights by the number of series summed.
  case structural = "wls-struct"
  /// Weights by backtest error variance.
  case variance = "wls-var"
  /// MinT: the shrunk covariance of backtest errors.
  case shrinkage = "mint-shrink"
}

/// What to forecast of a hierarchy, and how.
public struct HierarchyOptions: Sendable {
  /// For every row of the system.
  public var forecast: ForecastOptions
  public var method: ReconciliationMethod
  /// Joint draws from which quantiles of sparse rows come, at least 100.
  public var pathCount: Int

  public init(
    forecast: ForecastOptions, method: ReconciliationMethod = .shrinkage, pathCount: Int = 1_000
  ) {
    self.forecast = forecast
    self.method = method
    self.pathCount = max(100, pathCount)
  }
}

/// Coherent forecasts of all nodes of a hierarchy.
public struct HierarchyForecast: Sendable {
  public let hierarchy: Hierarchy
  public let options: HierarchyOptions
  /// The forecasts before reconciliation, one series a row of the system.
  public let base: PanelForecast
  /// The panel of rows that was forecast.
  public let panel: HierarchyPanel
  /// One a node, in the order of `hierarchy.nodes`; means add up (to rounding of
  /// the last place: see `CoherentRounding`).
  public let series: [SeriesForecast]
  /// Means of all rows of the system, `rowCount × horizon`.
  public let means: Matrix
  /// The sum over the horizon of each row of the system.
  public let totals: [Forecast]
  /// Errors at past origins by level, before and after.
  public let accuracy: [LevelAccuracy]
  /// What the non-negative solver did at each step; empty where nothing was
  /// negative or values may be.
  public let outcomes: [NonNegativeReconciler.Outcome]
  /// λ of the shrinkage; nil for other methods.
  public let shrinkage: Double?
  public let notes: [String]
}

/// Mean error of one level of a hierarchy in the backtest.
public struct LevelAccuracy: Sendable, Equatable {
  public var level: String
  /// How many distinct series it has.
  public var series: Int
  /// "base", "bottom-up" or the reconciliation's own name.
  public var method: String
  /// MASE, the mean over the level's series.
  public var mase: Double
}

extension Forecast {
  /// Puts other means beside the same quantiles, as rounding for print does.
  public mutating func replaceMean(_ mean: [Double]) {
    precondition(mean.count == horizon, "one mean a step")
    if case .quantiles(_, let levels, let values) = distribution {
      distribution = .quantiles(mean: mean, levels: levels, values: values)
    }
  }
}
