import Foundation
import TimeSeries
import XCTest

final class SeasonDetectionTests: XCTestCase {
  private func made(
    _ length: Int, noise: Double, seed: UInt64, _ shape: (Int) -> Double
  ) -> [Double] {
    var scramble = Scramble(seed)
    return (0..<length).map { k in
      // The sum of twelve uniforms is close to normal.
      let z = (0..<12).reduce(-6.0) { sum, _ in sum + scramble.unit() }
      return shape(k) + noise * z
    }
  }

  private func wave(_ k: Int, _ period: Int) -> Double {
    sin(2 * Double.pi * Double(k) / Double(period))
  }

  func testKnownSeasons() {
    let week: [Double] = [1, 1.1, 1.05, 1, 1.2, 0.5, 0.4]
    let hourly = made(900, noise: 0.3, seed: 1) { (2 + wave($0, 24)) * 3 * week[$0 / 24 % 7] }
    XCTAssertEqual(SeasonDetection.periods(of: hourly), [24, 168])
    let day = made(900, noise: 0.3, seed: 2) { 10 + 2 * wave($0, 24) }
    XCTAssertEqual(SeasonDetection.periods(of: day), [24])
    let rush = made(900, noise: 0.2, seed: 3) { 10 + 2 * wave($0, 12) + 2 * wave($0, 24) }
    XCTAssert(SeasonDetection.periods(of: rush).contains(24))
    let month = made(120, noise: 0.3, seed: 4) { 0.2 * Double($0) + 2 * wave($0, 12) }
    XCTAssertEqual(SeasonDetection.periods(of: month), [12])
    let quarter = made(48, noise: 0.3, seed: 5) { [3, 1, 4, 2][$0 % 4] + 0.1 * Double($0) }
    XCTAssertEqual(SeasonDetection.periods(of: quarter), [4])
    var gaps = hourly
    for k in stride(from: 5, to: 900, by: 11) { gaps[k] = .nan }
    XCTAssertEqual(SeasonDetection.periods(of: gaps), [24, 168])
  }

  /// Where there is no season few are found: the test is one at 5 %, and a
  /// local peak on top.
  func testNoSeasons() {
    XCTAssertEqual(SeasonDetection.periods(of: [Double](repeating: 3, count: 500)), [])
    XCTAssertEqual(SeasonDetection.periods(of: (0..<200).map { Double($0) }), [])
    XCTAssertEqual(SeasonDetection.periods(of: []), [])
    var found = 0
    var tested = 0
    for seed in 0..<40 {
      let noise = made(200, noise: 1, seed: UInt64(seed)) { _ in 0 }
      var walk = noise
      for k in 1..<200 { walk[k] += walk[k - 1] }
      for values in [noise, walk] {
        found += SeasonDetection.periods(of: values, among: [4, 7, 12, 24]).count
        tested += 4
      }
    }
    XCTAssertLessThan(Double(found) / Double(tested), 0.06, "\(found) of \(tested)")
  }

  func testPanelVotes() {
    let series = (0..<9).map { k in
      Series(
        id: "\(k)", firstStep: 0,
        values: k < 6
          ? made(300, noise: 0.3, seed: UInt64(k)) { 5 + 2 * wave($0, 12) }
          : made(300, noise: 0.3, seed: UInt64(k)) { _ in 1 })
    }
    let index = TimeIndex(domain: .integer, frequency: .index(step: 1), start: 1, count: 300)
    XCTAssertEqual(Panel(index: index, series: series).detectedPeriods(), [12])
  }
}
