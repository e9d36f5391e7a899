import CivilTime
import Foundation
import Tables
import XCTest

/// What is written is read back the same, and the size of blocks changes nothing.
final class RoundTripTests: XCTestCase {
  private let pieces = [
    "a", "Zürich", "\"", "\"\"", ",", ";", "\n", "\r\n", "\r", " ", "\t", "'", "x y", "0", "-1",
    "1.5", "2025-01-02", "…", "=1+1", "\\", "|",
  ]

  /// A table of every kind of column, with missing values and awkward texts.
  private func randomTable(_ random: inout FixedGenerator) -> Table {
    let rows = Int(random.next() % 40) + 1
    var columns: [Column] = []
    let kinds = Int(random.next() % 5) + 1
    for index in 0..<kinds {
      var missing = (0..<rows).map { _ in random.next() % 5 == 0 }
      let name = "c\(index)"
      switch random.next() % 5 {
      case 0:
        let values = (0..<rows).map { row -> Double in
          let value = Double(bitPattern: random.next() << 33 ^ random.next() << 12 ^ random.next())
          if !value.isFinite { missing[row] = true }
          return missing[row] ? .nan : value
        }
        columns.append(Column(name: name, values: .double(values), missing: missing))
      case 1:
        let values = (0..<rows).map { missing[$0] ? 0 : Int64(bitPattern: random.next() << 31) }
        columns.append(Column(name: name, values: .integer(values), missing: missing))
      case 2:
        let kinds: [TimeColumn.Kind] = [.date, .wall, .instant]
        let kind = kinds[Int(random.next() % 3)]
        let seconds = (0..<rows).map { row -> Int64 in
          if missing[row] { return 0 }
          let second = Int64(random.next()) - 1_000_000_000
          return kind == .date ? second / 86_400 * 86_400 : second
        }
        columns.append(
          Column(
            name: name, values: .time(TimeColumn(kind: kind, seconds: seconds)), missing: missing))
      default:
        var codes: [Int32] = []
        var dictionary: [String] = []
        for row in 0..<rows {
          let text = (0...(random.next() % 4)).map { _ in
            pieces[Int(random.next()) % pieces.count]
          }.joined()
          let trimmed = text.trimmingCharacters(in: CharacterSet(charactersIn: " \t"))
          if missing[row] || trimmed.isEmpty {
            missing[row] = true
            codes.append(-1)
          } else if let code = dictionary.firstIndex(where: { Array($0.utf8) == Array(text.utf8) })
          {
            codes.append(Int32(code))
          } else {
            codes.append(Int32(dictionary.count))
            dictionary.append(text)
          }
        }
        columns.append(
          Column(
            name: name, values: .text(CodedText(codes: codes, dictionary: dictionary)),
            missing: missing))
      }
    }
    return Table(columns: columns)
  }

  private func options(for table: Table) -> ReadOptions {
    var options = ReadOptions()
    options.missing = [""]
    options.delimiter = 0x2C
    for column in table.columns {
      switch column.values {
      case .double: options.types[column.name] = .number
      case .integer: options.types[column.name] = .integer
      case .text: options.types[column.name] = .text
      case .time: options.types[column.name] = .time
      }
    }
    return options
  }

  private func assertSame(_ a: Table, _ b: Table, _ label: String) {
    XCTAssertEqual(a.columns.map(\.name), b.columns.map(\.name), label)
    for (x, y) in zip(a.columns, b.columns) {
      XCTAssertEqual(x.missing, y.missing, label)
      switch (x.values, y.values) {
      case (.double(let p), .double(let q)):
        // Zero is written without its sign.
        XCTAssertEqual(p.map { ($0 + 0).bitPattern }, q.map { ($0 + 0).bitPattern }, label)
      case (.integer(let p), .integer(let q)): XCTAssertEqual(p, q, label)
      case (.text(let p), .text(let q)):
        XCTAssertEqual(p.codes, q.codes, label)
        XCTAssertEqual(
          p.dictionary.map { Array($0.utf8) }, q.dictionary.map { Array($0.utf8) }, label)
      case (.time(let p), .time(let q)):
        XCTAssertEqual(p.seconds, q.seconds, label)
        if !x.missing.allSatisfy({ $0 }) { XCTAssertEqual(p.kind, q.kind, label) }
      default: XCTFail("\(label): kinds of \(x.name)")
      }
    }
  }

  func testRandomTablesSurviveWritingAndReading() throws {
    var random = FixedGenerator(state: 2025)
    for round in 0..<300 {
      let table = randomTable(&random)
      let bytes = CSVWriter.bytes(of: table)
      var options = options(for: table)
      options.blockSize = round % 3 == 0 ? 1 << 16 : round % 50 + 1
      let result = try TableReader.read(bytes: bytes, name: "f", options: options)
      assertSame(table, result.table, "round \(round)")
    }
  }

  func testEveryBlockSizeGivesTheSame() throws {
    var random = FixedGenerator(state: 11)
    var texts = (0..<6).map { _ in CSVWriter.bytes(of: randomTable(&random)) }
    texts.append(
      Array(
        ("id,d,v\r\n\"a\"\"b\",03/24/2025 11:33:07 PM,\"1,234.5\"\r\n\r\nlong text with, no quotes"
          + ",1\r\n\"x\r\ny\",02/30/2025 1:00:00 AM,2\r\nz,,NA\r\nz, 3/4/2025 1:00:00 AM ,-7e3")
          .utf8))
    for text in texts {
      var outcomes: [String] = []
      for size in Array(1...64) + [1 << 20] {
        for sample in [16, 1 << 20] {
          var options = ReadOptions()
          options.rejects = .setAside
          options.blockSize = size
          options.sampleBytes = sample
          options.sampleRows = 2
          do {
            let result = try TableReader.read(bytes: text, name: "f", options: options)
            outcomes.append(
              String(
                decoding: CSVWriter.bytes(of: result.table) + result.rejects.csv, as: UTF8.self)
                + (0..<result.table.rowCount).map { String(result.lines[$0]) }.joined(
                  separator: " "))
          } catch { outcomes.append("\(error)") }
        }
      }
      // The sample's size may change what is inferred; the block's size must not.
      XCTAssertEqual(Set(stride(from: 0, to: outcomes.count, by: 2).map { outcomes[$0] }).count, 1)
      XCTAssertEqual(Set(stride(from: 1, to: outcomes.count, by: 2).map { outcomes[$0] }).count, 1)
    }
  }
}
