import Statistics

/// How much worse a model predicts when an input's values are dealt to other rows (Breiman 2001;
/// Fisher, Rudin & Dominici 2019).
///
/// On rows the model was not fitted to it says what the model's skill rests on; inputs that say
/// the same thing share their importance, unless they are dealt together as a group.
public struct PermutationImportance: Codable, Equatable, Sendable {
  public struct Row: Codable, Equatable, Sendable {
    /// The inputs dealt together.
    public var names: [String]
    /// Mean rise of the loss.
    public var rise: Double
    /// Standard deviation of the rise over repeats.
    public var spread: Double
  }

  /// What a prediction costs.
  public enum Loss: Codable, Equatable, Sendable {
    case squaredError, absoluteError
    /// The family's unit deviance.
    case deviance(GLMFamily)

    func callAsFunction(_ y: Double, _ mean: Double) -> Double {
      switch self {
      case .squaredError: (y - mean) * (y - mean)
      case .absoluteError: abs(y - mean)
      case .deviance(let family): family.unitDeviance(y, mean)
      }
    }
  }

  /// Mean loss of the rows as they are.
  public var loss: Double
  /// From the greatest rise to the least.
  public var rows: [Row]
}

extension ExplainableModel {
  /// - Parameters:
  ///   - response: a value a row, NaN where not known.
  ///   - weights: of rows in the mean loss.
  ///   - groups: nil for each input by itself.
  ///   - repeats: deals of each group, at least 1.
  /// - Throws: `.setting`, `.unknownColumn`, `.tooFewRows`, and what the model throws.
  public func permutationImportance(
    _ frame: ModelFrame, response: [Double], weights: [Double]? = nil,
    loss: PermutationImportance.Loss = .squaredError, groups: [[String]]? = nil,
    repeats: Int = 5, seed: UInt64 = 1
  ) throws(RegressionError) -> PermutationImportance {
    guard repeats >= 1 else { throw .setting("repeats", reason: "must be at least 1") }
    guard response.count == frame.rowCount, weights.map({ $0.count == response.count }) ?? true
    else {
      throw .setting("response", reason: "needs a value, and a weight, for each row")
    }
    func meanLoss(_ frame: ModelFrame) throws(RegressionError) -> Double {
      let means = try predictions(of: frame, on: .response)
      var (sum, total) = (CompensatedSum(), 0.0)
      for i in means.indices where !means[i].isNaN && !response[i].isNaN {
        let weight = weights?[i] ?? 1
        sum.add(weight * loss(response[i], means[i]))
        total += weight
      }
      guard total > 0 else { throw .tooFewRows(rows: 0, columns: inputNames.count) }
      return sum.value / total
    }
    let start = try meanLoss(frame)
    var rows: [PermutationImportance.Row] = []
    for names in groups ?? inputNames.map({ [$0] }) {
      var rises: [Double] = []
      for turn in 0..<repeats {
        var stream = RandomStream(seed: seed, keys: ["permutation", String(turn)] + names)
        var order = Array(0..<frame.rowCount)
        for k in stride(from: order.count - 1, to: 0, by: -1) {
          order.swapAt(k, stream.integer(below: k + 1))
        }
        var dealt = frame
        for name in names {
          let column = try requireInput(name, frame)
          dealt = dealt.replacing(
            name,
            with: ModelFrame(columns: [column]).selecting(rows: order).columns[0].values)
        }
        rises.append(try meanLoss(dealt) - start)
      }
      rows.append(
        PermutationImportance.Row(
          names: names, rise: Descriptive.mean(rises),
          spread: repeats > 1 ? Descriptive.standardDeviation(rises) : 0))
    }
    return PermutationImportance(
      loss: start,
      rows: rows.enumerated().sorted {
        $0.element.rise == $1.element.rise
          ? $0.offset < $1.offset : $0.element.rise > $1.element.rise
      }.map(\.element))
  }
}
