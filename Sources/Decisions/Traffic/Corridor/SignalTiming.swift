/// The times of a set of signals, in whole seconds: what the search changes.
struct SignalTiming: Hashable, Sendable {
  struct Signal: Hashable, Sendable {
    /// Seconds of each stage; 0 leaves it out.
    var greens: [Int]
    var offset: Int
  }

  var signals: [Signal]
}

/// What a signal may be given: its stages, their shortest greens, and which may be left out.
struct TimingRoom: Sendable {
  let staged: StagedProgram
  let shortest: [Int]
  let mayDrop: [Bool]
  /// Vehicles in an hour through each of its stages' most loaded lane, with its saturation flow.
  let flowRatios: [Double]

  /// Seconds of clearance with those stages.
  func lost(_ greens: [Int]) -> Int {
    Int(staged.lost(kept: greens.indices.filter { greens[$0] > 0 }).rounded())
  }

  func cycle(_ greens: [Int]) -> Int { greens.reduce(lost(greens), +) }

  /// The stages' greens scaled to a cycle, none below its shortest; nil where they do not fit.
  func fitted(_ weights: [Double], cycle: Int) -> [Int]? {
    let kept = weights.indices.filter { weights[$0] > 0 }
    guard !kept.isEmpty else { return nil }
    let available = cycle - Int(staged.lost(kept: kept).rounded())
    let least = kept.reduce(0) { $0 + shortest[$1] }
    guard available >= least else { return nil }
    var greens = [Int](repeating: 0, count: weights.count)
    // Stages whose share is below their shortest take that; the others share the rest.
    var open = kept
    var rest = available
    while true {
      let total = open.reduce(0.0) { $0 + weights[$1] }
      guard
        let small = open.first(where: {
          Double(rest) * weights[$0] / total < Double(shortest[$0])
        })
      else { break }
      greens[small] = shortest[small]
      rest -= shortest[small]
      open.removeAll { $0 == small }
      if open.isEmpty { break }
    }
    let total = open.reduce(0.0) { $0 + weights[$1] }
    var shared = 0.0
    var given = 0
    for k in open {
      shared += Double(rest) * weights[k] / total
      greens[k] = Int(shared.rounded()) - given
      given += greens[k]
    }
    if open.isEmpty, rest > 0, let longest = kept.max(by: { weights[$0] < weights[$1] }) {
      greens[longest] += rest
    }
    return greens
  }
}
