/// Where a variable stands in a simplex basis.
enum BasisState: UInt8, Sendable {
  case basic
  case atLower
  case atUpper
  /// Nonbasic at zero, between infinite bounds.
  case free
}

/// What a run of the simplex method ended with.
enum SimplexOutcome: Equatable, Sendable {
  case optimal
  /// `Simplex.rho` holds the ray (in row space) that proves it.
  case infeasible
  case unbounded
  /// The dual bound passed the cutoff: nothing better than it below here.
  case cutoff
  /// The iteration limit was reached or the caller asked to stop.
  case stopped
  /// The arithmetic gave out.
  case failed
}

/// The state of a bounded simplex method on
///
///     minimize cᵀx   subject to   A·x + s = 0,  l ≤ (x, s) ≤ u,
///
/// where s_i is the logical variable of row i (minus the row's activity). Variables
/// 0..<n are structural, n..<n+m logical. All buffers are allocated once; an
/// iteration allocates nothing.
///
/// The methods lie in extensions: the dual (`Simplex+Dual`, the main one), the
/// primal (`Simplex+Primal`, for clean-up), and their common linear algebra.
final class Simplex {
  let rowCount: Int
  let structuralCount: Int
  let totalCount: Int

  // A by columns and by rows.
  let columnStarts: UnsafeMutablePointer<Int>
  @exclusivity(unchecked) var columnEntries: EntryPool
  let rowStarts: UnsafeMutablePointer<Int>
  let rowEnds: UnsafeMutablePointer<Int>
  let rowLimits: UnsafeMutablePointer<Int>
  @exclusivity(unchecked) var rowEntries: EntryPool
  /// Columns in use; those after them are empty, fixed at zero, and wait to be filled.
  @exclusivity(unchecked) var usedColumns: Int

  /// Costs as given, and as perturbed or shifted for now.
  let cost: UnsafeMutablePointer<Double>
  let workCost: UnsafeMutablePointer<Double>
  let lower: UnsafeMutablePointer<Double>
  let upper: UnsafeMutablePointer<Double>
  /// Values of the nonbasic variables; of the basic ones only after `storeBasicValues`.
  let x: UnsafeMutablePointer<Double>
  let reducedCost: UnsafeMutablePointer<Double>
  let state: UnsafeMutablePointer<BasisState>

  /// By row: the basic variable, its value and bounds, its dual steepest edge weight.
  let basic: UnsafeMutablePointer<Int32>
  let basicValue: UnsafeMutablePointer<Double>
  let basicLower: UnsafeMutablePointer<Double>
  let basicUpper: UnsafeMutablePointer<Double>
  let edgeWeight: UnsafeMutablePointer<Double>

  // Work vectors: row of the inverse, pivot row, pivot column, and two more columns.
  let rho: UnsafeMutablePointer<Double>
  let pivotRow: UnsafeMutablePointer<Double>
  let pivotColumn: UnsafeMutablePointer<Double>
  let tau: UnsafeMutablePointer<Double>
  let columnWork: UnsafeMutablePointer<Double>
  /// Weights of the primal's Devex pricing, and candidates of the dual ratio test.
  let devexWeight: UnsafeMutablePointer<Double>
  let candidates: UnsafeMutablePointer<Int32>
  /// Candidates of the ratio test at hand; the first `flipCount` of them flip.
  @exclusivity(unchecked) var candidateCount = 0
  /// The variables at which the pivot row has entries, and marks of those found so far.
  let rowIndices: UnsafeMutablePointer<Int32>
  let isInRow: UnsafeMutablePointer<Bool>
  @exclusivity(unchecked) var rowIndexCount = 0
  @exclusivity(unchecked) var flipCount = 0

  let factors: BasisFactors
  /// Rows that stand for differences to the row before (`RowDifferencing`): edge
  /// weights are then measured in the original rows, where they mean more.
  let isDifference: [Bool]
  @exclusivity(unchecked) var hasFactors = false
  /// Whether the costs in use differ from those given, by shifts or perturbation,
  /// and whether they have been perturbed.
  @exclusivity(unchecked) var costsArePerturbed = false
  @exclusivity(unchecked) var isPerturbed = false
  @exclusivity(unchecked) var iterations = 0
  @exclusivity(unchecked) var primalIterations = 0, refactors = 0
  /// Stop after this many iterations in all.
  @exclusivity(unchecked) var iterationLimit = Int.max
  var shouldStop: (@Sendable () -> Bool)?
  /// The dual stops once its objective passes this.
  @exclusivity(unchecked) var objectiveCutoff = Double.infinity
  /// Whether an optimum must hold for the unperturbed costs as well.
  var cleansUp = true
  var perturbs = true

  static let primalTolerance = 1e-8
  static let dualTolerance = 1e-8
  static let pivotTolerance = 1e-9

