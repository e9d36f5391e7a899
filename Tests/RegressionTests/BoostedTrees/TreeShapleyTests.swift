import Foundation
import Statistics
import XCTest

@testable import Regression

/// Shapley values against their definition, against lightgbm and the shap package,
/// and against the prediction they share out.
final class TreeShapleyTests: XCTestCase {
  // MARK: The definition

  /// φᵢ = Σ over sets S without i of |S|! (d − |S| − 1)! / d! (value(S ∪ i) − value(S)).
  private func definition(_ columns: Int, _ value: (Set<Int>) -> Double) -> [Double] {
    let sets = (0..<1 << columns).map { bits in
      value(Set((0..<columns).filter { bits >> $0 & 1 == 1 }))
    }
    func factorial(_ n: Int) -> Double { (0..<n).reduce(1) { $0 * Double($1 + 1) } }
    return (0..<columns).map { column in
      (0..<1 << columns).reduce(0) { sum, bits in
        guard bits >> column & 1 == 0 else { return sum }
        let size = bits.nonzeroBitCount
        let weight = factorial(size) * factorial(columns - size - 1) / factorial(columns)
        return sum + weight * (sets[bits | 1 << column] - sets[bits])
      }
    }
  }

  /// Reads the tree itself, not the walking form.
  private func goesLeft(_ tree: DecisionTree, _ split: Int, _ value: Double, _ isCode: Bool) -> Bool
  {
    if value.isNaN { return tree.missingLeft[split] }
    if isCode { return tree.categories[split].contains(Int32(value)) }
    return value <= tree.threshold[split]
  }

  /// The mean of a tree where the columns of `known` are the row's.
  private func pathValue(
    _ tree: DecisionTree, _ node: Int, _ row: [Double], _ codes: Set<Int>, _ known: Set<Int>
  ) -> Double {
    if node < 0 { return tree.leafValue[~node] }
    let column = tree.column[node]
    if known.contains(column) {
      let left = goesLeft(tree, node, row[column], codes.contains(column))
      return pathValue(tree, left ? tree.left[node] : tree.right[node], row, codes, known)
    }
    func cover(_ child: Int) -> Double { child < 0 ? tree.leafCover[~child] : tree.cover[child] }
    let (a, b) = (cover(tree.left[node]), cover(tree.right[node]))
    return
      (a * pathValue(tree, tree.left[node], row, codes, known)
      + b * pathValue(tree, tree.right[node], row, codes, known)) / (a + b)
  }

  private struct Sample {
    var frame: ModelFrame
    var model: BoostedTrees
    var rows: [[Double]]
  }

  /// Deep small trees on numbers, holes and categories.
  private func sample(_ objective: BoostedTrees.Objective = .squaredError) throws -> Sample {
    let count = 150
    var stream = RandomStream(seed: 3, "shapley")
    let numbers = (0..<4).map { column in
      (0..<count).map { _ in
        column == 1 && stream.uniform() < 0.25 ? Double.nan : (4 * stream.normal()).rounded() / 4
      }
    }
    let codes = (0..<count).map { _ in Int32(stream.integer(below: 6)) - 1 }
    let y = (0..<count).map { k in
      numbers[0][k] * (numbers[1][k].isNaN ? 1 : numbers[1][k]) + Double(codes[k] % 3)
        + numbers[2][k] * numbers[3][k] + stream.normal() / 2
    }
    let frame = ModelFrame(
      columns: numbers.enumerated().map { .init("x\($0)", .numeric($1)) } + [
        .init("c", .factor(Factor(codes: codes, levels: ["p", "q", "r", "s", "t"])))
      ])
    var options = BoostedTrees.Options()
    options.rounds = 4
    options.maximumLeaves = 12
    options.minimumRowsPerLeaf = 2
    options.categorySmoothing = 0
    let response: [Double] =
      switch objective {
      case .softmax: y.map { $0 < -1 ? 0 : $0 < 1 ? 1 : 2 }
      default: y
      }
    return Sample(
      frame: frame,
      model: try BoostedTrees(frame, response: response, objective: objective, options: options),
      rows: (0..<count).map { k in
        numbers.map { $0[k] } + [codes[k] < 0 ? .nan : Double(codes[k])]
      })
  }

  func testPathDependentValuesAreTheDefinition() throws {
    let sample = try sample()
    XCTAssertEqual(Set(sample.model.trees.flatMap(\.column)), [0, 1, 2, 3, 4])
    XCTAssertTrue(sample.model.trees.contains { $0.depth > 5 })
    let shapley = try sample.model.shapleyValues(sample.frame)
    for (k, row) in sample.rows.prefix(25).enumerated() {
      let expected = definition(5) { known in
        sample.model.trees.reduce(0) { $0 + pathValue($1, 0, row, [4], known) }
      }
      for column in 0..<5 {
        XCTAssertEqual(shapley.values[0][column][k], expected[column], accuracy: 1e-12)
      }
    }
  }

