import Statistics

/// An effect with what is known of it.
public struct EffectEstimate: Codable, Equatable, Sendable {
  public var value: Double
  /// NaN where the data leave nothing to estimate it from.
  public var standardError: Double
  /// Ends of the interval at `level`.
  public var lower: Double
  public var upper: Double
  /// Of the interval, inside (0, 1).
  public var level: Double
  /// Two-sided, of no effect; NaN where there is none.
  public var pValue: Double

  public init(
    value: Double, standardError: Double, lower: Double, upper: Double, level: Double,
    pValue: Double
  ) {
    self.value = value
    self.standardError = standardError
    self.lower = lower
    self.upper = upper
    self.level = level
    self.pValue = pValue
  }

  /// From an estimate and its error under Student's t, or the normal where
  /// `degreesOfFreedom` is nil.
  init(_ value: Double, error: Double, degreesOfFreedom: Double?, level: Double) {
    let law = ErrorLaw(degreesOfFreedom)
    let width = law.upperQuantile((1 - level) / 2) * error
    self.init(
      value: value, standardError: error, lower: value - width, upper: value + width,
      level: level, pValue: error > 0 ? 2 * law.survival(abs(value / error)) : .nan)
  }

  /// Whether the interval leaves zero out.
  public var excludesZero: Bool { lower > 0 || upper < 0 }

  /// value / standardError.
  public var statistic: Double { value / standardError }

  func scaled(by factor: Double) -> EffectEstimate {
    let ends = [lower * factor, upper * factor]
    return EffectEstimate(
      value: value * factor, standardError: standardError * abs(factor), lower: ends.min()!,
      upper: ends.max()!, level: level, pValue: pValue)
  }
}

/// Student's t, or the normal without degrees of freedom.
struct ErrorLaw: Sendable {
  private let student: StudentT?

  init(_ degreesOfFreedom: Double?) {
    student = degreesOfFreedom.flatMap { try? StudentT(degreesOfFreedom: $0) }
  }

  func survival(_ x: Double) -> Double { student?.survival(x) ?? Normal.standard.survival(x) }

  func upperQuantile(_ q: Double) -> Double {
    student?.upperQuantile(q) ?? Normal.standard.upperQuantile(q)
  }
}
