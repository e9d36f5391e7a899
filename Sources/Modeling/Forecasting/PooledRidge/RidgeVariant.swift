/// One of the pooled linear models that are fitted to a panel: how much of the
/// past it reads, and against what.
///
/// Short windows learn from more of a short series and forget old seasons; long
/// ones see trend and season apart. Which is better differs from series to
/// series, so each is a member of the ensemble of its own.
struct RidgeVariant: Sendable, Equatable {
  /// The member's name in reports.
  let name: String
  let lags: Int
  /// Values at the window's end whose mean is its reference.
  let reference: Int
  let season: Int
  /// Ridge penalty as a share of the mean diagonal of the Gram matrix.
  let penalty: Double

  /// No window is longer: the cost of a fit grows with its square.
  static let longest = 700

  /// The variants for a group of series, shortest window first.
  ///
  /// - Parameters:
  ///   - seasons: season lengths, ascending; empty for none.
  ///   - room: the longest window that leaves a typical series some to learn from.
  static func all(seasons: [Int], room: Int) -> [RidgeVariant] {
    let made = preferred(seasons: seasons, room: room).filter { $0.lags <= min(room, longest) }
    return made.indices.filter { k in !made[..<k].contains { $0.lags == made[k].lags } }
      .map { made[$0] }
  }

  private static func preferred(seasons: [Int], room: Int) -> [RidgeVariant] {
    guard let long = seasons.last, let short = seasons.first else {
      return [
        RidgeVariant(name: "ridge-short", lags: 4, reference: 1, season: 1, penalty: 1e-2),
        RidgeVariant(name: "ridge-long", lags: 8, reference: 1, season: 1, penalty: 1e-2),
      ]
    }
    if seasons.count > 1 {
      return [
        RidgeVariant(
          name: "ridge-short", lags: long + short, reference: long, season: long, penalty: 1e-3),
        RidgeVariant(
          name: "ridge-long", lags: 2 * long, reference: long, season: long, penalty: 1e-3),
      ]
    }
    let lengths: [(lags: Int, reference: Int)]
    if long > 24 {
      // A season of many steps is not worth four of its turns. Less than one of them
      // was clearly worse on weekly series: the same steps a year ago are not seen.
      lengths = [(long, long), (long + long / 4, long), (2 * long, 2 * long)]
    } else if (6..<9).contains(long) && 8 * long <= room {
      // Weeks repeat each other with much noise: four of them, eight and sixteen took
      // 4 % off the error on cash-machine demand.
      lengths = [(4 * long, 4 * long), (8 * long, 8 * long), (16 * long, 16 * long)]
    } else {
      lengths = [
        (long + (long + 1) / 2, long), (2 * long, 2 * long), (max(4 * long, 16), 4 * long),
      ]
    }
    return zip(["ridge-short", "ridge-middle", "ridge-long"], lengths).map { name, length in
      RidgeVariant(
        name: name, lags: length.lags, reference: min(length.lags, length.reference), season: long,
        penalty: 3e-3)
    }
  }
}
