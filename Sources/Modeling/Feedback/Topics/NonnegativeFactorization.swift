public import LinearAlgebra

/// A table of documents and terms as a sum of k nonnegative parts, X ≈ Wᵀ H, of least
/// squared error ‖X − Wᵀ H‖², by hierarchical alternating least squares (Cichocki & Phan
/// 2009), with several sweeps over one factor before the other is touched (Gillis &
/// Glineur 2012), from the start of Boutsidis & Gallopoulos (2008), "NNDSVD".
///
/// For a fixed H every document's weights w solve a small problem of their own: with
/// G = H Hᵀ and b = H x, entry after entry, w_j ← max(0, w_j + (b − G w)_j / G_jj).
/// So documents, and in turn terms, are spread over threads without changing a bit.
public struct NonnegativeFactorization: Sendable {
  public struct Options: Sendable, Equatable {
    /// Parts, 1 … min(documents, terms).
    public var parts: Int
    /// Rounds over both factors, at most.
    public var maximumRounds = 200
    /// Sweeps over one factor in a round, at least 1.
    public var sweeps = 2
    /// Stops when a round lowers the error by less than this share of the first
    /// round's error, above 0.
    public var tolerance = 1e-5
    public var seed: UInt64 = 1
    /// Threads; the answer does not depend on them.
    public var threads = 1

    public init(parts: Int) { self.parts = parts }
  }

  /// W: a column of k weights a document, none negative; `k × documents`.
  public private(set) var documentWeights: Matrix
  /// H: a column of k weights a term, none negative; `k × terms`.
  public private(set) var termWeights: Matrix
  /// ‖X − Wᵀ H‖² after each round.
  public private(set) var errors: [Double] = []
  /// Whether the tolerance was met within the rounds allowed.
  public private(set) var converged = false

  /// - Throws: `.setting`, `.weight` for a weight that is negative or not finite,
  ///   `.noConvergence`.
  public init(_ matrix: DocumentTermMatrix, options: Options) throws(TopicError) {
    try matrix.requireFiniteWeights(nonnegative: true)
    guard options.sweeps >= 1, options.maximumRounds >= 1, options.tolerance > 0 else {
      throw .setting("sweeps, rounds or tolerance", reason: "must be above 0")
    }
    let transposed = matrix.transposed()
    var decomposition = TruncatedSVD.Options(rank: options.parts)
    decomposition.seed = options.seed
    decomposition.threads = options.threads
    let start = try TruncatedSVD(matrix, transposed: transposed, options: decomposition)
    (documentWeights, termWeights) = Self.start(from: start)
    improve(matrix, transposed, options)
  }

  /// From factors given, `k × documents` and `k × terms`, none negative.
  ///
  /// - Throws: as the other.
  public init(
    _ matrix: DocumentTermMatrix, documentWeights: Matrix, termWeights: Matrix, options: Options
  ) throws(TopicError) {
    try matrix.requireFiniteWeights(nonnegative: true)
    precondition(
      documentWeights.rows == termWeights.rows && documentWeights.columns == matrix.documents
        && termWeights.columns == matrix.terms, "factors of the table's own shape")
    self.documentWeights = documentWeights
    self.termWeights = termWeights
    improve(matrix, matrix.transposed(), options)
  }

  /// Each singular triplet's positive parts, or its negative parts where they are larger;
  /// the zeros stay zero.
  private static func start(from svd: TruncatedSVD) -> (documents: Matrix, terms: Matrix) {
    let rank = svd.values.count
    var documents = Matrix(rows: rank, columns: svd.left.rows)
    var terms = Matrix(rows: rank, columns: svd.right.rows)
    for j in 0..<rank {
      let (u, v) = (svd.left.column(j), svd.right.column(j))
      func norm(_ values: [Double], _ sign: Double) -> Double {
        values.reduce(0) { $0 + max(0, sign * $1) * max(0, sign * $1) }.squareRoot()
      }
      let (uPlus, vPlus) = (norm(u, 1), norm(v, 1))
      let (uMinus, vMinus) = (norm(u, -1), norm(v, -1))
      let sign = uPlus * vPlus >= uMinus * vMinus ? 1.0 : -1.0
      let (uNorm, vNorm) = sign > 0 ? (uPlus, vPlus) : (uMinus, vMinus)
      guard uNorm > 0, vNorm > 0 else { continue }
      let scale = (svd.values[j] * uNorm * vNorm).squareRoot()
      for (d, value) in u.enumerated() { documents[j, d] = max(0, sign * value) * scale / uNorm }
      for (t, value) in v.enumerated() { terms[j, t] = max(0, sign * value) * scale / vNorm }
    }
    return (documents, terms)
  }

  private mutating func improve(
    _ matrix: DocumentTermMatrix, _ transposed: DocumentTermMatrix, _ options: Options
  ) {
    let total = matrix.squaredNorm
    for _ in 0..<options.maximumRounds {
      let byDocument = matrix.products(with: termWeights, threads: options.threads)
      documentWeights.descend(
        towards: byDocument, gram: termWeights.outerGram(), sweeps: options.sweeps,
        threads: options.threads)
      let byTerm = transposed.products(with: documentWeights, threads: options.threads)
      let gram = documentWeights.outerGram()
      termWeights.descend(
        towards: byTerm, gram: gram, sweeps: options.sweeps, threads: options.threads)
      // ‖X − Wᵀ H‖² = ‖X‖² − 2 ⟨W X, H⟩ + ⟨W Wᵀ, H Hᵀ⟩, without forming Wᵀ H.
      var fitted = 0.0
      for (a, b) in zip(byTerm.storage, termWeights.storage) { fitted += a * b }
      var both = 0.0
      for (a, b) in zip(gram.storage, termWeights.outerGram().storage) { both += a * b }
      errors.append(max(0, total - 2 * fitted + both))
      let n = errors.count
      if n > 1, errors[n - 2] - errors[n - 1] <= options.tolerance * errors[0] {
        converged = true
        return
      }
    }
  }
}
