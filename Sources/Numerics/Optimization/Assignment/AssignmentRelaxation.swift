/// What is left of a generalized assignment problem in a node of the search.
struct AssignmentNode {
  /// Whether agent i may take job j, at `i · jobCount + j`.
  var isAllowed: [Bool]
  /// What agents can still take.
  var capacity: [Int]
  /// Jobs not given to anyone yet.
  var open: [Int]
  /// The agent of every job, −1 where open.
  var agent: [Int]
  var cost = 0.0
  /// Multipliers of the jobs.
  var multipliers: [Double]
  var bound = -Double.infinity
  var depth = 0
}

/// The relaxation L(v) = Σ_j v_j − Σ_i max { Σ_j (v_j − c_ij) x_ij : agent i's capacity }
/// at one choice of multipliers v.
struct AssignmentRelaxation {
  var value = 0.0
  /// How many agents take each job.
  var count: [Int]
  /// Jobs every agent takes.
  var taken: [[Int]]
  /// Best profit of every agent by capacity used, ascending; a single number where its
  /// jobs all fit.
  var profits: [[Double]]

  init(_ problem: GeneralizedAssignment, _ node: AssignmentNode, _ v: [Double]) {
    let (m, n) = (problem.agentCount, problem.jobCount)
    count = [Int](repeating: 0, count: n)
    taken = [[Int]](repeating: [], count: m)
    profits = [[Double]](repeating: [], count: m)
    value = node.cost
    for j in node.open { value += v[j] }
    for i in 0..<m {
      var items: [Int] = []
      var load = 0
      for j in node.open
      where node.isAllowed[i * n + j] && v[j] > problem.costs[i][j]
        && problem.needs[i][j] <= node.capacity[i]
      {
        items.append(j)
        load += problem.needs[i][j]
      }
      if load <= node.capacity[i] {
        taken[i] = items
        profits[i] = [items.reduce(0) { $0 + v[$1] - problem.costs[i][$1] }]
      } else {
        pack(i, items, node.capacity[i], problem, v)
      }
      value -= profits[i].last ?? 0
      for j in taken[i] { count[j] += 1 }
    }
  }

  /// The 0/1 knapsack of agent i by dynamic programming over the capacity (Bellman 1957).
  private mutating func pack(
    _ i: Int, _ items: [Int], _ capacity: Int, _ problem: GeneralizedAssignment, _ v: [Double]
  ) {
    let width = capacity + 1
    var best = [Double](repeating: 0, count: width)
    var takes = [Bool](repeating: false, count: width * items.count)
    best.withUnsafeMutableBufferPointer { best in
      takes.withUnsafeMutableBufferPointer { takes in
        for (k, j) in items.enumerated() {
          let need = problem.needs[i][j]
          let profit = v[j] - problem.costs[i][j]
          var w = capacity
          while w >= need {
            let with = best[w - need] + profit
            if with > best[w] {
              best[w] = with
              takes[k * width + w] = true
            }
            w -= 1
          }
        }
      }
    }
    var w = capacity
    for k in items.indices.reversed() where takes[k * width + w] {
      taken[i].append(items[k])
      w -= problem.needs[i][items[k]]
    }
    taken[i].reverse()
    profits[i] = best
  }

  /// A lower bound on how far the relaxation rises when agent i must take job j, which it
  /// does not take now.
  func rise(
    _ problem: GeneralizedAssignment, _ node: AssignmentNode, _ v: [Double], _ i: Int, _ j: Int
  ) -> Double {
    let left = node.capacity[i] - problem.needs[i][j]
    guard left >= 0 else { return .infinity }
    let most = profits[i][profits[i].count - 1]
    let besides = profits[i].count == 1 ? most : profits[i][left]
    return max(0, most - besides - (v[j] - problem.costs[i][j]))
  }
}
