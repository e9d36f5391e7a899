public import CivilTime

/// What lies along a chart's horizontal axis.
public enum Abscissa: Hashable, Sendable {
  /// Ascending civil dates.
  case dates([CivilDate])
  /// Ascending wall-clock times.
  case times([WallTime])
  /// Ascending numbers: steps, hours, dollars.
  case numbers([Double])

  public var count: Int {
    switch self {
    case .dates(let dates): dates.count
    case .times(let times): times.count
    case .numbers(let numbers): numbers.count
    }
  }

  /// Positions on a line: wall seconds, or the numbers themselves.
  var positions: [Double] {
    switch self {
    case .dates(let dates): dates.map { Double($0.daysSinceEpoch) * 86_400 }
    case .times(let times): times.map { Double($0.wallSeconds) }
    case .numbers(let numbers): numbers
    }
  }

  var isCivil: Bool {
    if case .numbers = self { return false }
    return true
  }

  func cell(_ index: Int) -> ReportTable.Cell {
    switch self {
    case .dates(let dates): .date(dates[index])
    case .times(let times): .time(times[index])
    case .numbers(let numbers): .number(numbers[index])
    }
  }

  func column(named name: String) -> ReportTable.Column {
    switch self {
    case .dates, .times: .text(name)
    case .numbers: .number(name, format: .automatic)
    }
  }

  /// The columns that tell one row of a data table from the next: for times, the
  /// day and the clock.
  static func + (a: Abscissa, b: Abscissa) -> Abscissa {
    switch (a, b) {
    case (.dates(let first), .dates(let second)): .dates(first + second)
    case (.times(let first), .times(let second)): .times(first + second)
    default: .numbers(a.positions + b.positions)
    }
  }
}
