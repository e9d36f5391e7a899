/// Minimization without derivatives by a moving simplex (Nelder & Mead 1965),
/// with coefficients that depend on the dimension (Gao & Han 2012).
///
/// For functions that are not smooth, or too few variables to care. Points
/// outside the bounds are moved onto them. After the simplex has closed, it is
/// opened once more around the best point, since it can close too early.
public struct NelderMead: Sendable {
  public var maximumEvaluations: Int
  /// Stops when the simplex is smaller than this in every variable, relative to
  /// the larger of |x| and 1, and its values differ by less than `valueTolerance`.
  public var tolerance: Double
  public var valueTolerance: Double

  public init(
    maximumEvaluations: Int = 5_000, tolerance: Double = 1e-8, valueTolerance: Double = 1e-12
  ) {
    self.maximumEvaluations = maximumEvaluations
    self.tolerance = tolerance
    self.valueTolerance = valueTolerance
  }

  /// Minimizes `function` from `start`; NaN counts as +∞.
  ///
  /// - Parameter scale: how far the first simplex reaches in each variable; nil
  ///   takes 5 % of it, or 0.05 at zero.
  public func minimize(
    from start: [Double], lower: [Double]? = nil, upper: [Double]? = nil,
    scale: [Double]? = nil, _ function: ([Double]) -> Double
  ) -> SmoothMinimum {
    withoutActuallyEscaping(function) {
      run(from: start, lower: lower, upper: upper, scale: scale, $0)
    }
  }

  private func run(
    from start: [Double], lower: [Double]?, upper: [Double]?, scale: [Double]?,
    _ function: @escaping ([Double]) -> Double
  ) -> SmoothMinimum {
    var simplex = MovingSimplex(lower: lower, upper: upper, function: function)
    let steps = scale ?? start.map { $0 == 0 ? 0.05 : 0.05 * abs($0) }
    guard simplex.open(at: start, steps: steps) else {
      return SmoothMinimum(
        point: start, value: .infinity, iterations: 0, evaluations: simplex.evaluations,
        status: .infeasibleStart)
    }
    var iterations = 0
    for _ in 0..<2 {
      while !simplex.isClosed(tolerance, valueTolerance) {
        guard simplex.evaluations < maximumEvaluations else {
          return simplex.result(iterations, .iterationLimit)
        }
        simplex.move()
        iterations += 1
      }
      _ = simplex.open(at: simplex.vertices[0].x, steps: steps.map { 0.2 * $0 })
    }
    return simplex.result(iterations, .converged)
  }
}

private struct MovingSimplex {
  struct Vertex {
    var x: [Double]
    var value: Double
  }
  private(set) var vertices: [Vertex] = []
  private(set) var evaluations = 0
  private let lower: [Double]?
  private let upper: [Double]?
  private let function: ([Double]) -> Double

  init(lower: [Double]?, upper: [Double]?, function: @escaping ([Double]) -> Double) {
    self.lower = lower
    self.upper = upper
    self.function = function
  }

  /// Places the vertices; false where the first has no finite value.
  mutating func open(at start: [Double], steps: [Double]) -> Bool {
    vertices = [vertex(start)]
    guard vertices[0].value.isFinite else { return false }
    for i in start.indices {
      var x = vertices[0].x
      x[i] += steps[i]
      if let upper, x[i] > upper[i] { x[i] = vertices[0].x[i] - steps[i] }
      vertices.append(vertex(x))
    }
    sort()
    return true
  }

  func isClosed(_ tolerance: Double, _ valueTolerance: Double) -> Bool {
    let best = vertices[0]
    guard vertices.last!.value - best.value <= valueTolerance * max(abs(best.value), 1e-4)
    else { return vertices.allSatisfy { $0.x == best.x } }
    return vertices.allSatisfy { vertex in
      zip(vertex.x, best.x).allSatisfy { abs($0 - $1) <= tolerance * max(abs($1), 1) }
    }
  }

  mutating func move() {
    let n = Double(vertices.count - 1)
    let expansion = 1 + 2 / max(n, 2)
    let contraction = 0.75 - 1 / (2 * max(n, 2))
    let shrinkage = 1 - 1 / max(n, 2)
    let worst = vertices.count - 1
    var centre = [Double](repeating: 0, count: vertices.count - 1)
    for vertex in vertices.dropLast() {
      for i in centre.indices { centre[i] += vertex.x[i] / n }
    }
    func along(_ factor: Double) -> [Double] {
      zip(centre, vertices[worst].x).map { $0 + factor * ($0 - $1) }
    }
    let reflected = vertex(along(1))
    if reflected.value < vertices[0].value {
      let expanded = vertex(along(expansion))
      vertices[worst] = expanded.value < reflected.value ? expanded : reflected
    } else if reflected.value < vertices[worst - 1].value {
      vertices[worst] = reflected
    } else {
      let outside = reflected.value < vertices[worst].value
      let contracted = vertex(along(outside ? contraction : -contraction))
      if contracted.value < min(reflected.value, vertices[worst].value) {
        vertices[worst] = contracted
      } else {
        let best = vertices[0].x
        for k in 1..<vertices.count {
          vertices[k] = vertex(
            zip(best, vertices[k].x).map { $0 + shrinkage * ($1 - $0) })
        }
      }
    }
    sort()
  }

  func result(_ iterations: Int, _ status: SmoothMinimum.Status) -> SmoothMinimum {
    SmoothMinimum(
      point: vertices[0].x, value: vertices[0].value, iterations: iterations,
      evaluations: evaluations, status: status)
  }

  private mutating func vertex(_ x: [Double]) -> Vertex {
    var x = x
    if let lower { for i in x.indices { x[i] = max(x[i], lower[i]) } }
    if let upper { for i in x.indices { x[i] = min(x[i], upper[i]) } }
    evaluations += 1
    let value = function(x)
    return Vertex(x: x, value: value.isNaN ? .infinity : value)
  }

  private mutating func sort() {
    let order = vertices.indices.sorted {
      (vertices[$0].value, $0) < (vertices[$1].value, $1)
    }
    vertices = order.map { vertices[$0] }
  }
}
