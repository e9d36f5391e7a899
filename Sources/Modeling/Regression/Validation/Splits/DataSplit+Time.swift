extension DataSplit {
  /// Folds that train on the past and test on what follows (Hyndman &
  /// Athanasopoulos 2021, "Forecasting: principles and practice", §5.10).
  ///
  /// The moments that occur are cut into `folds + 1` runs; fold k tests run k + 1
  /// and trains on what lies before it. Rows of one moment are never parted.
  /// - Parameters:
  ///   - times: of each row, in any order and unit.
  ///   - testMoments: moments in each test; by default all but those left over at
  ///     the start, divided by `folds + 1`.
  ///   - gap: time that must pass between training and test: a row trains when
  ///     `time + gap` is before the first test.
  ///   - window: longest span of training before the gap; by default all the past.
  /// - Throws: `.setting` where a fold would be left without rows.
  public static func forwardChaining(
    times: [Double], folds: Int, testMoments: Int? = nil, gap: Double = 0, window: Double? = nil
  ) throws(RegressionError) -> [DataSplit] {
    let (moments, order) = try distinct(times, gap: gap)
    guard folds >= 1 else { throw .setting("folds", reason: "must be at least 1, is \(folds)") }
    let size = testMoments ?? moments.count / (folds + 1)
    guard size >= 1, size * folds < moments.count else {
      throw .setting(
        "folds", reason: "\(moments.count) moments are too few for \(folds) folds forward in time")
    }
    var result: [DataSplit] = []
    for k in 0..<folds {
      let first = moments.count - (folds - k) * size
      let (start, end) = (moments[first], moments[first + size - 1])
      let latest = start - gap
      let split = DataSplit(
        train: order.filter { row in
          times[row] < latest && window.map { times[row] >= latest - $0 } ?? true
        }.sorted(),
        test: order.filter { times[$0] >= start && times[$0] <= end }.sorted())
      guard !split.train.isEmpty else {
        throw .setting("gap", reason: "leaves fold \(k + 1) no row to train on")
      }
      result.append(split)
    }
    return result
  }

  /// Folds that each test one stretch of time and train on the rest but for what
  /// lies near it (purging and embargo: López de Prado 2018, "Advances in financial
  /// machine learning", ch. 7).
  ///
  /// - Parameters:
  ///   - gap: a row before the test trains when `time + gap` is before its start.
  ///   - embargo: a row after the test trains when it is later than its end by more.
  public static func timeBlocks(
    times: [Double], folds: Int, gap: Double = 0, embargo: Double = 0
  ) throws(RegressionError) -> [DataSplit] {
    let (moments, _) = try distinct(times, gap: gap)
    try requireFolds(folds, of: moments.count, "moments")
    guard embargo >= 0 else { throw .setting("embargo", reason: "must not be negative") }
    var result: [DataSplit] = []
    for k in 0..<folds {
      let start = moments[moments.count * k / folds]
      let end = moments[moments.count * (k + 1) / folds - 1]
      let split = DataSplit(
        train: times.indices.filter { times[$0] < start - gap || times[$0] > end + embargo },
        test: times.indices.filter { times[$0] >= start && times[$0] <= end })
      guard !split.train.isEmpty else {
        throw .setting("gap", reason: "with the embargo leaves fold \(k + 1) no row to train on")
      }
      result.append(split)
    }
    return result
  }

  /// Moments in order, each once, and rows in order of time.
  private static func distinct(
    _ times: [Double], gap: Double
  ) throws(RegressionError) -> (moments: [Double], order: [Int]) {
    guard gap >= 0 else { throw .setting("gap", reason: "must not be negative") }
    if let row = times.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(column: "time", row: row)
    }
    let order = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
    var moments: [Double] = []
    for row in order where moments.last != times[row] { moments.append(times[row]) }
    return (moments, order)
  }
}
