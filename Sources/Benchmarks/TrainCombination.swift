import Forecasting
import Foundation
import TimeSeries

/// Learns the combination weights that the program comes with, from the series of
/// `M4Study`: at rolling origins of each whole series, training and test part
/// together. Prints `Models/forecasting/combination.json`.
enum TrainCombination {
  static func run(directory: String?, emit: (String) -> Void) {
    guard let directory else {
      emit(StudyLine.text(["study": "train-combination", "error": "needs --data"]))
      return
    }
    var panels: [(panel: Panel, options: ForecastOptions)] = []
    for entry in M4Study.cases {
      guard let train = M4Study.series(directory, "\(entry.name)_train"),
        let test = M4Study.series(directory, "\(entry.name)_test")
      else { continue }
      let ids = train.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      let whole = ids.map { id in
        Series(id: id, firstStep: 0, values: train[id]! + (test[id] ?? []))
      }
      let longest = whole.map(\.values.count).max() ?? 0
      let index = TimeIndex(
        domain: .integer, frequency: .index(step: 1), start: 1, count: longest)
      panels.append(
        (
          Panel(index: index, series: whole),
          ForecastOptions(horizon: entry.horizon, seasonalPeriods: entry.seasons)
        ))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    guard let json = try? encoder.encode(CombinationPrior(learningFrom: panels)) else { return }
    emit(String(decoding: json, as: UTF8.self))
  }
}
