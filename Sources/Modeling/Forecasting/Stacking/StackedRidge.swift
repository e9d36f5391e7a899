internal import LinearAlgebra

/// A linear model of the other members' forecasts, learnt from the backtests of all
/// series of a panel together (stacked regression, Breiman, Machine Learning 24, 1996;
/// with series pooled as by Montero-Manso & Hyndman, International Journal of
/// Forecasting 37, 2021).
///
/// Unlike weights of a combination its coefficients may be negative and need not sum to
/// one, so that it also takes off what all members of a panel get wrong alike. Over
/// windows w at the origins of the backtests and steps k
///
///     min_b Σ ω_wk |z_wk − bᵀ x_wk|  +  λ Σ ω ‖b‖²
///
/// is approached by iteratively reweighted least squares (Schlossmacher, Journal of
/// the American Statistical Association 68, 1973), x and z those of `StackWindow`, ω a
/// window's share in MASE plus its share in sMAPE.
///
/// What it says at an origin of a backtest comes from coefficients that saw neither the
/// origins of that place in any series nor any origin of a quarter of the series, the own
/// one among them. They are had from the same normal equations, less those windows.
struct StackedRidge: Sendable, Codable, Equatable {
  /// The member's name in reports.
  static let name = "ridge-stacked"

  /// Whose forecasts are read, in the order of the inputs.
  let members: [String]
  let horizon: Int
  /// `StackWindow.width` numbers.
  let coefficients: [Double]

  /// λ.
  static let penalty = 3e-3
  private static let passes = 5
  /// Answers are cut off here, and residuals below this count as this, in units of the
  /// in-sample error.
  private static let farthest = 15.0
  private static let least = 0.1
  /// Shares in sMAPE above this quantile of all count as this.
  private static let cap = 0.97
  /// The series of a panel in as many parts as this.
  static let folds = 4

  /// A window, what came, and to which place and part it belongs.
  struct Sample: Sendable {
    var window: StackWindow
    /// NaN where not known.
    var actual: [Double]
    /// Origins after this one in its series' backtest.
    var place: Int
    var fold: Int
  }

  /// Coefficients for windows of a place and fold that none of the samples they were
  /// learnt from shares.
  struct HeldOut: Sendable {
    fileprivate var coefficients: [Int: [Double]] = [:]
    fileprivate static func key(place: Int, fold: Int) -> Int { place * StackedRidge.folds + fold }

    func coefficients(place: Int, fold: Int) -> [Double]? {
      coefficients[HeldOut.key(place: place, fold: fold)]
    }
  }

  /// - Returns: nil when the equations have no solution.
  static func fitted(
    _ samples: [Sample], members: [String], horizon: Int
  ) -> (model: StackedRidge, heldOut: HeldOut)? {
    let width = StackWindow.width(members: members.count)
    let groups = Groups(samples, width: width, horizon: horizon)
    guard groups.rowCount >= 10 * width else { return nil }
    var solved: [Double]?
    var sums: [Groups.Sum] = []
    for _ in 0..<passes {
      sums = groups.sums(before: solved)
      guard let next = solve(sums, width: width) else { break }
      solved = next
    }
    guard let solved else { return nil }
    var heldOut = HeldOut()
    for own in sums {
      let others = sums.filter { $0.place != own.place && $0.fold != own.fold }
      guard others.reduce(0, { $0 + $1.rows }) >= 5 * width else { continue }
      heldOut.coefficients[HeldOut.key(place: own.place, fold: own.fold)] = solve(
        others, width: width)
    }
    return (StackedRidge(members: members, horizon: horizon, coefficients: solved), heldOut)
  }

  /// The forecast of a window by these coefficients.
  static func forecast(_ window: StackWindow, _ coefficients: [Double]) -> [Double] {
    let width = coefficients.count
    return window.centre.indices.map { step in
      var sum = 0.0
      for k in 0..<width { sum += coefficients[k] * window.inputs[step * width + k] }
      return window.centre[step] + window.unit * sum
    }
  }

