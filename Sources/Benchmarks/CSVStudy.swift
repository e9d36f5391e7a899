import CivilTime
import Foundation
import Tables

/// How fast typed CSV is read on one core: a panel of about 100 MB, made here,
/// read whole, by one column, shuffled, and by pandas where Python has it.
enum CSVStudy {
  /// - Parameters:
  ///   - directory: a folder whose CSV files are read too; nil for none. The made
  ///     files go to a temporary folder.
  ///   - emit: receives one JSON object a line.
  static func run(directory: String?, emit: (String) -> Void) {
    let process = ProcessInfo.processInfo.processIdentifier
    let folder = NSTemporaryDirectory() + "/csv-study-\(process)"
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      for panel in Panel.allCases {
        let path = "\(folder)/\(panel.rawValue).csv"
        let bytes = panel.bytes(rows: panel.rows)
        try AtomicFile.write(bytes, to: path)
        try measure(panel, path, megabytes: Double(bytes.count) / 1e6, emit)
        try FileManager.default.removeItem(atPath: path)
      }
      for name in try directory.map(FileManager.default.contentsOfDirectory)?.sorted() ?? []
      where name.hasSuffix(".csv") || name.hasSuffix(".csv.gz") {
        measure(name, in: directory!, emit)
      }
    } catch {
      emit(line("error", "message", text: "\(error)"))
    }
  }

  /// A file that was not made here: whether and how fast it is read as it is.
  private static func measure(_ name: String, in folder: String, _ emit: (String) -> Void) {
    do throws(TableError) {
      let path = "\(folder)/\(name)"
      let (times, result) = try timed { () throws(TableError) in try TableReader.read(path: path) }
      emit(line(name, "rows", Double(result.table.rowCount)))
      emit(line(name, "cpu_seconds", times.cpu))
    } catch {
      emit(line(name, "message", text: error.description))
    }
  }

  /// The shapes of file.
  private enum Panel: String, CaseIterable {
    /// `unique_id,ds,y`: sorted by series, ISO times, two decimals.
    case panel
    /// The same rows in time order, so that the id changes on every row.
    case crossed
    /// US dates with AM and PM, counts, a free text with quotes, 17-digit numbers.
    case messy

    var rows: Int {
      switch self {
      case .panel, .crossed: 2_600_000
      case .messy: 800_000
      }
    }

    func bytes(rows: Int) -> [UInt8] {
      var state: UInt64 = 20_250_309
      func random() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
      }
      var writer = CSVWriter(
        header: self == .messy
          ? ["request", "created", "district", "note", "value"] : ["unique_id", "ds", "y"])
      let perSeries = 8760
      let series = rows / perSeries + 1
      let start = CivilDate(year: 2024, month: 1, day: 1)
      for row in 0..<rows {
        let hour = self == .crossed ? row / series : row % perSeries
        let id = self == .crossed ? row % series : row / perSeries
        let time = WallTime(date: start.adding(days: hour / 24), secondOfDay: hour % 24 * 3600)
        if self == .messy {
          let parts = time.date.parts
          let clock = hour % 24
          writer.integer(10_000_000 + row)
          writer.text(
            "\(two(parts.month))/\(two(parts.day))/\(parts.year) "
              + "\(two((clock + 11) % 12 + 1)):\(two(Int(random() % 60))):00 "
              + "\(clock < 12 ? "AM" : "PM")")
          writer.text("district \(random() % 25)")
          writer.text(row % 7 == 0 ? "said \"soon\", then left" : "no further action")
          writer.number(Double(random()) / 2_147_483_648 * 100)
        } else {
          writer.text("series_\(10_000 + id)")
          writer.wallTime(time)
          writer.number(Double(random() % 100_000) / 100)
        }
        writer.endRow()
      }
      return writer.bytes
    }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
  }

  private static func measure(
    _ panel: Panel, _ path: String, megabytes: Double, _ emit: (String) -> Void
  ) throws {
    emit(line(panel.rawValue, "file_mb", megabytes))
    // The best of five, since everything that disturbs a run makes it slower.
    var best = Times()
    var rows = 0
    for _ in 0..<5 {
      let (times, result) = try timed { () throws(TableError) in try TableReader.read(path: path) }
      best.improve(times)
      rows = result.table.rowCount
    }
    emit(line(panel.rawValue, "rows", Double(rows)))
    emit(line(panel.rawValue, "mb_per_second", megabytes / best.wall, bound: 400))
    emit(line(panel.rawValue, "mb_per_cpu_second", megabytes / best.cpu, bound: 400))
    emit(line(panel.rawValue, "cpu_seconds", best.cpu))
    var options = ReadOptions()
    options.columns = [panel == .messy ? "value" : "y"]
    var one = Times()
    for _ in 0..<3 {
      one.improve(try timed { try TableReader.read(path: path, options: options) }.0)
    }
    emit(line(panel.rawValue, "one_column_mb_per_cpu_second", megabytes / one.cpu))
    guard let pandas = pandasTimes(path, panel == .messy ? "created" : "ds") else {
      emit(line(panel.rawValue, "pandas", text: "not measured: python3 cannot import pandas"))
      return
    }
    emit(line(panel.rawValue, "pandas_mb_per_second", megabytes / pandas.wall))
    emit(line(panel.rawValue, "pandas_mb_per_cpu_second", megabytes / pandas.cpu))
    emit(line(panel.rawValue, "times_faster_than_pandas_by_cpu", pandas.cpu / best.cpu))
  }

  /// Seconds by the clock and of this process's processor time.
  private struct Times {
    var wall = Double.infinity
    var cpu = Double.infinity

    mutating func improve(_ other: Times) {
      wall = min(wall, other.wall)
      cpu = min(cpu, other.cpu)
    }
  }

  private static func timed<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> (Times, R) {
    let wall = seconds(CLOCK_MONOTONIC)
    let cpu = seconds(CLOCK_PROCESS_CPUTIME_ID)
    let result = try body()
    return (
      Times(wall: seconds(CLOCK_MONOTONIC) - wall, cpu: seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu),
      result
    )
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The best of three reads of the same columns by pandas' C engine.
  private static func pandasTimes(_ path: String, _ time: String) -> Times? {
    let script = """
      import sys, time
      import pandas
      wall = cpu = 1e9
      form = '%m/%d/%Y %I:%M:%S %p' if sys.argv[2] == 'created' else 'ISO8601'
      for _ in range(3):
          start, used = time.perf_counter(), time.process_time()
          frame = pandas.read_csv(sys.argv[1], parse_dates=[sys.argv[2]], date_format=form)
          wall = min(wall, time.perf_counter() - start)
          cpu = min(cpu, time.process_time() - used)
      print(wall, cpu)
      """
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script, path, time]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    let numbers = String(decoding: bytes, as: UTF8.self).split { $0 == " " || $0 == "\n" }
    guard numbers.count == 2, let wall = Double(numbers[0]), let cpu = Double(numbers[1]) else {
      return nil
    }
    return Times(wall: wall, cpu: cpu)
  }

  private static func line(
    _ name: String, _ measure: String, _ value: Double, bound: Double? = nil
  ) -> String {
    let rounded = (value * 1000).rounded() / 1000
    let tail = bound.map { ",\"bound\":\($0)" } ?? ""
    return "{\"study\":\"csv\",\"case\":\"\(name)\",\"measure\":\"\(measure)\","
      + "\"value\":\(rounded)\(tail)}"
  }

  private static func line(_ name: String, _ measure: String, text: String) -> String {
    let escaped = text.replacingOccurrences(of: "\\", with: "\\\\")
      .replacingOccurrences(of: "\"", with: "\\\"")
    return "{\"study\":\"csv\",\"case\":\"\(name)\",\"measure\":\"\(measure)\","
      + "\"value\":\"\(escaped)\"}"
  }
}
