import Foundation
import TestSupport

/// Golden values that other programs made; see `Tests/Reference/reports/make_reference.py`.
struct Reference: Decodable {
  struct Thinning: Decodable {
    var y: [Double]
    var limit: Int
    var kept: [Int]
  }
  struct Labels: Decodable {
    var wanted: [Double]
    var gap: Double
    var placed: [Double]
  }
  struct Number: Decodable {
    var value: Double
    var digits: Int
    var text: String
  }
  struct Date: Decodable {
    var day: Int
    var text: String
  }

  var thinning: [Thinning]
  var labels: [Labels]
  var numbers: [Number]
  var dates: [Date]

  static func load() throws -> Reference {
    let data = try Data(contentsOf: Repository.reference("reports/reference.json"))
    return try JSONDecoder().decode(Reference.self, from: data)
  }
}
