/// A fit and everything a reader may ask of it.
public struct RegressionOutcome: Sendable {
  /// What a model that had not seen a row said of it.
  public struct HeldOutRow: Equatable, Sendable {
    /// Of the frame, from 0.
    public var row: Int
    /// From 1.
    public var fold: Int
    /// A number; 0 or 1; the code of a class.
    public var actual: Double
    public var mean: Double
    /// Of a new observation, where the method has an interval; else of the mean.
    public var lower: Double?
    public var upper: Double?
    /// Of several classes, the probability of each; else empty.
    public var classes: [Double] = []
  }

  /// What was fitted to the other folds, and the fold's rows.
  public struct FoldModel: Sendable {
    public var model: RegressionModel
    /// Of the frame, from 0: rows the model has not seen.
    public var rows: [Int]
  }

  public var model: RegressionModel
  /// What the folds were, in words: "5 folds drawn at random".
  public var foldsInWords: String
  public var terms: [TermRow]
  public var tests: [TestRow]
  public var metrics: [MetricRow]
  /// In the order of the rows; empty without folds.
  public var heldOut: [HeldOutRow]
  /// One a fold.
  public var foldModels: [FoldModel]
  /// Of probabilities given to held-out rows.
  public var calibration: CalibrationCurve?
  public var notes: [FitNote]
}

/// A test of what the method assumes, told in words.
public struct TestRow: Equatable, Sendable {
  public var result: TestResult
  /// What it means here, in plain words.
  public var sentence: String

  public init(_ result: TestResult, _ sentence: String) {
    self.result = result
    self.sentence = sentence
  }
}
