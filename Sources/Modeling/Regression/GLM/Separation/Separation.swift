import Foundation
import LinearAlgebra
import Optimization

/// Whether a direction γ of the coefficients leads the likelihood upward without
/// end: s x'γ ≥ 0 in every row that pushes one way (s = ±1), x'γ = 0 in the others,
/// and not all zero (Albert & Anderson 1984; for counts Correia, Guimarães & Zylkin
/// 2020, "Verifying the existence of maximum likelihood estimates for GLMs").
struct Separation: Sendable {
  /// Columns with a part in such a direction, ascending: their estimates are infinite.
  var columns: [Int] = []
  /// Rows that the direction fits perfectly, ascending.
  var rows: [Int] = []

  var isPresent: Bool { !rows.isEmpty }

  /// Values of the design up to which the linear program is solved.
  private static let programSize = 40_000

  /// None.
  init() {}

  /// - Parameters:
  ///   - kept: columns that are no combination of others.
  ///   - pulls: a row's s: +1 or −1 where a predictor ever larger or smaller fits
  ///     ever better, 0 where it must stay, NaN for rows that do not count.
  init(_ design: DesignMatrix, kept: [Int], pulls: [Double]) {
    if design.rows * kept.count <= Self.programSize {
      byProgram(design, kept, pulls)
    } else {
      byRectifier(design, kept, pulls)
    }
  }

  /// Only for tests of one way by the other.
  init(_ design: DesignMatrix, kept: [Int], pulls: [Double], usesProgram: Bool) {
    if usesProgram {
      byProgram(design, kept, pulls)
    } else {
      byRectifier(design, kept, pulls)
    }
  }

  /// The program of Konis (2007, "Linear programming algorithms for detecting
  /// separated data in binary logistic regression models", sec. 4.1): the
  /// greatest Σ s x'γ in a box. Solved again without the rows it fits until
  /// nothing is left to gain, so that every infinite estimate is found.
  private mutating func byProgram(_ design: DesignMatrix, _ kept: [Int], _ pulls: [Double]) {
    let values = kept.map { j -> [Double] in
      let column = design.column(j)
      let size = column.reduce(0) { max($0, abs($1)) }
      return size > 0 ? column.map { $0 / size } : column
    }
    var pulls = pulls
    var found: Set<Int> = []
    for _ in 0...kept.count {
      var problem = Problem()
      for column in values {
        let cost = zip(column, pulls).reduce(0) { $1.1.isNaN ? $0 : $0 - $1.0 * $1.1 }
        problem.addVariable(cost: cost, lower: -1, upper: 1)
      }
      for i in pulls.indices where !pulls[i].isNaN {
        problem.addConstraint(
          terms: values.indices.compactMap { a in
            values[a][i] == 0 ? nil : .init(a, values[a][i] * (pulls[i] == 0 ? 1 : pulls[i]))
          }, lower: 0, upper: pulls[i] == 0 ? 0 : .infinity)
      }
      let solution = minimize(problem)
      guard solution.status == .optimal, solution.objective < -1e-7 else { break }
      for a in kept.indices where abs(solution.primal[a]) > 1e-7 { found.insert(kept[a]) }
      var gained = false
      for i in pulls.indices where !pulls[i].isNaN && pulls[i] != 0 {
        let value = values.indices.reduce(0) { $0 + values[$1][i] * solution.primal[$1] }
        guard value * pulls[i] > 1e-7 else { continue }
        rows.append(i)
        pulls[i] = .nan
        gained = true
      }
      guard gained else { break }
    }
    columns = found.sorted()
    rows.sort()
  }

  /// The iterative rectifier of Correia, Guimarães & Zylkin (2020, sec. 3.2): regress
  /// a target on the columns, the rows that must stay with a great weight, and set
  /// what came out negative to zero, until nothing does.
  private mutating func byRectifier(_ design: DesignMatrix, _ kept: [Int], _ pulls: [Double]) {
    let heavy = 1e8
    let gram = NormalEquations(of: design, coefficients: nil, threads: 1) {
      range, _, weight, score in
      for i in 0..<range.count {
        let pull = pulls[range.lowerBound + i]
        weight[i] = pull.isNaN ? 0 : pull == 0 ? heavy : 1
        score[i] = 0
      }
      return .zero
    }.gram
    let system = GLMSystem(gram: gram, kept: kept, dropBelow: 0)
    var target = pulls.map { $0.isNaN ? 0 : $0 }
    var direction = [Double](repeating: 0, count: design.columns)
    var fitted = target
    for _ in 0..<500 {
      guard let next = try? system.solve(design.transposeTimes(target)) else { return }
      direction = next
      fitted = design.times(direction)
      var (least, greatest) = (0.0, 0.0)
      for i in pulls.indices where !pulls[i].isNaN && pulls[i] != 0 {
        let value = pulls[i] * fitted[i]
        least = min(least, value)
        greatest = max(greatest, value)
        target[i] = value > 0 ? fitted[i] : 0
      }
      guard greatest > 1e-6 else { return }
      if least > -1e-6 * greatest { break }
    }
    var worst = 0.0
    let greatest = pulls.indices.reduce(0) {
      pulls[$1].isNaN ? $0 : max($0, pulls[$1] * fitted[$1])
    }
    for i in pulls.indices where !pulls[i].isNaN {
      worst = max(worst, pulls[i] == 0 ? abs(fitted[i]) : -pulls[i] * fitted[i])
    }
    guard worst <= 1e-4 * greatest else { return }
    rows = pulls.indices.filter {
      !pulls[$0].isNaN && pulls[$0] * fitted[$0] > 1e-3 * greatest
    }
    columns = kept.filter { j in
      let size = design.column(j).reduce(0) { max($0, abs($1)) }
      return abs(direction[j]) * size > 1e-3 * greatest
    }
  }
}

extension GLMKernel {
  /// Whether the family and link may have infinite estimates.
  var canSeparate: Bool {
    switch (family, link) {
    case (.binomial, .logit), (.quasiBinomial, .logit), (.binomial, .probit),
      (.quasiBinomial, .probit), (.binomial, .complementaryLogLog),
      (.quasiBinomial, .complementaryLogLog), (.binomial, .cauchit), (.quasiBinomial, .cauchit),
      (.poisson, .log), (.quasiPoisson, .log), (.negativeBinomial, .log), (.tweedie, .log):
      true
    default: false
    }
  }

  /// Which way each row pulls its predictor without end, where estimates may be infinite.
  var pulls: [Double] {
    response.indices.map { i in
      if weight(i) <= 0 { return .nan }
      return response[i] == 0 ? -1 : family.isBinomial && response[i] == 1 ? 1 : 0
    }
  }
}
