import Briefings
import Foundation
import LinearAlgebra
import Regression
import Reports
import Statistics
import Tables

/// What a model does with rows: the effect of every input, and how much it matters.
///
/// Effects are partial dependence (Friedman 2001, "Greedy function approximation", §8.2):
/// the mean prediction of a sample of rows with one input set to a value. Importance is
/// the rise of the loss when an input's values are dealt out at random (Breiman 2001,
/// "Random forests", §10).
struct RegressionExplanation {
  var effects: [EffectLine] = []
  var importance: [ImportanceLine] = []
  /// One a driver, the most important first.
  var sentences: [String] = []
  var rowsUsed = 0

  /// Inputs that are more than a known part of the predictor.
  private var drivers: [DesignInput] = []

  /// Rows over which effects are averaged.
  private static let effectRows = 300
  /// Rows on which importance is measured, and how often values are dealt out.
  private static let importanceRows = 3_000
  private static let deals = 4
  /// Points of a curve.
  private static let gridSize = 41

  /// - Parameter actual: the response of rows of the frame, where it is known.
  init(
    of model: RegressionModel, _ frame: ModelFrame, actual: [Int: Double], threads: Int
  ) throws(RegressionError) {
    let all = ModelFrame(columns: model.inputs.compactMap { frame[$0.name] })
    drivers = Self.drivers(of: model)
    let known = try model.predict(all).values.mean
    let usable = known.indices.filter { known[$0].isFinite }
    rowsUsed = usable.count
    // Rows that look back or forward cannot be thinned out: their neighbours count.
    let looksBack = ["lag(", "diff("].contains { model.formula.description.contains($0) }
    guard !usable.isEmpty, !looksBack, model.method != .multinomial else { return }
    try measureEffects(model, all.rows(Self.spread(usable, Self.effectRows)), threads: threads)
    let judged = Self.spread(usable.filter { actual[$0] != nil }, Self.importanceRows)
    if judged.count > 1 {
      try measureImportance(
        model, all.rows(judged), judged.compactMap { actual[$0] }, threads: threads)
    }
    sentences = importance.compactMap { line in
      line.importance > 0.001 ? sentence(line.variable, model) : nil
    }
  }

  /// An exposure is given, not found: it drives nothing.
  private static func drivers(of model: RegressionModel) -> [DesignInput] {
    guard let terms = try? model.formula.terms() else { return model.inputs }
    let names = Set((terms.atoms + terms.smooths).flatMap(\.variables))
    return model.inputs.filter { names.contains($0.name) }
  }

  /// At most so many rows, evenly over the data.
  private static func spread(_ rows: [Int], _ limit: Int) -> [Int] {
    guard rows.count > limit else { return rows }
    return (0..<limit).map { rows[$0 * rows.count / limit] }
  }

  // MARK: Effects

  private mutating func measureEffects(
    _ model: RegressionModel, _ frame: ModelFrame, threads: Int
  ) throws(RegressionError) {
    struct Place {
      var line: EffectLine
      var values: ModelFrame.Values
    }
    var places: [Place] = []
    for input in drivers {
      guard let column = frame[input.name] else { continue }
      switch column.values {
      case .numeric(let values):
        guard let least = input.least, let greatest = input.greatest, greatest > least else {
          continue
        }
        for value in Self.grid(least, greatest, seen: values) {
          places.append(
            Place(
              line: EffectLine(variable: input.name, value: value, effect: 0),
              values: .numeric([Double](repeating: value, count: frame.rowCount))))
        }
      case .factor:
        let levels = input.levels ?? []
        for (code, level) in levels.enumerated() {
          places.append(
            Place(
              line: EffectLine(variable: input.name, level: level, effect: 0),
              values: .factor(
                Factor(
                  codes: [Int32](repeating: Int32(code), count: frame.rowCount), levels: levels))))
        }
      case .time: continue
      }
    }
    let asked = places
    effects = try parallelTryMap(asked.count, threads: threads) {
      index throws(RegressionError) -> EffectLine in
      var line = asked[index].line
      let made = try model.predict(frame.setting(line.variable, asked[index].values)).values
      line.effect = FileNumbers.significant(Descriptive.mean(made.mean))
      if let lower = made.meanLower, let upper = made.meanUpper {
        line.lower = FileNumbers.significant(Descriptive.mean(lower))
        line.upper = FileNumbers.significant(Descriptive.mean(upper))
      }
      return line
    }
  }

