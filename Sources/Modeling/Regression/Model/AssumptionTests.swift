import LinearAlgebra
import Statistics

extension RegressionCore {
  /// Tests of what the method takes for granted, each told in words.
  ///
  /// - Parameter isInOrder: whether neighbouring rows are neighbours in time.
  func assumptionTests(
    _ rows: RegressionRows, isInOrder: Bool
  ) throws(RegressionError) -> [TestRow] { [] }
}
