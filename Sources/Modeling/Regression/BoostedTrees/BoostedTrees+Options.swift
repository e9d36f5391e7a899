extension BoostedTrees {
  /// What the trees are to make small, and the link between raw score f and mean.
  public enum Objective: Codable, Equatable, Sendable {
    /// ½ (y − f)².
    case squaredError
    /// |y − f|; leaves are medians of the residuals (Friedman 2001, section 4.3).
    case absoluteError
    /// Pinball loss at a level in (0, 1); leaves are quantiles of the residuals.
    case quantile(Double)
    /// Counts y ≥ 0, mean e^f.
    case poisson
    /// Positive y, mean e^f.
    case gamma
    /// y ≥ 0 with variance μ^power, 1 < power < 2, mean e^f.
    case tweedie(power: Double)
    /// y in [0, 1], probability 1 / (1 + e^−f).
    case logistic
    /// y in 0, …, classes − 1; one tree a class and round.
    case softmax(classes: Int)
  }

  /// How raw score must change along a column.
  public enum Direction: Int, Codable, Sendable {
    case increasing = 1
    case decreasing = -1
  }

  /// Everything that shapes a fit; the defaults are the common ones of the field.
  public struct Options: Codable, Equatable, Sendable {
    /// Boosting rounds, at least 1 (the most there can be, with early stopping).
    public var rounds = 100
    /// Shrinkage of every tree (Friedman 2001, equation 36), in (0, 1].
    public var learningRate = 0.1
    /// Leaves of one tree, 2 … 65 535; trees grow best leaf first.
    public var maximumLeaves = 31
    /// Splits from root to leaf at most; nil for no limit.
    public var maximumDepth: Int?
    /// Rows in a leaf at least, ≥ 1.
    public var minimumRowsPerLeaf = 20
    /// Sum of second derivatives in a leaf at least.
    public var minimumHessian = 1e-3
    /// A split must gain more than this.
    public var minimumGain = 0.0
    /// Penalties on leaf values: λ₂/2 · w² and λ₁ · |w| (Chen and Guestrin 2016, equation 2).
    public var l2 = 0.0
    public var l1 = 0.0
    /// Leaf values before shrinkage lie within ± this; nil for none, which for the
    /// objectives with a log link means 3.
    public var maximumStep: Double?
    /// Share of the rows that a tree sees, drawn without replacement, in (0, 1].
    public var rowShare = 1.0
    /// Share of the columns that a tree sees, in (0, 1].
    public var columnShare = 1.0
    /// Bins of a numeric column, 2 … 255, beside the one for missing values.
    public var maximumBins = 255
    /// Added to the Hessian where categories are ordered, and to λ₂ where a split by
    /// categories is valued: against chance in rare categories.
    public var categorySmoothing = 10.0
    /// Columns, by name, along which the score may only rise or only fall.
    public var monotone: [String: Direction] = [:]
    /// Rounds without a better validation loss after which growth ends.
    public var patience = 50
    public var seed: UInt64 = 0
    /// Threads at most; the result is the same to the bit for any number.
    public var threads = 1

    public init() {}

    func check() throws(RegressionError) {
      func demand(_ holds: Bool, _ name: String, _ reason: String) throws(RegressionError) {
        if !holds { throw .setting(name, reason: reason) }
      }
      try demand(rounds >= 1, "rounds", "must be at least 1")
      try demand(learningRate > 0 && learningRate <= 1, "learningRate", "must lie in (0, 1]")
      try demand(
        (2...65_535).contains(maximumLeaves), "maximumLeaves", "must lie between 2 and 65535")
      try demand((maximumDepth ?? 1) >= 1, "maximumDepth", "must be at least 1")
      try demand(minimumRowsPerLeaf >= 1, "minimumRowsPerLeaf", "must be at least 1")
      try demand(minimumHessian >= 0, "minimumHessian", "must not be negative")
      try demand(minimumGain >= 0, "minimumGain", "must not be negative")
      try demand(l2 >= 0 && l2.isFinite, "l2", "must not be negative")
      try demand(l1 >= 0 && l1.isFinite, "l1", "must not be negative")
      try demand((maximumStep ?? 1) > 0, "maximumStep", "must be positive")
      try demand(rowShare > 0 && rowShare <= 1, "rowShare", "must lie in (0, 1]")
      try demand(columnShare > 0 && columnShare <= 1, "columnShare", "must lie in (0, 1]")
      try demand((2...255).contains(maximumBins), "maximumBins", "must lie between 2 and 255")
      try demand(categorySmoothing >= 0, "categorySmoothing", "must not be negative")
      try demand(patience >= 1, "patience", "must be at least 1")
      try demand(threads >= 1, "threads", "must be at least 1")
    }
  }

  /// Rows that judge the rounds and do not train.
  public enum Validation: Equatable, Sendable {
    case none
    /// The caller's choice, as time or groups demand: true where a row is held out.
    case rows([Bool])
    /// A share of the rows in (0, 1), drawn by the seed.
    case share(Double)
  }
}
