import Forecasting
import Statistics
import Tables
import TestSupport
import XCTest

@testable import Pipelines

final class HierarchyStepTests: XCTestCase {
  /// Calls a month by region, site and service, in no order.
  private func source(_ folder: TemporaryFolder) throws -> SeriesSource {
    var stream = RandomStream(seed: 5, "hierarchy step")
    var rows: [String] = []
    for (region, site) in [("N", "a"), ("N", "b"), ("S", "a"), ("S", "c")] {
      for service in ["fire", "medical"] {
        for month in 0..<36 {
          let date = "\(2020 + month / 12)-\(month % 12 < 9 ? "0" : "")\(month % 12 + 1)-01"
          let count = Int(4 + 2 * stream.normal() + Double(month % 12) / 4)
          rows.append("\(service),\(date),\(region),\(max(0, count)),\(site)")
        }
      }
    }
    rows.sort { $0.hashableOrder < $1.hashableOrder }
    let name = try folder.write(
      "service,ds,region,y,site\n" + rows.joined(separator: "\n") + "\n", to: "calls.csv")
    return SeriesSource(path: folder.url.appending(path: name).path)
  }

  private func run(_ step: HierarchyStep) throws -> HierarchyStep.Result {
    let folder = try TemporaryFolder()
    let loaded = try LoadedSeries(step.source(source(folder)))
    return try step.run(
      loaded,
      options: ForecastOptions(
        horizon: 3, seasonalPeriods: [12], model: "seasonal-naive", backtestOrigins: 2))
  }

  func testPrintedMeansOfEveryNodeAddUp() throws {
    var step = try HierarchyStep(grouping: "region/site,service")
    step.drawCount = 200
    let result = try run(step)
    let hierarchy = result.hierarchy.hierarchy
    XCTAssertEqual(result.nodes.series.map(\.id), result.forecast.series.map(\.id))
    for k in 0..<3 {
      let printed = result.forecast.series.map { series -> Int in
        var writer = CSVWriter()
        writer.number(series.forecast.mean[k], decimals: 4)
        let text = String(decoding: writer.bytes, as: UTF8.self)
        return Int(text.replacing(".", with: "")) ?? .max
      }
      let bottom = printed.suffix(hierarchy.bottomCount)
      for (place, node) in hierarchy.nodes.enumerated() {
        let sum = hierarchy.bottoms(ofRow: node.row)
          .reduce(0) { $0 + bottom[bottom.startIndex + $1] }
        XCTAssertEqual(printed[place], sum, node.id)
      }
    }
  }

  func testNodesAreListed() throws {
    var step = try HierarchyStep(grouping: "region/site,service")
    step.drawCount = 100
    step.method = .variance
    let result = try run(step)
    let text = String(decoding: try XCTUnwrap(result.files["hierarchy.csv"]), as: UTF8.self)
    let lines = text.split(separator: "\n")
    XCTAssertEqual(lines[0], "unique_id,level,series,region,site,service")
    XCTAssertEqual(lines[1], "total,total,8,,,")
    XCTAssertEqual(lines[2], "N/*/*,region,4,N,,")
    XCTAssertEqual(lines.last, "S/c/medical,series,1,S,c,medical")
    XCTAssertEqual(lines.count, 1 + 1 + 2 + 2 + 4 + 4 + 8)
    let accuracy = String(
      decoding: try XCTUnwrap(result.files["hierarchy_accuracy.csv"]), as: UTF8.self)
    XCTAssert(accuracy.contains("\ntotal,1,wls-var,MASE,"), accuracy)
  }

  func testMistakesSayWhatToDo() throws {
    XCTAssertThrowsError(try HierarchyStep(grouping: "region,,site")) {
      XCTAssert("\($0)".contains("a column name is missing"), "\($0)")
    }
    let step = try HierarchyStep(grouping: "region/site,service")
    var source = SeriesSource(path: "calls.csv")
    source.columns.id = ["region"]
    XCTAssertThrowsError(try step.source(source)) {
      XCTAssert("\($0)".contains("leave --id out"), "\($0)")
    }
    let folder = try TemporaryFolder()
    try folder.write(
      "a,b,ds,y\nx/y,z,2020-01-01,1\nx/y,z,2020-01-02,2\n", to: "slash.csv")
    let grouping = try HierarchyStep(grouping: "a,b")
    let loaded = try LoadedSeries(
      grouping.source(SeriesSource(path: folder.url.appending(path: "slash.csv").path)))
    XCTAssertThrowsError(try grouping.run(loaded, options: ForecastOptions(horizon: 1))) {
      XCTAssert("\($0)".contains("a value holds the sign /"), "\($0)")
    }
  }
}

extension String {
  /// An order that has nothing to do with the columns.
  fileprivate var hashableOrder: [UInt8] { Array(utf8.reversed()) }
}

extension [UInt8] {
  fileprivate static func < (a: [UInt8], b: [UInt8]) -> Bool { a.lexicographicallyPrecedes(b) }
}
