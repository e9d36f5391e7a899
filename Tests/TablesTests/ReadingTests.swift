import CivilTime
import Foundation
import Tables
import XCTest

/// What good files of many habits are read as.
final class ReadingTests: XCTestCase {
  private func read(
    _ text: String, _ change: (inout ReadOptions) -> Void = { _ in }
  ) throws -> ReadResult {
    var options = ReadOptions()
    change(&options)
    return try TableReader.read(bytes: Array(text.utf8), name: "a.csv", options: options)
  }

  private func doubles(_ result: ReadResult, _ name: String) -> [Double?] {
    guard let column = result.table[name], case .double(let values) = column.values else {
      return []
    }
    return zip(values, column.missing).map { $1 ? nil : $0 }
  }

  private func integers(_ result: ReadResult, _ name: String) -> [Int64?] {
    guard let column = result.table[name], case .integer(let values) = column.values else {
      return []
    }
    return zip(values, column.missing).map { $1 ? nil : $0 }
  }

  private func texts(_ result: ReadResult, _ name: String) -> [String?] {
    guard let column = result.table[name], case .text(let text) = column.values else { return [] }
    return zip(text.codes, column.missing).map { $1 ? nil : text.dictionary[Int($0)] }
  }

  private func times(_ result: ReadResult, _ name: String) -> (TimeColumn.Kind, [String?])? {
    guard let column = result.table[name], case .time(let times) = column.values else {
      return nil
    }
    let words = zip(times.seconds, column.missing).map { seconds, missing -> String? in
      if missing { return nil }
      let wall = WallTime(wallSeconds: seconds)
      let second = wall.secondOfDay
      return "\(wall.date) \(second / 3600):\(second / 60 % 60):\(second % 60)"
    }
    return (times.kind, words)
  }

  func testPanel() throws {
    let result = try read("unique_id,ds,y\na,2025-03-09T01:30:00,1.5\nb,2025-03-09T02:00:00,-2\n")
    XCTAssertEqual(texts(result, "unique_id"), ["a", "b"])
    XCTAssertEqual(doubles(result, "y"), [1.5, -2])
    XCTAssertEqual(times(result, "ds")?.0, .wall)
    XCTAssertEqual(times(result, "ds")?.1, ["2025-03-09 1:30:0", "2025-03-09 2:0:0"])
    XCTAssertEqual(
      result.inference.sentences,
      [
        "column unique_id: text",
        "column ds: date and time as YYYY-MM-DD hh:mm:ss, 2 of 2 sampled values",
        "column y: number, 2 of 2 sampled values",
      ])
  }

  func testLineEndingsMarksAndDelimiters() throws {
    for newline in ["\n", "\r\n", "\r"] {
      for delimiter in [",", ";", "\t", "|"] {
        for mark in ["", "\u{FEFF}"] {
          for end in ["", newline] {
            let rows = ["a,b,c", "1,x,2.5", "2,,3.5", "3,\"q,\(newline)r\"\"s\",4.5"]
            let text =
              rows.dropLast().joined(separator: newline)
              .replacingOccurrences(of: ",", with: delimiter) + newline
              + "3\(delimiter)\"q,\(newline)r\"\"s\"\(delimiter)4.5"
            let result = try read(mark + text + end)
            let name = "\(newline.debugDescription) \(delimiter) \(mark.isEmpty) \(end.isEmpty)"
            XCTAssertEqual(integers(result, "a"), [1, 2, 3], name)
            XCTAssertEqual(texts(result, "b"), ["x", nil, "q,\(newline)r\"s"], name)
            XCTAssertEqual(doubles(result, "c"), [2.5, 3.5, 4.5], name)
          }
        }
      }
    }
  }

  func testDecimalCommaIsInferredAndSaid() throws {
    let result = try read("ort;wert\nA;1,5\nB;1.234,25\nC;-7\n")
    XCTAssertEqual(doubles(result, "wert"), [1.5, 1234.25, -7])
    XCTAssertTrue(
      result.inference.sentences.contains(
        "column wert: number with a decimal comma, 3 of 3 sampled values"))
    let quoted = try read("ort,wert\nA,\"1,5\"\nB,\"12,25\"\n")
    XCTAssertEqual(doubles(quoted, "wert"), [1.5, 12.25])
  }

  func testThousandsSeparators() throws {
    let result = try read(
      "n,m,k\n\"1,234\",\"1,234.5\",1 234 567\n\"12,345,678\",7.25,12\u{A0}000\n5,1e3,5\n")
    XCTAssertEqual(integers(result, "n"), [1234, 12_345_678, 5])
    XCTAssertEqual(doubles(result, "m"), [1234.5, 7.25, 1000])
    XCTAssertEqual(integers(result, "k"), [1_234_567, 12_000, 5])
    // Groups that are not of three digits make text.
    XCTAssertEqual(texts(try read("n\n\"1,23,456\"\n"), "n"), ["1,23,456"])
    let style = try read("n;m\n1,234;2\n") { $0.decimalComma = true }
    XCTAssertEqual(doubles(style, "n"), [1.234])
  }

