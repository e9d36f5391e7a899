import CivilTime
import Foundation
import Regression
import Tables
import TestSupport
import XCTest

final class DesignSchemaTests: XCTestCase {
  private func factor(_ values: [String?]) -> ModelFrame.Values { .factor(Factor(values)) }

  private let small = ModelFrame(columns: [
    .init("y", .numeric([1, 2, 3, 4, 5, 6])),
    .init("x", .numeric([0, 1, .nan, 3, 4, 5])),
    .init("z", .numeric([1, 0, 2, 4, .infinity, 6])),
    .init("g", .factor(Factor(["b", "a", "c", nil, "b", "a"]))),
  ])

  // MARK: Missing rows

  func testIncompleteRowsAreLeftOutAndCounted() throws {
    let schema = try DesignSchema(Formula("y ~ x + log(z) + g"), small)
    let rows = try schema.rows(of: small)
    XCTAssertEqual(rows.kept, [0, 5])
    XCTAssertEqual(rows.response, [1, 6])
    XCTAssertEqual(
      rows.notes.map(\.sentence),
      [
        "4 of 6 rows are left out; missing or not finite: x in 1, log(z) in 2, g in 1."
      ])
    // Of three categories only two occur in complete rows.
    XCTAssertEqual(schema.columnNames, ["(Intercept)", "x", "log(z)", "g[b]"])
    XCTAssertEqual(schema.rowCount, 2)
    XCTAssertThrowsError(try schema.rows(of: small, policy: .strict)) {
      XCTAssertEqual($0 as? RegressionError, .notFinite(column: "x", row: 2))
    }
  }

  func testPredictionGivesNaNWhereARowLacksSomething() throws {
    let schema = try DesignSchema(Formula("y ~ x"), small)
    let fresh = ModelFrame(columns: [.init("x", .numeric([1, .nan, -.infinity, 4]))])
    let rows = try schema.rows(of: fresh, policy: .predict)
    XCTAssertEqual(rows.kept, [0, 3])
    XCTAssertEqual(rows.response, [])
    let scattered = rows.scattered([10, 20])
    XCTAssertEqual(scattered[0], 10)
    XCTAssert(scattered[1].isNaN && scattered[2].isNaN)
    XCTAssertEqual(scattered[3], 20)
  }

  func testNoCompleteRowIsAnError() {
    let frame = ModelFrame(columns: [
      .init("y", .numeric([.nan, 1])), .init("x", .numeric([1, .nan])),
    ])
    XCTAssertThrowsError(try DesignSchema(Formula("y ~ x"), frame)) {
      XCTAssertEqual($0 as? RegressionError, .tooFewRows(rows: 0, columns: 1))
    }
  }

  // MARK: Names and kinds

  func testUnknownColumnsSuggestTheNearest() {
    let frame = ModelFrame(columns: [
      .init("count", .numeric([1])), .init("population", .numeric([1])),
    ])
    XCTAssertThrowsError(try DesignSchema(Formula("count ~ popluation"), frame)) {
      XCTAssertEqual(
        $0 as? RegressionError, .unknownColumn("popluation", nearest: "population"))
    }
    XCTAssertThrowsError(try DesignSchema(Formula("count ~ age"), frame)) {
      XCTAssertEqual($0 as? RegressionError, .unknownColumn("age", nearest: nil))
    }
  }

  func testTextIsNoNumber() {
    for text in ["y ~ log(g)", "y ~ I(g + 1)", "y ~ poly(g, 1)", "y ~ hour(x)", "y ~ s(g)"] {
      XCTAssertThrowsError(try DesignSchema(Formula(text), small), text) {
        guard case .unusableColumn? = $0 as? RegressionError else {
          return XCTFail("\(text): \($0)")
        }
      }
    }
  }

  // MARK: Factors

