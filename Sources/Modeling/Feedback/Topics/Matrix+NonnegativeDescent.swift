import LinearAlgebra

extension Matrix {
  /// Coordinate descent on min over w ≥ 0 of ½ wᵀ G w − bᵀ w for every column w of the
  /// factor, each a problem of its own, from where it stands.
  ///
  /// The gradient b − G w is carried along: most entries stay at 0 and cost nothing.
  mutating func descend(towards target: Matrix, gram: Matrix, sweeps: Int, threads: Int) {
    let (k, columns, chunk) = (rows, self.columns, 256)
    storage.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let all = buffer.baseAddress
      _ = parallelMap((columns + chunk - 1) / chunk, threads: threads) { part in
        guard let all else { return }
        var gradient = [Double](repeating: 0, count: k)
        gradient.withUnsafeMutableBufferPointer { residual in
          gram.storage.withUnsafeBufferPointer { g in
            for column in part * chunk..<min(columns, (part + 1) * chunk) {
              let w = all + column * k
              for i in 0..<k { residual[i] = target.storage[column * k + i] }
              for j in 0..<k where w[j] != 0 {
                let value = w[j]
                for i in 0..<k { residual[i] -= value * g[j * k + i] }
              }
              for _ in 0..<sweeps {
                for j in 0..<k {
                  let curvature = g[j * k + j]
                  guard curvature > 0, w[j] > 0 || residual[j] > 0 else { continue }
                  let value = max(0, w[j] + residual[j] / curvature)
                  let step = value - w[j]
                  guard step != 0 else { continue }
                  w[j] = value
                  for i in 0..<k { residual[i] -= step * g[j * k + i] }
                }
              }
            }
          }
        }
      }
    }
  }
}
