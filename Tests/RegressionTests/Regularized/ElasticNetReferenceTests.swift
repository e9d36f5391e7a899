import Foundation
import LinearAlgebra
import Regression
import TestSupport
import XCTest

/// Against glmnet, converged as far as it goes.
final class ElasticNetReferenceTests: XCTestCase {
  private struct Case {
    var name: String
    var family = ElasticNetFamily.gaussian
    var options = ElasticNetOptions()
    var response = "y"
    var weighted = false
    var intercept = true
    var file = "tall"
  }

  private var cases: [Case] {
    var list: [Case] = []
    func add(_ name: String, mixing: Double = 1, _ change: (inout Case) -> Void = { _ in }) {
      var item = Case(name: name)
      item.options.mixing = mixing
      change(&item)
      list.append(item)
    }
    add("lasso")
    add("lasso weighted") { $0.weighted = true }
    add("half", mixing: 0.5)
    add("ridge", mixing: 0)
    add("plain scale", mixing: 0.7) { $0.options.standardize = false }
    add("factors", mixing: 0.9) { $0.options.factors = [9, 0, 1, 2, 1, 1, 0.5, 1, 3, 1] }
    add("bounds") {
      $0.options.lower = [Double](repeating: 0, count: 10)
      $0.options.upper = [.infinity, 0.3] + [Double](repeating: .infinity, count: 8)
    }
    add("no intercept") { $0.intercept = false }
    for family in [ElasticNetFamily.binomial, .poisson] {
      let response = family == .binomial ? "yes" : "count"
      add(family.rawValue) {
        $0.family = family
        $0.response = response
      }
      add("\(family.rawValue) half weighted", mixing: 0.5) {
        $0.family = family
        $0.response = response
        $0.weighted = true
      }
    }
    add("binomial no intercept") {
      $0.family = .binomial
      $0.response = "yes"
      $0.intercept = false
    }
    add("wide lasso") { $0.file = "wide" }
    add("wide half", mixing: 0.5) { $0.file = "wide" }
    add("wide binomial", mixing: 0.8) {
      $0.file = "wide"
      $0.family = .binomial
      $0.response = "yes"
    }
    add("own sequence") { $0.options.count = 20 }
    return list
  }

  func testPathsEqualGlmnet() throws {
    let reference = try PathsReference("regularized/elastic_net.csv")
    let (names, columns) = (reference.text("case"), reference.text("column"))
    let (lambdas, values) = (reference.numbers("lambda"), reference.numbers("value"))
    for item in cases {
      let data = try PathsReference("regularized/\(item.file).csv")
      let design = data.design(
        data.names.filter { $0.hasPrefix("x") }, intercept: item.intercept)
      let rows = names.indices.filter { names[$0] == item.name }
      XCTAssertFalse(rows.isEmpty, item.name)
      var options = item.options
      if item.name != "own sequence" {
        options.lambdas = Array(Set(rows.map { lambdas[$0] }))
      }
      let fit = try ElasticNet(
        design: design, response: data.numbers(item.response), family: item.family,
        weights: item.weighted ? data.numbers("w") : nil,
        offset: item.weighted ? data.numbers("o") : nil, options: options)
      XCTAssertEqual(Set(rows.map { lambdas[$0] }).count, fit.lambdas.count, item.name)
      for row in rows {
        let k = fit.lambdas.indices.min {
          abs(fit.lambdas[$0] - lambdas[row]) < abs(fit.lambdas[$1] - lambdas[row])
        }!
        assertClose(fit.lambdas[k], lambdas[row], relative: 1e-9, item.name)
        let found: Double
        switch columns[row] {
        case "deviance ratio": found = fit.devianceRatio[k]
        case "null deviance": found = fit.nullDeviance
        case let name:
          guard let j = fit.names.firstIndex(of: name) else {
            XCTAssertEqual(values[row], 0, item.name)
            continue
          }
          found = fit.path[j, k]
        }
        XCTAssertEqual(
          found, values[row], accuracy: 1e-7 * max(1, abs(values[row])),
          "\(item.name), λ \(lambdas[row]), \(columns[row])")
      }
    }
  }
}
