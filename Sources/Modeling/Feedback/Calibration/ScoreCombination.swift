import Foundation
import Optimization

/// Turns the scores of several models into probabilities that hold.
///
/// Where classes exclude each other, p = softmax(Σ_m a_m s_m + b) with a_m ≥ 0: temperature
/// scaling (Guo, Pleiss, Sun & Weinberger 2017, §4.2) of a weighted sum of the models, with an
/// offset for each class. Where they do not, each class has p = σ(Σ_m a_m s_m + b) (Platt
/// 1999). Both by maximum likelihood with a standard normal prior on the offsets; fit it
/// on scores of documents that the models have not seen.
public struct ScoreCombination: Codable, Equatable, Sendable {
  /// a: the weight of each model.
  public let weights: [Double]
  /// b: the offset of each class.
  public let offsets: [Double]
  /// Whether every document has exactly one class.
  public let isExclusive: Bool

  /// - Parameters:
  ///   - scores: one array a model, each `documents * classes`, document after document.
  ///   - labels: the true classes.
  /// - Throws: `.noDocuments`, `.mismatch`.
  public init(scores: [[Float]], labels: ClassLabels) throws(TextError) {
    guard labels.documents > 0, !scores.isEmpty else { throw .noDocuments }
    guard scores.allSatisfy({ $0.count == labels.documents * labels.classes }) else {
      throw .mismatch("scores and labels hold different documents")
    }
    // Models differ in scale by orders of magnitude; the search should not.
    let scales = scores.map { own in
      let square = own.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(own.count)
      return square > 0 ? 1 / square.squareRoot() : 1
    }
    var likelihood = CombinationLikelihood(scores: scores, scales: scales, labels: labels)
    let models = scores.count
    let found = LBFGSB(maximumIterations: 200, gradientTolerance: 1e-4, valueTolerance: 1e-10)
      .minimize(
        &likelihood,
        from: [Double](repeating: 1 / Double(models), count: models)
          + [Double](repeating: 0, count: labels.classes),
        lower: [Double](repeating: 0, count: models)
          + [Double](repeating: -.infinity, count: labels.classes))
    weights = (0..<models).map { found.point[$0] * scales[$0] }
    offsets = Array(found.point[models...])
    isExclusive = labels.single != nil
  }

  /// Weighted sums of the models' scores and offsets: log-odds, or up to a constant of each
  /// document log-probabilities.
  public func logits(_ scores: [[Float]]) -> [Double] {
    let classes = offsets.count
    return scores[0].indices.map { k in
      var sum = offsets[k % classes]
      for m in weights.indices { sum += weights[m] * Double(scores[m][k]) }
      return sum
    }
  }

  /// Probabilities from logits, document after document.
  public func probabilities(logits: [Double]) -> [Double] {
    guard isExclusive else { return logits.map { 1 / (1 + exp(-$0)) } }
    var p = logits
    for d in 0..<logits.count / offsets.count {
      Self.softmax(&p, d * offsets.count..<(d + 1) * offsets.count)
    }
    return p
  }

  /// Turns a stretch of logits into probabilities that sum to 1.
  static func softmax(_ p: inout [Double], _ range: Range<Int>) {
    var highest = -Double.infinity
    for k in range { highest = max(highest, p[k]) }
    var sum = 0.0
    for k in range {
      p[k] = exp(p[k] - highest)
      sum += p[k]
    }
    for k in range { p[k] /= sum }
  }
}

/// Minus the log-likelihood and log-prior of a combination.
private struct CombinationLikelihood: SmoothObjective {
  let scores: [[Float]]
  let scales: [Double]
  let labels: ClassLabels

  var dimension: Int { scores.count + labels.classes }

  mutating func value(at x: [Double]) -> Double {
    var gradient = [Double](repeating: 0, count: dimension)
    return self.gradient(at: x, into: &gradient)
  }

  mutating func gradient(at x: [Double], into gradient: inout [Double]) -> Double {
    let (models, classes) = (scores.count, labels.classes)
    for k in gradient.indices { gradient[k] = 0 }
    var value = 0.0
    var p = [Double](repeating: 0, count: classes)
    for d in 0..<labels.documents {
      for c in 0..<classes {
        var logit = x[models + c]
        for m in 0..<models { logit += x[m] * scales[m] * Double(scores[m][d * classes + c]) }
        p[c] = logit
      }
      if let own = labels.single?[d] {
        ScoreCombination.softmax(&p, 0..<classes)
        value -= log(max(p[own], .leastNormalMagnitude))
        p[own] -= 1
      } else {
        for c in 0..<classes {
          let holds = labels.holds[d * classes + c]
          let margin = holds ? p[c] : -p[c]
          value += margin > 0 ? log1p(exp(-margin)) : log1p(exp(margin)) - margin
          p[c] = 1 / (1 + exp(-p[c])) - (holds ? 1 : 0)
        }
      }
      for c in 0..<classes {
        gradient[models + c] += p[c]
        for m in 0..<models {
          gradient[m] += p[c] * scales[m] * Double(scores[m][d * classes + c])
        }
      }
    }
    for c in 0..<classes {
      value += 0.5 * x[models + c] * x[models + c]
      gradient[models + c] += x[models + c]
    }
    return value
  }
}
