import Foundation
import Regression
import Statistics
import XCTest

/// Every method on data that real agencies have: each case ends in a fit that says
/// what it left out, or in one clear message.
final class RegressionConformanceTests: XCTestCase {
  private struct Case {
    var name: String
    var formula: String
    var columns: [(String, ModelFrame.Values)]
    /// A note that must be there where the fit succeeds, for methods with coefficients.
    var note: FitNote.Kind?
  }

  private static let rows = 28

  private static func numbers(_ key: String) -> [Double] {
    var random = RandomStream(seed: 2, key)
    return (0..<rows).map { _ in random.normal() }
  }

  /// A response the method takes, driven by x.
  private static func response(_ method: RegressionSpecification.Method) -> ModelFrame.Values {
    let (x, noise) = (numbers("x"), numbers("noise"))
    let drive = x.indices.map { 0.8 * x[$0] + noise[$0] }
    switch method {
    case .logistic: return .numeric(drive.map { $0 > 0 ? 1 : 0 })
    case .poisson, .quasipoisson, .negativeBinomial:
      return .numeric(drive.map { max(0, (3 + 2 * $0).rounded()) })
    case .gamma, .inverseGaussian, .tweedie: return .numeric(drive.map { exp(0.5 * $0) })
    case .multinomial:
      return .factor(Factor(drive.map { $0 < -0.5 ? "low" : $0 < 0.5 ? "middle" : "top" }))
    default: return .numeric(drive)
    }
  }

  private func cases(_ response: ModelFrame.Values) -> [Case] {
    let x = Self.numbers("x")
    let z = Self.numbers("z")
    var gaps = x
    (gaps[3], gaps[7], gaps[11]) = (.nan, .infinity, -.infinity)
    let wide = (0..<Self.rows + 2).map {
      ("w\($0)", ModelFrame.Values.numeric(Self.numbers("w\($0)")))
    }
    let base: [(String, ModelFrame.Values)] = [
      ("y", response), ("x", .numeric(x)), ("z", .numeric(z)),
    ]
    return [
      Case(name: "plain", formula: "y ~ x + z", columns: base),
      Case(
        name: "constant column", formula: "y ~ x + c",
        columns: base + [("c", .numeric([Double](repeating: 4, count: Self.rows)))],
        note: .droppedColumn),
      Case(
        name: "duplicated column", formula: "y ~ x + twin",
        columns: base + [("twin", .numeric(x.map { 2 * $0 }))], note: .droppedColumn),
      Case(
        name: "one level", formula: "y ~ x + only",
        columns: base + [
          ("only", .factor(Factor([String?](repeating: "here", count: Self.rows))))
        ]),
      Case(
        name: "gaps", formula: "y ~ x + holes", columns: base + [("holes", .numeric(gaps))],
        note: .missingRows),
      Case(name: "more columns than rows", formula: "y ~ .", columns: base + wide),
      Case(
        name: "a level a row", formula: "y ~ x + id",
        columns: base + [("id", .factor(Factor((0..<Self.rows).map { "n\($0)" })))]),
      Case(
        name: "huge and tiny", formula: "y ~ big + small",
        columns: base + [
          ("big", .numeric(x.map { $0 * 1e12 })), ("small", .numeric(z.map { $0 * 1e-12 })),
        ]),
    ]
  }

  func testEveryMethodOnDataAsTheyAre() throws {
    for method in RegressionSpecification.Method.allCases {
      // What trees do with columns does not depend on how many there are.
      let cases = cases(Self.response(method)).filter {
        method != .trees || ["plain", "one level", "gaps"].contains($0.name)
      }
      for each in cases {
        let label = "\(method.rawValue), \(each.name)"
        let frame = ModelFrame(columns: each.columns.map { .init($0.0, $0.1) })
        var specification = RegressionSpecification(formula: each.formula)
        specification.method = method
        specification.folds = 0
        specification.maximumRounds = 20
        do {
          let outcome = try fitRegression(specification, frame: frame)
          let said = try outcome.model.predict(frame).values.mean
          XCTAssertEqual(said.count, Self.rows, label)
          XCTAssert(said.contains { $0.isFinite }, label)
          // Trees and penalized methods keep every column, and trees rows with gaps.
          let needsNote = ![.trees, .ridge, .lasso, .elasticNet].contains(method)
          if needsNote || (each.note == .missingRows && method != .trees), let note = each.note {
            XCTAssert(
              outcome.notes.contains { $0.kind == note }, "\(label): \(outcome.notes)")
          }
          if each.name == "duplicated column", needsNote {
            // One convention for what was left out: no estimate, in the model and its file.
            let coefficients = outcome.model.coefficients
            XCTAssert(coefficients.contains { $0.name.hasSuffix("twin") }, label)
            for one in coefficients where one.name.hasSuffix("twin") {
              XCTAssert(one.estimate.isNaN && one.standardError == nil, label)
              let again = try? JSONDecoder().decode(
                Coefficient.self, from: JSONEncoder().encode(one))
              XCTAssertEqual(again?.estimate.isNaN, true, label)
            }
          }
          for note in outcome.notes { XCTAssert(note.sentence.hasSuffix("."), note.sentence) }
        } catch {
          XCTAssertNotEqual(each.name, "plain", "\(label): \(error)")
          XCTAssertGreaterThan(error.description.count, 15, label)
        }
      }
    }
  }

  func testAResponseTheMethodCannotTakeIsNamed() throws {
    let x = Self.numbers("x")
    let text = ModelFrame.Values.factor(Factor((0..<Self.rows).map { "t\($0 % 3)" }))
    let refused: [(RegressionSpecification.Method, ModelFrame.Values)] = [
      (.poisson, .numeric(x)), (.negativeBinomial, .numeric(x)), (.gamma, .numeric(x)),
      (.logistic, .numeric(x)), (.inverseGaussian, .numeric(x)), (.tweedie, .numeric(x)),
      (.linear, text), (.poisson, text), (.logistic, text), (.quantile, text),
    ]
    for (method, values) in refused {
      var specification = RegressionSpecification(formula: "y ~ x")
      specification.method = method
      let frame = ModelFrame(columns: [.init("y", values), .init("x", .numeric(x))])
      XCTAssertThrowsError(try fitRegression(specification, frame: frame), "\(method)") {
        switch $0 as? RegressionError {
        case .responseOutOfRange, .unusableColumn: break
        default: XCTFail("\(method): \($0)")
        }
      }
    }
  }
}
