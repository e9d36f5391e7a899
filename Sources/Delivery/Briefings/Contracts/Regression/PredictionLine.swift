public import Tables

/// One line of `predictions.csv` of a fit: what was said of a row by a model that had not
/// seen it, and what it was.
public struct HeldOutLine: Sendable, Equatable {
  /// Row of the data, from 1, the header not counted.
  public var row: Int
  public var fold: Int
  /// A number, 0 or 1 for no or yes, or the code of a class.
  public var actual: Double
  public var mean: Double
  public var lower: Double
  public var upper: Double
  /// Of several classes, the probability of each; else empty.
  public var classes: [Double]

  public init(
    row: Int, fold: Int, actual: Double, mean: Double, lower: Double = .nan, upper: Double = .nan,
    classes: [Double] = []
  ) {
    self.row = row
    self.fold = fold
    self.actual = FileNumbers.significant(actual)
    self.mean = FileNumbers.significant(mean)
    self.lower = FileNumbers.significant(lower)
    self.upper = FileNumbers.significant(upper)
    self.classes = classes.map(FileNumbers.significant)
  }
}

/// Names of the columns that hold the probability of each class: `p_bus`, `p_car`.
public enum ClassColumns {
  public static func names(_ classes: [String]) -> [String] { classes.map { "p_\($0)" } }
}

/// `predictions.csv` of a fit: `row, fold, actual, mean, lo-95, hi-95`, and of several
/// classes `p_CLASS` for each.
public enum HeldOutFile {
  public static let name = "predictions.csv"

  /// - Parameters:
  ///   - level: of the intervals, in per cent.
  ///   - classes: of a response of several, in the order of their codes.
  public static func bytes(
    of rows: [HeldOutLine], level: Double, classes: [String] = []
  ) -> [UInt8] {
    let suffix = FileNumbers.spelling(level)
    var writer = CSVWriter(
      header: ["row", "fold", "actual", "mean", "lo-\(suffix)", "hi-\(suffix)"]
        + ClassColumns.names(classes))
    for row in rows {
      writer.integer(row.row)
      writer.integer(row.fold)
      for value in [row.actual, row.mean, row.lower, row.upper] { writer.significant(value) }
      for place in classes.indices {
        writer.significant(place < row.classes.count ? row.classes[place] : .nan)
      }
      writer.endRow()
    }
    return writer.bytes
  }

  public static func rows(from table: ContractTable) throws(TableError) -> [HeldOutLine] {
    let numbers = try table.counts("row")
    let folds = try table.counts("fold")
    let actual = try table.optionalNumbers("actual")
    let means = try table.optionalNumbers("mean")
    let interval = try table.interval()
    return numbers.indices.map {
      HeldOutLine(
        row: numbers[$0], fold: folds[$0], actual: actual[$0], mean: means[$0],
        lower: interval?.lower[$0] ?? .nan, upper: interval?.upper[$0] ?? .nan)
    }
  }
}

/// One line of `predictions.csv` of new rows.
public struct PredictionLine: Sendable, Equatable {
  /// Row of the data, from 1, the header not counted.
  public var row: Int
  /// The value of the `--id` column; empty where none was named.
  public var id: String
  public var mean: Double
  public var lower: Double
  public var upper: Double
  /// What is unusual about the row: inputs outside what the model has seen, missing or new.
  public var flags: String
  /// What moved the prediction most, strongest first; empty unless asked for.
  public var reasons: [String]
  /// Of several classes, the name of the likeliest; else empty.
  public var likeliest: String
  /// Of several classes, the probability of each; else empty.
  public var classes: [Double]

  public init(
    row: Int, id: String = "", mean: Double, lower: Double = .nan, upper: Double = .nan,
    flags: String = "", reasons: [String] = [], likeliest: String = "", classes: [Double] = []
  ) {
    self.row = row
    self.id = id
    self.mean = FileNumbers.significant(mean)
    self.lower = FileNumbers.significant(lower)
    self.upper = FileNumbers.significant(upper)
    self.flags = flags
    self.reasons = reasons
    self.likeliest = likeliest
    self.classes = classes.map(FileNumbers.significant)
  }
}

/// `predictions.csv` of new rows: `row, <id>, mean, lo-95, hi-95, flags, reason_1 … 3`; of
/// several classes `class` and `p_CLASS` for each stand after `mean`, the class's code.
public enum PredictionsFile {
  public static let name = "predictions.csv"
  public static let reasonCount = 3

  /// - Parameters:
  ///   - idName: name of the column carried over; nil for none.
  ///   - hasReasons: whether the three reason columns are written.
  ///   - classes: of a response of several, in the order of their codes.
  public static func bytes(
    of rows: [PredictionLine], level: Double, idName: String?, hasReasons: Bool,
    classes: [String] = []
  ) -> [UInt8] {
    let suffix = FileNumbers.spelling(level)
    let reasons = hasReasons ? (1...reasonCount).map { "reason_\($0)" } : []
    // A column that is itself called "row" or "mean" must not stand there twice.
    let named = classes.isEmpty ? [] : ["class"] + ClassColumns.names(classes)
    let own = ["row", "mean"] + named + ["lo-\(suffix)", "hi-\(suffix)", "flags"] + reasons
    let id = idName.map { own.contains($0) ? "id_\($0)" : $0 }
    var writer = CSVWriter(
      header: ["row"] + (id.map { [$0] } ?? [])
        + ["mean"] + named + ["lo-\(suffix)", "hi-\(suffix)", "flags"] + reasons)
    for row in rows {
      writer.integer(row.row)
      if id != nil { writer.text(row.id) }
      writer.significant(row.mean)
      if !classes.isEmpty {
        writer.text(row.likeliest)
        for place in classes.indices {
          writer.significant(place < row.classes.count ? row.classes[place] : .nan)
        }
      }
      for value in [row.lower, row.upper] { writer.significant(value) }
      writer.text(row.flags)
      if hasReasons {
        for place in 0..<reasonCount {
          writer.text(place < row.reasons.count ? row.reasons[place] : "")
        }
      }
      writer.endRow()
    }
    return writer.bytes
  }
}
