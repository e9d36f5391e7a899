import Briefings
import Foundation
import LinearAlgebra
import Regression
import Reports
import Statistics

/// What a model does with rows: the effect of every input, and how much it matters.
///
/// Effects are partial dependence (Friedman 2001, "Greedy function approximation", §8.2):
/// the mean prediction of a sample of rows with one input set to a value. Importance is
/// the rise of the loss when an input's values are dealt out at random (Breiman 2001,
/// "Random forests", §10), on a sample of rows.
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
  private static let deals = 5
  /// Points of a curve.
  private static let gridSize = 41

  /// - Parameters:
  ///   - actual: the response of rows of the frame, where it is known.
  ///   - unit: what the response counts, in the plural; its name where nil.
  init(
    of model: RegressionModel, _ frame: ModelFrame, actual: [Int: Double], unit: String?,
    threads: Int
  ) throws(RegressionError) {
    let all = ModelFrame(columns: model.inputs.compactMap { frame[$0.name] })
    drivers = Self.drivers(of: model)
    let known = try model.predict(all).values.mean
    let usable = known.indices.filter { known[$0].isFinite }
    rowsUsed = usable.count
    // Rows that look back or forward cannot be thinned out: their neighbours count.
    let looksBack = ["lag(", "diff("].contains { model.formula.description.contains($0) }
    guard !usable.isEmpty, !looksBack, model.method != .multinomial else { return }
    try measureEffects(
      model, all.selecting(rows: Self.spread(usable, Self.effectRows)), threads: threads)
    let judged = Self.spread(usable.filter { actual[$0] != nil }, Self.importanceRows)
    if judged.count > 1 {
      try measureImportance(model, all.selecting(rows: judged), judged.compactMap { actual[$0] })
    }
    sentences = try model.drivers(
      over: all.selecting(rows: Self.spread(usable, Self.effectRows)),
      words: Self.words(model, unit: unit)
    ).filter { $0.label != "offset" }.map(\.sentence)
  }

  /// What a reader calls the response and the columns.
  private static func words(_ model: RegressionModel, unit: String?) -> DriverWords {
    let response = RegressionFacts.response(of: model)
    let many = unit ?? response
    var words = DriverWords(
      response: .init(one: many, many: many), isCounted: model.response == .count)
    for input in model.inputs {
      words.inputs[input.name] = .init(
        name: input.name.split(separator: "_").joined(separator: " "))
    }
    return words
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
      let made = try model.predict(frame.replacing(line.variable, with: asked[index].values)).values
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
    _ model: RegressionModel, _ frame: ModelFrame, _ actual: [Double]
  ) throws(RegressionError) {
    let loss: PermutationImportance.Loss =
      switch model.response {
      case .yesNo: .deviance(.binomial)
      case .count: .deviance(.poisson)
      case .number: .squaredError
      }
    let names = drivers.map(\.name).filter { frame[$0] != nil }
    let measured = try model.permutationImportance(
      frame, response: actual, loss: loss, groups: names.map { [$0] }, repeats: Self.deals,
      seed: model.specification.seed)
    guard measured.loss > 0, measured.loss.isFinite else { return }
    func share(_ rise: Double) -> Double {
      let ratio = max(0, 1 + rise / measured.loss)
      // Of squared errors people read the root.
      return (model.response == .number ? ratio.squareRoot() : ratio) - 1
    }
    // Student's interval of the mean rise over the deals.
    let law = try? StudentT(degreesOfFreedom: Double(Self.deals - 1))
    let reach = (law?.upperQuantile(0.025) ?? .nan) / Double(Self.deals).squareRoot()
    importance = measured.rows.map { row in
      ImportanceLine(
        variable: row.names[0], importance: share(row.rise),
        lower: share(row.rise - reach * row.spread), upper: share(row.rise + reach * row.spread))
    }
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