  func testUnseenCategories() throws {
    let schema = try DesignSchema(Formula("y ~ g"), small)
    let fresh = ModelFrame(columns: [.init("g", factor(["a", "new", "c", nil, "new"]))])
    XCTAssertThrowsError(try schema.rows(of: fresh, policy: .predict)) {
      XCTAssertEqual(
        $0 as? RegressionError, .unseenLevel(column: "g", level: "new", row: 1))
      XCTAssertFalse("\($0)".contains("new"), "messages hold no values")
    }
    let rows = try schema.rows(of: fresh, policy: .lenient)
    XCTAssertEqual(rows.kept, [0, 2])
    XCTAssertEqual(rows.notes.map(\.kind), [.unseenLevel, .missingRows])
    XCTAssertEqual(
      rows.notes[0].sentence,
      "2 of 5 rows have a category of g the model was not fitted on.")
    XCTAssertEqual(rows.design.dense().column(2), [0, 1])
  }

  /// A category that only incomplete rows have was not seen, and is not missed.
  func testCategoriesOfIncompleteRowsAreNoError() throws {
    let frame = ModelFrame(columns: [
      .init("y", .numeric([1, 2, .nan, 4])), .init("g", factor(["a", "b", "c", "a"])),
    ])
    let schema = try DesignSchema(Formula("y ~ g"), frame)
    XCTAssertEqual(try schema.rows(of: frame).kept, [0, 1, 3])
    XCTAssertEqual(schema.factor("g")?.levels, ["a", "b"])
    XCTAssertEqual(schema.factor("g")?.counts, [2, 1])
  }

  func testAFactorOfOneLevelExplainsNothingAndSaysSo() throws {
    let frame = ModelFrame(columns: [
      .init("y", .numeric([1, 2, 3])), .init("x", .numeric([1, 2, 4])),
      .init("g", factor(["only", "only", nil])),
    ])
    let schema = try DesignSchema(Formula("y ~ g * x"), frame)
    let rows = try schema.rows(of: frame)
    XCTAssertEqual(schema.columnNames, ["(Intercept)", "x"])
    XCTAssertEqual(rows.design.columns, 2)
    XCTAssertEqual(schema.spans.map(\.columns), [0..<1, 1..<1, 1..<2, 2..<2])
    XCTAssertEqual(rows.notes.map(\.kind), [.missingRows, .droppedColumn])
    // Without an intercept the level has its column.
    XCTAssertEqual(try DesignSchema(Formula("y ~ 0 + g"), frame).columnNames, ["g[only]"])
  }

  func testConstantAndDuplicatedColumnsAreFoundByTheDesign() throws {
    let frame = ModelFrame(columns: [
      .init("y", .numeric([1, 2, 3, 4])), .init("one", .numeric([5, 5, 5, 5])),
      .init("x", .numeric([1, 2, 4, 3])), .init("again", .numeric([1, 2, 4, 3])),
      .init("g", factor(["a", "b", "a", "b"])), .init("h", factor(["p", "q", "p", "q"])),
    ])
    let schema = try DesignSchema(Formula("y ~ ."), frame)
    let found = try schema.rows(of: frame).design.independentColumns()
    XCTAssertEqual(
      found.dropped.map(\.sentence),
      [
        "dropped one: it has the same value in every row", "dropped again: it equals x",
        "dropped h[q]: it equals g[b]",
      ])
  }

  func testMoreColumnsThanRows() throws {
    let columns = (0..<8).map { j -> ModelFrame.Column in
      let values = (0..<4).map { (i: Int) -> Double in Double((i * i + j * 3 + i * j) % 7) }
      return ModelFrame.Column("x\(j)", .numeric(values))
    }
    let frame = ModelFrame(columns: [.init("y", .numeric([1, 2, 3, 4]))] + columns)
    let rows = try DesignSchema(Formula("y ~ ."), frame).rows(of: frame)
    XCTAssertEqual(rows.design.columns, 9)
    let found = try rows.design.independentColumns()
    XCTAssertLessThanOrEqual(found.kept.count, 4)
    XCTAssertEqual(found.kept.count + found.dropped.count, 9)
  }

