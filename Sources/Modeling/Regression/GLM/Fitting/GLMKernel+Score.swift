import Foundation

extension GLMKernel {
  /// Whether the score is w (y − μ), so that its slope is the information.
  var isCanonical: Bool {
    switch (family, link) {
    case (.poisson, .log), (.quasiPoisson, .log), (.binomial, .logit), (.quasiBinomial, .logit):
      true
    default: false
    }
  }

  /// Puts scores in the place of linear predictors, of a canonical link, and returns Σ w.
  func canonicalScore(_ rows: Range<Int>, _ values: UnsafeMutablePointer<Double>) -> Double {
    let (first, count) = (rows.lowerBound, rows.count)
    if let offset { for i in 0..<count { values[i] += offset[first + i] } }
    let weight =
      link == .log ? poissonScore(first, count, values) : binomialScore(first, count, values)
    if let weights {
      for i in 0..<count where weights[first + i] == 0 { values[i] = 0 }
    }
    return weight
  }

  /// Scores in the place of predictors; returns Σ w.
  private func poissonScore(
    _ first: Int, _ count: Int, _ values: UnsafeMutablePointer<Double>
  ) -> Double {
    var sum = 0.0
    for i in 0..<count {
      let mean = exp(min(max(values[i], -690), 690))
      let prior = self.weight(first + i)
      sum += prior * mean
      values[i] = values[i].isNaN ? .nan : prior * (response[first + i] - mean)
    }
    return sum
  }

  /// Scores in the place of predictors; returns Σ w.
  private func binomialScore(
    _ first: Int, _ count: Int, _ values: UnsafeMutablePointer<Double>
  ) -> Double {
    var sum = 0.0
    for i in 0..<count {
      let (y, predictor) = (response[first + i], values[i])
      let small = exp(-min(abs(predictor), 690))
      let larger = 1 / (1 + small)
      let smaller = small * larger
      let (mean, complement) = predictor >= 0 ? (larger, smaller) : (smaller, larger)
      let prior = self.weight(first + i)
      sum += prior * (smaller * larger)
      values[i] = predictor.isNaN ? .nan : prior * (y > 0.5 ? complement - (1 - y) : y - mean)
    }
    return sum
  }
}
