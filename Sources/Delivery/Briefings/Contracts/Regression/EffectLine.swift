public import Tables

/// One line of `effects.csv`: what one value of one variable goes with, all else the same.
public struct EffectLine: Sendable, Equatable {
  public var variable: String
  /// The value of a numeric variable; NaN for a level.
  public var value: Double
  /// The level of a categorical variable; empty for a number.
  public var level: String
  /// On the scale of the response.
  public var effect: Double
  public var lower: Double
  public var upper: Double
  /// Of several classes, the one whose probability this is; else empty.
  public var outcome: String

  public init(
    variable: String, value: Double = .nan, level: String = "", effect: Double,
    lower: Double = .nan, upper: Double = .nan, outcome: String = ""
  ) {
    self.variable = variable
    self.value = FileNumbers.significant(value)
    self.level = level
    self.effect = FileNumbers.significant(effect)
    self.lower = FileNumbers.significant(lower)
    self.upper = FileNumbers.significant(upper)
    self.outcome = outcome
  }
}

/// `effects.csv`: `variable, value, level, effect, lo-95, hi-95`, and of several classes
/// `class`.
public enum EffectsFile {
  public static let name = "effects.csv"

  /// - Parameter level: of the intervals, in per cent.
  public static func bytes(of rows: [EffectLine], level: Double) -> [UInt8] {
    let suffix = FileNumbers.spelling(level)
    let hasClasses = rows.contains { !$0.outcome.isEmpty }
    var writer = CSVWriter(
      header: ["variable", "value", "level", "effect", "lo-\(suffix)", "hi-\(suffix)"]
        + (hasClasses ? ["class"] : []))
    for row in rows {
      writer.text(row.variable)
      writer.significant(row.value)
      writer.text(row.level)
      for value in [row.effect, row.lower, row.upper] { writer.significant(value) }
      if hasClasses { writer.text(row.outcome) }
      writer.endRow()
    }
    return writer.bytes
  }

  public static func rows(from table: ContractTable) throws(TableError) -> [EffectLine] {
    let variables = try table.text("variable")
    let values = try table.optionalNumbers("value")
    let levels = try table.optionalText("level")
    let effects = try table.optionalNumbers("effect")
    let outcomes = table.has("class") ? try table.optionalText("class") : nil
    let interval = try table.interval()
    return variables.indices.map {
      EffectLine(
        variable: variables[$0], value: values[$0], level: levels[$0], effect: effects[$0],
        lower: interval?.lower[$0] ?? .nan, upper: interval?.upper[$0] ?? .nan,
        outcome: outcomes?[$0] ?? "")
    }
  }
}

/// One line of `importance.csv`: how much a variable matters for the predictions.
public struct ImportanceLine: Sendable, Equatable {
  public var variable: String
  public var importance: Double
  public var lower: Double
  public var upper: Double

  public init(variable: String, importance: Double, lower: Double = .nan, upper: Double = .nan) {
    self.variable = variable
    self.importance = FileNumbers.significant(importance)
    self.lower = FileNumbers.significant(lower)
    self.upper = FileNumbers.significant(upper)
  }
}

/// `importance.csv`: `variable, importance, lo-95, hi-95`, the most important first.
public enum ImportanceFile {
  public static let name = "importance.csv"

  public static func bytes(of rows: [ImportanceLine]) -> [UInt8] {
    var writer = CSVWriter(header: ["variable", "importance", "lo-95", "hi-95"])
    for row in rows {
      writer.text(row.variable)
      for value in [row.importance, row.lower, row.upper] { writer.significant(value) }
      writer.endRow()
    }
    return writer.bytes
  }

  public static func rows(from table: ContractTable) throws(TableError) -> [ImportanceLine] {
    let variables = try table.text("variable")
    let values = try table.optionalNumbers("importance")
    let interval = try table.interval()
    return variables.indices.map {
      ImportanceLine(
        variable: variables[$0], importance: values[$0], lower: interval?.lower[$0] ?? .nan,
        upper: interval?.upper[$0] ?? .nan)
    }
  }
}
