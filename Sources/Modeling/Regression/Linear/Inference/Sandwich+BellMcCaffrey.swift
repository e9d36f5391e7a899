import LinearAlgebra

/// CR2: cluster-robust covariance whose expectation is right when errors are in
/// fact independent (Bell and McCaffrey 2002; Pustejovsky and Tipton 2018, "Small-
/// sample methods for cluster-robust variance estimation …", JBES 36(4), equations
/// 10, 11 and 16; the working model is independence, with one variance or with
/// variances inverse to the weights).
extension Sandwich {
  /// One group. A = D G^(−½) D with G = D (I − H) Φ (I − H)ᵀ D over its rows, where
  /// H = X M XᵀW, Φ holds the working variances and D their roots.
  private struct Block {
    /// X of the group, and W X where W is not that of the working model.
    var x, weighted: Matrix
    /// A − I as Q F Qᵀ: with Φ = I, G differs from I by at most 2k dimensions.
    var basis, factor: Matrix
    /// Φ where it is not I; A is then `basis` · diag(Φ), on rows scaled by √W.
    var variances: [Double]?

    /// A times residuals.
    func adjusted(_ values: Matrix) -> Matrix {
      guard let variances else { return symmetric(values) }
      return basis * values.scalingRows { variances[$0] }
    }

    /// Aᵀ times columns.
    func adjustedTransposed(_ values: Matrix) -> Matrix {
      guard let variances else { return symmetric(values) }
      return (basis * values).scalingRows { variances[$0] }
    }

    private func symmetric(_ values: Matrix) -> Matrix {
      values + basis * (factor * basis.transposeTimes(values))
    }
  }

  /// The covariance and Satterthwaite's degrees of freedom of each kept coefficient.
  func bellMcCaffrey(
    _ groups: [Int32], width: Int
  ) throws(FactorizationError) -> (covariance: Matrix, degreesOfFreedom: [Double]) {
    var rows = [[Int]](repeating: [], count: width)
    for (i, group) in groups.enumerated() where group >= 0 { rows[Int(group)].append(i) }
    let spread = outer.map { w in bread * weightedGram(w.map { $0 * $0 }) * bread } ?? bread
    var sums = Matrix(rows: width, columns: rank)
    var lengths = Matrix(rows: width, columns: rank)
    // For each coefficient the groups' z = (Xᵀa, XᵀWa), a column a group.
    let height = outer == nil ? rank : 2 * rank
    var images = [Matrix](repeating: Matrix(rows: height, columns: width), count: rank)
    for (g, members) in rows.enumerated() {
      let block = try block(members, spread)
      let residuals = Matrix(
        column: members.map { i in
          let weight = weights?[i] ?? 1
          guard weight > 0 else { return 0 }
          return scoreFactors[i] / (outer == nil ? weight.squareRoot() : weight)
        })
      let score = block.weighted.transposeTimes(block.adjusted(residuals))
      let a = block.adjustedTransposed(block.weighted * bread)
      let plain = block.x.transposeTimes(a)
      let weighted = outer == nil ? nil : block.weighted.transposeTimes(a)
      for c in 0..<rank {
        sums[g, c] = score[c, 0]
        lengths[g, c] = a.withUnsafeColumn(c) { $0.reduce(0) { $0 + $1 * $1 } }
        for i in 0..<rank {
          images[c][i, g] = plain[i, c]
          if let weighted { images[c][rank + i, g] = weighted[i, c] }
        }
      }
    }
    let kernel = kernel(spread)
    let degrees = (0..<rank).map { c in
      Self.satterthwaite(lengths.column(c), images[c], kernel)
    }
    return (covariance(meat: sums.gram()), degrees)
  }

  /// Weights that are not those of the working model: where they are, rows of X and
  /// residuals times √w make an unweighted problem of it.
  private var outer: [Double]? { variances == nil ? weights : nil }

  /// K of z K zᵀ: (I − H)(I − H)ᵀ less the identity, over (X, WX).
  private func kernel(_ spread: Matrix) -> Matrix {
    guard outer != nil else { return -1 * bread }
    var result = Matrix(rows: 2 * rank, columns: 2 * rank)
    for j in 0..<rank {
      for i in 0..<rank {
        result[i, j] = spread[i, j]
        result[rank + i, j] = -bread[i, j]
        result[i, rank + j] = -bread[i, j]
      }
    }
    return result
  }

  private func block(_ members: [Int], _ spread: Matrix) throws(FactorizationError) -> Block {
    let part = design.selecting(rows: members)
    var x = Matrix(rows: members.count, columns: rank)
    for (k, column) in kept.enumerated() { x.setColumn(k, to: part.column(column)) }
    if let variances {
      return try whitened(
        x, members.map { weights?[$0] ?? 1 }, variances: members.map { variances[$0] })
    }
    let weighted = outer.map { w in x.scalingRows { w[members[$0]] } } ?? x
    let joined =
      outer == nil
      ? x
      : Matrix(
        rows: members.count, columns: 2 * rank, storage: x.storage + weighted.storage)
    let qr = try QR(joined)
    let upper = qr.upper
    let inner = upper * kernel(spread).timesTranspose(upper)
    let eigen = try SymmetricEigen(inner)
    // Directions that the group's own columns absorb whole have no residual.
    let factor = eigen.apply { value in
      1 + value > 1e-10 ? 1 / (1 + value).squareRoot() - 1 : -1
    }
    return Block(x: x, weighted: weighted, basis: qr.thinQ(), factor: factor, variances: nil)
  }

  /// With W that of the working model, on rows scaled by √W: G = Φ (I − X M Xᵀ) Φ,
  /// whose order is that of the group.
  private func whitened(
    _ x: Matrix, _ weights: [Double], variances: [Double]
  ) throws(FactorizationError) -> Block {
    let scaled = x.scalingRows { weights[$0].squareRoot() }
    let inner = (.identity(x.rows) - (scaled * bread).timesTranspose(scaled))
      .scalingRows { variances[$0] }
    let eigen = try SymmetricEigen(inner.transpose.scalingRows { variances[$0] })
    let floor = 1e-12 * (eigen.values.last ?? 0)
    let root = eigen.apply { $0 > floor ? 1 / $0.squareRoot() : 0 }
    return Block(x: scaled, weighted: scaled, basis: root, factor: root, variances: variances)
  }

  /// (tr P)² / tr P² for P = diag(d) + Zᵀ K Z.
  private static func satterthwaite(_ d: [Double], _ z: Matrix, _ kernel: Matrix) -> Double {
    let image = kernel * z
    var (trace, square) = (0.0, 0.0)
    for g in d.indices {
      var form = 0.0
      for i in 0..<z.rows { form += z[i, g] * image[i, g] }
      trace += d[g] + form
      square += d[g] * d[g] + 2 * d[g] * form
    }
    let product = z.columns <= z.rows ? z.transposeTimes(image) : image.timesTranspose(z)
    for i in 0..<product.rows {
      for j in 0..<product.columns { square += product[i, j] * product[j, i] }
    }
    return trace * trace / square
  }
}

extension Matrix {
  fileprivate func scalingRows(_ factor: (Int) -> Double) -> Matrix {
    var result = self
    for i in 0..<rows {
      let factor = factor(i)
      for j in 0..<columns { result[i, j] *= factor }
    }
    return result
  }
}
