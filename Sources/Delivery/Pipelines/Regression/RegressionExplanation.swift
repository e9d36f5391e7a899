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
/// "Random forests", §10), on a sample of rows, each judged by a model that had not seen it
/// where there are such models.
struct RegressionExplanation {
  var effects: [EffectLine] = []
  var importance: [ImportanceLine] = []
  /// One a driver, the most important first.
  var sentences: [String] = []
  var rowsUsed = 0

  /// Columns that are more than a known part of the predictor.
  private var drivers: [String] = []

  /// Rows over which effects are averaged.
  private static let effectRows = 300
  /// Rows on which importance is measured, and how often values are dealt out.
  private static let importanceRows = 3_000
  private static let deals = 5
  /// Points of a curve.
  private static let gridSize = 41

  /// - Parameters:
  ///   - actual: the response of rows of the frame, where it is known.
  ///   - folds: models of the other folds, and rows of the frame that each had not seen; empty
  ///     to judge by `model` itself.
  ///   - unit: what the response counts, in the plural; its name where nil.
  init(
    of model: RegressionModel, _ frame: ModelFrame, actual: [Int: Double],
    folds: [RegressionOutcome.FoldModel] = [], unit: String?, threads: Int
  ) throws(RegressionError) {
    // Written out, rows that look back or forward can be thinned out.
    let all = try model.writtenOut(
      ModelFrame(columns: model.inputs.compactMap { frame[$0.name] }))
    drivers = Self.drivers(of: model)
    let known = try model.predict(all).values.mean
    let usable = known.indices.filter { known[$0].isFinite }
    rowsUsed = usable.count
    guard !usable.isEmpty else { return }
    try measureEffects(
      model, all.selecting(rows: Self.spread(usable, Self.effectRows)), threads: threads)
    guard model.method != .multinomial else { return }
    let judged = usable.filter { actual[$0] != nil }
    var judges: [(model: RegressionModel, rows: [Int])] = []
    for fold in folds {
      let own = Set(fold.rows)
      let rows = judged.filter { own.contains($0) }
      if rows.count > 1 { judges.append((fold.model, rows)) }
    }
    if judges.isEmpty { judges = [(model, judged)] }
    let share = Self.importanceRows / judges.count
    for index in judges.indices { judges[index].rows = Self.spread(judges[index].rows, share) }
    try measureImportance(judges, all, actual)
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
  private static func drivers(of model: RegressionModel) -> [String] {
    guard let terms = try? model.formula.terms() else { return model.variedNames }
    let read = terms.atoms + terms.smooths
    let names = Set(read.flatMap(\.variables))
    let printed = read.map(\.description)
    return model.variedNames.filter { name in
      names.contains(name) || printed.contains { $0.contains(name) }
    }
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
    for name in drivers {
      guard let column = frame[name] else { continue }
      let input = model.inputs.first { $0.name == name }
      switch column.values {
      case .numeric(let values):
        let seen = values.filter(\.isFinite)
        guard let least = input?.least ?? seen.min(), let greatest = input?.greatest ?? seen.max(),
          greatest > least
        else { continue }
        for value in Self.grid(least, greatest, seen: values) {
          places.append(
            Place(
              line: EffectLine(variable: name, value: value, effect: 0),
              values: .numeric([Double](repeating: value, count: frame.rowCount))))
        }
      case .factor:
        let levels = input?.levels ?? []
        for (code, level) in levels.enumerated() {
          places.append(
            Place(
              line: EffectLine(variable: name, level: level, effect: 0),
              values: .factor(
                Factor(
                  codes: [Int32](repeating: Int32(code), count: frame.rowCount), levels: levels))))
        }
      case .time: continue
      }
    }
    let asked = places
    let classes = model.method == .multinomial ? model.responseLevels ?? [] : []
    effects = try parallelTryMap(asked.count, threads: threads) {
      index throws(RegressionError) -> [EffectLine] in
      var line = asked[index].line
      let whole = try model.predict(frame.replacing(line.variable, with: asked[index].values))
      if !classes.isEmpty {
        return zip(classes, whole.classes).map { name, chances in
          line.outcome = name
          line.effect = FileNumbers.significant(Descriptive.mean(chances.filter(\.isFinite)))
          return line
        }
      }
      let made = whole.values
      line.effect = FileNumbers.significant(Descriptive.mean(made.mean))
      if let lower = made.meanLower, let upper = made.meanUpper {
        line.lower = FileNumbers.significant(Descriptive.mean(lower))
        line.upper = FileNumbers.significant(Descriptive.mean(upper))
      }
      return [line]
    }.flatMap { $0 }
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

  /// - Parameter judges: models, and the rows of the frame that each is to predict.
  private mutating func measureImportance(
    _ judges: [(model: RegressionModel, rows: [Int])], _ frame: ModelFrame, _ actual: [Int: Double]
  ) throws(RegressionError) {
    guard let first = judges.first?.model else { return }
    let response = first.response
    let loss: PermutationImportance.Loss =
      switch response {
      case .yesNo: .deviance(.binomial)
      case .count: .deviance(.poisson)
      case .number: .squaredError
      }
    let names = drivers.filter { frame[$0] != nil }
    let total = judges.reduce(0) { $0 + $1.rows.count }
    guard total > 1, !names.isEmpty else { return }
    var mean = 0.0
    var sums = [String: (rise: Double, variance: Double)]()
    for judge in judges {
      let measured = try judge.model.permutationImportance(
        frame.selecting(rows: judge.rows), response: judge.rows.compactMap { actual[$0] },
        loss: loss, groups: names.map { [$0] }, repeats: Self.deals,
        seed: first.specification.seed)
      let weight = Double(judge.rows.count) / Double(total)
      mean += weight * measured.loss
      for row in measured.rows {
        let (rise, spread) = (weight * row.rise, weight * row.spread)
        sums[row.names[0], default: (0, 0)].rise += rise
        sums[row.names[0], default: (0, 0)].variance += spread * spread
      }
    }
    guard mean > 0, mean.isFinite else { return }
    func share(_ rise: Double) -> Double {
      let ratio = max(0, 1 + rise / mean)
      // Of squared errors people read the root.
      return (response == .number ? ratio.squareRoot() : ratio) - 1
    }
    // Student's interval of the mean rise over the deals.
    let law = try? StudentT(degreesOfFreedom: Double(Self.deals - 1))
    let reach = (law?.upperQuantile(0.025) ?? .nan) / Double(Self.deals).squareRoot()
    importance = names.map { name in
      let (rise, variance) = sums[name] ?? (0, 0)
      let half = reach * variance.squareRoot()
      return ImportanceLine(
        variable: name, importance: share(rise), lower: share(rise - half),
        upper: share(rise + half))
    }.enumerated().sorted {
      $0.element.importance == $1.element.importance
        ? $0.offset < $1.offset : $0.element.importance > $1.element.importance
    }.map(\.element)
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
