import Forecasting
import Foundation

/// Exponential smoothing beside its peers on the same series, one thread each:
/// the log-likelihood of every allowed form against R's forecast::ets, and CPU
/// time and AICc of the automatic choice against statsforecast's AutoETS.
///
/// The directory holds `FREQ_train.csv.gz` files (`unique_id,t,value`); a peer
/// that is not installed is reported as missing, and the rest still runs.
enum ETSStudy {
  static func run(directory: String?, emit: (String) -> Void) {
    guard let directory else {
      return emit(line("all", "error", text: "needs --data with FREQ_train.csv.gz files"))
    }
    for sample in samples {
      let series = Series.read("\(directory)/\(sample.name)_train", period: sample.period)
      guard !series.isEmpty else {
        emit(line(sample.name, "error", text: "no series of \(sample.name)_train.csv(.gz)"))
        continue
      }
      speed(sample.name, Series.spread(series, sample.timed), emit)
      likelihood(sample.name, Series.spread(series, sample.likelihood), emit)
    }
  }

  private static let samples: [(name: String, period: Int, timed: Int, likelihood: Int)] = [
    ("yearly", 1, 100, 40), ("quarterly", 4, 60, 60), ("monthly", 12, 60, 60),
    ("hourly", 24, 24, 16),
  ]

  // MARK: The automatic choice

  private static func speed(_ name: String, _ series: [Series], _ emit: (String) -> Void) {
    var criteria: [Double] = []
    // The first fit pays for loading code; it is not counted, on either side.
    _ = try? ETS().fit(series[0].training)
    let before = cpuSeconds()
    for one in series {
      criteria.append((try? ETS().fit(one.training))?.aicc ?? .nan)
    }
    let ours = (cpuSeconds() - before) / Double(series.count)
    emit(line(name, "milliseconds_per_series", 1e3 * ours, cpu: ours * Double(series.count)))
    guard let output = Peer.python.run(autoETS, series) else {
      return emit(line(name, "peer_missing", text: "statsforecast"))
    }
    var theirs = Double.nan
    var compared = 0
    var noWorse = 0
    for row in output.split(separator: "\n").map({ $0.split(separator: ",") }) {
      if row[0] == "seconds" { theirs = Double(row[1])! / Double(series.count) }
      guard row[0] == "aicc", let index = Int(row[1]), let value = Double(row[2]) else { continue }
      guard value.isFinite, criteria[index].isFinite else { continue }
      // AutoETS leaves the constant −n (log(2π/n) + 1) out of −2 log L, as R does.
      let n = Double(series[index].values.count)
      compared += 1
      if criteria[index] <= value + n * (log(2 * Double.pi / n) + 1) + 2e-3 { noWorse += 1 }
    }
    emit(line(name, "autoets_milliseconds_per_series", 1e3 * theirs))
    emit(line(name, "times_faster_than_autoets", theirs / ours, bound: 3))
    emit(line(name, "share_aicc_no_worse_than_autoets", Double(noWorse) / Double(compared)))
  }

  /// Fits each series once and prints the CPU seconds of the fits alone, and the
  /// AICc of each.
  private static let autoETS = """
    import sys, time
    import numpy as np
    from statsforecast.models import AutoETS
    rows = [l.strip().split(",") for l in open(sys.argv[1])]
    data = [(int(r[1]), np.array([float(v) for v in r[2:]])) for r in rows]
    AutoETS(season_length=data[0][0]).fit(data[0][1])
    begin = time.process_time()
    fits = [AutoETS(season_length=m).fit(y) for m, y in data]
    print("seconds", time.process_time() - begin, sep=",")
    for i, f in enumerate(fits):
        print("aicc", i, f.model_.get("aicc", float("nan")), sep=",")
    """

  // MARK: Every form

  private static func likelihood(_ name: String, _ series: [Series], _ emit: (String) -> Void) {
    guard let output = Peer.r.run(everyForm, series) else {
      return emit(line(name, "peer_missing", text: "R package forecast"))
    }
    var compared = 0
    var noWorse = 0
    var better = 0
    var seconds = 0.0
    for row in output.split(separator: "\n").map({ $0.split(separator: ",") }) {
      guard row.count == 3, let index = Int(row[0]), let theirs = Double(row[2]),
        let specification = ETSSpecification(String(row[1]))
      else { continue }
      let before = cpuSeconds()
      let fit = try? ETS(specification).fit(series[index].training)
      seconds += cpuSeconds() - before
      let n = Double(series[index].values.count)
      let bar = theirs - 0.5 * n * (log(2 * Double.pi / n) + 1)
      let ours = fit?.logLikelihood ?? -.infinity
      compared += 1
      if ours >= bar - 1e-3 { noWorse += 1 }
      if ours > bar + 1e-3 { better += 1 }
    }
    emit(line(name, "likelihoods_compared", Double(compared)))
    emit(
      line(
        name, "share_likelihood_no_worse_than_r", Double(noWorse) / Double(compared), bound: 0.95,
        cpu: seconds))
    emit(line(name, "share_likelihood_better_than_r", Double(better) / Double(compared)))
  }

