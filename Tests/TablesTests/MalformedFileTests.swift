import Foundation
import Tables
import XCTest

/// Bad files: each gives one clear message and the right exit code.
final class MalformedFileTests: XCTestCase {
  private struct Case {
    var name: String
    var bytes: [UInt8]
    var change: (inout ReadOptions) -> Void = { _ in }
    var exitCode: Int32 = 65
    var message: String

    init(
      _ name: String, _ text: String, exitCode: Int32 = 65, _ message: String,
      _ change: @escaping (inout ReadOptions) -> Void = { _ in }
    ) {
      self.init(name, bytes: Array(text.utf8), exitCode: exitCode, message, change)
    }

    init(
      _ name: String, bytes: [UInt8], exitCode: Int32 = 65, _ message: String,
      _ change: @escaping (inout ReadOptions) -> Void = { _ in }
    ) {
      self.name = name
      self.bytes = bytes
      self.change = change
      self.exitCode = exitCode
      self.message = message
    }
  }

  private static let aside = "Use --rejects to set such rows aside."

  private let cases: [Case] = [
    Case("empty", "", "f.csv: the file is empty."),
    Case("only a mark", bytes: [0xEF, 0xBB, 0xBF], "f.csv: the file is empty."),
    Case(
      "binary", bytes: [0x7F, 0x45, 0x4C, 0x46, 0, 0, 1],
      "f.csv: not a text file: it holds NUL bytes."),
    Case(
      "UTF-16 little-endian", bytes: [0xFF, 0xFE, 0x61, 0, 0x2C, 0],
      "f.csv: the text is UTF-16. "
        + "Save it as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8 OLD > NEW."),
    Case(
      "UTF-16 big-endian", bytes: [0xFE, 0xFF, 0, 0x61],
      "f.csv: the text is UTF-16. "
        + "Save it as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8 OLD > NEW."),
    Case(
      "gzip in a stream", bytes: [0x1F, 0x8B, 8, 0],
      "f.csv: the stream is compressed by gzip. Pipe it through gzip -dc, or name the file itself."),
    Case(
      "workbook", "PK\u{3}\u{4}zzz",
      "f.csv: a zip archive or a spreadsheet workbook, not CSV. "
        + "Unpack it, or save the sheet as CSV."),
    Case(
      "open quote in the header", "a,\"b\n1,2\n",
      "f.csv:1: a quote opened in this row is never closed. Close it, or remove it."),
    Case(
      "open quote in a row", "a,b\n1,2\n3,\"4\n5,6\n",
      "f.csv:3: a quote opened in this row is never closed. Close it, or remove it."),
    Case(
      "open quote in a huge row", "a,b\n1,\"" + String(repeating: "x\n", count: 3000),
      "f.csv:2: a row longer than 4,096 bytes begins here; "
        + "probably a quote in it is never closed. Close the quote, or remove it."
    ) {
      $0.maximumRowBytes = 4096
      $0.sampleBytes = 64
      $0.blockSize = 64
    },
    Case(
      "text after a quote", "a,b\n\"1\"x,2\n",
      "f.csv:2: column \"a\": text after a closing quote. " + aside),
    Case("too few fields", "a,b\n1,2\n3\n", "f.csv:3: 1 of 2 fields. " + aside),
    Case(
      "too many fields", "a,b\n1,2\n3,4,5\n",
      "f.csv:3: 3 fields where the header has 2. " + aside),
    Case(
      "far too many columns", String(repeating: ",", count: 200_000) + "\n1\n",
      "f.csv:1: more than 100,000 columns. Check the delimiter, and that this is a table."),
    Case(
      "wrong columns", "a,b\n1,2\n",
      "f.csv: no column \"y\"; the file has: a, b. Check the name, and the delimiter."
    ) { $0.columns = ["a", "y"] },
    Case(
      "wrong case", "Id,Y\n1,2\n", "f.csv: no column \"y\"; the file has: Id, Y. Did you mean Y?"
    ) { $0.types["y"] = .number },
    Case(
      "a column twice", "a\n1\n", exitCode: 64, "a column is asked for twice: a, a"
    ) { $0.columns = ["a", "a"] },
    Case(
      "not a number", "y\n1\nabc\n", "f.csv:3: column \"y\": not a number. " + aside
    ) { $0.types["y"] = .number },
    Case(
      "decimal comma", "id,y\na,1.5\nb,\"2,5\"\n",
      "f.csv:3: column \"y\": not a number (decimal comma?). "
        + "Try --decimal-comma, or --rejects to set such rows aside."
    ) { $0.types["y"] = .number },
    Case(
      "open style", "id;y\na;1,234\nb;5,678\n",
      "f.csv: column \"y\": every comma could be a decimal sign or separate thousands. "
        + "Say which: --decimal-comma, or --decimal-point."),
    Case(
      "not whole", "y\n1\n2.5\n", "f.csv:3: column \"y\": not a whole number. " + aside
    ) { $0.types["y"] = .integer },
    Case("1e309", "y\n1.5\n1e309\n", "f.csv:3: column \"y\": not a finite number. " + aside),
    Case("infinite", "y\n1.5\n-inf\n", "f.csv:3: column \"y\": not a finite number. " + aside),
    Case(
      "ambiguous dates", "d\n03/04/2025\n05/06/2025\n",
      "f.csv: column \"d\": the dates may be day/month or month/day: no number in them tells. "
        + "Say which: --date-order dmy, or --date-order mdy."),
    Case(
      "dates of both orders", "d\n13/04/2025\n05/16/2025\n",
      "f.csv: column \"d\": some dates can only be day/month, others only month/day. "
        + "Say which: --date-order dmy, or --date-order mdy."),
    Case(
      "30 February", "d\n2023-02-28\n2023-02-30\n",
      "f.csv:3: column \"d\": no such day in the calendar. " + aside),
    Case(
      "29 February of no leap year", "d\n2024-02-29\n2023-02-29\n",
      "f.csv:3: column \"d\": no such day in the calendar. " + aside),
    Case(
      "hour 24", "d\n2023-02-28 10:00\n2023-02-28 24:00\n",
      "f.csv:3: column \"d\": no such time of day. " + aside),
    Case(
      "13 PM", "d\n02/28/2023 10:00 AM\n02/28/2023 13:00 PM\n",
      "f.csv:3: column \"d\": no such time of day. " + aside),
    Case(
      "a zone missing", "d\n2023-02-28T10:00Z\n2023-02-28T11:00Z\n2023-02-28T12:00\n",
      "f.csv:4: column \"d\": a time without UTC offset among times that have one. " + aside),
    Case(
      "a zone too many", "d\n2023-02-28T10:00\n2023-02-28T11:00\n2023-02-28T12:00+01:00\n",
      "f.csv:4: column \"d\": a time with a UTC offset among times that have none. " + aside),
    Case(
      "other date form", "d\n2023-02-28\n2023-03-01\n02.03.2023\n",
      "f.csv:4: column \"d\": not a date or time of this column's format. "
        + "Try --date-order dmy, or --rejects to set such rows aside."
    ) { $0.types["d"] = .time },
    Case(
      "no dates at all", "d\nMonday\nTuesday\n",
      "f.csv: column \"d\": none of 2 sampled values is a date or time in a known form. "
        + "Name another column, or give the form: --type d=\"%d.%m.%y %H:%M\"."
    ) { $0.types["d"] = .time },
    Case(
      "bad compact date", "d\n20230228\n20230230\n",
      "f.csv:3: column \"d\": no such day in the calendar. " + aside
    ) { $0.types["d"] = .compactDate },
    Case(
      "bad pattern", "d\n2\n", exitCode: 64,
      "column \"d\": \"%Q\" is not a date pattern. "
        + "Use %Y %y %m %d %b %H %I %M %S %f %p %z, as in \"%d/%m/%Y %H:%M\"."
    ) { $0.types["d"] = .pattern("%Q") },
    Case(
      "NUL in text", "a,b\n" + String(repeating: "x,1\n", count: 20_000) + "y\0z,2\n",
      "f.csv:20002: column \"a\": a NUL byte in the text. " + aside),
    Case(
      "NUL in a number", "a,b\n" + String(repeating: "x,1\n", count: 20_000) + "x,2\0\n",
      "f.csv:20002: column \"b\": not a number. " + aside
    ) { $0.types["b"] = .number },
    Case(
      "delimiter", "a\n1\n", exitCode: 64,
      "the delimiter must be one ASCII character, not a quote or a line break"
    ) { $0.delimiter = 0x22 },
    Case(
      "not UTF-8", bytes: Array("a\n".utf8) + [0xE9, 0x0A],
      "f.csv:2: column \"a\": not UTF-8. "
        + "Try --encoding latin1, or --rejects to set such rows aside."
    ) { $0.encoding = .utf8 },
  ]

