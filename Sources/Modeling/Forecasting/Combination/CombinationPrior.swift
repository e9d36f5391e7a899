/// What is believed of the members before a panel has been seen.
enum CombinationPrior {
  /// - Parameters:
  ///   - names: registry names of the members.
  ///   - seasons: lengths in steps, ascending.
  static func weights(names: [String], seasons: [Int]) -> CombinationWeights {
    CombinationWeights(names: names)
  }
}