  init(
    columns: SparseColumns, cost: [Double], lower: [Double], upper: [Double],
    rowLower: [Double], rowUpper: [Double], isDifference: [Bool] = [], spareColumns: Int = 0
  ) {
    self.isDifference = isDifference
    usedColumns = columns.columnCount
    let n = columns.columnCount + spareColumns
    let m = columns.rowCount
    rowCount = m
    structuralCount = n
    totalCount = n + m

    func filled<T>(_ source: [T]) -> UnsafeMutablePointer<T> {
      let pointer = UnsafeMutablePointer<T>.allocate(capacity: source.count + 1)
      source.withUnsafeBufferPointer {
        if let base = $0.baseAddress { pointer.initialize(from: base, count: source.count) }
      }
      return pointer
    }
    func zeros(_ count: Int) -> UnsafeMutablePointer<Double> {
      let pointer = UnsafeMutablePointer<Double>.allocate(capacity: count + 1)
      pointer.initialize(repeating: 0, count: count + 1)
      return pointer
    }
    let spare = [Double](repeating: 0, count: spareColumns)
    columnStarts = filled(
      columns.starts + [Int](repeating: columns.values.count, count: spareColumns))
    columnEntries = EntryPool(columns.rows, columns.values)
    let transposed = columns.transposed()
    rowStarts = filled(transposed.starts)
    rowEnds = filled(Array(transposed.starts.dropFirst()))
    rowLimits = filled(Array(transposed.starts.dropFirst()))
    rowEntries = EntryPool(transposed.rows, transposed.values)
    self.cost = filled(cost + spare + [Double](repeating: 0, count: m))
    workCost = zeros(n + m)
    self.lower = filled(lower + spare + rowUpper.map { -$0 })
    self.upper = filled(upper + spare + rowLower.map { -$0 })
    x = zeros(n + m)
    reducedCost = zeros(n + m)
    state = .allocate(capacity: n + m + 1)
    state.initialize(repeating: .atLower, count: n + m + 1)
    basic = .allocate(capacity: m + 1)
    basicValue = zeros(m)
    basicLower = zeros(m)
    basicUpper = zeros(m)
    edgeWeight = zeros(m)
    rho = zeros(m)
    pivotRow = zeros(n + m)
    pivotColumn = zeros(m)
    tau = zeros(m)
    columnWork = zeros(m)
    devexWeight = zeros(n + m)
    candidates = .allocate(capacity: n + m + 1)
    rowIndices = .allocate(capacity: n + m + 1)
    isInRow = .allocate(capacity: n + m + 1)
    isInRow.initialize(repeating: false, count: n + m + 1)
    factors = BasisFactors(size: m, updateLimit: 100)
    resetCosts()
    setLogicalBasis()
  }

  deinit {
    columnStarts.deallocate()
    columnEntries.deallocate()
    rowStarts.deallocate()
    rowEnds.deallocate()
    rowLimits.deallocate()
    rowEntries.deallocate()
    cost.deallocate()
    workCost.deallocate()
    lower.deallocate()
    upper.deallocate()
    x.deallocate()
    reducedCost.deallocate()
    state.deallocate()
    basic.deallocate()
    basicValue.deallocate()
    basicLower.deallocate()
    basicUpper.deallocate()
    edgeWeight.deallocate()
    rho.deallocate()
    pivotRow.deallocate()
    pivotColumn.deallocate()
    tau.deallocate()
    columnWork.deallocate()
    devexWeight.deallocate()
    candidates.deallocate()
    rowIndices.deallocate()
    isInRow.deallocate()
  }

  // MARK: Linear algebra

  /// Factorizes the basis. Weights follow their variables to the rows they get.
  func factorize() {
    for i in 0..<rowCount { devexWeight[Int(basic[i])] = edgeWeight[i] }
    let source = BasisColumns(
      structuralCount: structuralCount, starts: columnStarts, rows: columnEntries.index,
      values: columnEntries.value)
    let replaced = factors.factorize(basic, source)
    for j in replaced {
      state[Int(j)] = .atLower
      restAtBound(Int(j))
    }
    if !replaced.isEmpty {
      for i in 0..<rowCount where state[Int(basic[i])] != .basic {
        state[Int(basic[i])] = .basic
        devexWeight[Int(basic[i])] = 1
      }
    }
    for i in 0..<rowCount {
      let j = Int(basic[i])
      edgeWeight[i] = devexWeight[j]
      basicLower[i] = lower[j]
      basicUpper[i] = upper[j]
    }
    hasFactors = true
  }

  /// Values of the basic variables from those of the nonbasic ones.
  func computePrimal() {
    columnWork.update(repeating: 0, count: rowCount)
    for j in 0..<structuralCount where state[j] != .basic && x[j] != 0 {
      addColumn(j, times: -x[j], to: columnWork)
    }
    for i in 0..<rowCount where state[structuralCount + i] != .basic {
      columnWork[i] -= x[structuralCount + i]
    }
    factors.solve(columnWork)
    for i in 0..<rowCount {
      basicValue[i] = columnWork[i]
      columnWork[i] = 0
    }
  }

