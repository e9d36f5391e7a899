public import LinearAlgebra
import Statistics

/// The first singular triplets of a sparse table, X ≈ U Σ Vᵀ, by randomized subspace
/// iteration (Halko, Martinsson & Tropp 2011, algorithms 4.4 and 5.1).
///
/// A random sample of the range is sharpened by a few passes of X and Xᵀ, made
/// orthonormal after each (without that, small directions drown in rounding), and the
/// table, projected onto it, is decomposed exactly. Signs are fixed by making the entry
/// of largest size in each right vector positive.
public struct TruncatedSVD: Sendable {
  public struct Options: Sendable, Equatable {
    /// Triplets kept, 1 … min(documents, terms).
    public var rank: Int
    /// Directions sampled beyond `rank`, 0 or more.
    public var oversampling = 10
    /// Passes that sharpen the sample, 0 or more.
    public var iterations = 4
    public var seed: UInt64 = 1
    /// Threads; the answer does not depend on them.
    public var threads = 1

    public init(rank: Int) { self.rank = rank }
  }

  /// U: `documents × rank`, orthonormal columns.
  public let left: Matrix
  /// `rank` values, descending.
  public let values: [Double]
  /// V: `terms × rank`, orthonormal columns.
  public let right: Matrix

  /// - Throws: `.setting`, `.weight` for a weight that is not finite, `.noConvergence`.
  public init(_ matrix: DocumentTermMatrix, options: Options) throws(TopicError) {
    try self.init(matrix, transposed: matrix.transposed(), options: options)
  }

  init(
    _ matrix: DocumentTermMatrix, transposed: DocumentTermMatrix, options: Options
  ) throws(TopicError) {
    let limit = min(matrix.documents, matrix.terms)
    guard options.rank >= 1, options.rank <= limit else {
      throw .setting("rank", reason: "\(options.rank) is not within 1 … \(limit)")
    }
    guard options.oversampling >= 0 else {
      throw .setting("oversampling", reason: "must be 0 or more")
    }
    guard options.iterations >= 0 else {
      throw .setting("iterations", reason: "must be 0 or more")
    }
    try matrix.requireFiniteWeights()
    let width = min(limit, options.rank + options.oversampling)
    var stream = RandomStream(seed: options.seed, "truncated-svd")
    var sample = Matrix(rows: width, columns: matrix.terms)
    for i in sample.storage.indices { sample.storage[i] = stream.normal() }
    do {
      var basis = try QR(matrix.products(with: sample, threads: options.threads).transpose).thinQ()
      for _ in 0..<options.iterations {
        let back = transposed.products(with: basis.transpose, threads: options.threads)
        let there = try QR(back.transpose).thinQ()
        basis = try QR(
          matrix.products(with: there.transpose, threads: options.threads).transpose
        ).thinQ()
      }
      let projected = transposed.products(with: basis.transpose, threads: options.threads)
      let small = try SVD(projected)
      let rank = options.rank
      var left = basis * small.left[0..<width, 0..<rank]
      var right = small.rightTransposed[0..<rank, 0..<matrix.terms].transpose
      for j in 0..<rank {
        let column = right.column(j)
        guard let largest = column.max(by: { abs($0) < abs($1) }), largest < 0 else { continue }
        right.setColumn(j, to: column.map { -$0 })
        left.setColumn(j, to: left.column(j).map { -$0 })
      }
      self.left = left
      self.values = Array(small.values[0..<rank])
      self.right = right
    } catch {
      throw .noConvergence
    }
  }
}

extension DocumentTermMatrix {
  func requireFiniteWeights(nonnegative: Bool = false) throws(TopicError) {
    for d in 0..<documents {
      for k in entries(of: d) {
        guard weights[k].isFinite, !nonnegative || weights[k] >= 0 else {
          throw .weight(document: d)
        }
      }
    }
  }
}
