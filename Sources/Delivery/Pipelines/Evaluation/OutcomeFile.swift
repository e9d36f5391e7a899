import CivilTime
import CommandLineInterface
import Evaluation
import Foundation
import Provenance
import Tables

/// A CSV file of outcomes: one row a time, or one row a unit and time.
struct OutcomeFile {
  let path: String
  let record: FileRecord
  private let table: Table
  private let lines: RowLines

  init(_ path: String) throws {
    self.path = path
    let read = try TableReader.read(path: path)
    record = FileRecord(path: path, content: try WholeFile.read(path))
    table = read.table
    lines = read.lines
    guard table.rowCount > 0 else { throw PipelineError(.data, "\(path): has no rows.") }
  }

  var rowCount: Int { table.rowCount }

  func line(_ row: Int) -> Int { lines[row] }

  private func column(_ name: String) throws -> Column {
    guard let column = table[name] else {
      let hint = nearestName(to: name, among: table.columns.map(\.name))
      throw PipelineError(
        .data,
        "\(path): no column \(name) in it; its columns are "
          + "\(table.columns.map(\.name).joined(separator: ", "))."
          + (hint.map { " Did you mean \($0)?" } ?? ""))
    }
    return column
  }

  /// NaN where missing.
  func numbers(_ name: String) throws -> [Double] {
    let column = try column(name)
    switch column.values {
    case .double(let values):
      return zip(values, column.missing).map { $1 ? .nan : $0 }
    case .integer(let values): return zip(values, column.missing).map { $1 ? .nan : Double($0) }
    case .text, .time:
      let row = (0..<rowCount).first { !column.missing[$0] && Double(text(column, $0)) == nil } ?? 0
      throw PipelineError(
        .data,
        "\(path), line \(lines[row]), column \(name): not a number; write numbers with a decimal "
          + "point and leave missing ones empty.")
    }
  }

  /// As written, or ISO for times; empty where missing.
  func texts(_ name: String) throws -> [String] {
    let column = try column(name)
    return (0..<rowCount).map { column.missing[$0] ? "" : text(column, $0) }
  }

  private func text(_ column: Column, _ row: Int) -> String {
    switch column.values {
    case .double(let values):
      return values[row] == values[row].rounded() && abs(values[row]) < 1e15
        ? String(Int64(values[row])) : String(values[row])
    case .integer(let values): return String(values[row])
    case .text(let text): return text.codes[row] < 0 ? "" : text.dictionary[Int(text.codes[row])]
    case .time(let times):
      let day = CivilDate(
        daysSinceEpoch: Int((Double(times.seconds[row]) / 86_400).rounded(.down)))
      return day.description
    }
  }

  /// The rows' times in ascending order without repeats.
  func ordered(_ times: [String], column: String) throws -> [String] {
    if let row = times.firstIndex(of: "") {
      throw PipelineError(.data, "\(path), line \(lines[row]), column \(column): no time in it.")
    }
    let distinct = Set(times)
    let numbers = distinct.compactMap { Double($0) }
    return numbers.count == distinct.count
      ? distinct.sorted { Double($0)! < Double($1)! } : distinct.sorted()
  }

  /// The first time at or after the one given.
  func place(of date: String, among times: [String]) throws -> Int {
    let isNumeric = times.allSatisfy { Double($0) != nil }
    if isNumeric, Double(date) == nil {
      throw PipelineError(
        .usage, "--date is \(date), but the times of \(path) are numbers such as \(times[0]).")
    }
    let place = times.firstIndex {
      isNumeric ? Double($0)! >= Double(date)! : $0 >= date
    }
    guard let place, place > 0 else {
      throw PipelineError(
        .data,
        "\(path): \(date) is not inside its times, \(times[0]) to \(times[times.count - 1]): give "
          + "outcomes from before and after.")
    }
    return place
  }

  /// A series: times ascending with a row each.
  func series(time: String, columns: [String]) throws -> (times: [String], values: [[Double]]) {
    let raw = try texts(time)
    let times = try ordered(raw, column: time)
    var rowOf: [String: Int] = [:]
    for (row, text) in raw.enumerated() {
      if let earlier = rowOf[text] {
        throw PipelineError(
          .data,
          "\(path), line \(lines[row]), column \(time): the time of line \(lines[earlier]) "
            + "again; a series has one row a time. For several units use evaluate groups.")
      }
      rowOf[text] = row
    }
    let values = try columns.map { name in
      let all = try numbers(name)
      return times.map { all[rowOf[$0]!] }
    }
    return (times, values)
  }
}

/// Outcomes by unit and time.
struct OutcomeTable {
  let units: [String]
  let times: [String]
  /// One array a unit, one value a time; NaN where missing.
  private let rows: [[Int?]]
  private let file: OutcomeFile

  init(_ file: OutcomeFile, unit: String, time: String) throws {
    let names = try file.texts(unit)
    let stamps = try file.texts(time)
    times = try file.ordered(stamps, column: time)
    units = Set(names).sorted()
    let unitPlace = Dictionary(uniqueKeysWithValues: units.enumerated().map { ($1, $0) })
    let timePlace = Dictionary(uniqueKeysWithValues: times.enumerated().map { ($1, $0) })
    var rows = [[Int?]](
      repeating: [Int?](repeating: nil, count: times.count), count: units.count)
    for row in 0..<file.rowCount {
      guard !names[row].isEmpty else {
        throw PipelineError(
          .data, "\(file.path), line \(file.line(row)), column \(unit): no unit in it.")
      }
      let (u, t) = (unitPlace[names[row]]!, timePlace[stamps[row]]!)
      if let earlier = rows[u][t] {
        throw PipelineError(
          .data,
          "\(file.path), line \(file.line(row)): the unit and time of line \(file.line(earlier)) "
            + "again; give one row a unit and time.")
      }
      rows[u][t] = row
    }
    self.rows = rows
    self.file = file
  }

  func values(_ column: String) throws -> [[Double]] {
    let all = try file.numbers(column)
    return rows.map { $0.map { $0.map { all[$0] } ?? .nan } }
  }

  /// Values without a gap, which the methods for panels need.
  func complete(_ column: String) throws -> [[Double]] {
    let values = try values(column)
    for (u, row) in values.enumerated() {
      guard let t = row.firstIndex(where: { !$0.isFinite }) else { continue }
      let place = rows[u][t].map { ", line \(file.line($0))" } ?? ""
      throw PipelineError(
        .data,
        "\(file.path)\(place), column \(column): no value for \(units[u]) at \(times[t]); every "
          + "unit needs every time. Fill the gap or leave the unit out.")
    }
    return values
  }
}
