import LinearAlgebra
import Statistics

extension QuantileProblem {
  /// The optimal vertex, from coefficients close to it: the rows with the smallest
  /// residuals that are independent are met exactly, and edges are followed as long
  /// as one lowers the objective (Barrodale & Roberts 1974; Koenker & d'Orey 1987).
  func vertex(near start: [Double], level: Double) throws(RegressionError) -> Vertex {
    let p = design.columns
    let distance = zip(response, times(start)).map { abs($0 - $1) }
    var basis = try independentRows(distance.indices.sorted { distance[$0] < distance[$1] })
    guard p > 0 else {
      return Vertex(coefficients: [], residuals: response, isOptimal: true, isUnique: true)
    }
    let first = try follow(&basis, response, level: level)
    if first.isOptimal { return first }
    // Where many rows lie on one fit, steps of no length can go in a circle. Responses
    // moved by less than matters have no such ties.
    let magnitude = response.reduce(0) { max($0, abs($1)) }
    var random = RandomStream(seed: 1, "quantile regression", "ties")
    let moved = response.map { $0 + 1e-10 * magnitude * (random.uniform() - 0.5) }
    let second = try follow(&basis, moved, level: level)
    guard second.isOptimal, var exact = try edge(basis, response, level: level)?.vertex else {
      return first
    }
    (exact.isOptimal, exact.isUnique) = (true, true)
    return exact
  }

  /// Goes along edges until none falls, or for as many as are worth it.
  private func follow(
    _ basis: inout [Int], _ response: [Double], level: Double
  ) throws(RegressionError) -> Vertex {
    var last: Vertex?
    for _ in 0..<(50 + 20 * basis.count) {
      guard let at = try edge(basis, response, level: level) else { break }
      last = at.vertex
      guard let leaving = at.leaving,
        let entering = entering(
          at.vertex.residuals, along: at.direction, slope: at.slope, outside: basis)
      else { break }
      basis[leaving] = entering
    }
    guard let last else { throw .singular("the rows a quantile fit passes through") }
    return last
  }

  /// A vertex, and the edge from it that falls most steeply, if any falls.
  private struct Edge {
    var vertex: Vertex
    var leaving: Int?
    var direction: [Double] = []
    var slope = 0.0
  }

  private func edge(
    _ basis: [Int], _ response: [Double], level: Double
  ) throws(RegressionError) -> Edge? {
    let p = basis.count
    let rows = Matrix(rows: basis.map(row))
    guard let factored = try? LU(rows), let b = try? factored.solve(basis.map { response[$0] })
    else { return nil }
    var residuals = zip(response, times(b)).map { $0 - $1 }
    for i in basis { residuals[i] = 0 }
    // Σ ψ(r) x over the rows off the basis; on it ψ may be anything in [τ − 1, τ].
    var signs = residuals.map { $0 >= 0 ? level : level - 1 }
    for i in basis { signs[i] = 0 }
    guard let balance = try? factored.solveTransposed(Matrix(column: transposeTimes(signs)))
    else { return nil }
    let tolerance = 1e-9
    var (worst, leaving) = (tolerance, Int?.none)
    var isUnique = true
    for j in 0..<p {
      let psi = -balance[j, 0]
      let excess = max(psi - level, level - 1 - psi)
      if excess > worst { (worst, leaving) = (excess, j) }
      if excess > -tolerance { isUnique = false }
    }
    // An edge that keeps the objective leads elsewhere only if it has a length.
    let magnitude = response.reduce(0) { max($0, abs($1)) }
    if residuals.count(where: { abs($0) <= 1e-12 * magnitude }) > p { isUnique = true }
    let vertex = Vertex(
      coefficients: b, residuals: residuals, isOptimal: leaving == nil, isUnique: isUnique)
    guard let j = leaving else { return Edge(vertex: vertex, leaving: nil) }
    var unit = [Double](repeating: 0, count: p)
    unit[j] = -balance[j, 0] > level ? -1 : 1
    guard let delta = try? factored.solve(unit) else { return nil }
    return Edge(vertex: vertex, leaving: j, direction: times(delta), slope: -worst)
  }

  /// The row whose residual changes sign where the objective stops falling: a
  /// weighted median of the crossings.
  private func entering(
    _ residuals: [Double], along change: [Double], slope: Double, outside basis: [Int]
  ) -> Int? {
    let held = Set(basis)
    var crossings: [(at: Double, row: Int)] = []
    for i in residuals.indices where change[i] != 0 && !held.contains(i) {
      let at = residuals[i] / change[i]
      // A residual of zero counts as positive, and so leaves only downwards.
      if at > 0 || (residuals[i] == 0 && change[i] > 0) { crossings.append((at, i)) }
    }
    crossings.sort { $0.at != $1.at ? $0.at < $1.at : $0.row < $1.row }
    var rate = slope
    for crossing in crossings {
      rate += abs(change[crossing.row])
      if rate >= 0 { return crossing.row }
    }
    return nil
  }

  /// The first rows of an order that are linearly independent, as many as columns.
  private func independentRows(_ order: [Int]) throws(RegressionError) -> [Int] {
    let p = design.columns
    var (chosen, directions): ([Int], [[Double]]) = ([], [])
    var next = 0
    while chosen.count < p, next < order.count {
      let chunk = Array(order[next..<min(order.count, next + 4 * p + 16)])
      next += chunk.count
      let values = design.selecting(rows: chunk).dense()
      for (k, i) in chunk.enumerated() where chosen.count < p {
        var rest = values.row(k)
        let length = euclideanNorm(rest)
        for _ in 0..<2 {
          for direction in directions {
            let part = dot(direction, rest)
            for j in rest.indices { rest[j] -= part * direction[j] }
          }
        }
        let left = euclideanNorm(rest)
        guard length > 0, left > 1e-8 * length else { continue }
        chosen.append(i)
        directions.append(rest.map { $0 / left })
      }
    }
    guard chosen.count == p else { throw .singular("fewer independent rows than columns") }
    return chosen
  }
}
