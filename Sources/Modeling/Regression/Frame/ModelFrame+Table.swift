public import CivilTime
public import Tables

extension ModelFrame {
  /// The columns of a table: numbers shared, text as factors of sorted levels,
  /// times kept.
  ///
  /// - Parameter timeZone: where given, moments are turned into what the clock on
  ///   the wall showed there, so that `hour(ds)` is the hour of that place.
  ///   Without it moments are read in UTC.
  public init(_ table: Table, timeZone: TimeZoneRules? = nil) {
    self.init(columns: table.columns.map { Column($0.name, Self.values(of: $0, timeZone)) })
  }

  private static func values(of column: Tables.Column, _ zone: TimeZoneRules?) -> Values {
    switch column.values {
    case .double(let values):
      // What lies beneath a missing mark is NaN as a rule, but need not be.
      for i in values.indices where column.missing[i] && !values[i].isNaN {
        return .numeric(values.indices.map { column.missing[$0] ? .nan : values[$0] })
      }
      return .numeric(values)
    case .integer(let values):
      return .numeric(values.indices.map { column.missing[$0] ? .nan : Double(values[$0]) })
    case .text(let text):
      return .factor(Factor(text, missing: column.missing))
    case .time(let times):
      guard let zone, times.kind == .instant else {
        return .time(times, missing: column.missing)
      }
      let wall = times.seconds.map {
        zone.wallTime(of: Instant(secondsSinceEpoch: $0)).wallSeconds
      }
      return .time(TimeColumn(kind: .wall, seconds: wall), missing: column.missing)
    }
  }

  /// The rows named, in that order.
  public func selecting(rows chosen: [Int]) -> ModelFrame {
    ModelFrame(
      columns: columns.map { column in
        switch column.values {
        case .numeric(let values): Column(column.name, .numeric(chosen.map { values[$0] }))
        case .factor(let factor):
          Column(
            column.name,
            .factor(Factor(codes: chosen.map { factor.codes[$0] }, levels: factor.levels)))
        case .time(let times, let missing):
          Column(
            column.name,
            .time(
              TimeColumn(kind: times.kind, seconds: chosen.map { times.seconds[$0] }),
              missing: chosen.map { missing[$0] }))
        }
      })
  }

  /// The frame with one column's values replaced, or the column added.
  public func replacing(_ name: String, with values: Values) -> ModelFrame {
    var changed = columns
    if let index = changed.firstIndex(where: { $0.name == name }) {
      changed[index].values = values
    } else {
      changed.append(Column(name, values))
    }
    return ModelFrame(columns: changed)
  }
}

extension Factor {
  /// Categories of text, levels in sorted order.
  public init(_ text: CodedText, missing: [Bool]) {
    let order = text.dictionary.indices.sorted { text.dictionary[$0] < text.dictionary[$1] }
    var place = [Int32](repeating: -1, count: text.dictionary.count)
    for (new, old) in order.enumerated() { place[old] = Int32(new) }
    self.init(
      codes: text.codes.indices.map {
        missing[$0] || text.codes[$0] < 0 ? -1 : place[Int(text.codes[$0])]
      }, levels: order.map { text.dictionary[$0] })
  }

  /// Categories of strings, nil where missing, levels in sorted order.
  public init(_ values: [String?]) {
    let levels = Set(values.compactMap(\.self)).sorted()
    let place = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, Int32($0)) })
    self.init(codes: values.map { $0.map { place[$0]! } ?? -1 }, levels: levels)
  }
}
