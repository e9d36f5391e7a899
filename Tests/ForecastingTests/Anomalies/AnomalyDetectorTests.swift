import Forecasting
import Foundation
import Statistics
import TestSupport
import XCTest

final class AnomalyDetectorTests: XCTestCase {
  /// Level that wanders by α a step, a season, and normal noise of deviation 1.
  private func series(
    _ count: Int, period: Int, smoothing: Double, key: String
  ) -> [Double] {
    var stream = RandomStream(seed: 7, key)
    let season = (0..<period).map { _ in period > 1 ? 3 * stream.normal() : 0 }
    var level = 100.0
    return (0..<count).map { t in
      let noise = stream.normal()
      let value = level + noise + season[t % period]
      level += smoothing * noise
      return value
    }
  }

  private func reference(_ name: String) throws -> (values: [Double], found: [Int]) {
    let file = Repository.reference("forecasting").appending(path: "anomalies/\(name).csv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
    let cells = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let found = cells.indices.filter { cells[$0][1] == "1" }
    return (cells.map { Double($0[0]) ?? .nan }, found.map { $0 - (cells.startIndex) })
  }

  func testTheNileBreaksWhereStrucchangeSaysSo() throws {
    let (values, found) = try reference("nile")
    let findings = AnomalyDetector(seasonalPeriods: []).examine(values)
    XCTAssertEqual(findings.anomalies.map(\.kind), [.levelShift])
    XCTAssertEqual(findings.anomalies.map(\.offset), found)
    XCTAssertEqual(findings.anomalies.first?.size ?? 0, -247, accuracy: 60)
  }

  func testTheOutlierOfGoldIsTheOneTsoutliersFinds() throws {
    let (values, found) = try reference("gold")
    let findings = AnomalyDetector(seasonalPeriods: []).examine(values)
    let clearest = findings.anomalies.max { $0.score < $1.score }
    XCTAssertEqual(clearest.map { [$0.offset] }, found)
    XCTAssertEqual(clearest?.kind, .outlier)
    // R replaces it by the mean of its neighbours, 494.9.
    XCTAssertEqual(findings.withoutOutliers[found[0]], 494.9, accuracy: 4)
  }

  func testFewFalseAlarmsOnSeasonsAndWanderingLevels() {
    for (count, period) in [(48, 12), (60, 1)] {
      for smoothing in [0.0, 0.2, 1.0] {
        let alarms = (0..<25).count { k in
          let values = series(
            count, period: period, smoothing: smoothing, key: "\(count) \(period) \(k)")
          return !AnomalyDetector(seasonalPeriods: [period]).examine(values).anomalies.isEmpty
        }
        XCTAssertLessThanOrEqual(alarms, 3, "\(count) \(period) \(smoothing): \(alarms) of 25")
      }
    }
  }

  /// Among values with heavy tails large ones are no news: at most about one find
  /// in 200 values of Student's t with 3 or 5 degrees of freedom, or of overdispersed
  /// counts, and a value that lies far beyond those is still found.
  func testHeavyTailsAreNoNews() {
    func student(_ freedom: Int, _ stream: inout RandomStream) -> Double {
      let z = stream.normal()
      let square = (0..<freedom).reduce(0.0) { sum, _ in
        let x = stream.normal()
        return sum + x * x
      }
      return z / (square / Double(freedom)).squareRoot()
    }
    func count(_ mean: Double, _ stream: inout RandomStream) -> Double {
      // A Poisson count whose rate is a gamma variable of shape 3.
      let rate = (0..<3).reduce(0.0) { sum, _ in sum - log(stream.uniformOpen()) } * mean / 3
      var (k, product) = (0, stream.uniformOpen())
      while product > exp(-rate) {
        k += 1
        product *= stream.uniformOpen()
      }
      return Double(k)
    }
    let noises: [(name: String, draw: (inout RandomStream) -> Double)] = [
      ("t3", { 100 + student(3, &$0) }), ("t5", { 100 + student(5, &$0) }),
      ("counts", { count(20, &$0) }),
    ]
    for (name, draw) in noises {
      var finds = 0
      var seen = 0
      for k in 0..<8 {
        var stream = RandomStream(seed: 3, "tails", name, "\(k)")
        var values = (0..<200).map { _ in draw(&stream) }
        finds += AnomalyDetector(seasonalPeriods: []).examine(values).anomalies.count
        let spread = name == "counts" ? 12.0 : 1.2
        values[90] += 30 * spread
        let found = AnomalyDetector(seasonalPeriods: []).examine(values).anomalies
        if found.contains(where: { $0.offset == 90 }) { seen += 1 }
      }
      XCTAssertLessThanOrEqual(finds, 10, name)
      XCTAssertGreaterThanOrEqual(seen, 7, name)
    }
  }

  func testPlantedChangesAreFoundAndTakenOut() {
    for kind in Anomaly.Kind.allCases {
      var right = 0
      for k in 0..<10 {
        var values = series(96, period: 12, smoothing: 0.05, key: "planted \(k)")
        let clean = values
        let place = 30 + 3 * k
        for t in place..<96 {
          switch kind {
          case .outlier: if t == place { values[t] += 10 }
          case .temporaryChange: values[t] += 10 * pow(0.7, Double(t - place))
          case .levelShift: values[t] += 10
          }
        }
        let findings = AnomalyDetector(seasonalPeriods: [12]).examine(values)
        guard findings.anomalies.contains(where: { $0.kind == kind && $0.offset == place }) else {
          continue
        }
        right += 1
        if kind != .levelShift {
          XCTAssertEqual(findings.withoutOutliers[place], clean[place], accuracy: 5)
        } else {
          // The past is moved up, the end is as it was.
          XCTAssertEqual(findings.onLastLevel[95], values[95])
          XCTAssertEqual(findings.onLastLevel[5], clean[5] + 10, accuracy: 3)
          XCTAssertEqual(findings.withoutOutliers[5], values[5], accuracy: 1e-9)
        }
      }
      XCTAssertGreaterThanOrEqual(right, 9, kind.rawValue)
    }
  }

  func testWhatCannotBeExaminedIsLeftAlone() {
    let cases: [[Double]] = [
      [], [1], [Double](repeating: 3, count: 40), [Double](repeating: .nan, count: 40),
      (0..<40).map { $0 % 4 == 0 ? 2 : 0 }, (0..<12).map { Double($0) },
    ]
    for values in cases {
      let findings = AnomalyDetector(seasonalPeriods: [12]).examine(values)
      XCTAssertFalse(findings.isTested)
      XCTAssert(findings.anomalies.isEmpty)
      XCTAssertEqual(findings.onLastLevel.map(\.bitPattern), values.map(\.bitPattern))
    }
  }

  func testGapsStayGapsHolidaysAreExemptAndCountsStayCounts() {
    var values = series(90, period: 7, smoothing: 0.1, key: "gaps").map { $0.rounded() }
    values[20] = .nan
    values[40] += 15
    values[60] += 15
    let isExempt = values.indices.map { $0 == 60 }
    let findings = AnomalyDetector(seasonalPeriods: [7]).examine(values, isExempt: isExempt)
    XCTAssertEqual(findings.anomalies.map(\.offset), [40])
    XCTAssert(findings.withoutOutliers[20].isNaN)
    XCTAssertEqual(findings.withoutOutliers[60], values[60])
    XCTAssertEqual(findings.withoutOutliers[40], findings.withoutOutliers[40].rounded())
  }
}
