import LinearAlgebra

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
  ///
  /// - Parameter scratch: room for a value a row.
  func canonicalScore(
    _ rows: Range<Int>, _ values: UnsafeMutablePointer<Double>,
    _ scratch: UnsafeMutablePointer<Double>
  ) -> Double {
    let (first, count) = (rows.lowerBound, rows.count)
    if let offset { for i in 0..<count { values[i] += offset[first + i] } }
    let weight =
      link == .log
      ? poissonScore(first, count, values) : binomialScore(first, count, values, scratch)
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
    exponentiate(values, count: count)
    for i in 0..<count {
      let (prior, mean) = (self.weight(first + i), values[i])
      sum += prior * mean
      values[i] = prior * (response[first + i] - mean)
    }
    return sum
  }

  /// Scores in the place of predictors; returns Σ w.
  private func binomialScore(
    _ first: Int, _ count: Int, _ values: UnsafeMutablePointer<Double>,
    _ exponentials: UnsafeMutablePointer<Double>
  ) -> Double {
    var sum = 0.0
    for i in 0..<count { exponentials[i] = -abs(values[i]) }
    exponentiate(exponentials, count: count)
    for i in 0..<count {
      let (y, predictor) = (response[first + i], values[i])
      let small = exponentials[i]
      let larger = 1 / (1 + small)
      let smaller = small * larger
      let (mean, complement) = predictor >= 0 ? (larger, smaller) : (smaller, larger)
      let prior = self.weight(first + i)
      sum += prior * (smaller * larger)
      values[i] = prior * (y > 0.5 ? complement - (1 - y) : y - mean)
    }
    return sum
  }
}