  /// Reduced costs of all variables for the costs in use.
  func computeDuals() {
    for i in 0..<rowCount { tau[i] = workCost[Int(basic[i])] }
    factors.solveTransposed(tau)
    for j in 0..<structuralCount {
      reducedCost[j] = state[j] == .basic ? 0 : workCost[j] - dot(j, tau)
    }
    for i in 0..<rowCount {
      let j = structuralCount + i
      reducedCost[j] = state[j] == .basic ? 0 : workCost[j] - tau[i]
    }
  }

  @inline(__always)
  func dot(_ j: Int, _ v: UnsafeMutablePointer<Double>) -> Double {
    var sum = 0.0
    let (rows, values) = (columnEntries.index, columnEntries.value)
    for e in columnStarts[j]..<columnStarts[j + 1] { sum += values[e] * v[Int(rows[e])] }
    return sum
  }

  @inline(__always)
  func addColumn(_ j: Int, times factor: Double, to v: UnsafeMutablePointer<Double>) {
    if j >= structuralCount {
      v[j - structuralCount] += factor
      return
    }
    let (rows, values) = (columnEntries.index, columnEntries.value)
    for e in columnStarts[j]..<columnStarts[j + 1] { v[Int(rows[e])] += factor * values[e] }
  }

  /// Row `row` of the inverse into `rho`.
  func computeInverseRow(_ row: Int) {
    rho.update(repeating: 0, count: rowCount)
    rho[row] = 1
    factors.solveTransposed(rho, keepsRow: true)
  }

  /// The pivot row ρᵀ(A, I) into `pivotRow`, its places into `rowIndices`; basic entries
  /// are left at zero.
  func computePivotRow() {
    for k in 0..<rowIndexCount { pivotRow[Int(rowIndices[k])] = 0 }
    var work = 0
    for i in 0..<rowCount where rho[i] != 0 { work += rowEnds[i] - rowStarts[i] }
    var count = 0
    if 3 * work < columnEntries.count {
      // Few rows: add them up, then keep what is neither basic nor rounding noise.
      let (rowColumns, rowValues) = (rowEntries.index, rowEntries.value)
      var found = 0
      for i in 0..<rowCount {
        let r = rho[i]
        if r != 0 {
          for e in rowStarts[i]..<rowEnds[i] {
            let j = Int(rowColumns[e])
            if !isInRow[j] {
              isInRow[j] = true
              rowIndices[found] = Int32(j)
              found += 1
            }
            pivotRow[j] += r * rowValues[e]
          }
        }
      }
      for k in 0..<found {
        let j = Int(rowIndices[k])
        isInRow[j] = false
        if state[j] == .basic || abs(pivotRow[j]) < BasisFactors.dropTolerance {
          pivotRow[j] = 0
        } else {
          rowIndices[count] = Int32(j)
          count += 1
        }
      }
    } else {
      for j in 0..<usedColumns where state[j] != .basic {
        let alpha = dot(j, rho)
        if abs(alpha) >= BasisFactors.dropTolerance {
          pivotRow[j] = alpha
          rowIndices[count] = Int32(j)
          count += 1
        }
      }
    }
    for i in 0..<rowCount {
      let r = rho[i]
      if r != 0 && state[structuralCount + i] != .basic {
        pivotRow[structuralCount + i] = r
        rowIndices[count] = Int32(structuralCount + i)
        count += 1
      }
    }
    rowIndexCount = count
  }

  /// B⁻¹·a_j into `pivotColumn`, keeping what an update needs.
  func computePivotColumn(_ j: Int) {
    pivotColumn.update(repeating: 0, count: rowCount)
    addColumn(j, times: 1, to: pivotColumn)
    factors.solve(pivotColumn, keepsSpike: true)
  }

  /// Makes `entering` basic in `row`; the leaving variable rests where `leavingState` says.
  /// False when the factors should be built anew.
  func exchange(row: Int, entering: Int, value: Double, leavingState: BasisState) -> Bool {
    let leaving = Int(basic[row])
    state[leaving] = leavingState
    x[leaving] = leavingState == .atUpper ? upper[leaving] : lower[leaving]
    state[entering] = .basic
    basic[row] = Int32(entering)
    basicValue[row] = value
    basicLower[row] = lower[entering]
    basicUpper[row] = upper[entering]
    let stable = factors.update(row: row, pivot: pivotColumn[row])
    iterations += 1
    return stable && factors.updateCount < factors.updateLimit
  }

  func storeBasicValues() {
    for i in 0..<rowCount { x[Int(basic[i])] = basicValue[i] }
  }

  func resetCosts() {
    workCost.update(from: cost, count: totalCount)
    costsArePerturbed = false
    isPerturbed = false
  }

  var limitReached: Bool {
    if iterations >= iterationLimit { return true }
    if iterations & 31 == 0, let shouldStop, shouldStop() { return true }
    return false
  }
}