  func testEachGivesOneClearMessage() {
    for item in cases {
      for blockSize in [1, 7, 1 << 20] {
        var options = ReadOptions()
        options.blockSize = blockSize
        item.change(&options)
        do {
          _ = try TableReader.read(bytes: item.bytes, name: "f.csv", options: options)
          XCTFail("\(item.name): no error")
        } catch {
          XCTAssertEqual(error.description, item.message, item.name)
          XCTAssertEqual(error.exitCode, item.exitCode, item.name)
        }
      }
    }
  }

  func testRowsSetAside() throws {
    let text =
      "id,d,y\na,2025-01-01,1\nb,2025-02-30,2\n\"c\nc\",\"2025-01-02\",x\nd\ne,2025-01-03,5\r\n"
    var options = ReadOptions()
    options.rejects = .setAside
    options.types["y"] = .number
    let result = try TableReader.read(bytes: Array(text.utf8), name: "f.csv", options: options)
    XCTAssertEqual(result.table.rowCount, 2)
    XCTAssertEqual(result.rejects.count, 3)
    XCTAssertEqual(
      String(decoding: result.rejects.csv, as: UTF8.self),
      """
      line,column,reason,row
      3,d,no such day in the calendar,"b,2025-02-30,2"
      4,y,not a number,\"""c
      c"",""2025-01-02"",x"
      6,,1 of 3 fields,"d"

      """)
    XCTAssertEqual((0..<2).map { result.lines[$0] }, [2, 7])
    // Texts of rows set aside leave no trace.
    if case .text(let ids)? = result.table["id"]?.values {
      XCTAssertEqual(ids.dictionary, ["a", "e"])
    } else {
      XCTFail("id is text")
    }
    XCTAssertTrue(result.inference.notes.contains("3 rows were set aside as rejects"))
  }

