/// The order (p,d,q)(P,D,Q)[m] of a seasonal ARIMA model.
public struct ARIMAOrder: Sendable, Codable, Hashable {
  /// Autoregressive terms, ordinary differences, moving-average terms; each ≥ 0.
  public var p: Int
  public var d: Int
  public var q: Int
  /// The same of the season.
  public var seasonalP: Int
  public var seasonalD: Int
  public var seasonalQ: Int
  /// Season length m in steps; 1 for none.
  public var period: Int

  public init(
    _ p: Int, _ d: Int, _ q: Int, seasonal: (p: Int, d: Int, q: Int) = (0, 0, 0), period: Int = 1
  ) {
    self.p = p
    self.d = d
    self.q = q
    seasonalP = seasonal.p
    seasonalD = seasonal.d
    seasonalQ = seasonal.q
    self.period = period
  }

  /// Coefficients of the four polynomials together.
  public var coefficientCount: Int { p + q + seasonalP + seasonalQ }
  /// Observations that differencing uses up: d + D m.
  public var differencing: Int { d + seasonalD * period }
  /// Degrees of the multiplied-out polynomials.
  var autoregressiveDegree: Int { p + seasonalP * period }
  var movingAverageDegree: Int { q + seasonalQ * period }

  /// No negative part, at most two differences of each kind, and a season of two
  /// steps or more wherever it is used.
  var isValid: Bool {
    let parts = [p, d, q, seasonalP, seasonalD, seasonalQ]
    let usesSeason = seasonalP + seasonalD + seasonalQ > 0
    return parts.allSatisfy { $0 >= 0 } && d <= 2 && seasonalD <= 2 && period >= 1
      && (period > 1 || !usesSeason)
  }

  /// "ARIMA(0,1,1)(0,1,1)[12]".
  public var name: String {
    let plain = "ARIMA(\(p),\(d),\(q))"
    guard seasonalP + seasonalD + seasonalQ > 0 else { return plain }
    return plain + "(\(seasonalP),\(seasonalD),\(seasonalQ))[\(period)]"
  }
}
