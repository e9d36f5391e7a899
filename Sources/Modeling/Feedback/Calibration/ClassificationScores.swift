/// How well decisions agree with the truth.
public struct ClassificationScores: Codable, Equatable, Sendable {
  /// One class beside what was decided.
  public struct OfClass: Codable, Equatable, Sendable {
    /// Documents truly of the class, decided for it, and both.
    public var actual = 0
    public var decided = 0
    public var both = 0

    /// Share of the decisions for the class that are right; 0 without decisions.
    public var precision: Double { decided == 0 ? 0 : Double(both) / Double(decided) }
    /// Share of the class that is found; 0 where the class is empty.
    public var recall: Double { actual == 0 ? 0 : Double(both) / Double(actual) }
    /// 2 both / (actual + decided); 0 where both are empty.
    public var f1: Double {
      actual + decided == 0 ? 0 : 2 * Double(both) / Double(actual + decided)
    }
  }

  public let documents: Int
  /// Share of the documents with exactly the right class or classes.
  public let accuracy: Double
  public let ofClasses: [OfClass]

  /// Mean F1 over the classes that are met or decided for.
  public var macroF1: Double {
    let met = ofClasses.filter { $0.actual + $0.decided > 0 }
    return met.isEmpty ? 0 : met.reduce(0) { $0 + $1.f1 } / Double(met.count)
  }

  /// F1 of all decisions together.
  public var microF1: Double {
    let both = ofClasses.reduce(0) { $0 + $1.both }
    let sum = ofClasses.reduce(0) { $0 + $1.actual + $1.decided }
    return sum == 0 ? 0 : 2 * Double(both) / Double(sum)
  }

  public init(decided: ClassLabels, actual: ClassLabels) {
    precondition(decided.documents == actual.documents && decided.classes == actual.classes)
    let classes = actual.classes
    var ofClasses = [OfClass](repeating: OfClass(), count: classes)
    var right = 0
    for d in 0..<actual.documents {
      var agrees = true
      for c in 0..<classes {
        let (a, b) = (actual.holds[d * classes + c], decided.holds[d * classes + c])
        if a { ofClasses[c].actual += 1 }
        if b { ofClasses[c].decided += 1 }
        if a && b { ofClasses[c].both += 1 }
        agrees = agrees && a == b
      }
      if agrees { right += 1 }
    }
    documents = actual.documents
    accuracy = documents == 0 ? 0 : Double(right) / Double(documents)
    self.ofClasses = ofClasses
  }
}

/// Expected calibration error (Naeini, Cooper & Hauskrecht 2015): the mean distance between
/// the stated probability and the share that came true, over bins of equal width.
///
/// - Parameters:
///   - probabilities: stated, in 0 ... 1.
///   - outcomes: whether each came true.
///   - bins: 1 or more.
/// - Returns: 0 ... 1; 0 without values.
public func expectedCalibrationError(
  probabilities: [Double], outcomes: [Bool], bins: Int = 10
) -> Double {
  precondition(probabilities.count == outcomes.count && bins >= 1)
  var sums = [Double](repeating: 0, count: bins)
  for (p, outcome) in zip(probabilities, outcomes) {
    sums[min(Int(p * Double(bins)), bins - 1)] += p - (outcome ? 1 : 0)
  }
  return sums.reduce(0) { $0 + abs($1) } / Double(max(outcomes.count, 1))
}
