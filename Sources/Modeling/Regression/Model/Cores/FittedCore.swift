/// What a saved model needs of a fit, whatever method it is of.
protocol FittedCore: Codable, Sendable {
  /// Means of rows on the scale of the response, with intervals where `level` is given
  /// and the method has them.
  ///
  /// - Throws: `.setting` where the rows are coded otherwise than in the fit.
  func predict(_ rows: RegressionRows, level: Double?) throws(RegressionError) -> Prediction

  /// The predictor before the inverse link: the scale on which contributions add up.
  func linearPredictor(_ rows: RegressionRows) throws(RegressionError) -> [Double]

  /// A row for every coefficient, with what the method knows of its error; empty
  /// where there are none (trees).
  func coefficientTable(level: Double) -> [Coefficient]

  var fitNotes: [FitNote] { get }

  /// Scale of the coefficients.
  var scale: CoefficientScale { get }

  /// Which terms the data can tell from nothing.
  func termTests(_ spans: [TermSpan]) -> [TermRow]
}

extension FittedCore {
  func termTests(_ spans: [TermSpan]) -> [TermRow] { [] }
}

/// How a coefficient is told to people.
public enum CoefficientScale: String, Codable, Sendable {
  /// In units of the response.
  case units
  /// The logarithm of the mean is modelled: as a change in per cent.
  case percent
  /// The log odds are modelled: as a factor of the odds.
  case odds
  /// On the scale of another link.
  case link
  /// There are no coefficients.
  case none
}

extension CoefficientScale {
  init(_ link: GLMLink) {
    self =
      switch link {
      case .identity: .units
      case .log: .percent
      case .logit: .odds
      default: .link
      }
  }
}

/// A term and the test that all its coefficients are zero.
public struct TermRow: Codable, Equatable, Sendable {
  public var label: String
  /// Degrees of freedom, effective ones for a smooth.
  public var degreesOfFreedom: Double
  /// Of the residuals, where the test is an F.
  public var denominator: Double?
  public var statistic: Double
  public var pValue: Double

  public init(
    label: String, degreesOfFreedom: Double, denominator: Double? = nil, statistic: Double,
    pValue: Double
  ) {
    self.label = label
    self.degreesOfFreedom = degreesOfFreedom
    self.denominator = denominator
    self.statistic = statistic
    self.pValue = pValue
  }
}

extension CoefficientInference {
  /// Wald tests of the terms that have coefficients, the intercept apart.
  func termTests(_ spans: [TermSpan]) -> [TermRow] {
    spans.compactMap { span in
      guard !span.atoms.isEmpty, !span.columns.isEmpty else { return nil }
      let result = waldTest(columns: Array(span.columns))
      guard let degrees = result.degreesOfFreedom, degrees > 0 else { return nil }
      return TermRow(
        label: span.label, degreesOfFreedom: degrees, denominator: result.denominator,
        statistic: result.statistic, pValue: result.pValue)
    }
  }
}
