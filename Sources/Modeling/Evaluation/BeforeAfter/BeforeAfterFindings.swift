public import Regression

/// What `BeforeAfter` found, and what may be said of it.
public struct BeforeAfterFindings: Sendable {
  public enum Method: String, Codable, Sendable {
    /// The changed sites against the mean of the others.
    case controlledSeries
    /// The changed sites against their own past.
    case seriesAlone
    /// Sites and steps with levels of their own, errors by site.
    case differenceInDifferences
    /// The changed sites against a weighted mean of the others that ran like them.
    case syntheticControl
    /// Weighted sites and weighted steps.
    case syntheticDifferenceInDifferences

    /// As a report calls it.
    public var title: String {
      switch self {
      case .controlledSeries: "Interrupted time series against comparison sites"
      case .seriesAlone: "Interrupted time series without comparison sites"
      case .differenceInDifferences: "Difference in differences"
      case .syntheticControl: "Synthetic control"
      case .syntheticDifferenceInDifferences: "Synthetic difference in differences"
      }
    }
  }

  /// What words the evidence carries.
  public enum Wording: String, Codable, Sendable {
    /// "The change lowered …": comparison sites, a quiet past, quiet placebos.
    case causal
    /// "… was lower after the change": no comparison sites, or a past too short to
    /// test, but nothing that speaks against it.
    case coincident
    /// "The data do not show whether …": a check failed.
    case refused

    public var allowsCausalWords: Bool { self == .causal }
  }

  public struct Alternative: Codable, Equatable, Sendable {
    public var method: Method
    /// In units of the series; NaN errors where the method has none.
    public var average: EffectEstimate
  }

  /// A comparison site taken for a changed one.
  public struct PlaceboSite: Codable, Equatable, Sendable {
    public var name: String
    public var average: EffectEstimate
  }

  public let method: Method
  /// Mean over the steps after the change, in units of the series.
  public let average: EffectEstimate
  /// Of what would have been: −0.1 is ten percent less.
  public let relative: EffectEstimate
  /// The series analysed (a difference with comparison sites) and its fit.
  public let series: [Double]
  public let fit: SegmentedFit
  /// Means of the changed sites and, where there are any, of the others; each about
  /// the level of its sites before the change.
  public let treatedMean: [Double]
  public let comparisonMean: [Double]?
  /// Drift before the change; nil where the past is too short.
  public let preTrend: TestResult?
  public let preTrendPasses: Bool?
  /// Nil where the past is too short for any.
  public let placeboDates: PlaceboDates?
  /// Empty with fewer than three comparison sites.
  public let placeboSites: [PlaceboSite]
  /// (1 + placebo sites whose |statistic| reaches the real one) / (1 + sites).
  public let placeboSiteRank: Double?
  /// The same question by other methods, as far as the data allow.
  public let alternatives: [Alternative]
  public let wording: Wording
  /// Why these words, a sentence each.
  public let reasons: [String]
  public let notes: [FitNote]

  /// Whether the effect's interval leaves zero out.
  public var isShown: Bool { average.excludesZero }
}
