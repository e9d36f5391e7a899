/// What a search may still spend, shared with the searches it starts.
final class WorkBudget {
  var nodes: Int
  var iterations: Int
  let separatesCuts: Bool
  let shouldStop: (@Sendable () -> Bool)?
  private(set) var nodesUsed = 0
  private(set) var iterationsUsed = 0
  /// Iterations, each by the rows and columns of its program, and what a warm start takes:
  /// what programs of different sizes have cost, without a clock.
  private(set) var work = 0.0
  /// Iterations that take as long as the start of a solve.
  private static let warmStart = 10

  init(_ limits: SolverLimits) {
    nodes = limits.nodes
    iterations = limits.simplexIterations
    separatesCuts = limits.separatesCuts
    shouldStop = limits.shouldStop
  }

  func spend(nodes: Int = 0, iterations: Int = 0, size: Int = 0) {
    nodesUsed += nodes
    iterationsUsed += iterations
    work += Double(iterations + Self.warmStart) * Double(size)
  }

  func spend(work: Double) { self.work += work }

  var isExhausted: Bool { nodesUsed >= nodes || isOutOfIterations }

  /// Whether not even a relaxation may be solved any more.
  var isOutOfIterations: Bool { iterationsUsed >= iterations || shouldStop?() == true }
}