  /// A faulty text is remembered like others, and the memory of those before it
  /// moves; found by fuzzing with the address sanitizer.
  func testFaultyTextsBetweenGoodOnes() throws {
    var bytes = Array("id\n".utf8)
    for length in 1...200 {
      let text = Array(repeating: UInt8(0x61 + length % 26), count: length)
      for row in [text, text + [0xE9], text, text + [0xE9]] { bytes += row + [0x0A] }
    }
    var options = ReadOptions()
    options.rejects = .setAside
    options.encoding = .utf8
    let result = try TableReader.read(bytes: bytes, name: "f.csv", options: options)
    XCTAssertEqual(result.table.rowCount, 400)
    XCTAssertEqual(result.rejects.count, 400)
    guard case .text(let ids)? = result.table["id"]?.values else { return XCTFail("text") }
    XCTAssertEqual(ids.dictionary.map(\.utf8.count), Array(1...200))
    XCTAssertEqual(ids.codes, (0..<200).flatMap { [Int32($0), Int32($0)] })
  }

  func testNothingLeftIsAnErrorEvenWithRejects() {
    var options = ReadOptions()
    options.rejects = .setAside
    options.types["y"] = .number
    XCTAssertThrowsError(
      try TableReader.read(bytes: Array("y\na\nb\n".utf8), name: "f.csv", options: options)
    ) { XCTAssertEqual(($0 as? TableError)?.exitCode, 65) }
  }

