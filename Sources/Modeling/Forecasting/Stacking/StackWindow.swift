/// What a model of models is shown of one series at one origin: how far each member
/// lies from the middle of them, and where the series was.
///
/// At step k of the horizon, with c the median of the members, s the in-sample seasonal
/// error and u_k = (k + ½)/h − ½, the inputs are (f_m − c)/s and u_k (f_m − c)/s of
/// each member m, (y_n − c)/s, and (y' − c)/s with y' the value one turn of the shortest
/// season before; the answer is in units of s from c. Nothing depends on the unit of the
/// data. A member that is silent counts as one in the middle.
struct StackWindow: Sendable {
  /// c.
  let centre: [Double]
  /// s.
  let unit: Double
  /// `width` numbers a step, step after step.
  let inputs: [Double]

  /// Inputs are cut off here, members and past values: farther out nothing is learnt.
  private static let farthest = (member: 5.0, past: 10.0)

  static func width(members: Int) -> Int { 2 * members + 2 }

  /// - Parameters:
  ///   - means: one forecast a member, nil where it has none.
  ///   - turn: the last values before the origin, one turn of the shortest season or
  ///     the last value alone.
  ///   - unit: s.
  /// - Returns: nil when fewer than two members speak or nothing ever moved.
  init?(means: [[Double]?], turn: [Double], unit: Double, horizon: Int) {
    let spoken = means.compactMap { $0 }
    guard spoken.count > 1, unit > 0, let last = turn.last else { return nil }
    let width = StackWindow.width(members: means.count)
    var inputs = [Double](repeating: 0, count: width * horizon)
    var centre = [Double](repeating: 0, count: horizon)
    var row = [Double](repeating: 0, count: spoken.count)
    for step in 0..<horizon {
      for k in spoken.indices { row[k] = spoken[k][step] }
      row.sort()
      let half = row.count / 2
      let middle = row.count % 2 == 1 ? row[half] : 0.5 * (row[half - 1] + row[half])
      centre[step] = middle
      let u = CombinationWeights.position(of: step, horizon: horizon)
      let first = step * width
      for (m, mean) in means.enumerated() {
        guard let mean else { continue }
        let away = StackWindow.cut((mean[step] - middle) / unit, StackWindow.farthest.member)
        inputs[first + m] = away
        inputs[first + means.count + m] = u * away
      }
      inputs[first + width - 2] = StackWindow.cut((last - middle) / unit, StackWindow.farthest.past)
      if turn.count > 1 {
        let before = turn[step % turn.count]
        inputs[first + width - 1] = StackWindow.cut(
          (before - middle) / unit, StackWindow.farthest.past)
      }
    }
    self.centre = centre
    self.unit = unit
    self.inputs = inputs
  }

  private static func cut(_ value: Double, _ farthest: Double) -> Double {
    min(max(value, -farthest), farthest)
  }
}
