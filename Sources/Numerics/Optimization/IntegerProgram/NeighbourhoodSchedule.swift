/// Which neighbourhood of the best plan is searched next, and how large it is: each kind has
/// its own size, which grows while its searches come to an end and shrinks where they do not,
/// and all get the same work, more where they found something (adaptive large neighbourhood
/// search; Hendel 2022).
struct NeighbourhoodSchedule {
  enum Kind: Int, CaseIterable {
    /// What meets a run of related rows, or of blocks.
    case window
    /// Two such runs: what is saved in one may be spent in the other.
    case windows
    /// What the plan and the relaxation disagree on (Danna, Rothberg & Le Pape 2005).
    case relaxation
    /// What good plans disagree on (Rothberg 2007).
    case plans
  }

  private struct Record {
    var share: Double
    /// What its searches have cost, and how many turns it deserves for that.
    var work = 0.0
    var weight = 1.0
  }

  private var records: [Record]
  private var draws: UInt64 = 0
  private var places = 0
  /// Boxes searched, by a number made of what they leave open.
  private var known: Set<UInt64> = []
  /// Plans that were the best before, the latest last.
  private(set) var earlierPlans: [[Double]] = []

  private static let shares = 0.01...1.0
  private static let weights = 0.25...8.0
  private static let mostPlans = 3

  init() {
    records = Kind.allCases.map { Record(share: $0.rawValue < 2 ? 0.05 : 0.1) }
  }

  /// The kind whose turn it is, and the share of the variables it lets go.
  func next() -> (kind: Kind, share: Double) {
    let kinds = Kind.allCases.filter { $0 != .plans || !earlierPlans.isEmpty }
    let kind = kinds.min { cost($0) < cost($1) } ?? .window
    return (kind, records[kind.rawValue].share)
  }

  private func cost(_ kind: Kind) -> Double {
    records[kind.rawValue].work / records[kind.rawValue].weight
  }

  /// What came of a search of `kind`, and what it cost.
  mutating func record(_ kind: Kind, isBetter: Bool, isFinished: Bool, work: Double) {
    let k = kind.rawValue
    records[k].work += work
    let weight = records[k].weight * (isBetter ? 2 : 0.9)
    records[k].weight = min(max(weight, Self.weights.lowerBound), Self.weights.upperBound)
    if isBetter { return }
    // A few rounds over all places before what is let go has grown by a factor e.
    let old = records[k].share
    let share = isFinished ? old * (1 + 0.3 * min(old, 0.5)) : 0.85 * old
    records[k].share = min(max(share, Self.shares.lowerBound), Self.shares.upperBound)
  }

  mutating func remember(_ plan: [Double]) {
    earlierPlans.append(plan)
    if earlierPlans.count > Self.mostPlans { earlierPlans.removeFirst() }
  }

  /// A fixed sequence of pseudo-random numbers in [0, 1).
  mutating func uniform() -> Double {
    draws += 1
    return Simplex.uniform(draws)
  }

  /// A place in [0, 1) far from the latest ones (multiples of the golden ratio).
  mutating func place() -> Double {
    places += 1
    let turn = Double(places) * 0.618_033_988_749_894_9
    return turn - turn.rounded(.down)
  }

  /// Whether a box of these variables around a plan of this value is searched for the first
  /// time.
  mutating func isNew(_ open: [Int], _ value: Double) -> Bool {
    var hash = value.bitPattern
    for j in open {
      hash = (hash ^ UInt64(j)) &* 0x9e37_79b9_7f4a_7c15
      hash ^= hash >> 29
    }
    return known.insert(hash).inserted
  }
}
