/// A series as a level that wanders, seasons that may change and regressors, with something
/// that may have changed it from a known step on (Harvey & Durbin 1986; Brodersen et al. 2015).
///
///     y_t = μ_t + γ_t + βᵀ x_t + effect_t + ε_t
///
/// The level μ is a random walk, or an autoregression about a constant: what the data say
/// decides. The effect is what shapes are given, or, without any, free at every step: then
/// the past alone is fitted, and the effect is what came less what it predicts.
public struct StructuralSeries: Sendable {
  public enum Trend: String, Codable, Equatable, Sendable {
    /// A level that wanders.
    case level
    /// With a constant slope.
    case line
    /// With a slope that wanders too.
    case slope
  }

  public enum Season: Equatable, Sendable {
    /// A value for each place in the period, at least 2; they sum to zero but for a
    /// disturbance each step.
    case dummies(period: Int)
    /// So many waves of a period of more than 2 steps, their phases disturbed each step.
    case waves(period: Double, pairs: Int)
  }

  /// How an effect unfolds from its first step on.
  public enum Shape: Equatable, Sendable {
    /// 0 before, 1 from the step on.
    case step(at: Int)
    /// 1 at the step alone.
    case pulse(at: Int)
    /// Grows from 1/over at the step to 1 and stays.
    case ramp(at: Int, over: Int)
    /// 0 at the step, one more each step after.
    case slope(at: Int)

    var start: Int {
      switch self {
      case .step(let at), .pulse(let at), .ramp(let at, _), .slope(let at): at
      }
    }

    func value(_ t: Int) -> Double {
      switch self {
      case .step(let at): t >= at ? 1 : 0
      case .pulse(let at): t == at ? 1 : 0
      case .ramp(let at, let over): t < at ? 0 : min(1, Double(t - at + 1) / Double(over))
      case .slope(let at): Double(max(0, t - at))
      }
    }

    var name: String {
      switch self {
      case .step: "step"
      case .pulse: "pulse"
      case .ramp: "ramp"
      case .slope: "slope"
      }
    }
  }

  public struct Options: Equatable, Sendable {
    public var trend = Trend.level
    public var season: Season?
    /// Empty for an effect free at every step.
    public var shapes: [Shape] = []
    /// Models the logarithm of the series, above 0; effects are told in its units.
    public var isLog = false
    /// Of the intervals, inside (0, 1).
    public var level = 0.95

    public init() {}
  }

  /// NaN where missing.
  public var values: [Double]
  /// The first step after the change.
  public var firstAfter: Int
  /// What else moves the series and was not moved by the change.
  public var covariates: [InterruptedSeries.Covariate]

  public init(
    values: [Double], firstAfter: Int, covariates: [InterruptedSeries.Covariate] = []
  ) {
    self.values = values
    self.firstAfter = firstAfter
    self.covariates = covariates
  }

  /// The series up to the change, with a change pretended at `date`.
  func pretending(_ date: Int) -> StructuralSeries {
    StructuralSeries(
      values: Array(values[..<firstAfter]), firstAfter: date,
      covariates: covariates.map { .init($0.name, Array($0.values[..<firstAfter])) })
  }
}

/// Standard deviations of a structural model's disturbances, in units of a common scale.
struct StructuralScales: Equatable, Sendable {
  var noise: Double
  var level: Double
  var slope = 0.0
  var season = 0.0
  /// What is left of the level's distance from its constant a step later; 1 for a random walk.
  var persistence = 1.0

  /// The model of the series without its regressors. With a persistence below 1 the constant
  /// (and the line) are regressors of their own.
  func model(
    _ trend: StructuralSeries.Trend, _ season: StructuralSeries.Season?
  ) -> LinearGaussianModel {
    var transition: [[LinearGaussianModel.Link]] = [[.init(column: 0, value: persistence)]]
    var observation = [1.0]
    var disturbances = [level * level]
    var initial = [0.0]
    var isDiffuse = [persistence == 1]
    if persistence < 1 { initial[0] = level * level / (1 - persistence * persistence) }
    if trend != .level, persistence == 1 {
      transition[0].append(.init(column: 1, value: 1))
      transition.append([.init(column: 1, value: 1)])
      observation.append(0)
      disturbances.append(trend == .slope ? slope * slope : 0)
    }
    let first = transition.count
    switch season {
    case .dummies(let period)?:
      transition.append((0..<(period - 1)).map { .init(column: first + $0, value: -1) })
      for j in 1..<max(1, period - 1) {
        transition.append([.init(column: first + j - 1, value: 1)])
      }
      observation += [1] + [Double](repeating: 0, count: period - 2)
      disturbances += [self.season * self.season] + [Double](repeating: 0, count: period - 2)
    case .waves(let period, let pairs)?:
      for k in 1...pairs {
        let place = transition.count
        let (sine, cosine) = StructuralScales.rotation(Double(k) / period)
        // The sine of half a period is zero at every step.
        guard 2 * Double(k) != period else {
          transition.append([.init(column: place, value: -1)])
          observation.append(1)
          disturbances.append(self.season * self.season)
          continue
        }
        transition.append([
          .init(column: place, value: cosine), .init(column: place + 1, value: sine),
        ])
        transition.append([
          .init(column: place, value: -sine), .init(column: place + 1, value: cosine),
        ])
        observation += [1, 0]
        disturbances += [Double](repeating: self.season * self.season, count: 2)
      }
    case nil: break
    }
    let r = transition.count
    isDiffuse += [Bool](repeating: true, count: r - 1)
    initial += [Double](repeating: 0, count: r - 1)
    func diagonal(_ values: [Double]) -> [Double] {
      var result = [Double](repeating: 0, count: r * r)
      for i in 0..<r { result[i * r + i] = values[i] }
      return result
    }
    return LinearGaussianModel(
      transition: transition, observation: observation, disturbance: diagonal(disturbances),
      noise: noise * noise, initial: diagonal(initial), isDiffuse: isDiffuse)
  }
}
