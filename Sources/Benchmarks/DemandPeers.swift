import Forecasting
import Foundation
import LinearAlgebra

/// Forecasts of statsforecast's models (and MinT over its AutoETS for a hierarchy)
/// for the same pasts as ours, on one thread.
///
/// A peer is shown missing values as 0 where demand is sparse and as linear
/// interpolations elsewhere; of hourly and finer series it is shown the last
/// eight weeks (exponential smoothing, theta) or the last year (MSTL), for what
/// more would cost. What it says below 0 of quantities that were never negative is
/// raised to 0. Quantiles are its own normal ones, or conformal ones over two
/// windows for the models of sparse demand, which have none.
enum DemandPeers {
  struct Answer {
    /// One forecast a past.
    var forecasts: [Forecast]
    var seconds: Double
  }

  /// - Parameters:
  ///   - pasts: for a hierarchy all rows at the first origin, then at the next.
  ///   - summing: rows × bottoms of a hierarchy, row by row; empty for none.
  /// - Returns: by model; nil where Python or statsforecast is missing.
  static func forecasts(
    _ pasts: [[Double]], horizon: Int, seasons: [Int], isSparse: Bool, summing: [[Double]] = []
  ) -> [(name: String, answer: Answer)]? {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "demand-peers-\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let settings =
      [horizon, isSparse ? 1 : 0, summing.count, summing.first?.count ?? 0] + seasons
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try data(pasts.flatMap { $0 }).write(to: folder.appending(path: "values.f64"))
      try data(pasts.map { Double($0.count) }).write(to: folder.appending(path: "lengths.f64"))
      try data(settings.map(Double.init)).write(to: folder.appending(path: "settings.f64"))
      try data(summing.flatMap { $0 }).write(to: folder.appending(path: "summing.f64"))
    } catch { return nil }
    guard let seconds = PythonPeer.run(script, arguments: [folder.path]) else { return nil }
    let levels = ForecastScores.quantileLevels
    let width = levels.count + 1
    return seconds.sorted { $0.key < $1.key }.compactMap { name, seconds in
      guard let file = try? Data(contentsOf: folder.appending(path: "\(name).f64")) else {
        return nil
      }
      let all = [Double](unsafeUninitializedCapacity: file.count / 8) { buffer, count in
        count = file.copyBytes(to: buffer) / 8
      }
      guard all.count == pasts.count * horizon * width else { return nil }
      let forecasts = pasts.indices.map { k -> Forecast in
        var values = Matrix(rows: horizon, columns: levels.count)
        var mean: [Double] = []
        for step in 0..<horizon {
          let place = (k * horizon + step) * width
          mean.append(all[place])
          for column in levels.indices { values[step, column] = all[place + 1 + column] }
        }
        return Forecast(
          .quantiles(mean: mean, levels: levels, values: values),
          floor: pasts[k].contains { $0 < 0 } ? nil : 0)
      }
      return (name, Answer(forecasts: forecasts, seconds: seconds))
    }
  }

  private static func data(_ values: [Double]) -> Data {
    values.withUnsafeBytes { Data($0) }
  }

  private static let script = """
    import json, sys, time, warnings
    import numpy as np
    from statistics import NormalDist
    from statsforecast import models as sf
    from statsforecast.utils import ConformalIntervals
    warnings.filterwarnings('ignore')
    folder = sys.argv[1]
    def load(name):
        return np.fromfile(folder + '/' + name + '.f64')
    settings = [int(v) for v in load('settings')]
    h, sparse, rows, bottoms = settings[:4]
    seasons = settings[4:]
    pasts = np.split(load('values'), np.cumsum(load('lengths').astype(int))[:-1])
    S = load('summing').reshape(rows, bottoms) if rows else None
    taus = np.array([.025, .1, .2, .3, .4, .5, .6, .7, .8, .9, .975])
    levels = [20, 40, 60, 80, 95]
    long, short = (max(seasons), min(seasons)) if seasons else (1, 1)
    fine = long > 52
    weeks = 8 * long if fine else None
    year = 52 * long if fine else None
    chosen = {'SeasonalNaive': (sf.SeasonalNaive(long), None)}
    if sparse:
        for kind, model in (('CrostonSBA', sf.CrostonSBA), ('ADIDA', sf.ADIDA), ('IMAPA', sf.IMAPA)):
            chosen[kind] = (model(prediction_intervals=ConformalIntervals(2, h)), None)
        chosen['TSB'] = (sf.TSB(.1, .1, prediction_intervals=ConformalIntervals(2, h)), None)
    else:
        chosen['MSTL'] = (sf.MSTL(seasons or [1]), year)
    # What costs seconds a series is not asked about hundreds of long ones.
    if not sparse and not rows:
        chosen['AutoTheta'] = (sf.AutoTheta(short if fine else long), weeks)
        chosen['DOT'] = (sf.DynamicOptimizedTheta(short if fine else long), weeks)
        chosen['AutoCES'] = (sf.AutoCES(short if fine else long), weeks)
    chosen['AutoETS'] = (sf.AutoETS(short if fine else long if long <= 24 else 1), weeks)
    def quantiles(f):
        return np.column_stack([f['mean']] + [f[f'lo-{v}'] for v in levels[::-1]] + [f['mean']]
                               + [f[f'hi-{v}'] for v in levels])
    def filled(y):
        y = y[np.argmax(~np.isnan(y)):]
        gap = np.isnan(y)
        if not gap.any():
            return y
        if sparse:
            return np.nan_to_num(y)
        y = y.copy()
        y[gap] = np.interp(np.flatnonzero(gap), np.flatnonzero(~gap), y[~gap])
        return y
    ready = [filled(y) for y in pasts]
    naive = sf.SeasonalNaive(1)
    seconds, residuals = {}, []
    for name, (model, most) in chosen.items():
        out, start = [], time.process_time()
        for y in ready:
            used = y[-most:] if most else y
            want = bool(rows) and name == 'AutoETS'
            try:
                f = model.forecast(used, h, level=levels, fitted=want)
                if not np.isfinite(f['mean']).all():
                    raise ValueError
            except Exception:
                f = naive.forecast(used, h, level=levels, fitted=want)
            if want:
                e = used - f['fitted']
                residuals.append(e[-1000:])
            out.append(quantiles(f))
        seconds[name] = time.process_time() - start
        np.array(out).tofile(folder + '/' + name + '.f64')
    if rows:
        base = np.fromfile(folder + '/AutoETS.f64').reshape(-1, rows, h, len(taus) + 1)
        z90 = NormalDist().inv_cdf(.9)
        z = np.array([NormalDist().inv_cdf(t) for t in taus])
        made = {'AutoETS-BU': [], 'AutoETS-MinT': []}
        for o in range(len(base)):
            start = time.process_time()
            n = min(len(e) for e in residuals[o * rows:(o + 1) * rows])
            E = np.array([e[-n:] for e in residuals[o * rows:(o + 1) * rows]])
            E = np.nan_to_num(E)
            E = E - E.mean(1, keepdims=True)
            sd = np.maximum(np.sqrt((E ** 2).mean(1)), 1e-6)
            X = E / sd[:, None]
            R = X @ X.T / n
            V = ((X ** 2) @ (X ** 2).T / n - R ** 2) / (n - 1)
            off = ~np.eye(rows, dtype=bool)
            lam = min(max(V[off].sum() / (R[off] ** 2).sum(), 0), 1)
            R = (1 - lam) * R + lam * np.eye(rows)
            W = R * np.outer(sd, sd)
            WS = np.linalg.solve(W, S)
            P = np.linalg.solve(S.T @ WS, WS.T)
            bu = np.hstack([np.zeros((bottoms, rows - bottoms)), np.eye(bottoms)])
            for name, G in (('AutoETS-MinT', P), ('AutoETS-BU', bu)):
                A = S @ G
                mean = A @ base[o, :, :, 0]
                deviation = (base[o, :, :, 10] - base[o, :, :, 0]) / z90
                table = np.empty((rows, h, len(taus) + 1))
                table[:, :, 0] = mean
                for t in range(h):
                    B = A * deviation[:, t]
                    variance = ((B @ R) * B).sum(1)
                    table[:, t, 1:] = mean[:, t, None] + np.sqrt(np.maximum(variance, 0))[:, None] * z
                made[name].append(table)
            for name in made:
                seconds[name] = seconds.get(name, seconds['AutoETS']) + time.process_time() - start
        for name, tables in made.items():
            np.array(tables).tofile(folder + '/' + name + '.f64')
    print(json.dumps(seconds))
    """
}