  /// Even steps over a range, or the few values there are.
  private static func grid(_ least: Double, _ greatest: Double, seen: [Double]) -> [Double] {
    var distinct: Set<Double> = []
    for value in seen where value.isFinite {
      distinct.insert(value)
      if distinct.count > 12 { break }
    }
    if distinct.count <= 12 { return distinct.sorted() }
    return (0..<gridSize).map {
      least + (greatest - least) * Double($0) / Double(gridSize - 1)
    }
  }

  // MARK: Importance

  private mutating func measureImportance(
    _ model: RegressionModel, _ frame: ModelFrame, _ actual: [Double], threads: Int
  ) throws(RegressionError) {
    let metric = Self.loss(of: model)
    let base = metric.value(actual, try model.predict(frame).values.mean)
    let names = drivers.map(\.name).filter { frame[$0] != nil }
    guard base > 0, base.isFinite else { return }
    let rises = try parallelTryMap(names.count * Self.deals, threads: threads) {
      index throws(RegressionError) -> Double in
      let name = names[index / Self.deals]
      var stream = RandomStream(
        seed: model.specification.seed, "importance", name, String(index % Self.deals))
      let order = Self.shuffled(frame.rowCount, using: &stream)
      guard let values = frame[name]?.values.rows(order) else { return 0 }
      let mixed = try model.predict(frame.setting(name, values)).values.mean
      return metric.value(actual, mixed) / base - 1
    }
    importance = names.indices.map { index in
      let own = Array(rises[index * Self.deals..<(index + 1) * Self.deals])
      return ImportanceLine(variable: names[index], importance: Descriptive.mean(own))
    }.sorted { ($0.importance, $1.variable) > ($1.importance, $0.variable) }
  }

  private static func loss(of model: RegressionModel) -> Metric {
    switch model.response {
    case .yesNo: .logLoss
    case .count: .poissonDeviance
    case .number: .rmse
    }
  }

  private static func shuffled(_ count: Int, using stream: inout RandomStream) -> [Int] {
    var order = Array(0..<count)
    for index in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(index, stream.integer(below: index + 1))
    }
    return order
  }

  // MARK: Words

  private func sentence(_ variable: String, _ model: RegressionModel) -> String? {
    let rows = effects.filter { $0.variable == variable && $0.effect.isFinite }
    guard let least = rows.min(by: { $0.effect < $1.effect }),
      let most = rows.max(by: { $0.effect < $1.effect })
    else { return nil }
    func value(_ line: EffectLine) -> String {
      model.response == .yesNo
        ? PlainWords.percent(line.effect) : PlainWords.number(line.effect)
    }
    func place(_ line: EffectLine) -> String {
      line.level.isEmpty ? PlainWords.number(line.value) : line.level
    }
    let name = variable.split(separator: "_").joined(separator: " ")
    let response = RegressionFacts.response(of: model)
    let what =
      model.response == .yesNo ? "the share of \(response)" : "expected \(response)"
    return "By \(name), \(what): from \(value(least)) at \(place(least)) to \(value(most)) at "
      + "\(place(most)), all else the same."
  }
}

extension LoadedRows {
  /// The response of the rows that have it, where it is a column as it stands.
  func actual(of model: RegressionModel) -> [Int: Double] {
    var actual: [Int: Double] = [:]
    switch frame[model.card.response]?.values {
    case .numeric(let values):
      for (row, value) in values.enumerated() where value.isFinite { actual[row] = value }
    case .factor(let factor):
      guard let levels = model.responseLevels else { return [:] }
      let codes = factor.levels.map { levels.firstIndex(of: $0) }
      for (row, code) in factor.codes.enumerated() where code >= 0 {
        if let known = codes[Int(code)] { actual[row] = Double(known) }
      }
    case .time, nil: break
    }
    return actual
  }
}

extension ModelFrame {
  /// The frame with other values in one column.
  fileprivate func setting(_ name: String, _ values: Values) -> ModelFrame {
    ModelFrame(columns: columns.map { $0.name == name ? Column(name, values) : $0 })
  }

  fileprivate func rows(_ rows: [Int]) -> ModelFrame {
    ModelFrame(columns: columns.map { Column($0.name, $0.values.rows(rows)) })
  }
}

extension ModelFrame.Values {
  fileprivate func rows(_ rows: [Int]) -> ModelFrame.Values {
    switch self {
    case .numeric(let values): .numeric(rows.map { values[$0] })
    case .factor(let factor):
      .factor(Factor(codes: rows.map { factor.codes[$0] }, levels: factor.levels))
    case .time(let times, let missing):
      .time(
        TimeColumn(kind: times.kind, seconds: rows.map { times.seconds[$0] }),
        missing: rows.map { missing[$0] })
    }
  }
}
