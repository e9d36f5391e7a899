import Foundation
import LinearAlgebra
import Statistics

/// The scores of all rows while trees are added, and the memory that takes.
final class BoostingState {
  let base: [Double]
  private let booster: TreeBooster
  private let options: BoostedTrees.Options
  private let objective: TreeObjective
  private let training: [UInt32]
  private let validation: [UInt32]
  private let grower: TreeGrower
  private let rows: Int
  private var packing: GradientPacking
  /// `outputs` columns of `rows`.
  private let scores: UnsafeMutablePointer<Double>
  private let first: UnsafeMutablePointer<Double>
  private let second: UnsafeMutablePointer<Double>
  private let packed: UnsafeMutablePointer<Int64>
  private let leafOfRow: UnsafeMutablePointer<UInt16>
  private let others: UnsafeMutablePointer<UInt32>
  private let scratch: UnsafeMutablePointer<UInt32>

  /// Rows summed together; sums of chunks are added in order.
  private static let chunk = 16_384

  init(
    _ booster: TreeBooster, training: [UInt32], validation: [UInt32],
    options: BoostedTrees.Options
  ) {
    self.booster = booster
    self.options = options
    self.training = training
    self.validation = validation
    objective = TreeObjective(kind: booster.objective)
    rows = booster.data.rows
    let directions = booster.features.map { options.monotone[$0.name]?.rawValue ?? 0 }
    grower = TreeGrower(booster.data, options: options, directions: directions)
    let isWide = !objective.hasUnitHessian || booster.weights != nil
    packing = GradientPacking(isWide: isWide, rows: rows)
    base = objective.start(
      booster.response, weights: booster.weights, offset: booster.offset, rows: training)
    scores = .allocate(capacity: rows * base.count)
    first = .allocate(capacity: rows * base.count)
    second = .allocate(capacity: isWide ? rows * base.count : 1)
    packed = .allocate(capacity: rows * packing.words)
    leafOfRow = .allocate(capacity: rows)
    others = .allocate(capacity: rows)
    scratch = .allocate(capacity: rows)
    leafOfRow.initialize(repeating: 0, count: rows)
    for (k, value) in base.enumerated() {
      for row in 0..<rows { scores[k * rows + row] = value + (booster.offset?[row] ?? 0) }
    }
  }

  deinit {
    for memory in [scores, first, second] { memory.deallocate() }
    for memory in [others, scratch] { memory.deallocate() }
    packed.deallocate()
    leafOfRow.deallocate()
  }

  /// Grows and adds one tree an output.
  func round(_ round: Int) -> [DecisionTree] {
    derive()
    return base.indices.map { output in
      pack(output)
      let (count, othersCount) = draw(round, output)
      let columns = drawColumns(round, output)
      let step = options.maximumStep ?? objective.defaultStep
      var grown = grower.grow(
        packing, gradients: packed, count: count, columns: columns, step: step)
      if let level = objective.renewalLevel { renew(&grown, level) }
      for leaf in grown.ranges.indices {
        grown.tree.leafValue[leaf] *= options.learningRate
        let number = UInt16(truncatingIfNeeded: leaf)
        for k in grown.ranges[leaf] { leafOfRow[Int(grower.order[k])] = number }
      }
      TreeGrower.assign(
        grown, booster.data, order: others, count: othersCount, scratch: scratch,
        threads: options.threads, leafOfRow: leafOfRow)
      add(grown.tree, output)
      return grown.tree
    }
  }

  /// The weighted mean over the validation rows.
  func validationLoss() -> Double {
    var (sum, total) = (0.0, 0.0)
    for row in validation {
      let weight = booster.weights?[Int(row)] ?? 1
      sum += weight * objective.loss(booster.response[Int(row)], scores + Int(row), stride: rows)
      total += weight
    }
    return sum / total
  }

  private func add(_ tree: DecisionTree, _ output: Int) {
    nonisolated(unsafe) let (target, leaves) = (scores + output * rows, leafOfRow)
    let values = tree.leafValue
    forChunks(rows) { range in
      values.withUnsafeBufferPointer { values in
        let values = values.baseAddress!
        for row in range { target[row] += values[Int(leaves[row])] }
      }
    }
  }

  private func forChunks(_ count: Int, _ body: @Sendable (Range<Int>) -> Void) {
    let chunk = Self.chunk
    _ = parallelMap((count + chunk - 1) / chunk, threads: options.threads) { k in
      body(k * chunk..<min(count, (k + 1) * chunk))
    }
  }

  // MARK: Gradients

  /// First and second derivatives of the training rows, all outputs.
  private func derive() {
    nonisolated(unsafe) let (scores, first, second) = (scores, first, second)
    let (rows, training, objective, isWide) = (rows, training, objective, packing.isWide)
    let outputs = base.count
    let (response, weights) = (booster.response, booster.weights)
    forChunks(training.count) { range in
      training.withUnsafeBufferPointer { training in
        response.withUnsafeBufferPointer { response in
          if outputs > 1 {
            Self.softmax(training[range], response, scores, first, second, rows, outputs)
          } else if objective.kind == .squaredError {
            for k in range {
              let row = Int(training[k])
              first[row] = scores[row] - response[row]
              if isWide { second[row] = 1 }
            }
          } else {
            for k in range {
              let row = Int(training[k])
              let d = objective.derivatives(response[row], scores[row])
              first[row] = d.first
              if isWide { second[row] = d.second }
            }
          }
          guard let weights else { return }
          for k in range {
            let row = Int(training[k])
            for output in 0..<outputs {
              first[output * rows + row] *= weights[row]
              second[output * rows + row] *= weights[row]
            }
          }
        }
      }
    }
  }

