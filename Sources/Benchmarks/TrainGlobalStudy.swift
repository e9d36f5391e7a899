import Forecasting
import Foundation

/// Trains the networks of `Models/forecasting` on the training parts of competition
/// series, and scores the recipe on series it was not trained on.
///
/// Reads the same files as the study m4. Writes `Models/forecasting/network-FREQ.json`
/// and the Swift file that carries the same text, relative to where it is run: the
/// top of the project.
enum TrainGlobalStudy {
  private struct Case {
    var recipe: NetworkRecipe
    var scalePeriod: Int
    /// Finer frequencies, summed in blocks of so many.
    var finer: [(name: String, length: Int)]
    var sources = ""
    var competitions = "the M1, M3 and tourism forecasting competitions"
    var citation =
      "Makridakis et al., Journal of Forecasting 1, 1982; Makridakis & Hibon, International "
      + "Journal of Forecasting 16, 2000; Athanasopoulos et al., International Journal of "
      + "Forecasting 27, 2011."
  }

  private static let folds = 3

  private static var cases: [Case] {
    let yearly = NetworkRecipe(frequency: "yearly", period: 1, lags: 8, horizon: 6)
    var quarterly = NetworkRecipe(frequency: "quarterly", period: 4, lags: 12, horizon: 8)
    quarterly.noise = 0.3
    var monthly = NetworkRecipe(frequency: "monthly", period: 12, lags: 18, horizon: 18)
    monthly.noise = 0.15
    monthly.stride = 2
    monthly.epochs = 25
    // Two thousand weeks of a series look much alike: every twentieth window will do.
    var weekly = NetworkRecipe(frequency: "weekly", period: 52, lags: 52, horizon: 13)
    weekly.noise = 0.2
    weekly.stride = 20
    weekly.epochs = 20
    weekly.networks = 5
    return [
      Case(
        recipe: yearly, scalePeriod: 1, finer: [("quarterly", 4), ("monthly", 12)],
        sources:
          "quarterly and monthly series of the same competitions, summed to years, beside"),
      Case(recipe: quarterly, scalePeriod: 4, finer: []),
      Case(recipe: monthly, scalePeriod: 12, finer: []),
      Case(
        recipe: weekly, scalePeriod: 1, finer: [], competitions: "the M4 forecasting competition",
        citation:
          "Makridakis, Spiliotis & Assimakopoulos, International Journal of Forecasting 36, 2020."
      ),
    ]
  }

  static func run(directory: String?, emit: (String) -> Void) {
    guard let directory else {
      emit(StudyLine.text(["study": "train-global", "error": "needs --data, as m4 does"]))
      return
    }
    for entry in cases {
      guard let own = training(directory, entry.recipe.frequency) else { continue }
      let finer = entry.finer.compactMap { name, length in
        training(directory, name).map { (series: $0, length: length) }
      }
      let start = processorSeconds()
      let owa = crossValidated(entry, own: own, finer: finer)
      let card = card(entry, own: own, finer: finer, owa: owa)
      guard
        let model = PretrainedNetwork.trained(
          entry.recipe, series: own, finer: finer, card: card),
        let text = try? model.encoded()
      else { continue }
      let isWritten = write(text, frequency: entry.recipe.frequency)
      emit(
        StudyLine.text([
          "study": "train-global", "case": entry.recipe.frequency, "unseen_owa": owa,
          "bytes": text.count, "cpu_seconds": processorSeconds() - start, "written": isWritten,
        ]))
    }
  }

  /// OWA of the last horizon of each training part, forecast by networks that were
  /// trained on other series, without their last horizon.
  private static func crossValidated(
    _ entry: Case, own: [[Double]], finer: [(series: [[Double]], length: Int)]
  ) -> Double {
    let horizon = entry.recipe.horizon
    var recipe = entry.recipe
    recipe.networks = 3
    let cut = own.map { Array($0.dropLast(horizon)) }
    let shorter = finer.map { group in
      (
        series: group.series.map { Array($0.dropLast(horizon * group.length)) },
        length: group.length
      )
    }
    var mine = ForecastScores()
    var naive = ForecastScores()
    for fold in 0..<folds {
      let unseen = own.indices.filter { $0 % folds == fold }
      let blank = PretrainedNetwork.Card(trainedOn: "", measured: "", notFor: "", citation: "")
      guard
        let model = PretrainedNetwork.trained(
          recipe, series: own.indices.filter { $0 % folds != fold }.map { cut[$0] },
          finer: shorter, card: blank)
      else { return .nan }
      let forecasts = model.forecasts(after: unseen.map { cut[$0] }, horizon: horizon)
      for (k, forecast) in zip(unseen, forecasts) where cut[k].count > 2 * entry.scalePeriod + 2 {
        let scale = ForecastScores.scale(cut[k], period: entry.scalePeriod)
        let actual = Array(own[k].suffix(horizon))
        let base = M4Study.naive2(cut[k], horizon: horizon, period: entry.scalePeriod)
        mine.add(actual: actual, mean: forecast ?? base, scale: scale)
        naive.add(actual: actual, mean: base, scale: scale)
      }
    }
    return 0.5 * (mine.meanSMAPE / naive.meanSMAPE + mine.meanMASE / naive.meanMASE)
  }

  private static func card(
    _ entry: Case, own: [[Double]], finer: [(series: [[Double]], length: Int)], owa: Double
  ) -> PretrainedNetwork.Card {
    let count = own.count
    let more = finer.reduce(0) { $0 + $1.series.count }
    let others = more > 0 ? "\(more) \(entry.sources) " : ""
    let frequency = entry.recipe.frequency
    let shortest = entry.recipe.shortestSeries
    return PretrainedNetwork.Card(
      trainedOn:
        "\(others)the training parts of \(count) \(frequency) series of \(entry.competitions).",
      measured:
        "OWA \(String(format: "%.3f", owa)) against Naive2 on the last \(entry.recipe.horizon) "
        + "values of the training parts, by three networks that had seen neither these series nor "
        + "any value of the period forecast (three folds).",
      notFor:
        "Series that are not clearly positive, that hold fewer than \(shortest) values, or whose "
        + "steps are not \(frequency); horizons beyond \(entry.recipe.horizon) steps. Competition "
        + "series are of business, finance, demography and tourism: a panel of its own kind should "
        + "be backtested before this is trusted alone. A backtest on the series it was trained on "
        + "flatters it.",
      citation: entry.citation)
  }

  /// Training parts in the order of their ids; nil without the file.
  private static func training(_ directory: String, _ frequency: String) -> [[Double]]? {
    M4Study.series(directory, "\(frequency)_train").map { all in
      all.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { all[$0]! }
    }
  }

  private static func write(_ text: Data, frequency: String) -> Bool {
    let json = URL(filePath: "Models/forecasting/network-\(frequency).json")
    let name = frequency.prefix(1).uppercased() + frequency.dropFirst() + "Network.swift"
    let source = URL(filePath: "Sources/Modeling/Forecasting/Trained/\(name)")
    let body = """
      // swift-format-ignore-file
      // Made by `Benchmarks train-global`: the text of Models/forecasting/network-\(frequency).json.
      extension TrainedNetworks {
        static let \(frequency)Text = #\"\"\"
      \(String(decoding: text, as: UTF8.self))
      \"\"\"#
      }

      """
    do {
      try FileManager.default.createDirectory(
        at: json.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: json)
      try Data(body.utf8).write(to: source)
      return true
    } catch {
      return false
    }
  }
}
