import LinearAlgebra

extension LikelihoodSmoothness {
  /// What the dependence of the weights on ρ adds to the criterion's derivatives, in one pass.
  func weightChange(_ state: SmoothingState) -> WeightChange {
    let width = design.columns
    let count = criterion.penalties.parts.count
    let (coefficients, slopes, root) = (state.coefficients, state.slopes, state.root)
    let shrinkageRoot =
      criterion.kind == .crossValidation ? shrinkageRoot(state) : Matrix(rows: width, columns: 0)
    let parts = design.fold(
      threads: threads, start: { WeightChange(parameters: count, columns: width) }
    ) { change, panel, rows in
      let n = rows.count
      var eta = [Double](repeating: 0, count: n)
      panel.times(coefficients, rows: n, into: &eta)
      if let offset {
        for (i, row) in rows.enumerated() { eta[i] += offset[row] }
      }
      let moves = RowPanel(columns: count, capacity: panel.capacity)
      panel.times(slopes, rows: n, into: moves)
      let leverage = Self.squares(panel, root, rows: n)
      let shrinkage =
        shrinkageRoot.columns > 0 ? Self.squares(panel, shrinkageRoot, rows: n) : nil
      var (first, second) = (
        [Double](repeating: 0, count: n), [Double](repeating: 0, count: n)
      )
      for (i, row) in rows.enumerated() where weights[row] > 0 {
        let half = HalfDeviance(
          family, link, response: response[row], weight: weights[row], eta[i])
        (first[i], second[i]) = (half.d3, half.d4)
      }
      change.leverage.add(panel, moves, leverage, first, second)
      if let shrinkage { change.shrinkage.add(panel, moves, shrinkage, first, second) }
      let scaled = RowPanel(columns: width, capacity: panel.capacity)
      var product = [Double](repeating: 0, count: n)
      for j in 0..<count {
        let move = moves.column(j)
        for k in 0...j {
          let other = moves.column(k)
          for i in 0..<n { product[i] = first[i] * move[i] * other[i] }
          panel.addTransposeTimes(product, rows: n, to: &change.crosses[j * (j + 1) / 2 + k])
        }
        for i in 0..<n { product[i] = first[i] * move[i] }
        for c in 0..<width {
          let (source, target) = (panel.column(c), scaled.column(c))
          for i in 0..<n { target[i] = source[i] * product[i] }
        }
        panel.addProduct(with: scaled, rows: n, to: &change.grams[j])
      }
    }
    var sum = parts[0]
    for part in parts.dropFirst() { sum.add(part) }
    return sum
  }

  /// B with B Bᵀ = H⁻¹ S H⁻¹.
  private func shrinkageRoot(_ state: SmoothingState) -> Matrix {
    let total = criterion.penalties.total(state.rho)
    var inverse = state.root.outerGram()
    for j in total.indices {
      for i in total.indices { inverse[i, j] *= total[j].squareRoot() }
    }
    return inverse
  }

  /// ‖x B‖² of each row x.
  static func squares(_ panel: borrowing RowPanel, _ b: Matrix, rows n: Int) -> [Double] {
    let product = RowPanel(columns: b.columns, capacity: panel.capacity)
    panel.times(b, rows: n, into: product)
    var result = [Double](repeating: 0, count: n)
    for j in 0..<b.columns {
      let column = product.column(j)
      for i in 0..<n { result[i] += column[i] * column[i] }
    }
    return result
  }
}

extension WeightChange {
  fileprivate init(parameters: Int, columns: Int) {
    let empty = [Double](repeating: 0, count: columns)
    grams = [Matrix](repeating: Matrix(rows: columns, columns: columns), count: parameters)
    crosses = [[Double]](repeating: empty, count: parameters * (parameters + 1) / 2)
    leverage = RowSums(first: empty, second: Matrix(rows: parameters, columns: parameters))
    shrinkage = leverage
  }

  fileprivate mutating func add(_ other: WeightChange) {
    for k in grams.indices { grams[k] = grams[k] + other.grams[k] }
    for k in crosses.indices {
      for j in crosses[k].indices { crosses[k][j] += other.crosses[k][j] }
    }
    leverage.add(other.leverage)
    shrinkage.add(other.shrinkage)
  }
}

extension WeightChange.RowSums {
  fileprivate mutating func add(_ other: Self) {
    for j in first.indices { first[j] += other.first[j] }
    second = second + other.second
  }

  /// Adds a panel's rows, each weighed by `factor` times the derivatives of its weight.
  fileprivate mutating func add(
    _ panel: borrowing RowPanel, _ moves: borrowing RowPanel, _ factor: [Double],
    _ firstDerivative: [Double], _ secondDerivative: [Double]
  ) {
    let n = factor.count
    var product = [Double](repeating: 0, count: n)
    for i in 0..<n { product[i] = factor[i] * firstDerivative[i] }
    panel.addTransposeTimes(product, rows: n, to: &first)
    for j in 0..<second.rows {
      let move = moves.column(j)
      for k in 0...j {
        let other = moves.column(k)
        var sum = 0.0
        for i in 0..<n { sum += factor[i] * secondDerivative[i] * move[i] * other[i] }
        second[j, k] += sum
        if k < j { second[k, j] += sum }
      }
    }
  }
}
