import Foundation
import Statistics
import XCTest

@testable import Regression

final class BoostedTreesPropertyTests: XCTestCase {
  /// Numbers with holes, categories, and a response that depends on both.
  private func sample(_ rows: Int, seed: UInt64 = 1) -> (frame: ModelFrame, y: [Double]) {
    var stream = RandomStream(seed: seed, "tests")
    var (a, b, y): ([Double], [Double], [Double]) = ([], [], [])
    var codes: [Int32] = []
    for _ in 0..<rows {
      a.append(stream.normal())
      b.append(stream.uniform() < 0.2 ? .nan : stream.normal())
      codes.append(Int32(stream.integer(below: 6)) - 1)
      let effect = [0.3, 1, -1, 2, -2, 0][Int(codes[codes.count - 1] + 1)]
      y.append(
        sin(2 * a[a.count - 1]) + (b[b.count - 1].isNaN ? 1 : 0.5 * b[b.count - 1]) + effect
          + 0.3 * stream.normal())
    }
    let frame = ModelFrame(columns: [
      .init("a", .numeric(a)), .init("b", .numeric(b)),
      .init("c", .factor(Factor(codes: codes, levels: ["p", "q", "r", "s", "t"]))),
    ])
    return (frame, y)
  }

  private func small(_ change: (inout BoostedTrees.Options) -> Void = { _ in })
    -> BoostedTrees.Options
  {
    var options = BoostedTrees.Options()
    options.rounds = 15
    options.maximumLeaves = 6
    options.minimumRowsPerLeaf = 5
    change(&options)
    return options
  }

  // MARK: The algorithm against its definition

