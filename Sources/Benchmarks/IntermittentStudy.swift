import Forecasting
import Foundation

/// The models of sparse demand one by one on the sparse sets of the folder, at the
/// last origin of each series; `demand` has the default forecast and its peers.
///
/// MASE is that of the mean and of the median (the value least absolute errors
/// ask for; often 0), the scaled quantile loss that of eleven levels.
enum IntermittentStudy {
  static func run(directory: String?, emit: (String) -> Void) {
    guard let directory else {
      emit(
        StudyLine.text(["study": "intermittent", "error": "needs --data with the demand series"]))
      return
    }
    let sets = DemandSet.all(in: directory, where: { !$0.hasSuffix("_wide") }) { name, error in
      emit(StudyLine.text(["study": "intermittent", "case": name, "error": "\(error)"]))
    }
    for set in sets where set.isSparse { score(set, emit: emit) }
  }

  private static func score(_ set: DemandSet, emit: (String) -> Void) {
    let h = set.horizon
    let past = set.past(before: 1)
    let usable = past.panel.series.indices.filter { k in
      ForecastScores.scale(past.panel.series[k].values, period: set.scalePeriod) > 0
        && past.futures[k].contains { !$0.isNaN }
    }
    for name in ["intermittent", "croston", "sba", "tsb", "adida", "imapa"] {
      guard let model = ForecasterRegistry.named(name) else { continue }
      var means = ForecastScores()
      var medians = ForecastScores()
      var bias = 0.0
      var used = 0.0
      for k in usable {
        let values = past.panel.series[k].values
        let start = processorSeconds()
        guard
          let forecast = try? model.fit(
            TrainingSeries(id: name, values: values, seasonalPeriods: set.seasons, isCount: true)
          ).forecast(horizon: h)
        else { continue }
        used += processorSeconds() - start
        let scale = ForecastScores.scale(values, period: set.scalePeriod)
        means.add(actual: past.futures[k], forecast: forecast, scale: scale)
        medians.add(actual: past.futures[k], mean: forecast.median, scale: scale)
        let errors = zip(forecast.mean, past.futures[k]).map { $0 - $1 }.filter { !$0.isNaN }
        bias += errors.reduce(0, +) / Double(errors.count) / scale
      }
      for (measure, value) in [
        ("mase_mean", means.meanMASE), ("mase_median", medians.meanMASE), ("sql", means.meanSQL),
        ("coverage_95", means.coverage95), ("bias", bias / Double(usable.count)),
        ("cpu_ms_per_series", 1e3 * used / Double(usable.count)),
      ] {
        emit(
          StudyLine.text([
            "study": "intermittent", "case": set.name, "model": name, "measure": measure,
            "value": value, "series": usable.count,
          ]))
      }
    }
  }
}
