import LinearAlgebra

extension LeastSquaresSolver {
  func preconditioned() throws(RegressionError) -> LeastSquaresSolution? { nil }
}