  func testCodesStayText() throws {
    let result = try read("zip,fips,phone,id\n11207.0,00501,+15551234,12345678901234567890\n")
    XCTAssertEqual(integers(result, "zip"), [11207])
    XCTAssertEqual(texts(result, "fips"), ["00501"])
    XCTAssertEqual(texts(result, "phone"), ["+15551234"])
    XCTAssertEqual(texts(result, "id"), ["12345678901234567890"])
    let told = try read("fips\n00501\n") { $0.types["fips"] = .integer }
    XCTAssertEqual(integers(told, "fips"), [501])
  }

  func testCaseNumbersAreNotDates() throws {
    let result = try read("a,b\n2014-11,2014-11-10\n2014-47,2014-11-45\n2014-12,2014-47-11\n")
    XCTAssertEqual(texts(result, "a"), ["2014-11", "2014-47", "2014-12"])
    XCTAssertEqual(texts(result, "b"), ["2014-11-10", "2014-11-45", "2014-47-11"])
  }

  func testVeryManyColumns() throws {
    let names = (0..<20_000).map { "c\($0)" }.joined(separator: ",")
    let values = (0..<20_000).map(String.init).joined(separator: ",")
    let result = try read(names + "\n" + values + "\n" + values + "\n") { $0.sampleRows = 1 }
    XCTAssertEqual(integers(result, "c19999"), [19_999, 19_999])
  }

  func testSignsAreTextUnlessTold() throws {
    let text = "a,b\n$1,12%\n$2.50,-3 %\n\"-$1,000\",50%\n€7,0%\n"
    XCTAssertEqual(texts(try read(text), "a"), ["$1", "$2.50", "-$1,000", "€7"])
    let told = try read(text) { $0.types = ["a": .amount, "b": .amount] }
    XCTAssertEqual(doubles(told, "a"), [1, 2.5, -1000, 7])
    XCTAssertEqual(doubles(told, "b"), [12, -3, 50, 0])
  }

  func testMissingTokens() throws {
    let tokens = [
      "", "NA", "N/A", "n/a", "NaN", "NULL", "null", "None", "Unspecified", "-", ".", "?",
    ]
    let text = "x,y,t\n" + tokens.map { "\($0), \($0) ,\($0)\n" }.joined() + "a,1,2025-01-02\n"
    let result = try read(text)
    XCTAssertEqual(texts(result, "x"), tokens.map { _ in nil } + ["a"])
    XCTAssertEqual(integers(result, "y"), tokens.map { _ in nil } + [1])
    XCTAssertEqual(times(result, "t")?.1, tokens.map { _ in nil } + ["2025-01-02 0:0:0"])
    XCTAssertEqual(times(result, "t")?.0, .date)
    let own = try read("x,y\nNA,-999\n,3\n") { $0.missing = ["-999"] }
    XCTAssertEqual(texts(own, "x"), ["NA", ""])
    XCTAssertEqual(integers(own, "y"), [nil, 3])
  }

  func testDateForms() throws {
    func check(
      _ value: String, _ expected: String, _ kind: TimeColumn.Kind = .wall,
      line: UInt = #line
    ) throws {
      let result = try read("t,z\n\"\(value)\",1\n")
      XCTAssertEqual(times(result, "t")?.1, [expected], value, line: line)
      XCTAssertEqual(times(result, "t")?.0, kind, value, line: line)
    }
    try check("2025-03-09", "2025-03-09 0:0:0", .date)
    try check("2025/03/09", "2025-03-09 0:0:0", .date)
    try check("2025-3-9", "2025-03-09 0:0:0", .date)
    try check("2007-02", "2007-02-01 0:0:0", .date)
    try check("24.12.2024", "2024-12-24 0:0:0", .date)
    try check("12/24/2024", "2024-12-24 0:0:0", .date)
    try check("2025-03-09 14:30", "2025-03-09 14:30:0")
    try check("2025-03-09T14:30:05", "2025-03-09 14:30:5")
    try check("2025-03-09T14:30:05.250", "2025-03-09 14:30:5")
    try check("2025-03-09 4:30", "2025-03-09 4:30:0")
    try check("03/24/2025 11:33:07 PM", "2025-03-24 23:33:7")
    try check("03/24/2025 12:00:00 AM", "2025-03-24 0:0:0")
    try check("03/24/2025 12:00 pm", "2025-03-24 12:0:0")
    try check("24.3.2025 9:05", "2025-03-24 9:5:0")
    try check("2025-03-09T14:30:05Z", "2025-03-09 14:30:5", .instant)
    try check("2025-03-09T14:30:05+01:00", "2025-03-09 13:30:5", .instant)
    try check("2025-03-09 00:30:05-0530", "2025-03-09 6:0:5", .instant)
    try check("2025-03-09 14:30 UTC", "2025-03-09 14:30:0", .instant)
    try check("2025-03-09 14:30:00.000000+00", "2025-03-09 14:30:0", .instant)
    try check("0001-01-01", "0001-01-01 0:0:0", .date)
    try check("9999-12-31T23:59:59", "9999-12-31 23:59:59")
  }

