/// What is believed of the members before a panel has been seen.
enum CombinationPrior {
  /// - Parameters:
  ///   - names: registry names of the members.
  ///   - longestSeason: in steps; 1 for none.
  static func weights(names: [String], longestSeason: Int) -> CombinationWeights {
    CombinationWeights(names: names)
  }
}