  func testValuesAreShownOnlyWhenAsked() throws {
    let bytes = Array("name,y\nMartha,12x\n".utf8)
    var options = ReadOptions()
    options.types["y"] = .number
    for shows in [false, true] {
      options.showValues = shows
      XCTAssertThrowsError(try TableReader.read(bytes: bytes, name: "f.csv", options: options)) {
        XCTAssertEqual("\($0)".contains("12x"), shows)
        XCTAssertFalse("\($0)".contains("Martha"))
      }
    }
  }

  func testManyProblemsAreCounted() {
    var options = ReadOptions()
    options.types["y"] = .number
    let text = "y\n" + String(repeating: "x\n", count: 100)
    XCTAssertThrowsError(
      try TableReader.read(bytes: Array(text.utf8), name: "f.csv", options: options)
    ) { error in
      guard case .badRows(let list)? = error as? TableError else { return XCTFail("\(error)") }
      XCTAssertEqual(list.count, 100)
      XCTAssertEqual(list.first.count, 20)
      XCTAssertEqual("\(list)".split(separator: "\n").count, 5)
      XCTAssertTrue("\(list)".contains("… and 97 more rows with problems."))
    }
  }

  // MARK: What the file system can do

  private func message(_ path: String) -> (Int32, String)? {
    do {
      _ = try TableReader.read(path: path)
      return nil
    } catch { return (error.exitCode, error.description) }
  }

  func testFilesThatCannotBeOpened() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/tables-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    XCTAssertEqual(message("\(folder)/no.csv")?.0, 66)
    XCTAssertEqual(message("\(folder)/no.csv")?.1, "\(folder)/no.csv: no such file or directory.")
    XCTAssertEqual(message(folder)?.0, 66)
    XCTAssertEqual(
      message(folder)?.1, "\(folder): it is a directory, not a file. Name a file in it.")
    try AtomicFile.write("a\n1\n", to: "\(folder)/secret.csv")
    chmod("\(folder)/secret.csv", 0)
    if getuid() != 0 {
      XCTAssertEqual(message("\(folder)/secret.csv")?.0, 66)
      XCTAssertEqual(
        message("\(folder)/secret.csv")?.1, "\(folder)/secret.csv: permission denied")
    }
  }

  func testGzipFiles() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/tables-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = "\(folder)/-a b.csv"
    var text = "id,y\n"
    for row in 0..<20_000 { text += "series \(row / 100),\(row)\n" }
    try AtomicFile.write(text, to: path)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "--", path]
    try process.run()
    process.waitUntilExit()
    var options = ReadOptions()
    options.sampleBytes = 4096
    let result = try TableReader.read(path: path + ".gz", options: options)
    XCTAssertEqual(result.table.rowCount, 20_000)
    // Found only behind the sample, so that the stream is read a second time.
    options.types["y"] = .text
    options.columns = ["y"]
    XCTAssertEqual(
      try TableReader.read(path: path + ".gz", options: options).table.rowCount, 20_000)

    let paths = String(cString: getenv("PATH"))
    setenv("PATH", folder, 1)
    XCTAssertEqual(message(path + ".gz")?.0, 66)
    XCTAssertTrue(message(path + ".gz")!.1.contains("the program gzip is not installed"))
    setenv("PATH", paths, 1)

    let whole = try WholeFile.read(path + ".gz")
    try AtomicFile.write(Array(whole.prefix(whole.count / 2)), to: "\(folder)/cut.gz")
    XCTAssertEqual(message("\(folder)/cut.gz")?.0, 65)
    XCTAssertEqual(
      message("\(folder)/cut.gz")?.1,
      "\(folder)/cut.gz: the gzip file is damaged or incomplete "
        + "(gzip says: unexpected end of file). Fetch or copy the file again.")
    var broken = whole
    for index in (whole.count / 2)..<(whole.count / 2 + 20) { broken[index] ^= 0x5A }
    try AtomicFile.write(broken, to: "\(folder)/broken.gz")
    XCTAssertEqual(message("\(folder)/broken.gz")?.0, 65)
    XCTAssertTrue(message("\(folder)/broken.gz")!.1.contains("damaged or incomplete"))
  }
}
