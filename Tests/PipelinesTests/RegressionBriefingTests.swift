import Foundation
import Reports
import TestSupport
import XCTest

@testable import Briefings

/// The report of a regression, from made-up tables.
final class RegressionBriefingTests: XCTestCase {
  static let districts = ["Centre", "Harbour", "Hillside", "Lakeside", "Northgate", "Old Mill"]

  static var facts: RegressionFacts {
    RegressionFacts(
      title: "What drives requests", file: "data.csv", fileHash: String(repeating: "ab", count: 32),
      response: "requests", unit: "requests", kind: .count, scale: .percent,
      formula: "requests ~ district + rain + s(day_of_year, period: 365)",
      method: "Negative binomial regression with a logarithmic link", level: 95, folds: 5,
      foldsInWords: "5 parts, drawn at random", seed: 1, rowsRead: 6_600, rowsRejected: 2,
      rowsUsed: 6_576,
      inputs: [
        .init(
          name: "district", lowest: nil, highest: nil, levels: districts,
          counts: districts.map { _ in 1_096 }, missing: 0),
        .init(name: "rain", lowest: 0, highest: 43.2, levels: [], counts: [], missing: 22),
        .init(name: "day_of_year", lowest: 1, highest: 366, levels: [], counts: [], missing: 0),
      ],
      drivers: [
        "In Northgate, requests are 36 % higher than in Centre (95 % range: 32 to 40 %), all else the same.",
        "Each millimetre of rain goes with 1.4 % more requests (95 % range: 1.3 to 1.6 %).",
        "Requests peak on day 75 of the year and are lowest on day 258.",
      ],
      notes: [
        .init(kind: "overdispersion", sentence: "Counts vary more than Poisson counts do."),
        .init(
          kind: "droppedColumn", sentence: "Column rain2 was left out: it is rain times 2."),
      ],
      readingNotes: ["Column district: text, 6 values."],
      assumptions: [
        .init("Standard errors allow for", value: "nothing beyond the model", source: "--errors")
      ],
      doNotUse: ["Do not use it for districts that are not in the data."])
  }

  static var tables: RegressionTables {
    var tables = RegressionTables()
    tables.coefficients = [
      CoefficientLine(
        name: "(Intercept)", estimate: -0.9, standardError: 0.01, statistic: -90, pValue: 0,
        lower: -0.92, upper: -0.88)
    ]
    for (index, name) in districts.dropFirst().enumerated() {
      let estimate = [0.18, -0.26, -0.12, 0.31, 0.02][index]
      tables.coefficients.append(
        CoefficientLine(
          name: "district[\(name)]", estimate: estimate, standardError: 0.015,
          statistic: estimate / 0.015, pValue: 0.001, lower: estimate - 0.03,
          upper: estimate + 0.03))
    }
    tables.coefficients.append(
      CoefficientLine(
        name: "s(day_of_year, period: 365)1", estimate: 3, standardError: .nan, statistic: .nan,
        pValue: .nan, lower: .nan, upper: .nan))
    tables.terms = [
      TestLine(name: "district", statistic: 900, degreesOfFreedom: 5, pValue: 1e-90),
      TestLine(
        name: "s(day_of_year, period: 365)", statistic: 80, degreesOfFreedom: 6.2, pValue: 0),
    ]
    for (part, mae) in [("cross-validated", 2.6), ("baseline", 4.6), ("in sample", 2.5)] {
      tables.metrics += [
        MetricLine(part: part, metric: "mae", value: mae, lower: mae - 0.1, upper: mae + 0.1),
        MetricLine(part: part, metric: "rmse", value: mae * 1.3),
      ]
    }
    tables.metrics.append(MetricLine(part: "cross-validated", metric: "r2", value: 0.58))
    tables.tests = [
      TestLine(
        name: "Dispersion", statistic: 1.4, degreesOfFreedom: 6_550, pValue: 0,
        sentence: "Counts vary 1.4 times as much as Poisson counts would.")
    ]
    tables.heldOut = (0..<900).map { index in
      let mean = 2 + Double(index % 97) / 4
      return HeldOutLine(
        row: index + 1, fold: index % 5 + 1, actual: mean + Double(index * 7 % 11) - 5, mean: mean,
        lower: mean - 4.5, upper: mean + 5.5)
    }
    tables.effects =
      districts.enumerated().map { index, name in
        EffectLine(
          variable: "district", level: name, effect: 10 + Double(index), lower: 9.5 + Double(index),
          upper: 10.5 + Double(index))
      }
      + (0...73).map { step in
        let day = 1 + 5 * Double(step)
        let effect = 10 + 1.6 * cos(2 * .pi * (day - 75) / 365)
        return EffectLine(
          variable: "day_of_year", value: day, effect: effect, lower: effect - 0.3,
          upper: effect + 0.3)
      }
    tables.importance = [
      ImportanceLine(variable: "district", importance: 0.61, lower: 0.58, upper: 0.64),
      ImportanceLine(variable: "day_of_year", importance: 0.12, lower: 0.1, upper: 0.13),
      ImportanceLine(variable: "rain", importance: 0.04, lower: 0.03, upper: 0.05),
    ]
    return tables
  }

