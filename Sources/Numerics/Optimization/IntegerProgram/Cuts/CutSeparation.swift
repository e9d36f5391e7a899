/// All families of cuts for one program, within an allowance of work.
final class CutSeparation {
  private let core: IntegerCore
  /// Sums of variables that `program` holds after the variables of the core, and their rows.
  private let sumCount: Int
  private var rows: CutRows
  private let rounding: MixedIntegerRounding
  /// A cut has at most so many coefficients.
  private let longest: Int
  private let allowance: Int

  private static let mostTableauRows = 200

  init(_ core: IntegerCore, sumCount: Int) {
    self.core = core
    self.sumCount = sumCount
    rows = CutRows(core)
    longest = 500 + core.variableCount / 5
    allowance = 2_000_000 + 100 * core.columns.values.count
    rounding = MixedIntegerRounding(
      isInteger: core.isInteger, lower: core.lower, upper: core.upper)
  }

  /// Whether more separation would cost more than it should.
  var isExhausted: Bool { rounding.work > allowance }

  /// Tells which cuts are in force, in the order of their rows.
  func take(_ cuts: [CuttingPlane]) {
    rows.removeLast(downTo: core.rowCount)
    for cut in cuts { rows.append(cut, isInteger: core.isInteger) }
  }

  /// Cuts that `point`, the optimum that `program` stands at, violates.
  func separate(_ program: LinearProgram, at point: [Double]) -> [CuttingPlane] {
    var found: [CuttingPlane] = []
    func add(_ cut: CuttingPlane) {
      if cut.efficacy(at: point) > 1e-4 { found.append(cut) }
    }
    CoverCuts(core: core).separate(rows, at: point, into: add)
    RowAggregation(core: core, rounding: rounding, longest: longest)
      .separate(rows, at: point, prices: program.rowDuals, into: add)
    ZeroHalfCuts(core: core, rounding: rounding, longest: longest)
      .separate(rows, at: point, into: add)
    separateTableau(program, at: point, atMost: Self.mostTableauRows, into: add)
    return found
  }

  /// Gomory's mixed-integer cuts (1960) from the rows of the tableau whose variable, or sum
  /// of variables, is furthest from an integer.
  private func separateTableau(
    _ program: LinearProgram, at point: [Double], atMost count: Int,
    into add: (CuttingPlane) -> Void
  ) {
    let n = core.variableCount
    var sources: [(distance: Double, place: Int)] = []
    for (j, place) in program.basicVariables() where j >= n || core.isInteger[j] {
      let v = program.value(j)
      let distance = abs(v - v.rounded())
      if distance > 0.01 { sources.append((distance, place)) }
    }
    sources.sort { $0.distance != $1.distance ? $0.distance > $1.distance : $0.place < $1.place }
    let sumRows = core.rowCount..<core.rowCount + sumCount
    for (_, place) in sources.prefix(count) {
      if isExhausted { return }
      let y = program.tableauMultipliers(place: place)
      var largest = 0.0
      for v in y { largest = max(largest, abs(v)) }
      var multipliers: [(row: Int, value: Double)] = []
      for i in y.indices where abs(y[i]) > 1e-9 * max(1, largest) && !sumRows.contains(i) {
        // A sum is whole whatever its row says; cuts come after the rows of the program.
        multipliers.append((i < sumRows.lowerBound ? i : i - sumCount, y[i]))
      }
      for sign in [1.0, -1] {
        let signed = multipliers.map { (row: $0.row, value: sign * $0.value) }
        if let cut = rounding.cut(rows, signed, at: point, divisor: .one, longest: longest) {
          add(cut)
        }
      }
    }
  }
}