  func testNumbersAsCategoriesKeepTheirOrder() throws {
    let frame = ModelFrame(columns: [
      .init("y", .numeric([1, 2, 3, 4])), .init("k", .numeric([10, 9, 2.5, 10])),
    ])
    let schema = try DesignSchema(Formula("y ~ C(k, reference: 9)"), frame)
    XCTAssertEqual(schema.factor("C(k, reference: 9)")?.levels, ["2.5", "9", "10"])
    XCTAssertEqual(
      schema.columnNames,
      ["(Intercept)", "C(k, reference: 9)[2.5]", "C(k, reference: 9)[10]"])
    XCTAssertThrowsError(try DesignSchema(Formula("y ~ C(k, reference: 8)"), frame))
  }

  func testPolynomialContrastsStayOrthonormal() {
    for n in [2, 5, 30, 100] {
      let coding = FactorCoding(
        levels: (0..<n).map(String.init), counts: Array(repeating: 1, count: n),
        contrast: .polynomial, reference: 0)
      let matrix = coding.contrastMatrix
      for a in 0..<n - 1 {
        let column = matrix.column(a)
        XCTAssertEqual(column.reduce(0, +), 0, accuracy: 1e-13)
        if n <= 30 { XCTAssertGreaterThan(column[n - 1], 0) }
        for b in 0...a {
          let product = zip(column, matrix.column(b)).reduce(0.0) { $0 + $1.0 * $1.1 }
          XCTAssertEqual(product, a == b ? 1 : 0, accuracy: 1e-13, "\(n) levels")
        }
      }
    }
  }

  func testAFactorNearlyOneLevelARowIsPointedOut() throws {
    let frame = ModelFrame(columns: [
      .init("y", .numeric((0..<30).map(Double.init))),
      .init("id", factor((0..<30).map { "row \($0 % 28)" })),
    ])
    let notes = try DesignSchema(Formula("y ~ id"), frame).rows(of: frame).notes
    XCTAssertEqual(notes.map(\.sentence), ["id has 28 categories in 30 rows, nearly one a row."])
  }

  func testWideContrastsAreSparseOrRefused() throws {
    let codes = (0..<600).map { Int32($0 % 150) }
    let levels = (0..<150).map { "\($0 + 100)" }
    let frame = ModelFrame(columns: [
      .init("x", .numeric(codes.map { Double($0 % 7) })),
      .init("g", .factor(Factor(codes: codes, levels: levels))),
    ])
    let rows = try DesignSchema(Formula("~ C(g, sum)"), frame).rows(of: frame)
    guard case .sparse(let matrix) = rows.design.blocks[1] else { return XCTFail("not sparse") }
    XCTAssertEqual(matrix.entryCount, 596 + 4 * 149)
    XCTAssertEqual(rows.design.column(1)[0], 1)
    XCTAssertEqual(rows.design.column(1)[149], -1)
    for text in ["~ C(g, helmert)", "~ x + C(g, sum):x"] {
      XCTAssertThrowsError(try DesignSchema(Formula(text), frame), text)
    }
  }

  // MARK: Size

  /// 200,000 rows and 500 levels: a code a row, and values where a number meets
  /// the factor; nothing grows with rows × levels.
  func testManyLevelsAreNeverWrittenOut() throws {
    let rows = 200_000
    let codes = (0..<rows).map { Int32($0 * 7919 % 500) }
    let other = (0..<rows).map { Int32($0 * 104_729 % 300) }
    let frame = ModelFrame(columns: [
      .init("x", .numeric((0..<rows).map { Double($0 % 1000) })),
      .init("g", .factor(Factor(codes: codes, levels: (0..<500).map { "g\($0 + 1000)" }))),
      .init("h", .factor(Factor(codes: other, levels: (0..<300).map { "h\($0 + 1000)" }))),
    ])
    let schema = try DesignSchema(Formula("~ g * x + g:h"), frame)
    let design = try schema.rows(of: frame).design
    XCTAssertEqual(design.columns, 1 + 499 + 1 + 499 + 500 * 299)
    var values = 0
    var codesStored = 0
    for block in design.blocks {
      switch block {
      case .intercept: break
      case .column(let column): values += column.count
      case .indicators(let codes, _, let own):
        codesStored += codes.count
        values += own?.count ?? 0
      default: XCTFail("a factor is written out")
      }
    }
    XCTAssertEqual(values, 2 * rows)
    XCTAssertEqual(codesStored, 3 * rows)
  }

