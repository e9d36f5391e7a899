import LinearAlgebra
import TestSupport
import XCTest

@testable import Forecasting

final class ReconcilerTests: XCTestCase {
  private func assertEqual(
    _ matrix: Matrix, _ rows: [[Double]], accuracy: Double, _ message: String,
    line: UInt = #line
  ) {
    XCTAssertEqual(matrix.rows, rows.count, message, line: line)
    for (i, row) in rows.enumerated() {
      for (j, value) in row.enumerated() {
        XCTAssertEqual(
          matrix[i, j], value, accuracy: accuracy * max(1, abs(value)), message, line: line)
      }
    }
  }

  func testShrinkageIsThatOfSchaeferAndStrimmer() throws {
    let reference = try ReconciliationReference.read()
    let standard = ShrinkageIntensity.standardized(reference.errorMatrix)
    XCTAssertEqual(ShrinkageIntensity.estimate(standard), reference.lambda, accuracy: 1e-12)
    XCTAssertEqual(
      ShrinkageIntensity.estimate(standard, block: 4), reference.blockLambda, accuracy: 1e-12)
    let covariance = ErrorCovariance.shrunk(reference.errorMatrix)
    for (mine, theirs) in zip(covariance.variances, reference.mintVariance) {
      assertClose(mine, theirs, relative: 1e-12)
    }
  }

  func testReconciledMeansAreThoseOfTheField() throws {
    let reference = try ReconciliationReference.read()
    let hierarchy = try reference.hierarchy()
    // The package adds 1e-8 to variances; its own formula does not.
    for (name, accuracy) in [
      ("ols", 1e-10), ("wls-struct", 1e-10), ("wls-var", 1e-7), ("wls-var-formula", 1e-10),
      ("mint-shrink", 1e-10),
    ] {
      let reconciler = try Reconciler(
        hierarchy, covariance: reference.covariance(name, hierarchy))
      let values = try reconciler.reconciled(reference.baseMatrix)
      assertEqual(values, reference.reconciled[name] ?? [], accuracy: accuracy, name)
      for step in 0..<values.columns { XCTAssert(hierarchy.isCoherent(values.column(step))) }
    }
  }

  func testNonNegativeOptimaAreThoseOfDenseLeastSquares() throws {
    let reference = try ReconciliationReference.read()
    let hierarchy = try reference.hierarchy()
    for name in ["ols", "wls-var", "mint-shrink"] {
      let reconciler = try Reconciler(
        hierarchy, covariance: reference.covariance(name, hierarchy))
      let (values, outcomes) = try NonNegativeReconciler(reconciler)
        .reconciled(reference.baseMatrix)
      XCTAssert(outcomes.allSatisfy(\.isOptimal))
      XCTAssert(outcomes.contains { $0.heldAtZero > 0 }, "the case has zeros to find")
      assertEqual(values, reference.nonnegative[name] ?? [], accuracy: 1e-9, name)
    }
  }

  func testOptimalityIsCheckedFromTheInverse() throws {
    for seed in 0..<30 {
      let test = try ReconciliationCase(
        seed: UInt64(seed), bottoms: 20 + seed, moments: 12, steps: 4, zeros: 0.7)
      let hierarchy = test.hierarchy
      for covariance in [
        ErrorCovariance.shrunk(test.errors), .variances(test.errors), .structural(hierarchy),
      ] {
        let reconciler = try Reconciler(hierarchy, covariance: covariance)
        let (values, outcomes) = try NonNegativeReconciler(reconciler).reconciled(test.base)
        for step in 0..<4 {
          XCTAssert(outcomes[step].isOptimal)
          XCTAssertLessThan(outcomes[step].pivots, 40)
          let bottom = Array(values.column(step)[hierarchy.aggregateCount...])
          let check = try ReconciliationCheck(
            bottom: bottom, base: test.base.column(step), hierarchy: hierarchy,
            covariance: covariance)
          XCTAssertEqual(check.mostNegative, 0)
          XCTAssertLessThan(check.gradientViolation, 1e-8)
          // Cutting the unconstrained answer off is no better.
          let free = try reconciler.reconciled(test.base).column(step)
          let cut = free[hierarchy.aggregateCount...].map { max(0, $0) }
          let other = try ReconciliationCheck(
            bottom: cut, base: test.base.column(step), hierarchy: hierarchy,
            covariance: covariance)
          XCTAssertLessThanOrEqual(check.objective, other.objective * (1 + 1e-12))
        }
      }
    }
  }

