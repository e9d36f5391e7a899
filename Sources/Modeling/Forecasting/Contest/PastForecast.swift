/// What one rival forecast for one step from one past moment.
public struct PastForecast: Sendable, Equatable {
  /// Step of the panel's axis of the last observation the rival was shown.
  public var origin: Int
  /// Step of the panel's axis that was forecast, after `origin`.
  public var target: Int
  public var mean: Double
  /// Ends of the central 80 % and 95 % intervals; NaN where the rival gives none.
  public var lower80: Double
  public var upper80: Double
  public var lower95: Double
  public var upper95: Double

  public init(
    origin: Int, target: Int, mean: Double, lower80: Double = .nan, upper80: Double = .nan,
    lower95: Double = .nan, upper95: Double = .nan
  ) {
    self.origin = origin
    self.target = target
    self.mean = mean
    self.lower80 = lower80
    self.upper80 = upper80
    self.lower95 = lower95
    self.upper95 = upper95
  }
}

extension SeriesForecast {
  /// The backtest as a rival's past forecasts, by origin and target.
  ///
  /// - Parameter levels: of the rows' bounds, as in the options; 0.8 and 0.95 are
  ///   taken over where they are among them.
  public func pastForecasts(levels: [Double]) -> [PastForecast] {
    let at80 = levels.firstIndex(of: 0.8)
    let at95 = levels.firstIndex(of: 0.95)
    func bound(_ bounds: [Double], _ place: Int?) -> Double {
      guard let place, bounds.indices.contains(place) else { return .nan }
      return bounds[place]
    }
    return backtest.map { row in
      PastForecast(
        origin: row.originStep, target: row.targetStep, mean: row.mean,
        lower80: bound(row.lower, at80), upper80: bound(row.upper, at80),
        lower95: bound(row.lower, at95), upper95: bound(row.upper, at95))
    }
  }

  /// The seasonal naive's forecasts of the same steps, without intervals.
  public var naivePastForecasts: [PastForecast] {
    backtest.map {
      PastForecast(origin: $0.originStep, target: $0.targetStep, mean: $0.baseline)
    }
  }
}
