/// What presolve did, in order, and the way back: values and prices of the original
/// program from those of the reduced one (Andersen & Andersen 1995).
struct PresolveTrail {
  enum Kind: UInt8 {
    /// A column at a value; entries: its column.
    case fixedColumn
    /// A row of one entry turned into bounds.
    case singletonRow
    /// A row that leaves its variables one point only; entries: the row, those of the
    /// `other` variables that could move first.
    case forcingRow
    /// A column of one entry taken into the limits of its row; entries: the row's others.
    case slackColumn
    /// An equation of two variables, used to replace one; entries: the replaced column.
    case doubletonEquation
    /// A free column of two entries, replaced by means of an equation; entries: the
    /// equation's others.
    case freeColumn
    /// A row that is a multiple of another.
    case parallelRow
    /// A column that is a multiple of another, merged into it.
    case parallelColumn
  }

  struct Step {
    var kind: Kind
    var row: Int32 = -1
    var column: Int32 = -1
    /// The other column or row of a pair.
    var other: Int32 = -1
    var a = 0.0
    var b = 0.0
    var cost = 0.0
    var lower = 0.0
    var upper = 0.0
    var otherLower = 0.0
    var otherUpper = 0.0
    var start = 0
    var end = 0
  }

  private(set) var steps: [Step] = []
  private var index: [Int32] = []
  private var value: [Double] = []

  var entryCount: Int { index.count }

  mutating func keep(_ i: Int32, _ v: Double) {
    index.append(i)
    value.append(v)
  }

  /// Adds a step; entries kept since `start` are its own.
  mutating func add(_ step: Step, from start: Int? = nil) {
    var step = step
    step.start = start ?? index.count
    step.end = index.count
    steps.append(step)
  }

  /// Undoes all steps: `x`, `y` and `d` hold the reduced program's answer at the places
  /// of the original rows and columns, zero elsewhere.
  func undo(_ x: inout [Double], _ y: inout [Double], _ d: inout [Double]) {
    for step in steps.reversed() {
      let i = Int(step.row)
      let j = Int(step.column)
      let entries = step.start..<step.end
      switch step.kind {
      case .fixedColumn:
        x[j] = step.a
        var sum = CompensatedSum(step.cost)
        for k in entries { sum.add(-value[k], y[Int(index[k])]) }
        d[j] = sum.value
      case .singletonRow:
        // A bound the row gave takes its reduced cost to the row.
        if d[j] > 0 && step.lower > -.infinity || d[j] < 0 && step.upper < .infinity {
          y[i] = d[j] / step.a
          d[j] = 0
        }
      case .forcingRow:
        // The price that gives all reduced costs the signs of the bounds they are held at.
        var price = 0.0
        for k in entries.prefix(Int(step.other)) {
          let ratio = d[Int(index[k])] / value[k]
          price = step.a < 0 ? min(price, ratio) : max(price, ratio)
        }
        y[i] = price
        if price != 0 { for k in entries { d[Int(index[k])] -= price * value[k] } }
      case .slackColumn:
        var sum = CompensatedSum(0)
        for k in entries { sum.add(value[k], x[Int(index[k])]) }
        let (least, most) = (step.otherLower - sum.value, step.otherUpper - sum.value)
        let (low, high) =
          step.a > 0 ? (least / step.a, most / step.a) : (most / step.a, least / step.a)
        // Between what the row asks for and its own bounds, on the side that has a price.
        var v: Double
        if step.otherLower == step.otherUpper {
          v = least / step.a
        } else {
          let price = step.a * y[i]
          // A price where there is no such bound is rounding noise.
          if price > 0 && step.upper < .infinity {
            v = step.upper
          } else if price < 0 && step.lower > -.infinity {
            v = step.lower
          } else {
            let (from, to) = (max(low, step.lower), min(high, step.upper))
            v = from.isFinite ? from : to.isFinite ? to : 0
          }
        }
        if v < step.lower { v = step.lower }
        if v > step.upper { v = step.upper }
        x[j] = v
        d[j] = -step.a * y[i]
        y[i] += step.cost / step.a
      case .doubletonEquation:
        let k = Int(step.other)
        // x_j = (rhs − b·x_k)/a.
        x[j] = (step.cost - step.b * x[k]) / step.a
        var sum = CompensatedSum(step.otherLower)
        for e in entries { sum.add(-value[e], y[Int(index[e])]) }
        // The bound of x_k that holds may be one x_j gave it.
        let fromOther =
          d[k] > 0 && step.lower > -.infinity || d[k] < 0 && step.upper < .infinity
        if fromOther {
          d[j] = -(step.a / step.b) * d[k]
          d[k] = 0
        } else {
          d[j] = 0
        }
        y[i] = (sum.value - d[j]) / step.a
      case .freeColumn:
        // a·x_j + Σ = rhs; its price makes the reduced cost of x_j zero.
        var sum = CompensatedSum(step.b)
        for k in entries { sum.add(-value[k], x[Int(index[k])]) }
        x[j] = sum.value / step.a
        d[j] = 0
        y[i] = (step.cost - step.lower * y[Int(step.other)]) / step.a
      case .parallelRow:
        // row i = a · row other; limits it gave take its share of the price.
        let k = Int(step.other)
        if y[k] > 0 && step.lower > -.infinity || y[k] < 0 && step.upper < .infinity {
          y[i] = y[k] / step.a
          y[k] = 0
        }
      case .parallelColumn:
        // The merged variable z = x_k + a·x_j; bounds of both.
        let k = Int(step.other)
        let z = x[k]
        let (lk, uk) = (step.otherLower, step.otherUpper)
        // x_j at the bound nearest to making room for x_k within its own.
        var v =
          step.lower > -.infinity ? step.lower : step.upper < .infinity ? step.upper : 0
        if z - step.a * v < lk {
          v = (z - lk) / step.a
        } else if z - step.a * v > uk {
          v = (z - uk) / step.a
        }
        v = min(max(v, step.lower), step.upper)
        x[j] = v
        x[k] = z - step.a * v
        d[j] = step.a * d[k]
      }
    }
  }
}