  /// A stump is the best of all stumps, by trying every one.
  func testStumpIsBestOfAll() throws {
    let (frame, y) = sample(120)
    let options = small {
      $0.rounds = 1
      $0.maximumLeaves = 2
      $0.learningRate = 1
      $0.categorySmoothing = 0
    }
    let model = try BoostedTrees(frame, response: y, options: options)
    let fitted = try model.predict(frame)
    func loss(_ p: [Double]) -> Double {
      zip(y, p).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    func loss(_ isLeft: [Bool]) -> Double? {
      let left = y.indices.filter { isLeft[$0] }
      let right = y.indices.filter { !isLeft[$0] }
      guard left.count >= 5, right.count >= 5 else { return nil }
      return [left, right].reduce(0) { sum, side in
        let mean = side.reduce(0) { $0 + y[$1] } / Double(side.count)
        return sum + side.reduce(0) { $0 + (y[$1] - mean) * (y[$1] - mean) }
      }
    }
    var best = Double.infinity
    for column in frame.columns {
      switch column.values {
      case .numeric(let values):
        for cut in values where !cut.isNaN {
          for missingLeft in [true, false] {
            let sides = values.map { $0.isNaN ? missingLeft : $0 <= cut }
            best = min(best, loss(sides) ?? .infinity)
          }
        }
      case .factor(let factor):
        for set in 0..<64 {
          best = min(best, loss(factor.codes.map { set >> ($0 + 1) & 1 == 1 }) ?? .infinity)
        }
      case .time: break
      }
    }
    XCTAssertEqual(loss(fitted), best, accuracy: 1e-6 * best)
  }

  func testSameBitsForAnyThreadsAndRepeats() throws {
    let (frame, y) = sample(40_000)
    for objective in [BoostedTrees.Objective.squaredError, .logistic] {
      let response = objective == .logistic ? y.map { $0 > 0 ? 1 : 0 } : y
      let models = try [1, 2, 3].map { threads in
        try BoostedTrees(
          frame, response: response, objective: objective,
          options: small {
            $0.rounds = 3
            $0.threads = threads
            $0.rowShare = 0.9
          })
      }
      XCTAssertEqual(models[0], models[1])
      XCTAssertEqual(models[0], models[2])
    }
  }

  func testEveryObjectiveLowersItsLoss() throws {
    let (frame, y) = sample(600)
    let counts = y.map { max(0, $0.rounded()) }
    let cases: [(BoostedTrees.Objective, [Double])] = [
      (.squaredError, y), (.absoluteError, y), (.quantile(0.8), y), (.poisson, counts),
      (.gamma, y.map { exp($0) }), (.tweedie(power: 1.5), counts),
      (.logistic, y.map { $0 > 0 ? 1 : 0 }),
      (.softmax(classes: 3), y.map { $0 < -1 ? 0 : $0 < 1 ? 1 : 2 }),
    ]
    for (kind, response) in cases {
      let model = try BoostedTrees(frame, response: response, objective: kind, options: small())
      let scores = try model.rawScores(frame).flatMap { $0 }
      let constant = model.base.flatMap { [Double](repeating: $0, count: 600) }
      let objective = TreeObjective(kind: kind)
      func loss(_ scores: [Double]) -> Double {
        scores.withUnsafeBufferPointer { scores in
          response.indices.reduce(0) {
            $0 + objective.loss(response[$1], scores.baseAddress! + $1, stride: 600)
          }
        }
      }
      XCTAssertLessThan(loss(scores), 0.9 * loss(constant), "\(kind)")
    }
  }

  /// Each derivative is that of the loss.
  func testDerivatives() {
    for kind in [
      BoostedTrees.Objective.squaredError, .poisson, .gamma, .tweedie(power: 1.3), .logistic,
      .quantile(0.3),
    ] {
      let objective = TreeObjective(kind: kind)
      for score in [-1.3, 0.2, 0.9] {
        let (y, h) = (0.75, 1e-5)
        func loss(_ f: Double) -> Double {
          withUnsafePointer(to: f) { objective.loss(y, $0, stride: 1) }
        }
        let d = objective.derivatives(y, score)
        XCTAssertEqual(d.first, (loss(score + h) - loss(score - h)) / (2 * h), accuracy: 1e-7)
        guard objective.renewalLevel == nil else { continue }
        let second = (loss(score + h) - 2 * loss(score) + loss(score - h)) / (h * h)
        XCTAssertEqual(d.second, second, accuracy: 1e-4)
      }
    }
  }

  func testMonotoneEverywhere() throws {
    let (frame, y) = sample(500)
    for objective in [BoostedTrees.Objective.squaredError, .absoluteError] {
      for (direction, sign) in [(BoostedTrees.Direction.increasing, 1.0), (.decreasing, -1.0)] {
        let model = try BoostedTrees(
          frame, response: y, objective: objective,
          options: small {
            $0.rounds = 30
            $0.maximumLeaves = 12
            $0.monotone = ["a": direction]
          })
        XCTAssertTrue(model.trees.contains { $0.column.contains(0) })
        for (b, code) in [(-1.0, Int32(0)), (0.3, 1), (.nan, 3), (1, -1)] {
          let line = (0...200).map { Double($0) / 40 - 2.5 }
          let scores = try model.predict(
            ModelFrame(columns: [
              .init("a", .numeric(line)), .init("b", .numeric(line.map { _ in b })),
              .init(
                "c",
                .factor(Factor(codes: line.map { _ in code }, levels: ["p", "q", "r", "s", "t"]))),
            ]))
          for (one, next) in zip(scores, scores.dropFirst()) {
            XCTAssertGreaterThanOrEqual(sign * (next - one), 0)
          }
        }
      }
    }
  }

  // MARK: Rows

  /// A weight of 2 is the row twice; a weight of 0 is no row.
  func testWeightsAreRepeats() throws {
    let (frame, y) = sample(200)
    let times = y.indices.map { $0 % 3 }
    let rows = y.indices.flatMap { row in [Int](repeating: row, count: times[row]) }
    let repeated = ModelFrame(
      columns: frame.columns.map { column in
        switch column.values {
        case .numeric(let values): .init(column.name, .numeric(rows.map { values[$0] }))
        case .factor(let factor):
          .init(
            column.name,
            .factor(Factor(codes: rows.map { factor.codes[$0] }, levels: factor.levels)))
        case .time: column
        }
      })
    let options = small {
      $0.minimumRowsPerLeaf = 1; $0.minimumHessian = 8; $0.rounds = 5
    }
    let one = try BoostedTrees(
      frame, response: y, weights: times.map(Double.init), options: options)
    let two = try BoostedTrees(repeated, response: rows.map { y[$0] }, options: options)
    // (Rows of weight 0 may lie on either side of a cut between two others.)
    for (a, b) in zip(try one.predict(repeated), try two.predict(repeated)) {
      XCTAssertEqual(a, b, accuracy: 1e-7)
    }
  }

  func testOffsetIsExposure() throws {
    let (frame, y) = sample(400)
    let exposure = y.indices.map { Double($0 % 4 + 1) }
    let counts = zip(y, exposure).map { max(0, ($0 * $1).rounded()) }
    let model = try BoostedTrees(
      frame, response: counts, offset: exposure.map { log($0) }, objective: .poisson,
      options: small())
    let means = try model.predict(frame, offset: exposure.map { log($0) })
    let rates = try model.predict(frame)
    for (k, mean) in means.enumerated() {
      XCTAssertEqual(mean, rates[k] * exposure[k], accuracy: 1e-9 * mean)
    }
    XCTAssertEqual(means.reduce(0, +), counts.reduce(0, +), accuracy: 0.05 * counts.reduce(0, +))
  }

  func testValidationRowsDoNotTrainAndStop() throws {
    let (frame, y) = sample(400)
    let held = y.indices.map { $0 % 4 == 0 }
    var other = y
    for row in y.indices where held[row] { other[row] = -3 * y[row] }
    let options = small {
      $0.rounds = 60
      $0.patience = 5
    }
    let model = try BoostedTrees(frame, response: y, options: options, validation: .rows(held))
    let spoiled = try BoostedTrees(
      frame, response: other, options: options, validation: .rows(held))
    // The first trees are those of the training rows alone; the number kept differs.
    XCTAssertLessThan(spoiled.rounds, model.rounds)
    XCTAssertEqual(Array(model.trees.prefix(spoiled.trees.count)), spoiled.trees)
    let best = model.validationLoss.min()!
    XCTAssertEqual(model.validationLoss[model.rounds - 1], best)
    // The loss that stopped it is the one its predictions have.
    let fitted = try model.predict(frame)
    let rows = y.indices.filter { held[$0] }
    let loss = rows.reduce(0) { $0 + 0.5 * pow(y[$1] - fitted[$1], 2) } / Double(rows.count)
    XCTAssertEqual(loss, best, accuracy: 1e-12)
  }

  func testSharesOfRowsAndColumns() throws {
    let (frame, y) = sample(300)
    let options = small {
      $0.rowShare = 0.5
      $0.columnShare = 0.34
      $0.seed = 9
    }
    let model = try BoostedTrees(frame, response: y, options: options)
    for tree in model.trees {
      XCTAssertEqual(tree.leafCover.reduce(0, +), 150)
      XCTAssertLessThanOrEqual(Set(tree.column).count, 1)
    }
    XCTAssertGreaterThan(Set(model.trees.flatMap(\.column)).count, 1)
    var reseeded = options
    reseeded.seed = 10
    XCTAssertNotEqual(model, try BoostedTrees(frame, response: y, options: reseeded))
  }

  /// Scores while training, on bins, are those of prediction, on values.
  func testTrainingScoresArePredictions() throws {
    let (frame, y) = sample(500)
    for objective in [BoostedTrees.Objective.squaredError, .quantile(0.7)] {
      let options = small { $0.rowShare = 0.7 }
      var longer = options
      longer.rounds += 1
      let model = try BoostedTrees(frame, response: y, objective: objective, options: options)
      let next = try BoostedTrees(frame, response: y, objective: objective, options: longer)
      XCTAssertEqual(Array(next.trees.dropLast()), model.trees)
      let scores = try model.predict(frame)
      let raw = scores.indices.map { k in y[k] - scores[k] }
      XCTAssertLessThan(raw.map(\.magnitude).reduce(0, +), y.map(\.magnitude).reduce(0, +))
    }
  }

  // MARK: Without settings

  func testAutomaticIsAMeanOfFits() throws {
    let (frame, y) = sample(240)
    let labels = y.map { $0 > 0 ? 1.0 : 0 }
    var options = BoostedTrees.defaults(rows: 240, columns: 3)
    options.rounds = 40
    options.patience = 5
    options.maximumLeaves = 6
    let one = try BoostedTrees.automatic(
      frame, response: labels, objective: .logistic, options: options)
    let two = try BoostedTrees.automatic(
      frame, response: labels, objective: .logistic, options: options, threads: 3)
    XCTAssertEqual(one, two)
    XCTAssertEqual(one.trees.count % 5, 0)
    let rate = labels.reduce(0, +) / 240
    let entropy = -rate * log(rate) - (1 - rate) * log(1 - rate)
    XCTAssertLessThan(one.validationLoss[0], 0.8 * entropy)
    // Groups that the caller keeps together.
    let folds = y.indices.map { $0 % 3 }
    let grouped = try BoostedTrees.automatic(
      frame, response: labels, objective: .logistic, folds: folds, options: options)
    XCTAssertNotEqual(one, grouped)
    XCTAssertThrowsError(
      try BoostedTrees.automatic(
        frame, response: labels, objective: .logistic, folds: y.map { _ in 0 }, options: options))
  }

  func testMeanOfModels() throws {
    let (frame, y) = sample(150)
    let models = try [3, 7].map { rounds in
      try BoostedTrees(frame, response: y, options: small { $0.rounds = rounds })
    }
    let mean = try BoostedTrees.mean(models).predict(frame)
    let (a, b) = (try models[0].predict(frame), try models[1].predict(frame))
    for row in y.indices { XCTAssertEqual(mean[row], a[row] / 2 + b[row] / 2, accuracy: 1e-12) }
  }

  func testFoldsHaveTheirShareOfEachClass() throws {
    let (frame, y) = sample(203)
    let labels = y.map { $0 > 1.5 ? 1.0 : 0 }
    let booster = try TreeBooster(
      frame, response: labels, weights: nil, offset: nil, objective: .logistic, options: small())
    let folds = booster.folds(4, seed: 3)
    for label in [0.0, 1] {
      let counts = (0..<4).map { k in
        folds.indices.filter { folds[$0] == k && labels[$0] == label }.count
      }
      XCTAssertLessThanOrEqual(counts.max()! - counts.min()!, 2)
    }
  }

  // MARK: Odd input

  func testUnseenCategoriesCountAsMissing() throws {
    let (frame, y) = sample(300)
    let model = try BoostedTrees(frame, response: y, options: small())
    func scores(_ codes: [Int32], _ levels: [String]) throws -> [Double] {
      try model.predict(
        ModelFrame(columns: [
          .init("a", .numeric(codes.map { _ in 0.1 })),
          .init("b", .numeric(codes.map { _ in 0.2 })),
          .init("c", .factor(Factor(codes: codes, levels: levels))),
        ]))
    }
    let values = try scores([0, 1, -1], ["never seen", "q"])
    XCTAssertEqual(values[0], values[2])
    XCTAssertEqual(values[1], try scores([1], ["p", "q"])[0])
    XCTAssertNotEqual(values[0], values[1])
  }

  func testManyCategories() throws {
    var stream = RandomStream(seed: 5, "tests")
    let codes = (0..<3_000).map { _ in Int32(stream.integer(below: 400)) }
    let y = codes.map { $0 % 2 == 0 ? 1.0 : -1 }
    let frame = ModelFrame(columns: [
      .init("c", .factor(Factor(codes: codes, levels: (0..<400).map { "\($0)" })))
    ])
    let model = try BoostedTrees(
      frame, response: y, options: small { $0.categorySmoothing = 0 })
    let fitted = try model.predict(frame)
    let right = zip(fitted, y).filter { $0 * $1 > 0 }.count
    XCTAssertGreaterThan(right, 2_400)
  }

  func testOddColumns() throws {
    let y = (0..<50).map { Double($0 % 5) }
    let constant = ModelFrame(columns: [.init("k", .numeric(y.map { _ in 3 }))])
    let model = try BoostedTrees(constant, response: y, options: small())
    XCTAssertTrue(model.trees.isEmpty)
    XCTAssertEqual(model.notes.count, 1)
    XCTAssertEqual(try model.predict(constant)[0], 2, accuracy: 1e-12)
    let empty = ModelFrame(columns: [.init("k", .numeric(y.map { _ in .nan }))])
    XCTAssertEqual(try BoostedTrees(empty, response: y).trees.count, 0)
    // Missing against present is a split of its own.
    let holes = ModelFrame(columns: [.init("k", .numeric(y.map { $0 > 2 ? .nan : 1 }))])
    let split = try BoostedTrees(holes, response: y, options: small { $0.rounds = 1 })
    XCTAssertEqual(split.trees[0].leaves, 2)
    let scores = try split.predict(
      ModelFrame(columns: [.init("k", .numeric([1, .nan, 1e300, .infinity]))]))
    XCTAssertEqual(scores[0], scores[2])
    XCTAssertLessThan(scores[0], scores[1])

    func error(_ frame: ModelFrame, _ y: [Double], _ o: BoostedTrees.Objective = .squaredError)
      -> RegressionError?
    {
      do throws(RegressionError) {
        _ = try BoostedTrees(frame, response: y, objective: o, options: small())
        return nil
      } catch { return error }
    }
    let infinite = ModelFrame(columns: [.init("k", .numeric([1, .infinity, 2]))])
    XCTAssertEqual(error(infinite, [1, 2, 3]), .notFinite(column: "k", row: 1))
    let fine = ModelFrame(columns: [.init("k", .numeric([1, 2, 3]))])
    XCTAssertEqual(error(fine, [1, .nan, 3]), .notFinite(column: "response", row: 1))
    XCTAssertEqual(
      error(fine, [1, -2, 3], .poisson),
      .responseOutOfRange(reason: "must not be negative", row: 1))
    XCTAssertNotNil(error(fine, [1, 2, 3], .quantile(1)))
    XCTAssertNotNil(error(fine, [0, 1, 2.5], .softmax(classes: 3)))
    XCTAssertNotNil(error(ModelFrame(columns: []), []))
    XCTAssertThrowsError(try model.predict(fine.renamed("other")))
  }

  func testSavedModelIsTheSame() throws {
    let (frame, y) = sample(200)
    for objective in [BoostedTrees.Objective.quantile(0.3), .softmax(classes: 3)] {
      let response = objective == .quantile(0.3) ? y : y.map { $0 < -1 ? 0 : $0 < 1 ? 1 : 2 }
      let model = try BoostedTrees(
        frame, response: response, objective: objective, options: small())
      let data = try JSONEncoder().encode(model)
      XCTAssertEqual(try JSONDecoder().decode(BoostedTrees.self, from: data), model)
    }
  }

  func testSpoiledModelIsRefused() throws {
    let (frame, y) = sample(200)
    let model = try BoostedTrees(frame, response: y, options: small { $0.rounds = 1 })
    let spoil: [(inout DecisionTree) -> Void] = [
      { $0.column[0] = 3 }, { $0.right[0] = 99 }, { $0.left[0] = 0 },
      { $0.leafValue.removeLast() }, { $0.right[0] = $0.left[0] },
      { $0.categories[0] = [7] },
    ]
    for change in spoil {
      var copy = model
      change(&copy.trees[0])
      let data = try JSONEncoder().encode(copy)
      XCTAssertThrowsError(try JSONDecoder().decode(BoostedTrees.self, from: data))
    }
  }

  func testRefittedBaseMatchesTheNewLevel() throws {
    let (frame, y) = sample(300)
    let labels = y.map { $0 > 0 ? 1.0 : 0 }
    let model = try BoostedTrees(frame, response: labels, objective: .logistic, options: small())
    let rarer = labels.enumerated().map { $0.offset % 3 == 0 ? $0.element : 0 }
    let refitted = try model.refittingBase(frame, response: rarer)
    XCTAssertEqual(
      try refitted.predict(frame).reduce(0, +), rarer.reduce(0, +), accuracy: 1e-6)
  }
}

extension ModelFrame {
  /// One column under another name.
  fileprivate func renamed(_ name: String) -> ModelFrame {
    ModelFrame(columns: [.init(name, columns[0].values)])
  }
}
