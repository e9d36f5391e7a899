/// Which models the "auto" ensemble asks, by the seasons a series has.
///
/// Chosen on rolling origins inside the training data of public competition
/// sets; see the module's README for the reasons.
enum EnsembleMembers {
  /// Registry names, simplest last.
  static func names(usableSeasons: [Int]) -> [String] {
    let known = preferred(usableSeasons: usableSeasons)
    return known.filter { ForecasterRegistry.named($0) != nil }
  }

  private static func preferred(usableSeasons: [Int]) -> [String] {
    guard let longest = usableSeasons.max() else { return ["ETS", "dotm", "ces"] }
    if usableSeasons.count > 1 { return ["mstl", "dotm", SeasonalNaive.name] }
    if longest >= 24 { return ["ETS", "mstl", "dotm", SeasonalNaive.name] }
    let local = ["ETS", "dotm", "ces", "theta", "mstl", SeasonalNaive.name]
    // Days wander: the last value is a better guess there than in months.
    return longest == 7 ? local + [Naive.name] : local
  }

  /// What stands in for a model that cannot be fitted, best first.
  static let chain = ["theta", SeasonalNaive.name, Naive.name, HistoricMean.name]
}
