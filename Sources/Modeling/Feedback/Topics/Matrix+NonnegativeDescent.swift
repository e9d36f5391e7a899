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
            guard let slope = residual.baseAddress, let row = g.baseAddress else { return }
            for column in part * chunk..<min(columns, (part + 1) * chunk) {
              let w = all + column * k
              for i in 0..<k { residual[i] = target.storage[column * k + i] }
              for j in 0..<k where w[j] != 0 {
                Self.subtract(w[j], times: row + j * k, from: slope, k)
              }
              for _ in 0..<sweeps {
                for j in 0..<k {
                  let curvature = g[j * k + j]
                  guard curvature > 0, w[j] > 0 || residual[j] > 0 else { continue }
                  let value = max(0, w[j] + residual[j] / curvature)
                  let step = value - w[j]
                  guard step != 0 else { continue }
                  w[j] = value
                  Self.subtract(step, times: row + j * k, from: slope, k)
                }
              }
            }
          }
        }
      }
    }
  }

  /// y ← y − a x, four entries at a time.
  @inline(__always)
  private static func subtract(
    _ a: Double, times x: UnsafePointer<Double>, from y: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    var i = 0
    while i + 4 <= count {
      let target = UnsafeMutableRawPointer(y + i)
      let lanes =
        target.loadUnaligned(as: SIMD4<Double>.self)
        - a * UnsafeRawPointer(x + i).loadUnaligned(as: SIMD4<Double>.self)
      target.storeBytes(of: lanes, as: SIMD4<Double>.self)
      i += 4
    }
    while i < count {
      y[i] -= a * x[i]
      i += 1
    }
  }
}
