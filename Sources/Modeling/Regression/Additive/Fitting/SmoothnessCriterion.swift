import Foundation
import LinearAlgebra

/// The coefficients that some smoothing parameters give, and what the criteria need of them.
struct SmoothingState: Sendable {
  var rho: [Double]
  var coefficients: [Double]
  /// K with H⁻¹ = K Kᵀ; H = XᵀWX + Σ λ S, W the observed information a row.
  var root: Matrix
  /// ln |H|.
  var logDeterminant: Double
  /// Σ weight × deviance / 2.
  var halfDeviance: Double
  /// ∂β̂/∂ρ, a column a parameter.
  var slopes: Matrix
  /// What the change of W with ρ adds; nil where W does not change.
  var change: WeightChange?
}

/// Sums over rows of the derivatives of W, where rows' predictors move by e = X ∂β̂/∂ρ.
struct WeightChange: Sendable {
  /// Xᵀ diag(w′ eₖ) X, one a parameter.
  var grams: [Matrix]
  /// Xᵀ(w′ eⱼ eₖ), by j and then k ≤ j.
  var crosses: [[Double]]
  /// Σ h w′ x and Σ h w″ eⱼ eₖ, h = x H⁻¹ xᵀ.
  var leverage: RowSums
  /// The same of h = x H⁻¹ S H⁻¹ xᵀ.
  var shrinkage: RowSums

  struct RowSums: Sendable {
    var first: [Double]
    var second: Matrix
  }
}

/// Criteria for smoothing parameters, with exact first and second derivatives by ρ = ln λ.
///
/// The restricted likelihood is Laplace's approximation (Wood 2011, eq. 4)
/// V = P/φ − l(φ) + (ln|H| − ln|S|₊)/2 − (M/2) ln 2πφ, with P half the penalized deviance, l the
/// saturated log-likelihood and M the dimension no penalty reaches; φ stands at its minimum.
/// Cross-validation is n D/(n − τ)², or D/n + 2τ/n − 1 where φ is 1, τ = tr H⁻¹XᵀWX.
struct SmoothnessCriterion: Sendable {
  let kind: AdditiveOptions.Criterion
  let penalties: SmoothingPenalties
  let scale: ScaleLikelihood
  /// Of positive weight.
  let rows: Int
  /// Columns left out.
  let dropped: Int

  private var count: Int { penalties.parts.count }

  /// Dimensions of the penalties' null space.
  var free: Int { penalties.columns - dropped - penalties.penalized.count }

  /// ∂β̂/∂ρₖ = −λₖ H⁻¹ Sₖ β̂.
  func slopes(_ coefficients: [Double], _ root: Matrix, _ rho: [Double]) -> Matrix {
    root * root.transposeTimes(-1 * pulls(coefficients, rho))
  }

  /// λₖ Sₖ β̂, a column a parameter.
  private func pulls(_ coefficients: [Double], _ rho: [Double]) -> Matrix {
    var result = Matrix(rows: penalties.columns, columns: count)
    for (k, part) in penalties.parts.enumerated() {
      for (j, value) in zip(part.range, penalties.scaled(k, rho)) {
        result[j, k] = value * coefficients[j]
      }
    }
    return result
  }

  func score(_ state: SmoothingState) -> SmoothnessScore {
    let derivatives = Derivatives(
      state, penalties, pulls: pulls(state.coefficients, state.rho),
      shrinkage: kind == .crossValidation)
    switch kind {
    case .restrictedLikelihood: return restrictedLikelihood(state, derivatives)
    case .crossValidation: return crossValidation(state, derivatives)
    }
  }

  private func restrictedLikelihood(
    _ state: SmoothingState, _ parts: Derivatives
  ) -> SmoothnessScore {
    let logS = penalties.logDeterminant(state.rho)
    let profile = scale.profile(objective: state.halfDeviance + parts.penalty / 2, free: free)
    var result = SmoothnessScore(
      value: profile.value + (state.logDeterminant - logS.value) / 2,
      gradient: [Double](repeating: 0, count: count),
      hessian: Matrix(rows: count, columns: count))
    for j in 0..<count {
      result.gradient[j] =
        parts.penaltySlope[j] / (2 * profile.scale)
        + (parts.logDeterminantSlope(j) - logS.gradient[j]) / 2
      for k in 0...j {
        var second =
          parts.penaltyCurvature[j, k] / (2 * profile.scale)
          + (parts.logDeterminantCurvature(j, k) - logS.hessian[j, k]) / 2
        if scale.isEstimated {
          second -=
            parts.penaltySlope[j] * parts.penaltySlope[k]
            / (4 * profile.scale * profile.scale * profile.curvature)
        }
        result.hessian[j, k] = second
        result.hessian[k, j] = second
      }
    }
    return result
  }

  private func crossValidation(
    _ state: SmoothingState, _ parts: Derivatives
  ) -> SmoothnessScore {
    let n = Double(rows)
    let deviance = 2 * state.halfDeviance
    let trace = Double(penalties.columns - dropped) - parts.shrinkageTrace
    let left = n - trace
    var result = SmoothnessScore(
      value: scale.isEstimated
        ? n * deviance / (left * left) : deviance / n + 2 * trace / n - 1,
      gradient: [Double](repeating: 0, count: count),
      hessian: Matrix(rows: count, columns: count))
    for j in 0..<count {
      let (d, t) = (parts.devianceSlope[j], -parts.shrinkageSlope(j))
      result.gradient[j] =
        scale.isEstimated
        ? n / (left * left) * (d + 2 * deviance * t / left) : (d + 2 * t) / n
      for k in 0...j {
        let (other, otherTrace) = (parts.devianceSlope[k], -parts.shrinkageSlope(k))
        let (dd, tt) = (parts.devianceCurvature(j, k), -parts.shrinkageCurvature(j, k))
        var second = (dd + 2 * tt) / n
        if scale.isEstimated {
          let mixed = d * otherTrace + other * t + deviance * tt
          second =
            n / (left * left)
            * (dd + 2 * mixed / left + 6 * deviance * t * otherTrace / (left * left))
        }
        result.hessian[j, k] = second
        result.hessian[k, j] = second
      }
    }
    return result
  }
}
