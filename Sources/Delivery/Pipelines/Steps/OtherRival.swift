import Briefings
import Forecasting
import Tables
import TimeSeries

/// A model whose past forecasts were made elsewhere and read from a file.
struct OtherRival: Sendable {
  var name: String
  /// `forecasts[series]`, in the order of the panel.
  var forecasts: [[PastForecast]]
  /// What was left out on the way; nil for nothing.
  var note: String?

  /// Reads a file with the columns `unique_id, origin, ds, mean` and, where there
  /// are intervals, `lo-80, hi-80, lo-95, hi-95`. Where some series has rows of
  /// several models by the column `model`, each model is a rival; where the
  /// column merely says what was chosen for each series, all rows are one rival's.
  static func read(_ other: ContestPipeline.OtherBacktest, panel: Panel) throws -> [OtherRival] {
    let table = try ContractTable(
      reading: other.path, text: ["unique_id", "origin", "ds", "model"])
    let ids = try table.text("unique_id")
    let origins = try table.labels("origin")
    let targets = try table.labels("ds")
    let means = try table.optionalNumbers("mean")
    var models = table.has("model") ? try table.optionalText("model") : ids.map { _ in "" }
    var modelOf: [String: String] = [:]
    var isSeveral = false
    for (id, model) in zip(ids, models) {
      if modelOf[id, default: model] != model { isSeveral = true }
      modelOf[id] = model
    }
    if !isSeveral { models = ids.map { _ in "" } }
    func bound(_ name: String) throws -> [Double] {
      table.has(name) ? try table.optionalNumbers(name) : ids.map { _ in .nan }
    }
    let bounds = try ["lo-80", "hi-80", "lo-95", "hi-95"].map(bound)
    let places = Dictionary(
      uniqueKeysWithValues: panel.series.enumerated().map { ($0.element.id, $0.offset) })
    var steps: [Int64: Int?] = [:]
    func step(_ label: IntervalLabel) -> Int? {
      if let known = steps[label.position] { return known }
      let found = panel.index.step(ofPosition: label.position)
      steps[label.position] = .some(found)
      return found
    }
    var order: [String] = []
    var rivals: [String: OtherRival] = [:]
    var unknown = 0
    for row in ids.indices {
      let model = models[row]
      if rivals[model] == nil {
        order.append(model)
        rivals[model] = OtherRival(
          name: other.name, forecasts: panel.series.map { _ in [] }, note: nil)
      }
      guard let place = places[ids[row]], let origin = step(origins[row]),
        let target = step(targets[row])
      else {
        unknown += 1
        continue
      }
      rivals[model]?.forecasts[place].append(
        PastForecast(
          origin: origin, target: target, mean: means[row], lower80: bounds[0][row],
          upper80: bounds[1][row], lower95: bounds[2][row], upper95: bounds[3][row]))
    }
    var read = order.compactMap { rivals[$0] }
    if order.count > 1 {
      for place in read.indices { read[place].name = "\(other.name): \(order[place])" }
    }
    if unknown > 0, !read.isEmpty {
      read[0].note =
        "\(unknown) of \(ids.count) rows of \(other.path) are about series or times that the data do "
        + "not have, and were left out."
    }
    return read
  }
}
