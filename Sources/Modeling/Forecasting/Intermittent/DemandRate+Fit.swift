extension DemandRateParameters {
  /// Weights tried. Squared errors are flat in them: a finer search changes
  /// forecasts by less than the series can tell.
  private static let weights = SIMD8<Double>(0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
  /// The longest blocks used.
  private static let longest = 60

  /// Weights with the least squared one-step errors of what each of them smooths:
  /// sizes, intervals, shares and sums over blocks.
  ///
  /// - Parameter values: observed values, none missing.
  static func fitted(_ method: DemandRateMethod, to values: [Double]) -> DemandRateParameters {
    switch method {
    case .croston, .sba:
      return DemandRateParameters(
        size: bestWeight(values.filter { $0 != 0 }), timing: bestWeight(intervals(values)))
    case .tsb:
      return DemandRateParameters(
        size: bestWeight(values.filter { $0 != 0 }),
        timing: bestWeight(values.map { $0 != 0 ? 1 : 0 }))
    case .adida, .imapa:
      let last = averageInterval(values)
      let blocks = method == .adida ? [last] : Array(1...last)
      return DemandRateParameters(
        blocks: blocks, blockSmoothing: blocks.map { bestWeight(sums(values, length: $0)) })
    }
  }

  /// Steps from one demand to the next, the first counted from the start.
  static func intervals(_ values: [Double]) -> [Double] {
    var intervals: [Double] = []
    var last = -1
    for (t, value) in values.enumerated() where value != 0 {
      intervals.append(Double(t - last))
      last = t
    }
    return intervals
  }

  /// The average interval in whole steps, at least 1 and no longer than half the
  /// series or 60 steps.
  static func averageInterval(_ values: [Double]) -> Int {
    let intervals = intervals(values)
    guard !intervals.isEmpty else { return 1 }
    let mean = intervals.reduce(0, +) / Double(intervals.count)
    let most = max(1, min(values.count / 2, longest))
    return min(max(Int(mean.rounded(.toNearestOrEven)), 1), most)
  }

  /// Sums over blocks that end at the last value; a remainder at the start is
  /// left out.
  static func sums(_ values: [Double], length: Int) -> [Double] {
    var sums: [Double] = []
    var t = values.count % length
    while t < values.count {
      var sum = 0.0
      for k in t..<(t + length) { sum += values[k] }
      sums.append(sum)
      t += length
    }
    return sums
  }

  /// The weight with the least squared one-step errors; 0.1 where there are fewer
  /// than three values to tell.
  private static func bestWeight(_ values: [Double]) -> Double {
    guard values.count >= 3 else { return 0.1 }
    var state = SIMD8<Double>(repeating: values[0])
    var squares = SIMD8<Double>.zero
    for t in 1..<values.count {
      let error = values[t] - state
      squares += error * error
      state += weights * error
    }
    var best = 0
    for k in 1..<8 where squares[k] < squares[best] { best = k }
    return weights[best]
  }
}
