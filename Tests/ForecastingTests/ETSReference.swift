import Foundation
import TestSupport

@testable import Forecasting

/// Golden values in the long format of `Tests/Reference/ets`: form, quantity,
/// index, value; lines that start with # are remarks.
struct ETSReference {
  private(set) var forms: [String] = []
  private var values: [String: [Double]] = [:]

  init(_ file: String) throws {
    let text = try String(contentsOf: Repository.reference("ets/\(file)"), encoding: .utf8)
    for line in text.split(separator: "\n").drop(while: { $0.hasPrefix("#") }).dropFirst() {
      let cells = line.split(separator: ",")
      let form = String(cells[0])
      if form != forms.last { forms.append(form) }
      values["\(form),\(cells[1])", default: []].append(Double(cells[3])!)
    }
  }

  func callAsFunction(_ form: String, _ quantity: String) -> [Double] {
    values["\(form),\(quantity)"] ?? []
  }

  /// A state as R lays it out: level, trend, seasonal states with the next one last.
  static func state(_ vector: [Double], _ form: ETSForm) -> ETSState {
    let states = form.trend == .none ? 1 : 2
    return ETSState(
      level: vector[0], trend: states == 2 ? vector[1] : 0,
      season: Array(vector.dropFirst(states).reversed()))
  }
}

extension ETSForm {
  init(_ code: String) {
    self = ETSSpecification(code)!.forms[0]
  }
}
