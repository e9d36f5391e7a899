public import LinearAlgebra

extension DocumentTermMatrix {
  /// Terms as documents and documents as terms, in time linear in the entries.
  public func transposed() -> DocumentTermMatrix {
    var starts = [Int](repeating: 0, count: terms + 1)
    for term in termIndices { starts[Int(term) + 1] += 1 }
    for t in 0..<terms { starts[t + 1] += starts[t] }
    var next = starts
    var indices = [Int32](repeating: 0, count: termIndices.count)
    var values = [Float](repeating: 0, count: termIndices.count)
    for d in 0..<documents {
      for k in entries(of: d) {
        let place = next[Int(termIndices[k])]
        next[Int(termIndices[k])] = place + 1
        indices[place] = Int32(d)
        values[place] = weights[k]
      }
    }
    return DocumentTermMatrix(
      terms: documents, documentStarts: starts, termIndices: indices, weights: values)
  }

  /// The products of all documents with `factors`, a column a document: F Xᵀ.
  ///
  /// A document's column is one thread's work, in the order of its terms: the same bits
  /// at any thread count.
  ///
  /// - Parameter factors: a column of k values a term, `k × terms`.
  /// - Returns: `k × documents`.
  public func products(with factors: Matrix, threads: Int = 1) -> Matrix {
    precondition(factors.columns == terms, "factors need a column a term")
    let k = factors.rows
    var result = Matrix(rows: k, columns: documents)
    guard k > 0 else { return result }
    let chunk = 256
    result.storage.withUnsafeMutableBufferPointer { target in
      nonisolated(unsafe) let out = target.baseAddress
      _ = parallelMap((documents + chunk - 1) / chunk, threads: threads) { part in
        guard let out else { return }
        factors.storage.withUnsafeBufferPointer { source in
          termIndices.withUnsafeBufferPointer { indices in
            weights.withUnsafeBufferPointer { values in
              guard let columns = source.baseAddress else { return }
              for d in part * chunk..<min(documents, (part + 1) * chunk) {
                let (start, end) = (documentStarts[d], documentStarts[d + 1])
                let sum = out + d * k
                // Eight sums stay in registers over all terms of the document.
                var j = 0
                while j + 8 <= k {
                  var lanes = SIMD8<Double>.zero
                  for e in start..<end {
                    let column = UnsafeRawPointer(columns + Int(indices[e]) * k + j)
                    lanes += Double(values[e]) * column.loadUnaligned(as: SIMD8<Double>.self)
                  }
                  for i in 0..<8 { sum[j + i] = lanes[i] }
                  j += 8
                }
                guard j < k else { continue }
                for e in start..<end {
                  let weight = Double(values[e])
                  let column = columns + Int(indices[e]) * k
                  for i in j..<k { sum[i] += weight * column[i] }
                }
              }
            }
          }
        }
      }
    }
    return result
  }

  /// The sum of the squares of all weights.
  var squaredNorm: Double {
    weights.reduce(0) { $0 + Double($1) * Double($1) }
  }
}
