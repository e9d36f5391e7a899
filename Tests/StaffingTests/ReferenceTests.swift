import Foundation
import Staffing
import TestSupport
import XCTest

/// Least costs found by another expansion and another solver: see
/// `Tests/Reference/staffing/make_reference.py`.
final class ReferenceTests: XCTestCase {
  private struct Reference: Decodable {
    var name: String
    var required: [Double]
    var rules: CoverRules
    var shifts: [ShiftPattern]
    var cost: Double
  }

  func testLeastCosts() throws {
    let data = try Data(contentsOf: Repository.reference("staffing/covers.json"))
    let references = try JSONDecoder().decode([Reference].self, from: data)
    XCTAssertEqual(references.count, 6)
    for reference in references {
      let plan = try checkedPlan(
        hours(from: 0, reference.required, minutes: 30), reference.shifts,
        reference.rules)
      XCTAssertEqual(plan.status, .optimal, reference.name)
      assertClose(plan.cost.total, reference.cost, relative: 1e-6, reference.name)
    }
  }
}
