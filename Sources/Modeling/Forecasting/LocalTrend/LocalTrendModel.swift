internal import Glibc

extension LocalTrendForm {
  /// The structural model (Harvey 1989, §2.3 and 4.1; Durbin & Koopman 2012, §3.2)
  ///
  ///     y_t     = μ_t + Σ γ_t + βᵀx_t + ε_t
  ///     μ_{t+1} = μ_t + ν_t + ξ_t
  ///     ν_{t+1} = φ ν_t + ζ_t
  ///
  /// with seasons of dummies, γ_{t+1} = −γ_t − … − γ_{t−m+2} + ω_t, or of pairs
  /// that turn by 2πj/m each step, all disturbances of a season of one variance.
  /// Nothing is known of any state at first.
  func stateSpace(_ parameters: LocalTrendParameters) -> StateSpaceModel {
    typealias Element = StateSpaceModel.Element
    var transition: [[(column: Int, value: Double)]] = []
    var observation: [(state: Int, weight: Double)] = [(0, 1)]
    var disturbance = [Element(row: 0, column: 0, value: parameters.level)]
    if slope == .none {
      transition.append([(0, 1)])
    } else {
      transition.append([(0, 1), (1, 1)])
      transition.append([(1, parameters.damping)])
      disturbance.append(Element(row: 1, column: 1, value: parameters.slope))
    }
    for (index, season) in seasons.enumerated() {
      let start = transition.count
      let variance = parameters.seasons[index]
      guard let harmonics = season.harmonics else {
        observation.append((start, 1))
        transition.append((0..<(season.period - 1)).map { (start + $0, -1) })
        for k in 1..<max(season.period - 1, 1) { transition.append([(start + k - 1, 1)]) }
        disturbance.append(Element(row: start, column: start, value: variance))
        continue
      }
      for j in 1...harmonics {
        let row = transition.count
        observation.append((row, 1))
        disturbance.append(Element(row: row, column: row, value: variance))
        if 2 * j == season.period {
          transition.append([(row, -1)])
          continue
        }
        let angle = 2 * Double.pi * Double(j) / Double(season.period)
        transition.append([(row, cos(angle)), (row + 1, sin(angle))])
        transition.append([(row, -sin(angle)), (row + 1, cos(angle))])
        disturbance.append(Element(row: row + 1, column: row + 1, value: variance))
      }
    }
    return StateSpaceModel(
      transition: transition, observation: observation, disturbance: disturbance,
      noise: parameters.irregular,
      initialCovariance: [Double](repeating: 0, count: order * order),
      isDiffuse: [Bool](repeating: true, count: order))
  }
}
