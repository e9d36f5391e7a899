import Statistics

/// When to hand a document to a person: below a confidence chosen so that decisions above it
/// are wrong no more often than stated.
///
/// For each of 20 shares of the documents, the most confident first, the errors among
/// them give an upper bound of their rate (Clopper & Pearson 1934) at a level of 1 − δ/20, so that all
/// 20 hold together with confidence 1 − δ. The largest share whose bound is within the stated
/// rate is decided by machine. The promise is for documents drawn like those it was chosen on.
public struct Abstention: Codable, Equatable, Sendable {
  /// What comes of deciding a share of the documents.
  public struct Point: Codable, Equatable, Sendable {
    /// Share decided by machine.
    public let coverage: Double
    /// Least confidence decided.
    public let confidence: Double
    /// Share of the decisions that were wrong.
    public let errorRate: Double
    /// Upper bound of that rate; all points' bounds hold together.
    public let upperBound: Double
  }

  /// Stated rate of errors, 0 ..< 1.
  public let errorRate: Double
  /// Decisions of less confidence go to a person; above 1 where all do, and 0 where no
  /// rate is stated.
  public let confidence: Double
  /// Ascending coverage.
  public let curve: [Point]

  /// - Parameters:
  ///   - errorRate: the most errors among decisions; nil decides all.
  ///   - confidences: of decisions on unseen documents.
  ///   - isRight: whether each was right.
  ///   - risk: δ, the chance that a bound fails.
  public init(errorRate: Double?, confidences: [Double], isRight: [Bool], risk: Double = 0.05) {
    let order = confidences.indices.sorted { (-confidences[$0], $0) < (-confidences[$1], $1) }
    var curve: [Point] = []
    var (taken, wrong) = (0, 0)
    for step in 1...20 {
      let until = order.count * step / 20
      while taken < until {
        if !isRight[order[taken]] { wrong += 1 }
        taken += 1
      }
      // Those as confident as the last are decided with it.
      while taken < order.count, taken > 0,
        confidences[order[taken]] == confidences[order[taken - 1]]
      {
        if !isRight[order[taken]] { wrong += 1 }
        taken += 1
      }
      guard taken > 0, Double(taken) / Double(order.count) > curve.last?.coverage ?? 0 else {
        continue
      }
      curve.append(
        Point(
          coverage: Double(taken) / Double(order.count),
          confidence: confidences[order[taken - 1]],
          errorRate: Double(wrong) / Double(taken),
          upperBound: Self.upperBound(wrong, of: taken, risk: risk / 20)))
    }
    self.curve = curve
    self.errorRate = errorRate ?? 1
    guard let errorRate else {
      confidence = 0
      return
    }
    let last = curve.last { $0.upperBound <= errorRate }
    confidence = last.map { $0.coverage == 1 ? 0 : $0.confidence } ?? 2
  }

  /// Share of the documents decided by machine, by the documents it was chosen on.
  public var coverage: Double { curve.last { $0.confidence >= confidence }?.coverage ?? 0 }

  /// The rate of errors that `wrong` or fewer of `count` would show with probability `risk`.
  public static func upperBound(_ wrong: Int, of count: Int, risk: Double) -> Double {
    guard wrong < count,
      let beta = try? Beta(alpha: Double(wrong) + 1, beta: Double(count - wrong))
    else { return 1 }
    return beta.quantile(1 - risk)
  }
}