  private static let everyForm = """
    suppressMessages(library(forecast))
    k <- -1
    for (text in readLines(commandArgs(TRUE)[1])) {
      k <- k + 1
      p <- strsplit(text, ",")[[1]]
      m <- as.integer(p[2])
      y <- ts(as.numeric(p[-(1:2)]), frequency = m)
      for (s in if (m > 1) c("N", "A", "M") else "N") for (tr in c("N", "A", "Ad"))
        for (e in c("A", "M")) {
          if (e == "A" && s == "M" || e == "M" && min(y) <= 0) next
          f <- try(suppressWarnings(
            ets(y, model = paste0(e, substr(tr, 1, 1), s), damped = tr == "Ad")), silent = TRUE)
          if (inherits(f, "try-error") || is.null(f$loglik) || !is.finite(f$loglik)) next
          cat(k, paste0(e, tr, s), sprintf("%.12g\\n", f$loglik), sep = ",")
        }
    }
    """

  // MARK: Lines and clocks

  private static func line(
    _ name: String, _ measure: String, _ value: Double? = nil, bound: Double? = nil,
    cpu: Double? = nil, text: String? = nil
  ) -> String {
    var fields = ["\"study\":\"ets\"", "\"case\":\"\(name)\"", "\"measure\":\"\(measure)\""]
    if let value { fields.append("\"value\":\(value.isFinite ? "\(value)" : "null")") }
    if let text { fields.append("\"text\":\"\(text)\"") }
    if let bound { fields.append("\"bound\":\(bound)") }
    if let cpu { fields.append("\"cpu_seconds\":\(cpu)") }
    return "{\(fields.joined(separator: ","))}"
  }

  private static func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  // MARK: Series

  private struct Series {
    var id: String
    var period: Int
    var values: [Double]

    var training: TrainingSeries {
      TrainingSeries(id: id, values: values, seasonalPeriods: period > 1 ? [period] : [])
    }

    /// Complete series of `path.csv` or `path.csv.gz`, in file order.
    static func read(_ path: String, period: Int) -> [Series] {
      var text: String?
      if FileManager.default.fileExists(atPath: path + ".csv.gz") {
        text = Peer.output("gzip", ["-dc", path + ".csv.gz"])
      } else {
        text = try? String(contentsOfFile: path + ".csv", encoding: .utf8)
      }
      var series: [Series] = []
      for row in (text ?? "").split(separator: "\n").dropFirst() {
        let cells = row.split(separator: ",", omittingEmptySubsequences: false)
        guard cells.count == 3 else { continue }
        let id = String(cells[0].filter { $0 != "\"" })
        if series.last?.id != id { series.append(Series(id: id, period: period, values: [])) }
        series[series.count - 1].values.append(Double(cells[2]) ?? .nan)
      }
      return series.filter { one in one.values.allSatisfy { $0.isFinite } }
    }

    /// `count` series at even distances.
    static func spread(_ series: [Series], _ count: Int) -> [Series] {
      let step = max(1, series.count / count)
      return stride(from: 0, to: series.count, by: step).prefix(count).map { series[$0] }
    }
  }

  /// Another implementation, run in a process of its own on one thread.
  private enum Peer {
    case python, r

    /// Writes the script and the series, one a line, and returns what it printed.
    func run(_ script: String, _ series: [Series]) -> String? {
      let folder = FileManager.default.temporaryDirectory.appending(
        path: "ets-study-\(ProcessInfo.processInfo.processIdentifier)")
      let data = folder.appending(path: "series.csv")
      let code = folder.appending(path: self == .r ? "peer.R" : "peer.py")
      defer { try? FileManager.default.removeItem(at: folder) }
      do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try script.write(to: code, atomically: true, encoding: .utf8)
        let rows = series.map { one in
          "\(one.id),\(one.period)," + one.values.map { "\($0)" }.joined(separator: ",")
        }
        try rows.joined(separator: "\n").appending("\n")
          .write(to: data, atomically: true, encoding: .utf8)
      } catch {
        return nil
      }
      return Peer.output(self == .r ? "Rscript" : "python3", [code.path, data.path])
    }

    static func output(_ program: String, _ arguments: [String]) -> String? {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = [program] + arguments
      var environment = ProcessInfo.processInfo.environment
      for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"] {
        environment[name] = "1"
      }
      process.environment = environment
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = FileHandle.nullDevice
      guard (try? process.run()) != nil else { return nil }
      let data = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else { return nil }
      return String(decoding: data, as: UTF8.self)
    }
  }
}
