/// A linear Gaussian model of one observation a step, with fixed matrices and
/// variances in units of a common scale σ²:
///
///     y_t     = Z α_t + ε_t,        ε_t ~ N(0, σ² H)
///     α_{t+1} = T α_t + η_t,        η_t ~ N(0, σ² Q)
///     α_1     ~ N(a, σ² P + κ P∞),  κ → ∞
///
/// (Durbin & Koopman 2012, eq. 4.12 and 5.2). T, Z and Q are kept sparse.
///
/// A class, so that a filter holds it by one reference; nothing in it changes.
final class StateSpaceModel: Sendable {
  /// A non-zero element of a square matrix.
  struct Element: Sendable {
    var row: Int
    var column: Int
    var value: Double
  }

  let order: Int
  /// T by rows: elements `rowStart[i] ..< rowStart[i + 1]` belong to row i.
  let rowStart: [Int]
  let columns: [Int]
  let values: [Double]
  /// The state a row of T hands on unchanged; -1 where it does more than that.
  let copied: [Int]
  /// Z: positions and weights.
  let observed: [Int]
  let weights: [Double]
  /// Q.
  let disturbance: [Element]
  /// H.
  let noise: Double
  /// P, row by row; zero where `isDiffuse`.
  let initialCovariance: [Double]
  /// The states of which nothing is known at first: P∞ is 1 on their diagonal.
  let isDiffuse: [Bool]

  /// - Parameters:
  ///   - transition: the rows of T, each a list of positions and values.
  ///   - observation: positions and weights of Z.
  init(
    transition: [[(column: Int, value: Double)]], observation: [(state: Int, weight: Double)],
    disturbance: [Element], noise: Double, initialCovariance: [Double], isDiffuse: [Bool]
  ) {
    order = transition.count
    precondition(
      initialCovariance.count == order * order && isDiffuse.count == order,
      "a start for every state")
    var starts = [0]
    var columns: [Int] = []
    var values: [Double] = []
    var copied: [Int] = []
    for row in transition {
      for element in row where element.value != 0 {
        columns.append(element.column)
        values.append(element.value)
      }
      let isCopy = row.count == 1 && row[0].value == 1
      copied.append(isCopy ? row[0].column : -1)
      starts.append(columns.count)
    }
    rowStart = starts
    self.columns = columns
    self.values = values
    self.copied = copied
    let used = observation.filter { $0.weight != 0 }
    observed = used.map(\.state)
    weights = used.map(\.weight)
    self.disturbance = disturbance.filter { $0.value != 0 }
    self.noise = noise
    self.initialCovariance = initialCovariance
    self.isDiffuse = isDiffuse
  }
}
