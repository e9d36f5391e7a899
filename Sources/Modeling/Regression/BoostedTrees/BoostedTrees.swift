/// Gradient-boosted decision trees on histograms.
///
/// Raw score f(x) = base + Σ trees, grown by second-order boosting: each tree
/// descends the loss along its gradients g and Hessians h, a leaf's value being
/// −Σg / (Σh + λ) (Friedman 2001; Chen and Guestrin 2016, equations 5 to 7). Values
/// are binned to a byte first, trees grow best leaf first, and the larger child's
/// histogram is the parent's less the smaller child's (Ke et al. 2017). Gradients
/// are summed as whole numbers (Shi et al. 2022), so a fit is the same to the bit
/// for any number of threads.
///
/// Missing values (NaN, code −1) go the way that each split learned for them.
/// Categories are split as sets (Fisher 1958); those not seen in training count as
/// missing.
public struct BoostedTrees: Codable, Equatable, Sendable {
  /// A column the model reads.
  public struct Feature: Codable, Equatable, Sendable {
    public let name: String
    /// Of a categorical column; codes in the trees index these. Nil for numbers.
    public let levels: [String]?
  }

  public let objective: Objective
  public let features: [Feature]
  /// The constant part of each raw score.
  public internal(set) var base: [Double]
  /// In order of growth; with several outputs, tree i belongs to output i mod outputs.
  public internal(set) var trees: [DecisionTree]
  public internal(set) var notes: [FitNote]
  /// Mean loss of the validation rows after each round that was tried.
  public internal(set) var validationLoss: [Double]

  /// Raw scores a row: 1, or the number of classes.
  public var outputs: Int { base.count }
  /// Rounds kept.
  public var rounds: Int { trees.count / outputs }

  /// Fits the trees.
  ///
  /// - Parameters:
  ///   - frame: the features, and nothing else: numbers (NaN where missing) or factors.
  ///   - response: one value a row, finite, in the objective's range.
  ///   - weights: one a row, not negative, finite; nil for 1 each. Rows of weight 0
  ///     do not train.
  ///   - offset: added to the raw score of each row, finite; log exposure, say.
  ///   - validation: rows that choose the number of rounds.
  /// - Throws: `.tooFewRows`, `.setting`, `.unknownColumn` (of a monotone constraint),
  ///   `.unusableColumn`, `.responseOutOfRange` or `.notFinite`.
  public init(
    _ frame: ModelFrame, response: [Double], weights: [Double]? = nil, offset: [Double]? = nil,
    objective: Objective = .squaredError, options: Options = Options(),
    validation: Validation = .none
  ) throws(RegressionError) {
    let booster = try TreeBooster(
      frame, response: response, weights: weights, offset: offset, objective: objective,
      options: options)
    let (training, held) = try booster.divide(validation, seed: options.seed)
    self = try booster.fit(training: training, validation: held, options: options)
  }

  init(
    objective: Objective, features: [Feature], base: [Double], trees: [DecisionTree],
    notes: [FitNote], validationLoss: [Double]
  ) {
    self.objective = objective
    self.features = features
    self.base = base
    self.trees = trees
    self.notes = notes
    self.validationLoss = validationLoss
  }

  /// Reads a saved model, and refuses one whose trees lead nowhere.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    objective = try fields.decode(Objective.self, forKey: .objective)
    features = try fields.decode([Feature].self, forKey: .features)
    base = try fields.decode([Double].self, forKey: .base)
    trees = try fields.decode([DecisionTree].self, forKey: .trees)
    notes = try fields.decode([FitNote].self, forKey: .notes)
    validationLoss = try fields.decode([Double].self, forKey: .validationLoss)
    let levels = features.map { $0.levels?.count }
    guard base.count == TreeObjective(kind: objective).outputs, trees.count % base.count == 0,
      trees.allSatisfy({ $0.isSound(levels: levels) })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .trees, in: fields, debugDescription: "trees that do not fit together")
    }
  }

  // MARK: Importance

  /// What a column did in the trees.
  public struct Importance: Codable, Equatable, Sendable {
    public var name: String
    /// Sum of the gains of its splits.
    public var gain: Double
    public var splits: Int
  }

  /// One entry a feature, in the features' order.
  public var importance: [Importance] {
    var result = features.map { Importance(name: $0.name, gain: 0, splits: 0) }
    for tree in trees {
      for (split, column) in tree.column.enumerated() {
        result[column].gain += Double(tree.gain[split])
        result[column].splits += 1
      }
    }
    return result
  }
}
