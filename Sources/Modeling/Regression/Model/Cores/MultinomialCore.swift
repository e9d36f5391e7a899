import LinearAlgebra

/// One of several classes: each class's log odds against the first.
struct MultinomialCore: FittedCore {
  var fit: MultinomialFit

  /// Codes of the likeliest classes; see `probabilities`.
  func predict(_ rows: RegressionRows, level: Double?) throws(RegressionError) -> Prediction {
    let all = try probabilities(rows)
    let mean = (0..<rows.count).map { row in
      Double(all.indices.max { all[$0][row] < all[$1][row] } ?? 0)
    }
    return Prediction(mean: mean)
  }

  /// One array a class, in the order of the response's levels.
  func probabilities(_ rows: RegressionRows) throws(RegressionError) -> [[Double]] {
    let matrix = try fit.predict(design: rows.design)
    return (0..<matrix.columns).map { matrix.column($0) }
  }

  /// Log odds of the second class against the first.
  func linearPredictor(_ rows: RegressionRows) throws(RegressionError) -> [Double] {
    rows.design.times(fit.coefficients[0].map(\.contribution))
  }

  func coefficientTable(level: Double) -> [Coefficient] {
    zip(fit.levels.dropFirst(), fit.coefficients).flatMap { level, row in
      row.map { coefficient in
        var named = coefficient
        named.name = "\(level): \(coefficient.name)"
        return named
      }
    }
  }

  var fitNotes: [FitNote] { fit.notes }

  var scale: CoefficientScale { .odds }
}