  /// Derivatives of the multinomial loss; the Hessian's diagonal times K / (K − 1),
  /// as one class is redundant (Friedman 2001, section 4.6).
  private static func softmax(
    _ training: Slice<UnsafeBufferPointer<UInt32>>, _ response: UnsafeBufferPointer<Double>,
    _ scores: UnsafeMutablePointer<Double>, _ first: UnsafeMutablePointer<Double>,
    _ second: UnsafeMutablePointer<Double>, _ rows: Int, _ outputs: Int
  ) {
    let factor = Double(outputs) / Double(outputs - 1)
    for row in training {
      let row = Int(row)
      var top = -Double.infinity
      for k in 0..<outputs { top = max(top, scores[k * rows + row]) }
      var sum = 0.0
      for k in 0..<outputs {
        let value = exp(scores[k * rows + row] - top)
        first[k * rows + row] = value
        sum += value
      }
      for k in 0..<outputs {
        let p = first[k * rows + row] / sum
        first[k * rows + row] = p - (Double(k) == response[row] ? 1 : 0)
        second[k * rows + row] = factor * p * (1 - p)
      }
    }
  }

  /// Derivatives of one output as whole numbers, as finely as their sums allow.
  private func pack(_ output: Int) {
    nonisolated(unsafe) let first = first + output * rows
    nonisolated(unsafe) let second = packing.isWide ? second + output * rows : second
    nonisolated(unsafe) let packed = packed
    let (training, isWide, countBits) = (training, packing.isWide, packing.countBits)
    let chunk = Self.chunk
    let sums = parallelMap((training.count + chunk - 1) / chunk, threads: options.threads) { k in
      training.withUnsafeBufferPointer { training in
        var (a, b) = (0.0, 0.0)
        for k in k * chunk..<min(training.count, (k + 1) * chunk) {
          let row = Int(training[k])
          a += first[row].magnitude
          if isWide { b += second[row] }
        }
        return SIMD2(a, b)
      }
    }
    let total = sums.reduce(SIMD2(0, 0)) { $0 + $1 }
    let scale = packing.scale(forSum: total.x)
    let hessianScale = packing.scale(forSum: total.y)
    packing.gradientUnit = 1 / scale
    packing.hessianUnit = isWide ? 1 / hessianScale : 1
    forChunks(training.count) { range in
      training.withUnsafeBufferPointer { training in
        for k in range {
          let row = Int(training[k])
          let gradient = GradientPacking.whole(first[row] * scale)
          if isWide {
            let hessian = GradientPacking.whole(second[row] * hessianScale)
            packed[2 * row] = gradient
            packed[2 * row + 1] = hessian << Int64(countBits) | 1
          } else {
            packed[row] = gradient << Int64(countBits) | 1
          }
        }
      }
    }
  }

  /// Leaves become quantiles of their residuals.
  private func renew(_ grown: inout TreeGrower.Grown, _ level: Double) {
    var (keys, other): ([UInt64], [UInt64]) = ([], [])
    for (leaf, range) in grown.ranges.enumerated() {
      var residuals = range.map { k in
        let row = Int(grower.order[k])
        return booster.response[row] - scores[row]
      }
      let value: Double
      if let weights = booster.weights {
        let own = range.map { weights[Int(grower.order[$0])] }
        value = TreeObjective.quantile(residuals, own, level)
      } else {
        ColumnBins.sort(&residuals, scratch: &keys, other: &other)
        value = TreeObjective.quantile(sorted: residuals, level)
      }
      let bounds = grown.bounds[leaf]
      grown.tree.leafValue[leaf] = min(max(value, bounds.lowerBound), bounds.upperBound)
    }
  }

  // MARK: Draws

  /// Lays out the rows the tree sees in the grower's order, and those it only
  /// scores in `others`; returns how many each are.
  private func draw(_ round: Int, _ output: Int) -> (Int, Int) {
    var (count, othersCount) = (0, 0)
    if options.rowShare == 1 {
      training.withUnsafeBufferPointer {
        grower.order.update(from: $0.baseAddress!, count: training.count)
      }
      count = training.count
    } else {
      var stream = RandomStream(seed: options.seed, "boosted trees", "rows")
        .substream(round).substream(output)
      var wanted = max(1, Int((options.rowShare * Double(training.count)).rounded()))
      // Selection sampling: each row with the chance that leaves the number right.
      for (k, row) in training.enumerated() {
        if stream.uniform() * Double(training.count - k) < Double(wanted) {
          grower.order[count] = row
          count += 1
          wanted -= 1
        } else {
          others[othersCount] = row
          othersCount += 1
        }
      }
    }
    for row in validation {
      others[othersCount] = row
      othersCount += 1
    }
    return (count, othersCount)
  }

  private func drawColumns(_ round: Int, _ output: Int) -> [Int]? {
    guard options.columnShare < 1 else { return nil }
    let columns = booster.data.columns
    var wanted = max(1, Int((options.columnShare * Double(columns)).rounded()))
    var stream = RandomStream(seed: options.seed, "boosted trees", "columns")
      .substream(round).substream(output)
    var chosen: [Int] = []
    for column in 0..<columns
    where stream.uniform() * Double(columns - column) < Double(wanted) {
      chosen.append(column)
      wanted -= 1
    }
    return chosen
  }
}