  func testTheCheckSeesAWrongAnswer() throws {
    let test = try ReconciliationCase(seed: 1, bottoms: 20, moments: 10, steps: 1, zeros: 0.6)
    let covariance = ErrorCovariance.shrunk(test.errors)
    let bottom = test.base.column(0)[test.hierarchy.aggregateCount...].map { max(0, $0) }
    let check = try ReconciliationCheck(
      bottom: bottom, base: test.base.column(0), hierarchy: test.hierarchy,
      covariance: covariance)
    XCTAssertGreaterThan(check.gradientViolation, 1e-3)
  }

  func testEndsWhereEverythingIsNegative() throws {
    var test = try ReconciliationCase(seed: 5, bottoms: 40, moments: 8, steps: 2, zeros: 0.5)
    for k in test.base.storage.indices { test.base.storage[k] = -abs(test.base.storage[k]) - 1 }
    let reconciler = try Reconciler(test.hierarchy, covariance: .shrunk(test.errors))
    let (values, outcomes) = try NonNegativeReconciler(reconciler).reconciled(test.base)
    XCTAssert(values.storage.allSatisfy { $0 >= 0 })
    XCTAssert(outcomes.allSatisfy(\.isOptimal))
  }

  func testAPivotLimitCutsOffAndSaysSo() throws {
    let test = try ReconciliationCase(seed: 2, bottoms: 40, moments: 8, steps: 1, zeros: 0.9)
    let reconciler = try Reconciler(test.hierarchy, covariance: .shrunk(test.errors))
    var limited = NonNegativeReconciler(reconciler)
    limited.mostPivots = 1
    let (values, outcomes) = try limited.reconciled(test.base)
    XCTAssertFalse(outcomes[0].isOptimal)
    XCTAssert(values.storage.allSatisfy { $0 >= 0 })
    XCTAssert(test.hierarchy.isCoherent(values.column(0)))
  }

  func testCoherentForecastsStayAsTheyAre() throws {
    let test = try ReconciliationCase(seed: 9, bottoms: 30, moments: 6, steps: 1, zeros: 0)
    let bottom = (0..<30).map { Double($0) + 0.5 }
    let base = Matrix(column: test.hierarchy.aggregates(of: bottom) + bottom)
    let values = try Reconciler(test.hierarchy, covariance: .shrunk(test.errors))
      .reconciled(base)
    for (mine, given) in zip(values.storage, base.storage) {
      XCTAssertEqual(mine, given, accuracy: 1e-9)
    }
  }

  func testMissingErrorsAndRowsWithoutAny() throws {
    var test = try ReconciliationCase(seed: 4, bottoms: 24, moments: 10, steps: 2, zeros: 0)
    for column in 0..<10 {
      test.errors[test.hierarchy.rowCount - 1, column] = .nan
      test.errors[test.hierarchy.rowCount - 2, column] = 0
      if column % 3 == 0 { test.errors[1, column] = .nan }
    }
    let covariance = ErrorCovariance.shrunk(test.errors)
    XCTAssert(covariance.diagonal.allSatisfy { $0 > 0 })
    let values = try Reconciler(test.hierarchy, covariance: covariance).reconciled(test.base)
    XCTAssert(values.storage.allSatisfy(\.isFinite))
    // What was never wrong hardly moves.
    let row = test.hierarchy.rowCount - 2
    XCTAssertEqual(values[row, 0], test.base[row, 0], accuracy: 1e-4)
  }

  func testValuesThatAreNotFiniteAreRefused() throws {
    var test = try ReconciliationCase(seed: 4, bottoms: 24, moments: 10, steps: 1, zeros: 0)
    test.base[0, 0] = .nan
    let reconciler = try Reconciler(test.hierarchy, covariance: .structural(test.hierarchy))
    XCTAssertThrowsError(try reconciler.reconciled(test.base)) {
      XCTAssertEqual($0 as? HierarchyError, .notFactorable)
    }
  }

  func testTopDownSharesAddUp() throws {
    let history = [[1.0, 3, 2], [1, 1, 6], [2, 0, .nan]]
    for kind in TopDown.Shares.allCases {
      let shares = TopDown.shares(history, kind)
      XCTAssertEqual(shares.reduce(0, +), 1, accuracy: 1e-15)
    }
    XCTAssertEqual(TopDown.shares(history, .meanShare), [0.5, 0.25, 0.25])
    XCTAssertEqual(TopDown.shares(history, .shareOfMeans), [0.5, 0.25, 0.25])
  }
}