  private var origin: Report.Origin {
    Report.Origin(entries: [], verifyCommand: "apportion verify DIR")
  }

  func testTheFirstScreenSaysWhatDrivesTheNumberAndHowGoodThatIs() throws {
    let report = RegressionBriefing.report(
      facts: Self.facts, tables: Self.tables, origin: origin)
    XCTAssertEqual(
      report.decision.headline, "District, day of year and rain matter most for requests")
    let said = report.decision.points.map(\.text.plainText).joined(separator: "\n")
    for words in [
      "36 % higher", "4 of 5 effects", "43\u{A0}% better than always saying the mean",
      "2.60 requests a row", "Do not use it for districts",
    ] {
      XCTAssert(said.contains(words), "should say '\(words)': \(said)")
    }
    let page = report.html()
    XCTAssertLessThan(page.utf8.count, 300_000)
    for words in ["left out: it is rain times 2", "What the model has seen", "rejects.csv"] {
      XCTAssert(page.contains(words), words)
    }
    XCTAssertEqual(report.html(), page)
    if let folder = ProcessInfo.processInfo.environment["REPORT_DEMO"] {
      try Data(page.utf8).write(to: URL(filePath: folder).appending(path: "regression.html"))
    }
  }

  func testChancesAreToldAsChances() {
    var facts = Self.facts
    facts.kind = .yesNo
    facts.scale = .odds
    var tables = Self.tables
    tables.metrics = [
      MetricLine(part: "cross-validated", metric: "log loss", value: 0.5),
      MetricLine(part: "baseline", metric: "log loss", value: 0.625),
      MetricLine(part: "cross-validated", metric: "roc auc", value: 0.71),
    ]
    tables.calibration = (0..<8).map {
      CalibrationLine(
        bin: $0 + 1, rows: 100, predicted: Double($0) / 8, observed: Double($0) / 8 + 0.01,
        lower: Double($0) / 8 - 0.05, upper: Double($0) / 8 + 0.07)
    }
    tables.effects = tables.effects.map {
      EffectLine(variable: $0.variable, value: $0.value, level: $0.level, effect: $0.effect / 20)
    }
    let page = RegressionBriefing.report(facts: facts, tables: tables, origin: origin).html()
    for words in [
      "20\u{A0}% better than giving every row the overall share", "taken at their word",
      "factor of the odds",
    ] {
      XCTAssert(page.contains(words), words)
    }
  }

  /// No folds, no coefficients, nothing found: fewer words, and still a page.
  func testAModelThatSaysLittleStillMakesAPage() {
    var facts = Self.facts
    facts.folds = 0
    facts.scale = .none
    facts.drivers = []
    facts.inputs = []
    let report = RegressionBriefing.report(
      facts: facts, tables: RegressionTables(), origin: origin)
    XCTAssertEqual(
      report.decision.headline, "Nothing in the data was found to matter for requests")
    XCTAssert(report.html().contains("What drives requests?"))
    XCTAssertFalse(report.sections.contains { $0.id == "unseen" })
  }

  func testAComparisonNamesTheBestAndTheDoubt() {
    let facts = ComparisonFacts(
      title: "Which model", file: "data.csv", response: "requests", rowsRead: 100, rowsUsed: 98,
      folds: 5, foldsInWords: "5 parts, drawn at random", metric: "mae",
      models: [
        .init(name: "A", method: "linear", formula: "y ~ a"),
        .init(name: "B", method: "trees", formula: "y ~ a"),
      ], verdict: "The data cannot tell A and B apart.", baseline: 4, notes: [])
    var lines: [ComparisonLine] = []
    for (name, method, level) in [("A", "linear", 3.0), ("B", "trees", 2.9)] {
      for fold in 0...5 {
        lines.append(
          ComparisonLine(
            model: name, method: method, formula: "y ~ a", metric: "mae", fold: fold,
            value: level + Double(fold) / 50))
      }
    }
    let pairs = [
      PairLine(
        a: "A", b: "B", metric: "mae", gain: 0.03, lower: -0.01, upper: 0.07, pValue: 0.2,
        verdict: "The data cannot tell A and B apart.")
    ]
    let page = ComparisonBriefing.report(
      facts: facts, lines: lines, pairs: pairs, origin: origin
    ).html()
    XCTAssert(page.contains("model B"))
    XCTAssert(page.contains("cannot tell A and B apart"))
  }
}
