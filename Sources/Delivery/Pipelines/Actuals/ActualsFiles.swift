import Briefings
import Provenance
import Tables

/// Files of other people's making, read as the loop needs them.
enum ActualsFiles {
  /// Names of columns, as `--id`, `--time` and `--value` give them.
  struct Columns: Sendable {
    var id: String?
    var time: String?
    var value: String?
  }

  /// - Parameters:
  ///   - only: the one series of the forecast, where it has one: a file without a column of
  ///     ids then speaks of it.
  ///   - allowsOwnNames: takes the house's names where those given are not in the file: a
  ///     past beside actual values of other names.
  static func observations(
    _ path: String, columns: Columns, only: String?, reading: ReadOptions = ReadOptions(),
    allowsOwnNames: Bool = false
  ) throws -> [ObservationRow] {
    var options = reading
    let plain = try TableReader.read(path: path, options: options).table
    func name(_ given: String?, _ own: String) -> String {
      guard let given else { return own }
      return allowsOwnNames && plain[given] == nil && plain[own] != nil ? own : given
    }
    let id = name(columns.id, "unique_id")
    let time = name(columns.time, "ds")
    let value = name(columns.value, "y")
    for name in [id, time] where plain[name] != nil { options.types[name] = .text }
    var table = try TableReader.read(path: path, options: options).table
    if plain[id] == nil, columns.id == nil, let only {
      let names = CodedText(
        codes: Array(repeating: 0, count: table.rowCount), dictionary: [only])
      table.columns.append(
        Column(
          name: id, values: .text(names), missing: Array(repeating: false, count: table.rowCount)))
    }
    let contract = ContractTable(table, file: path)
    let ids = try contract.text(id)
    let starts = try contract.labels(time)
    let values = try contract.optionalNumbers(value)
    return ids.indices.map { ObservationRow(id: ids[$0], start: starts[$0], y: values[$0]) }
  }

  /// A forecast file, or that of a run folder.
  static func forecast(_ path: String) throws -> (file: String, rows: [ForecastRow]) {
    let file = RunFolder(path).exists ? "\(path)/\(ForecastFile.name)" : path
    let table = try ContractTable(reading: file, text: ["unique_id", "ds"])
    let rows = try ForecastFile.rows(from: table)
    guard !rows.isEmpty else {
      throw PipelineError(.data, "\(file): there is no row in it: give a forecast with steps.")
    }
    return (file, rows)
  }
}