  /// The next `horizon` values; nil where too few members speak.
  ///
  /// - Parameter means: of any members by name; those it does not know are not read.
  func forecast(
    names: [String], means: [[Double]?], turn: [Double], unit: Double
  ) -> [Double]? {
    let known = members.map { name in names.firstIndex(of: name).flatMap { means[$0] } }
    return StackWindow(means: known, turn: turn, unit: unit, horizon: horizon).map {
      StackedRidge.forecast($0, coefficients)
    }
  }

  private static func solve(_ sums: [Groups.Sum], width: Int) -> [Double]? {
    var gram = Matrix(rows: width, columns: width)
    var cross = [Double](repeating: 0, count: width)
    var weight = 0.0
    for sum in sums {
      for column in 0..<width {
        for row in column..<width { gram[row, column] += sum.moments[row, column] }
        cross[column] += sum.moments[width, column]
      }
      weight += sum.weight
    }
    for k in 0..<width { gram[k, k] += penalty * weight }
    guard let solution = try? Cholesky(gram).solve(cross), solution.allSatisfy(\.isFinite)
    else { return nil }
    return solution
  }

  /// The rows of all samples, those of one place and fold together.
  private struct Groups {
    struct Sum {
      var place: Int
      var fold: Int
      var rows: Int
      /// Of the inputs and, last, the answer.
      var moments: Matrix
      var weight: Double
    }
    private struct Rows {
      var place: Int
      var fold: Int
      /// Inputs and answer of a row, row after row.
      var values: [Double] = []
      var weights: [Double] = []
    }
    private var parts: [Rows] = []
    private let width: Int

    var rowCount: Int { parts.reduce(0) { $0 + $1.weights.count } }

    init(_ samples: [Sample], width: Int, horizon: Int) {
      self.width = width
      let shares = samples.map { sample -> Double in
        let known = sample.actual.filter { !$0.isNaN }
        let level = known.reduce(0) { $0 + abs($1) } / Double(max(1, known.count))
        return level > 0 ? sample.window.unit / level : .infinity
      }
      guard !shares.isEmpty else { return }
      let cap = shares.sorted()[Int(StackedRidge.cap * Double(shares.count - 1))]
      let capped = shares.map { min($0, cap) }
      let mean = capped.reduce(0, +) / Double(capped.count)
      for (sample, share) in zip(samples, capped) {
        let index =
          parts.firstIndex { $0.place == sample.place && $0.fold == sample.fold }
          ?? parts.endIndex
        if index == parts.endIndex { parts.append(Rows(place: sample.place, fold: sample.fold)) }
        let window = sample.window
        for (step, y) in sample.actual.enumerated() where !y.isNaN {
          parts[index].values += window.inputs[step * width..<(step + 1) * width]
          let answer = (y - window.centre[step]) / window.unit
          parts[index].values.append(
            min(max(answer, -StackedRidge.farthest), StackedRidge.farthest))
          parts[index].weights.append(mean > 0 && mean.isFinite ? 1 + share / mean : 1)
        }
      }
    }

    /// Weighted moments under the residuals of the coefficients before.
    func sums(before: [Double]?) -> [Sum] {
      parts.map { part in
        let order = width + 1
        var x = Matrix(rows: order, columns: part.weights.count)
        var total = 0.0
        for (row, share) in part.weights.enumerated() {
          let first = row * order
          var weight = share
          if let before {
            var residual = part.values[first + width]
            for k in 0..<width { residual -= before[k] * part.values[first + k] }
            weight /= max(abs(residual), StackedRidge.least)
          }
          total += weight
          let root = weight.squareRoot()
          for k in 0..<order { x.storage[first + k] = root * part.values[first + k] }
        }
        return Sum(
          place: part.place, fold: part.fold, rows: part.weights.count, moments: x.outerGram(),
          weight: total)
      }
    }
  }
}
