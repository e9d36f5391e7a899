internal import Foundation

/// How much each member of a combination weighs, learnt from how well
/// combinations did.
///
/// Member m weighs e^{z_m} / Σ e^{z} at step k of a horizon of h, with
///
///     z_m(k) = b_m + g_m r_m + s_m u_k + w_mᵀ x
///
/// r_m the log of the member's backtest error relative to the members' mean (drawn
/// to 0 where few origins tell), u_k = (k + ½)/h − ½ for k = 0 ... h − 1, and x the
/// `SeriesTraits`. It is the feature-based averaging of Montero-Manso et al. (2020)
/// with a linear score in place of their trees: few enough numbers to be learnt from
/// the backtest of one panel, and to be read.
struct CombinationWeights: Codable, Sendable, Equatable {
  /// Parameters of one member.
  struct Member: Codable, Sendable, Equatable {
    var name: String
    /// b.
    var bias: Double
    /// g, negative: a larger past error weighs less.
    var error: Double
    /// s, positive: trusted further ahead.
    var step: Double
    /// w, one a trait.
    var traits: [Double]

    /// What is believed of a member of which nothing is known.
    init(name: String) {
      self.name = name
      bias = 0
      error = -1.5
      step = 0
      traits = [Double](repeating: 0, count: SeriesTraits.names.count)
    }
  }
  var members: [Member]

  init(names: [String]) { members = names.map(Member.init) }

  /// The weights of some of the members, or of others of which nothing is known.
  func restricted(to names: [String]) -> CombinationWeights {
    var some = CombinationWeights(names: names)
    for m in some.members.indices {
      if let known = members.first(where: { $0.name == names[m] }) { some.members[m] = known }
    }
    return some
  }

  /// To four decimals: what a file needs to hold.
  var rounded: CombinationWeights {
    var short = self
    short.parameters = parameters.map { ($0 * 10_000).rounded() / 10_000 }
    return short
  }

  /// Numbers a member takes in `parameters`.
  static let parametersPerMember = 3 + SeriesTraits.names.count

  /// All parameters in one row, member after member.
  var parameters: [Double] {
    get { members.flatMap { [$0.bias, $0.error, $0.step] + $0.traits } }
    set {
      let width = CombinationWeights.parametersPerMember
      for m in members.indices {
        let row = Array(newValue[(m * width)..<((m + 1) * width)])
        members[m].bias = row[0]
        members[m].error = row[1]
        members[m].step = row[2]
        members[m].traits = Array(row[3...])
      }
    }
  }

  /// The weights of the members that can speak.
  ///
  /// - Parameters:
  ///   - canSpeak: one a member.
  ///   - errors: r, one a member.
  ///   - traits: x.
  ///   - horizon: h.
  /// - Returns: `horizon` rows of one weight a member, each summing to 1; zeros
  ///   where no member can speak.
  func weights(canSpeak: [Bool], errors: [Double], traits: [Double], horizon: Int) -> [[Double]] {
    let base = members.indices.map { m -> Double in
      let member = members[m]
      var score = member.bias + member.error * errors[m]
      for (w, x) in zip(member.traits, traits) { score += w * x }
      return score
    }
    return (0..<horizon).map { step in
      let u = CombinationWeights.position(of: step, horizon: horizon)
      var scores = members.indices.map {
        canSpeak[$0] ? base[$0] + members[$0].step * u : -.infinity
      }
      guard let top = scores.max(), top.isFinite else {
        return [Double](repeating: 0, count: members.count)
      }
      var total = 0.0
      for m in scores.indices {
        scores[m] = exp(scores[m] - top)
        total += scores[m]
      }
      return scores.map { $0 / total }
    }
  }

  /// u_k.
  static func position(of step: Int, horizon: Int) -> Double {
    (Double(step) + 0.5) / Double(horizon) - 0.5
  }

  /// r of each member from its mean backtest error.
  ///
  /// - Parameters:
  ///   - errors: NaN or infinite where a member was not tested.
  ///   - origins: how many origins each was tested at.
  static func relative(_ errors: [Double], origins: [Int]) -> [Double] {
    let known = errors.filter(\.isFinite)
    guard !known.isEmpty else { return errors.map { _ in 0 } }
    let mean = known.reduce(0, +) / Double(known.count)
    guard mean > 0 else { return errors.map { _ in 0 } }
    return zip(errors, origins).map { error, origins in
      guard error.isFinite else { return 0 }
      let trust = Double(origins) / Double(origins + 2)
      return min(max(log((error / mean + 0.1) / 1.1) * trust, -1.5), 1.5)
    }
  }
}