  func testDateFormsThatMustBeAskedFor() throws {
    XCTAssertEqual(integers(try read("d\n20250309\n"), "d"), [20_250_309])
    let compact = try read("d\n20250309\n") { $0.types["d"] = .compactDate }
    XCTAssertEqual(times(compact, "d")?.1, ["2025-03-09 0:0:0"])
    let epoch = try read("d\n86399\n-1\n") { $0.types["d"] = .epochSeconds }
    XCTAssertEqual(times(epoch, "d")?.1, ["1970-01-01 23:59:59", "1969-12-31 23:59:59"])
    XCTAssertEqual(times(epoch, "d")?.0, .instant)
    let milli = try read("d\n1741533004999\n") { $0.types["d"] = .epochMilliseconds }
    XCTAssertEqual(times(milli, "d")?.1, ["2025-03-09 15:10:4"])
    let pattern = try read("d\n9-Mar-25 02:05 PM\n") {
      $0.types["d"] = .pattern("%d-%b-%y %I:%M %p")
    }
    XCTAssertEqual(times(pattern, "d")?.1, ["2025-03-09 14:5:0"])
    let order = try read("d\n03/04/2025\n") { $0.dateOrder = .dmy }
    XCTAssertEqual(times(order, "d")?.1, ["2025-04-03 0:0:0"])
  }

  func testDayAndMonthAreToldApartBeyondTheSample() throws {
    var text = "d\n"
    for _ in 0..<50 { text += "03/04/2025\n" }
    text += "03/13/2025\n"
    let result = try read(text) { $0.sampleRows = 10 }
    XCTAssertEqual(times(result, "d")?.1.last, "2025-03-13 0:0:0")
    let small = try read(text) { $0.sampleBytes = 64 }
    XCTAssertEqual(times(small, "d")?.1.last, "2025-03-13 0:0:0")
  }

  func testIndexColumn() throws {
    let index = try read("t,v\n1,5\n2,6\n") { $0.types["t"] = .timeOrInteger }
    XCTAssertEqual(integers(index, "t"), [1, 2])
    let time = try read("t,v\n2025-01-01,5\n") { $0.types["t"] = .timeOrInteger }
    XCTAssertEqual(times(time, "t")?.0, .date)
  }

  func testTypesExpectedOfColumnsThatMayBeThere() throws {
    let expected: [String: ColumnType] = ["y": .number, "ds": .timeOrInteger, "unique_id": .text]
    let result = try read("unique_id,y\n1,5\n2,6\n") { $0.typesWherePresent = expected }
    XCTAssertEqual(texts(result, "unique_id"), ["1", "2"])
    XCTAssertEqual(doubles(result, "y"), [5, 6])
    XCTAssertThrowsError(try read("y\n1\nx\n") { $0.typesWherePresent = expected })
  }

  func testNamesOfTypes() {
    for (name, type) in ColumnType.names { XCTAssertEqual(ColumnType(name), type) }
    XCTAssertEqual(ColumnType("%d.%m.%y"), .pattern("%d.%m.%y"))
    XCTAssertNil(ColumnType("%Q"))
    XCTAssertNil(ColumnType("dates"))
  }

  func testInferredTypesGiveWay() throws {
    // Beyond the sample: whole numbers become doubles, numbers become text.
    let widened = try read("n,m,z\n1,1.50,1\n2,2.0,2\n3.5,x,3\n") { $0.sampleRows = 2 }
    XCTAssertEqual(doubles(widened, "n"), [1, 2, 3.5])
    XCTAssertEqual(texts(widened, "m"), ["1.50", "2.0", "x"])
    XCTAssertEqual(
      widened.inference.columns.map(\.sentence),
      [
        "column n: number (whole before line 4), 2 of 2 sampled values",
        "column m: text, since line 4 has something else than the sampled values (number)",
        "column z: whole number, 2 of 2 sampled values",
      ])
    let dated = try read("d\n2025-01-01\n2025-01-02 06:00\n") { $0.sampleRows = 1 }
    XCTAssertEqual(times(dated, "d")?.0, .wall)
  }