  func testInterventionalValuesAreTheDefinition() throws {
    let sample = try sample()
    let background = Array(sample.rows[100..<112])
    let shapley = try sample.model.shapleyValues(
      sample.frame, against: sample.frame.part(100..<112))
    func score(_ row: [Double]) -> Double {
      sample.model.trees.reduce(sample.model.base[0]) { sum, tree in
        var node = tree.column.isEmpty ? ~0 : 0
        while node >= 0 {
          let column = tree.column[node]
          node = goesLeft(tree, node, row[column], column == 4) ? tree.left[node] : tree.right[node]
        }
        return sum + tree.leafValue[~node]
      }
    }
    for (k, row) in sample.rows.prefix(12).enumerated() {
      let expected = definition(5) { known in
        background.reduce(0) { sum, other in
          sum + score((0..<5).map { known.contains($0) ? row[$0] : other[$0] })
        } / Double(background.count)
      }
      for column in 0..<5 {
        XCTAssertEqual(shapley.values[0][column][k], expected[column], accuracy: 1e-12)
      }
    }
  }

  // MARK: Others

  func testEqualsLightGBM() throws {
    let reference = try TreesReference.load()
    let model = BoostedTrees(importing: reference.model, like: reference.mixedFrame)
    let shapley = try model.shapleyValues(reference.mixedFrame.part(0..<30))
    for (k, row) in reference.contributions.enumerated() {
      for column in 0..<5 {
        XCTAssertEqual(shapley.values[0][column][k], row[column], accuracy: 1e-10)
      }
      XCTAssertEqual(shapley.base[0], row[5], accuracy: 1e-10)
    }
  }

  /// The package keeps leaf values in single precision.
  func testInterventionalEqualsShapPackage() throws {
    let reference = try TreesReference.load()
    let frame = ModelFrame(
      columns: reference.columns.enumerated().map { k, column in
        .init("x\(k)", .numeric(column.map { $0 ?? 0 }))
      })
    let model = BoostedTrees(importing: reference.numericModel, like: frame)
    let shapley = try model.shapleyValues(frame.part(0..<30), against: frame.part(100..<140))
    for (k, row) in reference.interventional.enumerated() {
      for column in 0..<4 {
        XCTAssertEqual(shapley.values[0][column][k], row[column], accuracy: 1e-6)
      }
    }
    XCTAssertEqual(shapley.base[0], reference.interventionalBase, accuracy: 1e-6)
  }

  // MARK: Sums

  func testValuesAddUpToTheScore() throws {
    for objective in [BoostedTrees.Objective.squaredError, .softmax(classes: 3)] {
      let sample = try sample(objective)
      let scores = try sample.model.rawScores(sample.frame)
      for shapley in [
        try sample.model.shapleyValues(sample.frame),
        try sample.model.shapleyValues(sample.frame, threads: 2),
        try sample.model.shapleyValues(sample.frame, against: sample.frame.part(0..<9)),
      ] {
        for (output, score) in scores.enumerated() {
          for row in score.indices {
            let sum = shapley.values[output].reduce(shapley.base[output]) { $0 + $1[row] }
            XCTAssertEqual(sum, score[row], accuracy: 1e-10)
          }
        }
      }
    }
  }

  /// One path with more columns than a block of quadrature points can integrate.
  func testLongPaths() throws {
    let columns = 24
    var tree = DecisionTree()
    for column in 0..<columns {
      tree.column.append(column)
      tree.threshold.append(0)
      tree.categories.append([])
      tree.missingLeft.append(true)
      tree.left.append(~column)
      tree.right.append(column + 1 < columns ? column + 1 : ~columns)
      tree.gain.append(1)
      tree.cover.append(Double(columns + 1 - column))
    }
    tree.leafValue = (0...columns).map { Double($0 * $0 % 17) }
    tree.leafCover = [Double](repeating: 1, count: columns + 1)
    // By hand for one leaf only: the last, whose columns are all alike.
    var single = tree
    single.leafValue = [Double](repeating: 0, count: columns) + [1]
    single.leafCover = (0..<columns).map { pow(0.5, Double($0 + 1)) } + [pow(0.5, Double(columns))]
    let ones = ModelFrame(
      columns: (0..<columns).map { .init("x\($0)", .numeric([1, $0 == 7 ? -1 : 1])) })
    let model = BoostedTrees(importing: [single], like: ones)
    let shapley = try model.shapleyValues(ones)
    for column in 0..<columns {
      let share = (1 - pow(0.5, Double(columns))) / Double(columns)
      XCTAssertEqual(shapley.values[0][column][0], share, accuracy: 1e-14)
    }
    let all = BoostedTrees(importing: [tree], like: ones)
    let sums = try all.shapleyValues(ones)
    let scores = try all.rawScores(ones)[0]
    for row in 0..<2 {
      XCTAssertEqual(
        sums.values[0].reduce(sums.base[0]) { $0 + $1[row] }, scores[row], accuracy: 1e-12)
    }
  }
}

extension ModelFrame {
  /// Some of the rows.
  func part(_ range: Range<Int>) -> ModelFrame {
    ModelFrame(
      columns: columns.map { column in
        switch column.values {
        case .numeric(let values): Column(column.name, .numeric(Array(values[range])))
        case .factor(let factor):
          Column(
            column.name, .factor(Factor(codes: Array(factor.codes[range]), levels: factor.levels)))
        case .time: column
        }
      })
  }
}
