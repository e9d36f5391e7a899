public import LinearAlgebra

/// A covariance of coefficients that trusts no variance: bread · meat · bread
/// (Huber 1967; White 1980; Zeileis 2006, "Object-oriented computation of sandwich
/// estimators", Journal of Statistical Software 16(9)).
///
/// Any model whose score of row i is a number times xᵢ has one: the number is
/// wᵢ eᵢ for least squares, and (yᵢ − μᵢ) (dμ/dη) / V(μᵢ) times the prior weight for
/// a generalized linear model, with (XᵀWX)⁻¹ of its working weights as the bread.
public struct Sandwich: Sendable {
  public let design: DesignMatrix
  /// Columns with a coefficient, ascending.
  public let kept: [Int]
  /// (XᵀWX)⁻¹ over the kept columns.
  public let bread: Matrix
  /// The score of row i is this times xᵢ.
  public let scoreFactors: [Double]
  /// W of the bread; nil for ones.
  public let weights: [Double]?
  /// What CR2 takes the variances of the responses to be in proportion to, where the
  /// weights follow from them (a generalized linear model: V(μ) over the prior
  /// weight). Nil for one variance, whatever the weights (least squares, as
  /// clubSandwich has it).
  public let variances: [Double]?
  /// Rows that count.
  public let count: Int

  public init(
    design: DesignMatrix, kept: [Int], bread: Matrix, scoreFactors: [Double],
    weights: [Double]?, variances: [Double]? = nil, count: Int
  ) {
    precondition(scoreFactors.count == design.rows && bread.rows == kept.count)
    precondition(weights.map { $0.count == design.rows } ?? true, "a weight a row")
    precondition(variances.map { $0.count == design.rows } ?? true, "a variance a row")
    self.design = design
    self.kept = kept
    self.bread = bread
    self.scoreFactors = scoreFactors
    self.weights = weights
    self.variances = variances
    self.count = count
  }

  var rank: Int { kept.count }

  /// n / (n − k).
  var inflation: Double { Double(count) / Double(count - rank) }

  /// wᵢ xᵢᵀ (XᵀWX)⁻¹ xᵢ of each row: the diagonal of the hat matrix.
  public func leverages() -> [Double] {
    var result = design.quadraticForm(bread, columns: kept)
    if let weights {
      for i in result.indices { result[i] *= weights[i] }
    }
    return result
  }

  /// bread · meat · bread.
  func covariance(meat: Matrix) -> Matrix {
    var result = bread * meat * bread
    // Symmetric to the bit, whatever the products rounded.
    for j in 0..<rank {
      for i in 0..<j {
        let value = 0.5 * (result[i, j] + result[j, i])
        result[i, j] = value
        result[j, i] = value
      }
    }
    return result
  }

  /// The covariance for errors of row-wise variance.
  ///
  /// A row that the fit passes through by itself (leverage 1) has no residual to
  /// learn from; under HC2 and HC3 it counts as zero.
  public func heteroscedastic(_ kind: CovarianceEstimator.SmallSample) -> Matrix {
    var squares = scoreFactors.map { $0 * $0 }
    switch kind {
    case .hc0: break
    case .hc1:
      let factor = inflation
      for i in squares.indices { squares[i] *= factor }
    case .hc2, .hc3:
      for (i, leverage) in leverages().enumerated() {
        let rest = 1 - leverage
        if rest < 1e-10 {
          squares[i] = 0
        } else {
          squares[i] /= kind == .hc2 ? rest : rest * rest
        }
      }
    }
    return covariance(meat: weightedGram(squares))
  }

  /// Σ fᵢ xᵢxᵢᵀ over the kept columns.
  func weightedGram(_ factors: [Double]) -> Matrix {
    let whole = NormalEquations(of: design) { rows, _, weight, response in
      for i in 0..<rows.count {
        weight[i] = factors[rows.lowerBound + i]
        response[i] = 0
      }
    }.gram
    guard rank < design.columns else { return whole }
    var result = Matrix(rows: rank, columns: rank)
    for (b, j) in kept.enumerated() {
      for (a, i) in kept.enumerated() { result[a, b] = whole[i, j] }
    }
    return result
  }

  /// Rows × kept columns of scores.
  func scores() -> Matrix {
    var result = Matrix(rows: design.rows, columns: rank)
    design.forEachPanel(columns: kept) { rows, part in
      for j in 0..<rank {
        for i in 0..<rows.count {
          result.storage[rows.lowerBound + i + j * design.rows] =
            part[i, j] * scoreFactors[rows.lowerBound + i]
        }
      }
    }
    return result
  }

  /// Sums of fᵢ xᵢ within groups: groups × kept columns. Rows of group −1 are left out.
  func groupSums(_ factors: [Double], _ groups: [Int32], width: Int) -> Matrix {
    var result = Matrix(rows: width, columns: rank)
    design.forEachPanel(columns: kept) { rows, part in
      for j in 0..<rank {
        for i in 0..<rows.count {
          let group = Int(groups[rows.lowerBound + i])
          guard group >= 0 else { continue }
          result.storage[group + j * width] += part[i, j] * factors[rows.lowerBound + i]
        }
      }
    }
    return result
  }
}