  func testWideningKeepsMissingAndManyRows() throws {
    var text = "n\n"
    for row in 0..<5000 { text += row % 10 == 3 ? "NA\n" : "\(row)\n" }
    text += "0.5\n"
    let values = doubles(try read(text) { $0.sampleRows = 5 }, "n")
    XCTAssertEqual(values.count, 5001)
    XCTAssertEqual(values[4999], 4999)
    XCTAssertEqual(values[5000], 0.5)
    XCTAssertNil(values[13])
  }

  func testHeaderNames() throws {
    let result = try read("a, a ,,column_3,a_2\n1,2,3,4,5\n")
    XCTAssertEqual(result.inference.header, ["a", "a_3", "column_3_2", "column_3", "a_2"])
    XCTAssertEqual(result.inference.notes.count, 2)
    let none = try read("1,x\n2,y\n") { $0.hasHeader = false }
    XCTAssertEqual(none.inference.header, ["column_1", "column_2"])
    XCTAssertEqual(integers(none, "column_1"), [1, 2])
    XCTAssertTrue(try read("1,2\n3,4\n").inference.notes.first!.contains("--no-header"))
  }

  func testProjectionOrderAndSkippedQuotes() throws {
    let text = "a,b,c\n1,\"x,\"\"y\n\",3\n4,z,6\n"
    let result = try read(text) { $0.columns = ["c", "a"] }
    XCTAssertEqual(result.table.columns.map(\.name), ["c", "a"])
    XCTAssertEqual(integers(result, "c"), [3, 6])
    XCTAssertEqual(result.lines[1], 4)
  }

  func testBlankLinesHeaderOnlyAndEmptyExtras() throws {
    let result = try read("\na,b\n\n1,2\n  \n3,4,\n\r\n5,6,, \n")
    XCTAssertEqual(integers(result, "b"), [2, 4, 6])
    XCTAssertEqual((0..<3).map { result.lines[$0] }, [4, 6, 8])
    XCTAssertEqual(
      result.inference.notes,
      [
        "3 blank lines were skipped",
        "2 rows end with empty extra fields, which were ignored",
      ])
    let empty = try read("a,b\n")
    XCTAssertEqual(empty.table.rowCount, 0)
    XCTAssertEqual(empty.inference.notes, ["the file has a header and no rows"])
    XCTAssertEqual(try read("a,b").table.columns.count, 2)
    XCTAssertEqual(integers(try read("sep=;\r\na;b\r\n1;2\r\n"), "b"), [2])
  }

  func testLatin1() throws {
    let bytes: [UInt8] =
      Array("n\u{6F},y\n".utf8) + [0x5A, 0xFC, 0x72, 0x2C, 0x31, 0x0A]
      + Array("Bern,2\n".utf8) + [0x80, 0x2C, 0x33, 0x0A]
    let result = try TableReader.read(bytes: bytes, name: "a.csv")
    XCTAssertEqual(texts(result, "no"), ["Zür", "Bern", "€"])
    XCTAssertEqual(
      result.inference.notes, ["the text is not UTF-8; it was read as Latin-1 (Windows-1252)"])
    let mixed = try TableReader.read(
      bytes: Array("n\nÜ\n".utf8) + [0xDC, 0x0A] + Array("Ü\n".utf8), name: "a.csv")
    XCTAssertEqual(texts(mixed, "n"), ["Ü", "Ü", "Ü"])
    if case .text(let text)? = mixed.table["n"]?.values {
      XCTAssertEqual(text.dictionary, ["Ü"])
    }
    var options = ReadOptions()
    options.encoding = .utf8
    XCTAssertThrowsError(try TableReader.read(bytes: bytes, name: "a.csv", options: options)) {
      XCTAssertTrue("\($0)".contains("a.csv:2: column \"no\": not UTF-8"), "\($0)")
    }
  }

  func testDuplicates() throws {
    let text = "a,b\n1,x\n2,y\n1,x\n1,\n1,\n"
    XCTAssertEqual(try read(text).duplicateRows, 0)
    let counted = try read(text) { $0.duplicates = .count }
    XCTAssertEqual(counted.duplicateRows, 2)
    XCTAssertEqual(counted.table.rowCount, 5)
    let dropped = try read(text) { $0.duplicates = .drop }
    XCTAssertEqual(integers(dropped, "a"), [1, 2, 1])
    XCTAssertEqual(dropped.lines[2], 5)
  }

  func testWholeNumberLimits() throws {
    let result = try read("n\n9223372036854775807\n-9223372036854775808\n0\n")
    XCTAssertEqual(integers(result, "n"), [.max, .min, 0])
    XCTAssertEqual(texts(try read("n\n9223372036854775808\n"), "n"), ["9223372036854775808"])
    XCTAssertEqual(doubles(try read("n\n1e308\n0.5\n"), "n"), [1e308, 0.5])
  }
}