  // MARK: Responses, weights, offsets

  func testResponsesOfEveryKind() throws {
    let frame = ModelFrame(columns: [
      .init("won", .numeric([3, 0, 0, 4])), .init("lost", .numeric([1, 2, 0, 0])),
      .init("x", .numeric([1, 2, 3, 4])), .init("kind", factor(["no", "yes", "no", "yes"])),
      .init("w", .numeric([1, 0, 2, .nan])),
    ])
    let counts = try DesignSchema(Formula("cbind(won, lost) ~ x"), frame).rows(of: frame)
    XCTAssertEqual(counts.response, [0.75, 0, 1])
    XCTAssertEqual(counts.trials, [4, 2, 4])
    XCTAssertEqual(counts.kept, [0, 1, 3])
    let trials = try DesignSchema(Formula("counts(won, of: I(won + lost)) ~ x"), frame)
    XCTAssertEqual(try trials.rows(of: frame).response, [0.75, 0, 1])
    XCTAssertThrowsError(try DesignSchema(Formula("counts(won, of: lost) ~ x"), frame)) {
      guard case .responseOutOfRange(_, row: 0)? = $0 as? RegressionError else {
        return XCTFail("\($0)")
      }
    }
    let kind = try DesignSchema(Formula("kind ~ x"), frame)
    XCTAssertEqual(kind.responseLevels, ["no", "yes"])
    XCTAssertEqual(try kind.rows(of: frame).response, [0, 1, 0, 1])
    let weighted = try DesignSchema(
      Formula("log(x) ~ lost + offset(2 * x) + offset(won)"), frame, weights: "w")
    let rows = try weighted.rows(of: frame)
    XCTAssertEqual(rows.weights, [1, 0, 2])
    XCTAssertEqual(rows.offset, [5, 4, 6])
    XCTAssertEqual(rows.response, [0, log(2), log(3)])
    XCTAssertThrowsError(try DesignSchema(Formula("x ~ lost"), frame, weights: "lost - 1")) {
      guard case .unusableColumn? = $0 as? RegressionError else { return XCTFail("\($0)") }
    }
  }

  // MARK: Rows before and times

  func testLagsLookBackWithinTheirGroup() throws {
    let frame = ModelFrame(columns: [
      .init("y", .numeric([1, 10, 2, 20, 4, 40])),
      .init("id", factor(["a", "b", "a", "b", "a", "b"])),
    ])
    let plain = try DesignSchema(Formula("y ~ lag(y, 2)"), frame).rows(of: frame)
    XCTAssertEqual(plain.kept, [2, 3, 4, 5])
    XCTAssertEqual(plain.design.column(1), [1, 10, 2, 20])
    let grouped = try DesignSchema(Formula("y ~ lag(y, by: id) + diff(y, 1, by: id)"), frame)
      .rows(of: frame)
    XCTAssertEqual(grouped.design.column(1), [1, 10, 2, 20])
    XCTAssertEqual(grouped.design.column(2), [1, 10, 2, 20])
    XCTAssertEqual(
      grouped.notes.first?.sentence,
      "2 of 6 rows are left out; missing or not finite: lag(y, by: id) in 2, diff(y, 1, by: id) in 2."
    )
    let long = try DesignSchema(Formula("y ~ log(lag(y, 5))"), frame).rows(of: frame)
    XCTAssertEqual(long.kept, [5])
  }

