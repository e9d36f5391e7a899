import LinearAlgebra

/// Generalised least squares for one set of shares (Cascetta 1984, equation 17): trips g ≥ 0
/// that minimise Σ (gᵢ − g⁰ᵢ)²/(τg⁰ᵢ)² + Σ (v̂ₐ − Σ pₐᵢgᵢ)²/σₐ².
///
/// Solved in the space of the counts, of which there are far fewer than pairs:
/// (τ²A + I)u = σ⁻¹(v̂ − Pg⁰) with A = σ⁻¹P diag(g⁰)² Pᵀσ⁻¹, g = g⁰ + τ² diag(g⁰)² Pᵀσ⁻¹u.
/// Pairs that would go below 0 are held at 0 and let go again where the objective asks.
struct LeastSquaresDemand {
  let shares: CountShares
  let counts: [LinkCount]
  let prior: [Double]

  /// τ with the least error at counts left out in turn, of a grid from 2 % to 100 %.
  func bestSpread() throws(FactorizationError) -> Double {
    let spectrum = try SymmetricEigen(scaledGram(prior.map { $0 * $0 }))
    let residual = scaledResidual(prior)
    var best = (spread: 0.02, error: Double.infinity)
    for spread in [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1] {
      let inverse = spectrum.apply { 1 / (spread * spread * max(0, $0) + 1) }
      var error = 0.0
      for row in counts.indices {
        let left = leaveOutResidual(row, inverse, residual) * counts[row].spread
        error += left * left
      }
      if error < best.error { best = (spread, error) }
    }
    return best.spread
  }

  /// Flows at counts predicted without the count itself, at fixed shares: with M the inverse
  /// of τ²A + I, the residual left out is (Mr)ₐ/Mₐₐ.
  func leftOutFlows(spread: Double) throws(FactorizationError) -> [Double] {
    let spectrum = try SymmetricEigen(scaledGram(prior.map { $0 * $0 }))
    let inverse = spectrum.apply { 1 / (spread * spread * max(0, $0) + 1) }
    let residual = scaledResidual(prior)
    return counts.indices.map { row in
      counts[row].vehicles - leaveOutResidual(row, inverse, residual) * counts[row].spread
    }
  }

  func solve(spread: Double) throws(FactorizationError) -> [Double] {
    var isHeld = [Bool](repeating: false, count: prior.count)
    var trips = prior
    // Every pass changes the pairs held; few passes do, and the last is feasible anyway.
    for _ in 0..<50 {
      let base = prior.indices.map { isHeld[$0] ? 0 : prior[$0] }
      var system = scaledGram(base.map { spread * spread * $0 * $0 })
      for row in counts.indices { system[row, row] += 1 }
      let u = try Cholesky(system).solve(scaledResidual(base))
      trips = base
      var changes = 0
      for pair in prior.indices {
        var pull = 0.0
        for place in shares.start[pair]..<shares.start[pair + 1] {
          pull +=
            shares.shares[place] * u[shares.counts[place]] / counts[shares.counts[place]].spread
        }
        guard prior[pair] > 0 else { continue }
        let variance = spread * spread * prior[pair] * prior[pair]
        if isHeld[pair] {
          // Held at 0, the prior pulls up by g⁰/variance.
          if pull + prior[pair] / variance > 0 {
            isHeld[pair] = false
            changes += 1
          }
        } else {
          trips[pair] = prior[pair] + variance * pull
          if trips[pair] < 0 {
            isHeld[pair] = true
            trips[pair] = 0
            changes += 1
          }
        }
      }
      if changes == 0 { break }
    }
    return trips
  }

  /// The objective, divided by nothing: prior's part and counts' part.
  func objective(_ trips: [Double], flows: [Double], spread: Double) -> Double {
    var sum = 0.0
    for (pair, value) in trips.enumerated() where prior[pair] > 0 {
      let z = (value - prior[pair]) / (spread * prior[pair])
      sum += z * z
    }
    for (row, count) in counts.enumerated() {
      let z = (count.vehicles - flows[row]) / count.spread
      sum += z * z
    }
    return sum
  }

  private func leaveOutResidual(_ row: Int, _ inverse: Matrix, _ residual: [Double]) -> Double {
    var sum = 0.0
    for column in counts.indices { sum += inverse[row, column] * residual[column] }
    return sum / inverse[row, row]
  }

  private func scaledGram(_ weights: [Double]) -> Matrix {
    var result = shares.gram(weights, countTotal: counts.count)
    for column in counts.indices {
      for row in counts.indices {
        result[row, column] /= counts[row].spread * counts[column].spread
      }
    }
    return result
  }

  private func scaledResidual(_ trips: [Double]) -> [Double] {
    let flows = shares.flows(of: trips, countTotal: counts.count)
    return counts.indices.map { (counts[$0].vehicles - flows[$0]) / counts[$0].spread }
  }
}
