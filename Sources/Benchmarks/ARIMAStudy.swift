import Forecasting
import Foundation

/// ARIMA beside its peers on the same series, one thread each: the exact
/// log-likelihood of fixed orders against statsmodels' SARIMAX and R's arima, and
/// CPU time and accuracy of the automatic order against statsforecast's AutoARIMA.
///
/// The directory holds `FREQ_train.csv(.gz)` and `FREQ_test.csv(.gz)` files
/// (`unique_id,t,value`); a peer that is not installed is reported as null.
enum ARIMAStudy {
  static func run(directory: String?, emit: (String) -> Void) {
    guard let directory else {
      return emit(line("all", "missing_data_directory", .nan))
    }
    for sample in samples {
      let series = read("\(directory)/\(sample.name)_train")
      let future = Dictionary(
        read("\(directory)/\(sample.name)_test").map { ($0.id, $0.values) },
        uniquingKeysWith: { first, _ in first })
      guard !series.isEmpty else {
        emit(line(sample.name, "series_found", 0))
        continue
      }
      likelihood(sample, spread(series, sample.likelihood), emit)
      automatic(sample, spread(series, sample.timed), future, emit)
    }
  }

  private struct Sample {
    var name: String
    var period: Int
    /// Series whose fixed orders are compared, and whose order is chosen.
    var likelihood: Int
    var timed: Int
  }

  private static let samples = [
    Sample(name: "yearly", period: 1, likelihood: 60, timed: 60),
    Sample(name: "quarterly", period: 4, likelihood: 70, timed: 60),
    Sample(name: "monthly", period: 12, likelihood: 70, timed: 40),
  ]

  private struct Series {
    var id: String
    var values: [Double]

    func training(_ period: Int) -> TrainingSeries {
      TrainingSeries(id: id, values: values, seasonalPeriods: period > 1 ? [period] : [])
    }
  }

  private static func line(
    _ name: String, _ measure: String, _ value: Double, more: [String: Double] = [:]
  ) -> String {
    Measurement.line(study: "arima", case: name, measure: measure, value: value, more: more)
  }

  // MARK: Fixed orders

  /// (0,1,1)(0,1,1)[m], (1,0,1)(1,1,0)[m] where there is a season, (1,1,1), and
  /// (2,0,0) with a mean; keys as in the scripts.
  private static func orders(_ period: Int) -> [(key: Int, order: ARIMAOrder, mean: Bool)] {
    var list = [(1, ARIMAOrder(1, 1, 1), false), (2, ARIMAOrder(2, 0, 0), true)]
    if period > 1 {
      list += [
        (0, ARIMAOrder(0, 1, 1, seasonal: (0, 1, 1), period: period), false),
        (3, ARIMAOrder(1, 0, 1, seasonal: (1, 1, 0), period: period), false),
      ]
    }
    return list
  }

  private static func likelihood(
    _ sample: Sample, _ series: [Series], _ emit: (String) -> Void
  ) {
    let long = series.filter { $0.values.count >= 3 * sample.period + 8 }
    var own: [String: Double] = [:]
    let before = Stopwatch.cpuSeconds
    for (index, one) in long.enumerated() {
      for (key, order, mean) in orders(sample.period) {
        let fit = try? ARIMA(order, hasConstant: mean).fit(one.training(sample.period))
        own["\(index)_\(key)"] = fit?.logLikelihood ?? -.infinity
      }
    }
    let seconds = Stopwatch.cpuSeconds - before
    emit(line(sample.name, "milliseconds_per_fit", 1e3 * seconds / Double(max(1, own.count))))
    let data = arrays(long, period: sample.period)
    for (peer, script) in [("statsmodels", statsmodels), ("r", r)] {
      guard let answers = PythonPeer.run(script, arrays: data) else {
        emit(line(sample.name, "likelihood_peer_\(peer)", .nan))
        continue
      }
      var compared = 0
      var noWorse = 0
      var better = 0
      for (index, one) in long.enumerated() {
        for (key, order, mean) in orders(sample.period) {
          guard
            let theirs = peer == "r"
              ? evaluated(answers, "\(index)_\(key)", order, mean, one.values)
              : answers["\(index)_\(key)"], theirs.isFinite
          else { continue }
          let ours = own["\(index)_\(key)"] ?? -.infinity
          compared += 1
          if ours >= theirs - 1e-3 { noWorse += 1 }
          if ours > theirs + 1e-3 { better += 1 }
        }
      }
      emit(
        line(
          sample.name, "share_likelihood_no_worse_than_\(peer)",
          Double(noWorse) / Double(compared),
          more: [
            "bound": 0.95, "compared": Double(compared),
            "share_better": Double(better) / Double(compared),
            "times_faster": answers["seconds"].map { $0 / seconds } ?? .nan,
          ]))
    }
  }

