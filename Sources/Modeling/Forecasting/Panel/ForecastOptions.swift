/// What to forecast, with which model, and how to check it.
public struct ForecastOptions: Sendable, Codable {
  /// Steps ahead, at least 1.
  public var horizon: Int
  /// Levels of the central intervals in backtest and accuracy rows, each 0 ..< 1.
  public var levels: [Double]
  /// Season lengths in steps, ascending; empty for none.
  public var seasonalPeriods: [Int]
  /// "auto" for the ensemble, or a name in `ForecasterRegistry`.
  public var model: String
  /// How many rolling origins to test on; nil lets the length of each series
  /// decide (at most 6), 0 for none.
  public var backtestOrigins: Int?
  /// Steps between origins; nil for the horizon, or less where a series is short.
  public var backtestStep: Int?
  public var seed: UInt64
  public var threads: Int
  /// Whether values are counts, never negative; nil to find out: a series is
  /// when all it holds are whole numbers of at least 0.
  public var isCount: Bool?

  public init(
    horizon: Int, levels: [Double] = [0.8, 0.95], seasonalPeriods: [Int] = [],
    model: String = "auto", backtestOrigins: Int? = nil, backtestStep: Int? = nil,
    seed: UInt64 = 1, threads: Int = 1, isCount: Bool? = nil
  ) {
    self.horizon = horizon
    self.levels = levels
    self.seasonalPeriods = seasonalPeriods
    self.model = model
    self.backtestOrigins = backtestOrigins
    self.backtestStep = backtestStep
    self.seed = seed
    self.threads = threads
    self.isCount = isCount
  }
}

/// Why a panel cannot be forecast at all. A series that fails alone does not
/// throw: it falls back, and says so.
public enum ForecastError: Error, Equatable, Sendable {
  case unknownModel(String, known: [String])
  case badHorizon(Int)
  case badLevel(Double)
  case badSeason(Int)
}