  /// The training rows of a fold: levels and knots come from them, lags from all.
  func testChosenRowsAloneAreLearntFrom() throws {
    let frame = ModelFrame(columns: [
      .init("y", .numeric([1, 2, 3, 4, 5, 6])), .init("x", .numeric([1, 9, .nan, 4, 5, 6])),
      .init("g", factor(["a", "a", "b", "b", "c", "a"])),
    ])
    let formula = try Formula("y ~ lag(y) + x + g")
    let schema = try DesignSchema(formula, frame, rows: [0, 2, 3, 5])
    XCTAssertEqual(schema.rowCount, 2)
    XCTAssertEqual(schema.factor("g")?.levels, ["a", "b"])
    XCTAssertEqual(schema.inputs.first { $0.name == "x" }?.greatest, 6)
    let train = try schema.rows(of: frame, rows: [0, 2, 3, 5])
    XCTAssertEqual(train.kept, [3, 5])
    XCTAssertEqual(train.design.column(1), [3, 5])
    XCTAssertEqual(
      train.notes.map(\.sentence),
      ["2 of 4 rows are left out; missing or not finite: lag(y) in 1, x in 1."])
    let test = try schema.rows(of: frame, policy: .lenient, rows: [1, 4])
    XCTAssertEqual(test.kept, [1])
    XCTAssertEqual(test.scattered([7]).map { $0.isNaN ? 0 : $0 }, [0, 7, 0, 0, 0, 0])
    XCTAssertEqual(test.notes.map(\.kind), [.unseenLevel, .outOfRange])
    XCTAssertThrowsError(try schema.rows(of: frame, policy: .predict, rows: [4])) {
      XCTAssertEqual($0 as? RegressionError, .unseenLevel(column: "g", level: "c", row: 4))
    }
  }

  func testPartsOfTimes() throws {
    let noon = WallTime(date: CivilDate(year: 2024, month: 12, day: 31), secondOfDay: 45_000)
    let frame = ModelFrame(columns: [
      .init("y", .numeric([1, 2, 3])),
      .init(
        "ds",
        .time(
          TimeColumn(kind: .wall, seconds: [noon.wallSeconds, 0, 86_400]),
          missing: [false, false, true])),
    ])
    let schema = try DesignSchema(
      Formula(
        "~ hour(ds) + timeofday(ds) + weekday(ds) + month(ds) + quarter(ds) + yearday(ds) "
          + "+ year(ds) + ds"), frame)
    let rows = try schema.rows(of: frame)
    XCTAssertEqual(rows.kept, [0, 1])
    XCTAssertEqual(
      rows.design.dense().row(0),
      [1, 12, 12.5, 2, 12, 4, 366, 2024, Double(noon.wallSeconds) / 86_400])
    XCTAssertEqual(rows.design.dense().row(1), [1, 0, 0, 4, 1, 1, 1, 1970, 0])
    XCTAssertEqual(rows.notes.filter { $0.sentence.contains("C(weekday(ds))") }.count, 1)
    XCTAssertEqual(schema.inputs.map(\.kind), [.time])
  }

  func testMomentsAreReadInTheirPlace() throws {
    let table = Table(columns: [
      Tables.Column(
        name: "at", values: .time(TimeColumn(kind: .instant, seconds: [0])), missing: [false]),
      Tables.Column(name: "n", values: .integer([3]), missing: [false]),
      Tables.Column(
        name: "t", values: .text(CodedText(codes: [1], dictionary: ["z", "b"])), missing: [false]),
    ])
    func hour(_ zone: TimeZoneRules?) throws -> Double {
      let frame = ModelFrame(table, timeZone: zone)
      return try DesignSchema(Formula("~ hour(at)"), frame).rows(of: frame).design.column(1)[0]
    }
    XCTAssertEqual(try hour(nil), 0)
    XCTAssertEqual(try hour(TimeZoneRules(fixedOffset: 7200)), 2)
    guard case .factor(let factor)? = ModelFrame(table)["t"]?.values else { return XCTFail() }
    XCTAssertEqual(factor, Factor(codes: [0], levels: ["b", "z"]))
  }