  /// R starts its filter from a large variance in place of an infinite one, so its
  /// coefficients are valued by the exact likelihood.
  private static func evaluated(
    _ answers: [String: Double], _ key: String, _ order: ARIMAOrder, _ mean: Bool,
    _ values: [Double]
  ) -> Double? {
    var found: [Double] = []
    while let value = answers["\(key)_\(found.count)"] { found.append(value) }
    guard found.count == order.coefficientCount + (mean ? 1 : 0) else { return nil }
    var rest = found[...]
    func take(_ count: Int) -> [Double] {
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    let coefficients = ARIMACoefficients(
      ar: take(order.p), ma: take(order.q), seasonalAR: take(order.seasonalP),
      seasonalMA: take(order.seasonalQ))
    return try? FittedARIMA(
      order: order, coefficients: coefficients, constant: rest.first, values: values
    ).logLikelihood
  }

  private static let statsmodels = """
    import sys, json, time
    import numpy as np
    from statsmodels.tsa.statespace.sarimax import SARIMAX
    folder = sys.argv[1]
    lengths = np.fromfile(folder + "/lengths.i32", np.int32)
    values = np.fromfile(folder + "/values.f64")
    m = int(np.fromfile(folder + "/period.i32", np.int32)[0])
    orders = [((0,1,1),(0,1,1),"n"), ((1,1,1),(0,0,0),"n"), ((2,0,0),(0,0,0),"c"),
              ((1,0,1),(1,1,0),"n")]
    out, start, seconds = {}, 0, 0.0
    for i, n in enumerate(lengths):
        y = values[start:start + n]; start += n
        scale = np.std(y)
        for j, (order, season, trend) in enumerate(orders):
            if m == 1 and season != (0, 0, 0): continue
            begin = time.process_time()
            try:
                fit = SARIMAX(y / scale, order=order, trend=trend, simple_differencing=True,
                    seasonal_order=season + (m,) if m > 1 else (0, 0, 0, 0)).fit(
                    disp=0, maxiter=200)
            except Exception:
                continue
            seconds += time.process_time() - begin
            lost = order[1] + season[1] * m
            if np.isfinite(fit.llf):
                out[f"{i}_{j}"] = float(fit.llf - (n - lost) * np.log(scale))
    out["seconds"] = seconds
    print(json.dumps(out))
    """

  /// Goes through R by its own command; answers are coefficients.
  private static let r = """
    import sys, json, subprocess
    import numpy as np
    folder = sys.argv[1]
    lengths = np.fromfile(folder + "/lengths.i32", np.int32)
    values = np.fromfile(folder + "/values.f64")
    m = int(np.fromfile(folder + "/period.i32", np.int32)[0])
    with open(folder + "/series.csv", "w") as file:
        for part in np.split(values, np.cumsum(lengths)[:-1]):
            file.write(",".join(repr(float(v)) for v in part) + "\\n")
    code = '''
    a <- commandArgs(TRUE); m <- as.integer(a[2]); i <- -1; seconds <- 0
    os <- list(list(c(0,1,1),c(0,1,1),FALSE), list(c(1,1,1),c(0,0,0),FALSE),
      list(c(2,0,0),c(0,0,0),TRUE), list(c(1,0,1),c(1,1,0),FALSE))
    for (l in readLines(a[1])) {
      i <- i + 1; y <- as.numeric(strsplit(l, ",")[[1]]); s <- sd(y)
      for (j in 1:4) {
        o <- os[[j]]
        if (m == 1 && any(o[[2]] > 0)) next
        begin <- proc.time()[1]
        f <- try(arima(y / s, o[[1]], list(order = o[[2]], period = m), include.mean = o[[3]],
          method = "ML", optim.control = list(maxit = 500)), silent = TRUE)
        seconds <- seconds + proc.time()[1] - begin
        if (inherits(f, "try-error")) next
        b <- coef(f); if (o[[3]]) b[length(b)] <- b[length(b)] * s
        for (k in seq_along(b)) cat(i, j - 1, k - 1, sprintf("%.17g\\\\n", b[k]))
      }
    }
    cat("seconds", seconds)
    '''
    run = subprocess.run(["Rscript", "-e", code, folder + "/series.csv", str(m)],
        capture_output=True, text=True, check=True)
    out = {}
    for row in run.stdout.splitlines():
        cells = row.split()
        out["_".join(cells[:-1])] = float(cells[-1])
    print(json.dumps(out))
    """

  // MARK: The automatic order

  private static func automatic(
    _ sample: Sample, _ series: [Series], _ future: [String: [Double]],
    _ emit: (String) -> Void
  ) {
    let known = series.filter { !(future[$0.id] ?? []).isEmpty }
    guard let first = known.first else { return }
    // The first fit pays for loading code; it is not counted, on either side.
    _ = try? ARIMA().fit(first.training(sample.period))
    var scores: [(Double, Double)] = []
    let before = Stopwatch.cpuSeconds
    var forecasts: [[Double]] = []
    for one in known {
      let horizon = future[one.id]?.count ?? 0
      let fit = try? ARIMA().fit(one.training(sample.period))
      forecasts.append(fit?.forecast(horizon: horizon).mean ?? [])
    }
    let seconds = Stopwatch.cpuSeconds - before
    for (one, forecast) in zip(known, forecasts) {
      scores.append(score(one.values, future[one.id] ?? [], forecast, sample.period))
    }
    let n = Double(known.count)
    emit(line(sample.name, "automatic_milliseconds_per_series", 1e3 * seconds / n))
    emit(line(sample.name, "automatic_mase", scores.reduce(0) { $0 + $1.0 } / n))
    emit(line(sample.name, "automatic_smape", scores.reduce(0) { $0 + $1.1 } / n))
    var data = arrays(known, period: sample.period)
    data.append(
      ("horizons", .integers(known.map { Int32(future[$0.id]?.count ?? 0) })))
    guard let answers = PythonPeer.run(autoARIMA, arrays: data) else {
      return emit(line(sample.name, "automatic_peer_statsforecast", .nan))
    }
    var theirs: [(Double, Double)] = []
    for (index, one) in known.enumerated() {
      let actual = future[one.id] ?? []
      let forecast = actual.indices.compactMap { answers["\(index)_\($0)"] }
      if forecast.count == actual.count {
        theirs.append(score(one.values, actual, forecast, sample.period))
      }
    }
    let m = Double(theirs.count)
    emit(line(sample.name, "autoarima_mase", theirs.reduce(0) { $0 + $1.0 } / m))
    emit(line(sample.name, "autoarima_smape", theirs.reduce(0) { $0 + $1.1 } / m))
    emit(
      line(
        sample.name, "times_faster_than_autoarima", (answers["seconds"] ?? .nan) / seconds,
        more: ["bound": 20]))
  }

  private static let autoARIMA = """
    import sys, json, time
    import numpy as np
    from statsforecast.models import AutoARIMA
    folder = sys.argv[1]
    lengths = np.fromfile(folder + "/lengths.i32", np.int32)
    horizons = np.fromfile(folder + "/horizons.i32", np.int32)
    values = np.fromfile(folder + "/values.f64")
    m = int(np.fromfile(folder + "/period.i32", np.int32)[0])
    parts = np.split(values, np.cumsum(lengths)[:-1])
    AutoARIMA(season_length=m).forecast(parts[0], h=2)
    out, seconds = {}, 0.0
    for i, (y, h) in enumerate(zip(parts, horizons)):
        begin = time.process_time()
        mean = AutoARIMA(season_length=m).forecast(y, h=int(h))["mean"]
        seconds += time.process_time() - begin
        for k, v in enumerate(mean):
            out[f"{i}_{k}"] = float(v)
    out["seconds"] = seconds
    print(json.dumps(out))
    """

  /// MASE and sMAPE of one forecast.
  private static func score(
    _ past: [Double], _ actual: [Double], _ forecast: [Double], _ period: Int
  ) -> (Double, Double) {
    guard forecast.count == actual.count, past.count > period else { return (.nan, .nan) }
    var scale = 0.0
    for t in period..<past.count { scale += abs(past[t] - past[t - period]) }
    scale /= Double(past.count - period)
    var error = 0.0
    var relative = 0.0
    for (y, f) in zip(actual, forecast) {
      error += abs(y - f)
      relative += 200 * abs(y - f) / max(abs(y) + abs(f), 1e-300)
    }
    let n = Double(actual.count)
    return (error / n / scale, relative / n)
  }

  // MARK: Series

  private static func arrays(
    _ series: [Series], period: Int
  ) -> [(name: String, values: PythonPeer.Values)] {
    [
      ("lengths", .integers(series.map { Int32($0.values.count) })),
      ("values", .doubles(series.flatMap(\.values))), ("period", .integers([Int32(period)])),
    ]
  }

  /// Complete series of `path.csv` or `path.csv.gz`, in file order.
  private static func read(_ path: String) -> [Series] {
    guard let text = text(of: path) else { return [] }
    var series: [Series] = []
    for row in text.split(separator: "\n").dropFirst() {
      let cells = row.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count == 3 else { continue }
      let id = String(cells[0].filter { $0 != "\"" })
      if series.last?.id != id { series.append(Series(id: id, values: [])) }
      series[series.count - 1].values.append(Double(cells[2]) ?? .nan)
    }
    return series.filter { one in one.values.allSatisfy(\.isFinite) }
  }

  private static func text(of path: String) -> String? {
    guard FileManager.default.fileExists(atPath: path + ".csv.gz") else {
      return try? String(contentsOfFile: path + ".csv", encoding: .utf8)
    }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", path + ".csv.gz"]
    let pipe = Pipe()
    process.standardOutput = pipe
    guard (try? process.run()) != nil else { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  /// `count` series at even distances.
  private static func spread(_ series: [Series], _ count: Int) -> [Series] {
    let step = max(1, series.count / count)
    return stride(from: 0, to: series.count, by: step).prefix(count).map { series[$0] }
  }
}
