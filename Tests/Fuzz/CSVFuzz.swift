// Built with the sources of Tables as one module, by `run.sh`.

/// Reads arbitrary bytes as CSV under options taken from the first of them.
///
/// Besides not crashing, the reader must give the same table, or the same error,
/// whatever the size of its blocks; every code must lie in its dictionary; and a
/// table that was read must be writable and read back with as many rows.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCSV(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  guard let data, size >= 4 else { return 0 }
  let choice = (data[0], data[1], data[2])
  let bytes = Array(UnsafeBufferPointer(start: data + 3, count: size - 3))
  var options = ReadOptions()
  let flags = choice.0
  if flags & 1 != 0 { options.rejects = .setAside }
  if flags & 2 != 0 { options.hasHeader = false }
  if flags & 4 != 0 { options.duplicates = flags & 8 != 0 ? .drop : .count }
  if flags & 16 != 0 { options.dateOrder = flags & 32 != 0 ? .mdy : .dmy }
  if flags & 64 != 0 { options.decimalComma = flags & 128 != 0 }
  options.showValues = choice.1 & 1 != 0
  options.encoding = [nil, .utf8, .latin1, nil][Int(choice.1 >> 1 & 3)]
  options.delimiter = [nil, nil, 0x3B, 0x09][Int(choice.1 >> 3 & 3)]
  options.sampleRows = Int(choice.1 >> 5) + 1
  options.sampleBytes = [16, 64, 4096, 4096][Int(choice.2 & 3)]
  options.maximumRowBytes = 1 << 16
  let types: [ColumnType?] = [
    nil, .number, .integer, .amount, .text, .time, .timeOrInteger, .compactDate, .epochSeconds,
    .epochMilliseconds, .pattern("%d-%b-%y %I:%M:%S.%f %p"), .pattern("%Y-%m-%dT%H:%M%z"),
  ]
  // Columns made without a header have names known beforehand.
  if !options.hasHeader, let type = types[Int(choice.2 >> 2) % types.count] {
    options.types["column_1"] = type
  }

  options.blockSize = 4096
  let whole = outcome(bytes, options)
  options.blockSize = Int(choice.2 & 15) + 1
  let pieces = outcome(bytes, options)
  precondition(whole.words == pieces.words, "the size of the blocks changed the outcome")
  guard let table = whole.table, !table.columns.isEmpty else { return 0 }
  for column in table.columns {
    precondition(column.count == table.rowCount)
    if case .text(let text) = column.values {
      for (code, isMissing) in zip(text.codes, column.missing) {
        precondition(isMissing ? code == -1 : text.dictionary.indices.contains(Int(code)))
      }
    }
  }
  var again = ReadOptions()
  again.rejects = .setAside
  again.dateOrder = .ymd
  again.maximumRowBytes = 1 << 20
  for column in table.columns { again.types[column.name] = .text }
  let names = Set(table.columns.map(\.name))
  let written = outcome(CSVWriter.bytes(of: table), again)
  // A header of numbers or spaces may be renamed; the rows must all be there.
  if names.allSatisfy({ name in name.utf8.allSatisfy { 0x61...0x7A ~= $0 } }) {
    precondition(
      written.table?.rowCount == table.rowCount, "a written table is read back row for row")
  }
  return 0
}

/// The table, and everything that was found, as text to compare.
private func outcome(_ bytes: [UInt8], _ options: ReadOptions) -> (table: Table?, words: String) {
  do {
    let result = try TableReader.read(bytes: bytes, name: "f.csv", options: options)
    var words = result.inference.sentences.joined(separator: "\n")
    words += "\n\(result.duplicateRows) \(result.rejects.count)\n"
    words += String(decoding: result.rejects.csv, as: UTF8.self)
    words += String(decoding: CSVWriter.bytes(of: result.table), as: UTF8.self)
    return (result.table, words)
  } catch {
    return (nil, "\(error.exitCode) \(error)")
  }
}
