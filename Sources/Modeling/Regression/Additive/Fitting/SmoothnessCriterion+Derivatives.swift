import LinearAlgebra

extension SmoothnessCriterion {
  /// Derivatives by ρ of the penalty βᵀSβ, the deviance, ln |H| and tr H⁻¹S (Wood 2011, sec. 3.4).
  ///
  /// With Ĥⱼ = Kᵀ (∂H/∂ρⱼ) K every trace is a sum of products of small matrices.
  struct Derivatives {
    let state: SmoothingState
    let penalties: SmoothingPenalties
    /// βᵀ S β.
    private(set) var penalty = 0.0
    private(set) var penaltySlope: [Double] = []
    private(set) var penaltyCurvature = Matrix(rows: 0, columns: 0)
    private(set) var devianceSlope: [Double] = []
    /// tr H⁻¹ S.
    private(set) var shrinkageTrace = 0.0

    /// S β and λₖ Sₖ β.
    private let pull: [Double]
    private let pulls: Matrix
    /// Σ λ S, a value a column.
    private let total: [Double]
    /// Ĥₖ, Ŝₖ and Ŝ.
    private var turned: [Matrix] = []
    private var turnedPenalties: [Matrix] = []
    private let turnedTotal: Matrix
    /// Ĥₖ Ŝ, where the second derivatives of the trace are wanted.
    private var products: [Matrix] = []

    init(
      _ state: SmoothingState, _ penalties: SmoothingPenalties, pulls: Matrix, shrinkage: Bool
    ) {
      self.state = state
      self.penalties = penalties
      self.pulls = pulls
      total = penalties.total(state.rho)
      let beta = state.coefficients
      pull = zip(total, beta).map { $0 * $1 }
      penalty = dot(pull, beta)
      let root = state.root
      turnedTotal = Self.turn(root, total, 0..<total.count)
      shrinkageTrace = turnedTotal.diagonal.reduce(0, +)
      let count = penalties.parts.count
      for k in 0..<count {
        let own = Self.turn(root, penalties.scaled(k, state.rho), penalties.parts[k].range)
        turnedPenalties.append(own)
        if let change = state.change {
          turned.append(own + root.transposeTimes(change.grams[k] * root))
        } else {
          turned.append(own)
        }
        if shrinkage { products.append(turned[k] * turnedTotal) }
        penaltySlope.append(dot(pulls.column(k), beta))
        devianceSlope.append(-2 * dot(pull, state.slopes.column(k)))
      }
      // ∂/∂ρₖ of λⱼ βᵀSⱼβ.
      penaltyCurvature = 2 * pulls.transposeTimes(state.slopes)
      for k in 0..<count { penaltyCurvature[k, k] += penaltySlope[k] }
    }

    /// Kᵀ D K for a diagonal over some of the columns.
    private static func turn(_ root: Matrix, _ diagonal: [Double], _ range: Range<Int>) -> Matrix {
      var scaled = root[range, 0..<root.columns]
      for j in 0..<scaled.columns {
        for i in 0..<scaled.rows {
          scaled[i, j] *= diagonal[i].squareRoot()
        }
      }
      return scaled.gram()
    }

    /// ∂²β̂/∂ρⱼ∂ρₖ.
    private func curvature(_ j: Int, _ k: Int) -> [Double] {
      var right = [Double](repeating: 0, count: total.count)
      if let change = state.change {
        let (high, low) = (max(j, k), min(j, k))
        right = change.crosses[high * (high + 1) / 2 + low]
      }
      let slopes = state.slopes
      for (part, other) in [(k, j), (j, k)] {
        for (i, value) in zip(penalties.parts[part].range, penalties.scaled(part, state.rho)) {
          right[i] += value * slopes[i, other]
        }
      }
      var result = (state.root * state.root.transposeTimes(right)).map { -$0 }
      if j == k {
        for i in result.indices { result[i] += slopes[i, j] }
      }
      return result
    }

    func logDeterminantSlope(_ j: Int) -> Double {
      var value = turnedPenalties[j].diagonal.reduce(0, +)
      if let change = state.change {
        value += dot(change.leverage.first, state.slopes.column(j))
      }
      return value
    }

    func logDeterminantCurvature(_ j: Int, _ k: Int) -> Double {
      var value = -dot(turned[j].storage, turned[k].storage)
      if j == k { value += turnedPenalties[j].diagonal.reduce(0, +) }
      if let change = state.change {
        value += change.leverage.second[j, k] + dot(change.leverage.first, curvature(j, k))
      }
      return value
    }

    func devianceCurvature(_ j: Int, _ k: Int) -> Double {
      let (a, b) = (state.slopes.column(j), state.slopes.column(k))
      var value = dot(pull, curvature(j, k)) + dot(pulls.column(k), a)
      for i in total.indices { value += total[i] * a[i] * b[i] }
      return -2 * value
    }

    func shrinkageSlope(_ j: Int) -> Double {
      turnedPenalties[j].diagonal.reduce(0, +) - dot(turned[j].storage, turnedTotal.storage)
    }

    func shrinkageCurvature(_ j: Int, _ k: Int) -> Double {
      // tr(Ĥₖ Ĥⱼ Ŝ) twice over, both orders being transposes of each other.
      var value = 2 * dot(turned[k].storage, products[j].storage)
      value -= dot(turned[j].storage, turnedPenalties[k].storage)
      value -= dot(turned[k].storage, turnedPenalties[j].storage)
      if j == k {
        value += turnedPenalties[j].diagonal.reduce(0, +)
        value -= dot(turnedPenalties[j].storage, turnedTotal.storage)
      }
      if let change = state.change {
        value -= change.shrinkage.second[j, k] + dot(change.shrinkage.first, curvature(j, k))
      }
      return value
    }
  }
}
