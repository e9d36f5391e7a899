extension SignalPlan {
  private static let header = ["tls_id", "offset_s", "phase_index", "duration_s", "state"]

  /// One row a phase: `tls_id, offset_s, phase_index, duration_s, state`.
  public var csv: String {
    var text = Self.header.joined(separator: ",") + "\n"
    for program in programs {
      for (i, phase) in program.phases.enumerated() {
        text += "\(quoted(program.id)),\(number(program.offset)),\(i),\(number(phase.duration)),"
        text += "\(phase.text)\n"
      }
    }
    return text
  }

  /// Reads rows of `tls_id, offset_s, phase_index, duration_s, state`; columns are found by name
  /// and others are passed over.
  /// - Throws: `SignalFileError` naming the line.
  public init(csv bytes: [UInt8]) throws(SignalFileError) {
    var columns: [Int] = []
    var found: [String: (offset: Double, phases: [(index: Int, phase: SignalProgram.Phase)])] = [:]
    for (i, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      let fields = try Self.fields(line, line: i + 1)
      if fields.allSatisfy(\.isEmpty) { continue }
      if columns.isEmpty {
        for name in Self.header {
          guard let column = fields.firstIndex(of: name) else {
            throw .missing(attribute: name, of: "header", line: i + 1)
          }
          columns.append(column)
        }
        continue
      }
      guard let last = columns.max(), fields.count > last else {
        throw .malformed(line: i + 1, reason: "too few fields")
      }
      func value(_ k: Int) throws(SignalFileError) -> Double {
        guard let value = Double(fields[columns[k]]), value.isFinite else {
          throw .notANumber(
            attribute: Self.header[k], of: "row", value: fields[columns[k]], line: i + 1)
        }
        return value
      }
      let offset = try value(1)
      guard let index = Int(exactly: try value(2)) else {
        throw .malformed(line: i + 1, reason: "a phase index is a whole number")
      }
      let duration = try value(3)
      guard duration > 0 else { throw .malformed(line: i + 1, reason: "a phase of no duration") }
      found[fields[columns[0]], default: (offset, [])].phases.append(
        (index, .init(duration: duration, state: fields[columns[4]])))
    }
    guard !found.isEmpty else { throw .empty("phases in the plan") }
    self.init(
      programs: found.map { id, rows in
        SignalProgram(
          id: id, offset: rows.offset,
          phases: rows.phases.sorted { $0.index < $1.index }.map(\.phase))
      })
  }

  static func fields(
    _ line: ArraySlice<UInt8>, line number: Int
  ) throws(SignalFileError) -> [String] {
    var result: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    for byte in line where byte != 0x0D {
      if byte == 0x22 {
        isQuoted.toggle()
      } else if byte == 0x2C, !isQuoted {
        result.append(String(decoding: field, as: UTF8.self))
        field = []
      } else {
        field.append(byte)
      }
    }
    guard !isQuoted else { throw .malformed(line: number, reason: "a quote does not end") }
    return result + [String(decoding: field, as: UTF8.self)]
  }

  private func quoted(_ id: String) -> String { id.contains(",") ? "\"\(id)\"" : id }

  private func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
  }
}
