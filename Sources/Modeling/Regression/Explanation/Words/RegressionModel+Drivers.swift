import LinearAlgebra
import Statistics

extension RegressionModel {
  /// A sentence for each term, or for each input of a method without terms, the strongest first.
  ///
  /// - Parameters:
  ///   - frame: rows over which strength is measured, such as those of the fit; a few hundred of
  ///     them are used.
  /// - Throws: what predicting those rows throws.
  public func drivers(
    over frame: ModelFrame, words: DriverWords
  ) throws(RegressionError) -> [Driver] {
    let sample = frame.thinned(to: 300)
    let sentence = DriverSentence(words: words, scale: driverScale, level: specification.level)
    var drivers: [Driver] = []
    let background = sample.thinned(to: 100)
    let others = try schema.rows(of: background, policy: .lenient)
    if !schema.isForTrees, let terms = try ExplainedTerms(self, others) {
      let rows = try schema.rows(of: sample, policy: .lenient)
      let values = try terms.values(rows)
      for (term, own) in zip(terms.terms, values) where !term.inputs.isEmpty {
        let mean = Descriptive.mean(own)
        let strength = own.reduce(0) { $0 + abs($1 - mean) } / Double(max(1, own.count))
        drivers += termDrivers(term, strength, sentence)
      }
    } else {
      let made = try contributions(of: sample, against: background)
      for (name, strength) in zip(made.names, made.meanMagnitudes) {
        drivers.append(
          Driver(
            label: name, sentence: sentence.shift(words.input(name), by: strength),
            evidence: .untested, strength: strength))
      }
    }
    return drivers.enumerated().sorted {
      $0.element.strength == $1.element.strength
        ? $0.offset < $1.offset : $0.element.strength > $1.element.strength
    }.map(\.element)
  }

  /// Trees have no coefficients but a scale all the same.
  private var driverScale: CoefficientScale {
    guard case .trees = core else { return scale }
    switch response {
    case .number: return .units
    case .count: return .percent
    case .yesNo: return .odds
    }
  }

  private func termDrivers(
    _ term: ExplainedTerms.Term, _ strength: Double, _ sentence: DriverSentence
  ) -> [Driver] {
    if let smooth = term.smooth, case .additive(let core) = core {
      return core.fit.terms.indices.filter { core.fit.terms[$0].source == smooth }.map {
        smoothDriver(core.fit, $0, term, strength, sentence)
      }
    }
    if term.inputs.count == 1, let input = inputs.first(where: { $0.name == term.inputs[0] }),
      let columns = term.columns
    {
      let rows = columns.map { driverCoefficients[$0] }
      if input.kind == .number, rows.count == 1, term.label == input.name,
        let range = EstimatedRange(rows[0])
      {
        return [
          Driver(
            label: term.label,
            sentence: sentence.slope(
              sentence.words.input(input.name), range,
              spread: (input.greatest ?? 1) - (input.least ?? 0)),
            evidence: .init(pValue: rows[0].pValue), strength: strength)
        ]
      }
      if let driver = levelDriver(term, input, rows, strength, sentence) { return [driver] }
    }
    // Polynomials, interactions, transformed inputs: what they move, no more.
    let names = term.inputs.map { sentence.words.input($0).name }.joined(separator: " with ")
    return [
      Driver(
        label: term.label,
        sentence: sentence.shift(DriverWords.Input(name: names), by: strength),
        evidence: .untested, strength: strength)
    ]
  }

  /// Of several quantiles, the middle one's.
  private var driverCoefficients: [Coefficient] {
    guard case .quantile(let core) = core, core.fit.levels.count > 1 else { return coefficients }
    let width = coefficients.count / core.fit.levels.count
    let middle = core.fit.levels.count / 2
    return Array(coefficients[middle * width..<(middle + 1) * width])
  }

  /// The level farthest from the reference.
  private func levelDriver(
    _ term: ExplainedTerms.Term, _ input: DesignInput, _ rows: [Coefficient], _ strength: Double,
    _ sentence: DriverSentence
  ) -> Driver? {
    guard input.kind == .category, let levels = input.levels, rows.count == levels.count - 1,
      rows.count > 0
    else { return nil }
    let named: [(level: String, row: Coefficient)] = rows.compactMap { row in
      levels.first { row.name.hasSuffix("[\($0)]") }.map { ($0, row) }
    }
    guard named.count == rows.count,
      let reference = levels.first(where: { level in !named.contains { $0.level == level } }),
      let farthest = named.filter({ !$0.row.estimate.isNaN }).max(by: {
        abs($0.row.estimate) < abs($1.row.estimate)
      }),
      let range = EstimatedRange(farthest.row)
    else { return nil }
    return Driver(
      label: term.label,
      sentence: sentence.comparison(
        sentence.words.input(input.name), farthest.level, against: reference, range),
      evidence: .init(pValue: farthest.row.pValue), strength: strength)
  }

  /// What a smooth of a time is along, in words: s(hour(ds), period: 24) is about the hour.
  private static func partOfTime(in label: String) -> String? {
    let parts = [
      "hour": "hour of the day", "timeofday": "time of day", "weekday": "day of the week",
      "yearday": "day of the year", "month": "month", "quarter": "quarter", "year": "year",
    ]
    guard label.hasPrefix("s("), let open = label.dropFirst(2).firstIndex(of: "(") else {
      return nil
    }
    return parts[String(label.dropFirst(2)[..<open])]
  }

  private func smoothDriver(
    _ fit: AdditiveFit, _ index: Int, _ term: ExplainedTerms.Term, _ strength: Double,
    _ sentence: DriverSentence
  ) -> Driver {
    let smooth = fit.terms[index]
    let (low, high) = smooth.basis.extent
    let points = (0...200).map { low + (high - low) * Double($0) / 200 }
    let curve = fit.curve(of: index, at: [points]).values
    let top = points[curve.indices.max { curve[$0] < curve[$1] }!]
    let bottom = points[curve.indices.min { curve[$0] < curve[$1] }!]
    let gap = fit.contrast(of: index, at: [top], minus: [bottom])
    let half = fit.criticalValue(specification.level) * gap.error
    let name = term.inputs.first ?? smooth.label
    var input = sentence.words.input(name)
    if let part = Self.partOfTime(in: term.label) { input.name = part }
    return Driver(
      label: smooth.label,
      sentence: sentence.curve(
        input, highest: PlainNumber.point(top, range: high - low),
        lowest: PlainNumber.point(bottom, range: high - low),
        EstimatedRange(gap.value, gap.value - half, gap.value + half),
        within: smooth.level.map { level in
          let by = term.inputs.dropFirst().first ?? "group"
          return "\(sentence.words.input(by).name) is \(level)"
        }),
      evidence: .init(pValue: fit.smooths[index].pValue), strength: strength)
  }
}

extension EstimatedRange {
  /// Nil where the coefficient has no interval.
  init?(_ row: Coefficient) {
    guard let lower = row.lower, let upper = row.upper else { return nil }
    self.init(row.estimate, lower, upper)
  }
}
