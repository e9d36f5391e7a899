internal import Foundation

extension CombinationPrior {
  /// The one the program comes with.
  static let shipped: CombinationPrior =
    (try? JSONDecoder().decode(CombinationPrior.self, from: Data(shippedJSON.utf8)))
    ?? CombinationPrior(entries: [])

  private init(entries: [Entry]) { self.entries = entries }

  /// `Models/forecasting/combination.json`, byte for byte.
  static let shippedJSON = #"""
    {"entries":[]}
    """#
}
