import Foundation
import LinearAlgebra
import Statistics

/// Where the search for smoothing parameters ended, and what the model is there.
struct SmoothingEnd {
  var rho: [Double]
  var outcome: SmoothnessNewton.Outcome
  /// θ filled in.
  var family: GLMFamily
  var link: GLMLink
  var values: [Double]
  /// (XᵀWX + S)⁻¹, with expected weights W.
  var inverse: Matrix
  /// XᵀWX.
  var gram: Matrix
  var deviance: Double
  var nullDeviance: Double
  /// Rows of positive weight.
  var rows: Int
  /// Σ w (y − μ)²/V; nil where the deviance is that.
  var pearson: Double?
  /// Fletcher's correction of the scale.
  var scaleCorrection: Double
  var scaleEstimated: Bool
}

extension AdditiveFit {
  init(
    design: AdditiveDesign, names: [String], options: AdditiveOptions, end: SmoothingEnd
  ) throws(RegressionError) {
    let dropped = design.dropped
    var inverse = end.inverse
    for j in dropped { inverse[j, j] = 0 }
    let shrinkage = inverse * end.gram
    let degrees = shrinkage.diagonal
    values = end.values
    family = end.family
    link = end.link
    terms = design.terms
    self.names = names
    self.options = options
    rowCount = end.rows
    effectiveDegrees = laneSum(degrees)
    deviance = end.deviance
    nullDeviance = end.nullDeviance
    scaleEstimated = end.scaleEstimated
    // Fletcher (2012), "Estimating overdispersion when fitting a generalized linear model to
    // sparse data", Biometrika 99:230–237.
    let raw = (end.pearson ?? end.deviance) / (Double(end.rows) - laneSum(degrees))
    scale = end.scaleEstimated ? raw / (1 + max(-0.9, end.scaleCorrection)) : 1
    covariance = scale * inverse
    score = end.outcome.score.value
    scoreGradient = zip(end.outcome.score.gradient, end.outcome.limited)
      .reduce(0) { $1.1 ? $0 : max($0, abs($1.0)) }
    coefficients = []
    smooths = []
    notes = []
    columnMeans = []
    concurvity = []
    coefficients = parametricTable(dropped: dropped)
    columnMeans = design.columnMeans(threads: options.threads)
    do {
      let second = (shrinkage * shrinkage).diagonal
      let frequentist = shrinkage * covariance
      for term in terms {
        smooths.append(
          try summary(
            term, end: end, degrees: degrees, second: second,
            frequentist: frequentist))
      }
      concurvity = try terms.map { try Self.concurvity($0, end.gram, values) }
    } catch {
      throw .singular("tests of smooth terms: \(error)")
    }
    notes = fitNotes(end: end, dropped: dropped)
  }

  private var testDegrees: Double? { scaleEstimated ? residualDegrees : nil }

  private func parametricTable(dropped: [Int]) -> [Coefficient] {
    let critical = criticalValue(options.level)
    let student = testDegrees.flatMap { try? StudentT(degreesOfFreedom: $0) }
    return names.enumerated().map { j, name in
      guard !dropped.contains(j) else { return Coefficient(name: name, estimate: .nan) }
      let error = covariance[j, j].squareRoot()
      let statistic = values[j] / error
      return Coefficient(
        name: name, estimate: values[j], standardError: error, statistic: statistic,
        pValue: 2
          * (student?.survival(abs(statistic)) ?? Normal.standard.survival(abs(statistic))),
        lower: values[j] - critical * error, upper: values[j] + critical * error)
    }
  }

