/// What a search may still spend, shared with the searches it starts.
final class WorkBudget {
  var nodes: Int
  var iterations: Int
  let shouldStop: (@Sendable () -> Bool)?
  private(set) var nodesUsed = 0
  private(set) var iterationsUsed = 0

  init(_ limits: SolverLimits) {
    nodes = limits.nodes
    iterations = limits.simplexIterations
    shouldStop = limits.shouldStop
  }

  func spend(nodes: Int = 0, iterations: Int = 0) {
    nodesUsed += nodes
    iterationsUsed += iterations
  }

  var isExhausted: Bool { nodesUsed >= nodes || isOutOfIterations }

  /// Whether not even a relaxation may be solved any more.
  var isOutOfIterations: Bool { iterationsUsed >= iterations || shouldStop?() == true }
}