  func testMissingCellsOfATableAreMissing() throws {
    let table = Table(columns: [
      Tables.Column(name: "a", values: .double([1, 0, 3]), missing: [false, true, false]),
      Tables.Column(name: "b", values: .integer([1, 0, 3]), missing: [false, false, true]),
    ])
    let frame = ModelFrame(table)
    XCTAssertEqual(try DesignSchema(Formula("~ a + b"), frame).rows(of: frame).kept, [0])
    let selected = frame.selecting(rows: [2, 0])
    guard case .numeric(let a)? = selected["a"]?.values else { return XCTFail() }
    XCTAssertEqual(a, [3, 1])
  }

  // MARK: Smooths

  func testSmoothTermsAreRecorded() throws {
    let schema = try DesignSchema(
      Formula("y ~ g + s(x, by: g, k: 6) + s(y, period: 24) + s(x, by: y)"), small)
    XCTAssertEqual(
      schema.smooths.map(\.label), ["s(x, k: 6, by: g)", "s(y, period: 24)", "s(x, by: y)"])
    XCTAssertEqual(schema.smooths[0].byLevels, ["a", "b"])
    XCTAssertEqual(schema.smooths[1].period, 24)
    let rows = try schema.rows(of: small)
    XCTAssertEqual(rows.kept, [0, 1, 4, 5])
    XCTAssertEqual(rows.smooths[0].values, [0, 1, 4, 5])
    XCTAssertEqual(rows.smooths[0].byCodes, [1, 0, 1, 0])
    XCTAssertEqual(rows.smooths[2].byValues, [1, 2, 5, 6])
    XCTAssertEqual(schema.columnNames, ["(Intercept)", "g[b]"])
    let fresh = ModelFrame(columns: [
      .init("y", .numeric([1, 1])), .init("x", .numeric([1, 2])), .init("g", factor(["q", "a"])),
    ])
    XCTAssertEqual(try schema.rows(of: fresh, policy: .lenient).kept, [1])
  }

  // MARK: Frozen state

  func testASchemaSavedAndReadGivesTheSameRows() throws {
    let frame = ModelMatrixTests.frame()
    let schema = try DesignSchema(
      Formula("~ a * poly(t, 3) + bs(z, df: 5) + C(c, helmert) + s(x, by: b) + offset(z)"), frame,
      weights: "z^2")
    let data = try JSONEncoder().encode(schema)
    let read = try JSONDecoder().decode(DesignSchema.self, from: data)
    XCTAssertEqual(read, schema)
    XCTAssertEqual(read.columnNames, schema.columnNames)
    let (a, b) = (try schema.rows(of: frame), try read.rows(of: frame))
    XCTAssertEqual(a.design.dense(), b.design.dense())
    XCTAssertEqual(a.weights, b.weights)
    let other = String(decoding: data, as: UTF8.self)
      .replacingOccurrences(of: "a + poly(t, 3)", with: "a + b + poly(t, 3)")
    XCTAssertThrowsError(try JSONDecoder().decode(DesignSchema.self, from: Data(other.utf8)))
  }

  func testTermsColumnsAndInputsPointAtOneAnother() throws {
    let frame = ModelMatrixTests.frame()
    let schema = try DesignSchema(Formula("~ x + a + log(z) + x:a"), frame)
    XCTAssertEqual(schema.spans.map(\.label), ["(Intercept)", "x", "a", "log(z)", "x:a"])
    XCTAssertEqual(schema.spans.map(\.columns), [0..<1, 1..<2, 2..<4, 4..<5, 5..<7])
    XCTAssertEqual(schema.columns(reading: "x"), [1, 5, 6])
    XCTAssertEqual(schema.variables(ofColumn: 6), ["x", "a"])
    XCTAssertEqual(schema.inputs.map(\.name), ["x", "a", "z"])
    XCTAssertEqual(schema.inputs[0].least, -1)
    XCTAssertEqual(schema.inputs[1].counts, [8, 8, 8])
    let wide = ModelFrame(columns: [
      .init("x", .numeric([0, 9])), .init("z", .numeric([2, 2])),
      .init("a", factor(["low", "mid"])),
    ])
    XCTAssertEqual(
      try schema.rows(of: wide, policy: .predict).notes.map(\.sentence),
      ["1 of 2 rows have x outside -1 … 1.5, the range the model was fitted on."])
  }
}