  private func summary(
    _ term: AdditiveTerm, end: SmoothingEnd, degrees: [Double], second: [Double],
    frequentist: Matrix
  ) throws(FactorizationError) -> SmoothSummary {
    let range = term.range
    let own = Array(values[range])
    let block = covariance[range, range]
    var (effective, rank) = (0.0, 0.0)
    for j in range {
      effective += degrees[j]
      rank += 2 * degrees[j] - second[j]
    }
    let test =
      term.basis.freeColumns == 0
      ? try SmoothTest(
        variance: own, covariance: block, frequentist: frequentist[range, range],
        residualDegrees: testDegrees)
      : try SmoothTest(
        wald: own, triangle: end.gram[range, range].semidefiniteFactor().transpose,
        covariance: block,
        rank: min(Double(range.count), rank), residualDegrees: testDegrees)
    let shown =
      scaleEstimated && test.referenceDegrees > 0
      ? test.statistic / test.referenceDegrees : test.statistic
    return SmoothSummary(
      label: term.label, smoothingParameters: term.parameters.map { exp(end.rho[$0]) },
      effectiveDegrees: effective, columns: range.count, referenceDegrees: test.referenceDegrees,
      statistic: shown, pValue: test.pValue)
  }

  /// ‖P f‖² / ‖f‖², P projecting on the columns of all other terms.
  private static func concurvity(
    _ term: AdditiveTerm, _ gram: Matrix, _ values: [Double]
  ) throws(FactorizationError) -> Double {
    let own = Array(term.range)
    let others = (0..<gram.rows).filter { !term.range.contains($0) && gram[$0, $0] > 0 }
    let function = own.map { values[$0] }
    var total = 0.0
    for (a, i) in own.enumerated() {
      for (b, j) in own.enumerated() { total += function[a] * gram[i, j] * function[b] }
    }
    guard total > 0, !others.isEmpty else { return 0 }
    var cross = others.map { i in zip(own, function).reduce(0) { $0 + gram[i, $1.0] * $1.1 } }
    var inner = Matrix(rows: others.count, columns: others.count)
    for (a, i) in others.enumerated() {
      let size = gram[i, i].squareRoot()
      cross[a] /= size
      for (b, j) in others.enumerated() {
        inner[a, b] = gram[i, j] / (size * gram[j, j].squareRoot())
      }
    }
    let eigen = try SymmetricEigen(inner)
    let largest = eigen.values.last ?? 0
    var explained = 0.0
    for (k, value) in eigen.values.enumerated() where value > 1e-12 * largest {
      let part = dot(eigen.vectors.column(k), cross)
      explained += part * part / value
    }
    return min(1, explained / total)
  }

  private func fitNotes(end: SmoothingEnd, dropped: [Int]) -> [FitNote] {
    var notes: [FitNote] = []
    for j in dropped {
      let name =
        j < names.count
        ? "\"\(names[j])\"" : "a function of \(terms.first { $0.range.contains(j) }!.label)"
      notes.append(
        FitNote(
          .droppedColumn,
          "The column \(name) is determined by the columns before it and was left out."))
    }
    for (term, smooth) in zip(terms, smooths) {
      if term.parameters.contains(where: { end.outcome.limited[$0] && end.rho[$0] > 0 }) {
        notes.append(
          FitNote(
            .boundary,
            term.basis.freeColumns == 0
              ? "The data show no \(term.label): it was shrunk to nothing."
              : "The data show no bend in \(term.label): it was shrunk to a straight line."))
      }
      if smooth.effectiveDegrees > 0.9 * Double(smooth.columns), smooth.columns > 2,
        term.basis.kernels[0].kind != .levels
      {
        notes.append(
          FitNote(
            .other,
            "\(term.label) uses nearly all of its \(smooth.columns) degrees of freedom: "
              + "a larger basis may show more."))
      }
    }
    for (term, value) in zip(terms, concurvity) where value > 0.9 {
      notes.append(
        FitNote(
          .illConditioned,
          "\(term.label) can hardly be told apart from the other terms: "
            + "its shape is uncertain, though predictions are not."))
    }
    if !end.outcome.converged {
      notes.append(
        FitNote(.notConverged, "The search for smoothing parameters did not converge."))
    }
    return notes
  }
}
