/// A frame's columns in the order and codes of a model.
struct TreeRows: Sendable {
  let count: Int
  /// Categories as their codes in training, NaN where missing or unseen.
  let columns: [[Double]]

  init(_ frame: ModelFrame, features: [BoostedTrees.Feature]) throws(RegressionError) {
    count = frame.rowCount
    var columns: [[Double]] = []
    for feature in features {
      guard let column = frame[feature.name] else {
        throw .unknownColumn(feature.name, nearest: nil)
      }
      switch (column.values, feature.levels) {
      case (.numeric(let values), nil): columns.append(values)
      case (.factor(let factor), let levels?):
        var codes: [String: Int] = [:]
        for (code, level) in levels.enumerated() { codes[level] = code }
        let map = factor.levels.map { codes[$0].map(Double.init) ?? .nan }
        columns.append(factor.codes.map { $0 >= 0 ? map[Int($0)] : .nan })
      case (_, nil): throw .unusableColumn(feature.name, reason: "the model reads numbers here")
      case (_, _?): throw .unusableColumn(feature.name, reason: "the model reads categories here")
      }
    }
    self.columns = columns
  }

  /// Rows `range` side by side.
  func panel(_ range: Range<Int>, into panel: UnsafeMutablePointer<Double>) {
    for (c, column) in columns.enumerated() {
      column.withUnsafeBufferPointer { column in
        var place = panel + c
        for row in range {
          place.pointee = column[row]
          place += columns.count
        }
      }
    }
  }
}
