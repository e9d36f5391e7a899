import Statistics

extension ExplainableModel {
  /// Shapley values by sampling orders of the inputs (Castro, Gómez & Tejada 2009), each order
  /// with its reverse (Mitchell et al. 2022; Covert & Lee 2021 on the variance it takes away).
  ///
  /// Every background row is used once in a forward and once in a backward order, so that the
  /// values of a row add up to its prediction less the background's mean exactly. The standard
  /// error is of the mean over background rows and orders.
  ///
  /// - Parameters:
  ///   - groups: inputs that move together; nil for each by itself. Inputs in no group stay as
  ///     in the row.
  ///   - rounds: how often the background is gone through.
  /// - Throws: `.unknownColumn`, `.tooFewRows` for an empty background, and what the model throws.
  public func sampledContributions(
    of frame: ModelFrame, against background: ModelFrame, groups: [[String]]? = nil,
    rounds: Int = 1, seed: UInt64 = 1
  ) throws(RegressionError) -> Contributions {
    guard rounds >= 1 else { throw .setting("rounds", reason: "must be at least 1") }
    let players = groups ?? inputNames.map { [$0] }
    let base = try predictions(of: background, on: .link)
    // A background row that lacks a value has no prediction to start from.
    let usable = base.indices.filter { !base[$0].isNaN }
    guard !usable.isEmpty else { throw .tooFewRows(rows: 0, columns: players.count) }
    let mean = usable.reduce(0) { $0 + base[$1] } / Double(usable.count)
    let full = try predictions(of: frame, on: .link)
    let mixed = try MixedRows(frame, background, columns: inputNames)
    var player: [String: Int] = [:]
    for (k, names) in players.enumerated() {
      for name in names { player[name] = k }
    }
    let count = players.count
    var result = Contributions(
      base: mean, names: players.map { $0.joined(separator: " + ") },
      values: [[Double]](
        repeating: [Double](repeating: .nan, count: frame.rowCount), count: count),
      standardErrors: [[Double]](
        repeating: [Double](repeating: .nan, count: frame.rowCount), count: count))
    let pairs = (0..<rounds).flatMap { _ in usable }
    for row in full.indices where !full[row].isNaN {
      var stream = RandomStream(seed: seed, "shapley", String(row))
      var orders: [[Int]] = []
      for _ in pairs {
        let order = Self.order(count, &stream)
        orders += [order, Array(order.reversed())]
      }
      // Step s of an order has its first s + 1 players in place; the last step is the row.
      let steps = max(0, count - 1)
      let place = orders.map { order in
        var place = [Int](repeating: 0, count: count)
        for (position, k) in order.enumerated() { place[k] = position }
        return place
      }
      let states = try predictions(
        of: mixed.frame(
          rows: [Int](repeating: row, count: orders.count * steps),
          background: (0..<orders.count * steps).map { pairs[$0 / steps / 2] },
          own: { name, pair in
            player[name].map { place[pair / steps][$0] <= pair % steps } ?? true
          }), on: .link)
      var sums = [Double](repeating: 0, count: count)
      var squares = sums
      for (pair, start) in pairs.enumerated() {
        var moved = [Double](repeating: 0, count: count)
        for order in 2 * pair...2 * pair + 1 {
          var before = base[start]
          for (position, k) in orders[order].enumerated() {
            let after = position == steps ? full[row] : states[order * steps + position]
            moved[k] += (after - before) / 2
            before = after
          }
        }
        for k in 0..<count {
          sums[k] += moved[k]
          squares[k] += moved[k] * moved[k]
        }
      }
      let n = Double(pairs.count)
      for k in 0..<count {
        let value = sums[k] / n
        result.values[k][row] = value
        result.standardErrors![k][row] =
          n > 1 ? max(0, (squares[k] / n - value * value) / (n - 1)).squareRoot() : .nan
      }
    }
    return result
  }

  private static func order(_ count: Int, _ stream: inout RandomStream) -> [Int] {
    var order = Array(0..<count)
    for k in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(k, stream.integer(below: k + 1))
    }
    return order
  }
}
