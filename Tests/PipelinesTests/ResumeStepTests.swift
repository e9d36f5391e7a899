import Forecasting
import Foundation
import Statistics
import TestSupport
import XCTest

@testable import Pipelines

final class ResumeStepTests: XCTestCase {
  private func file(_ folder: TemporaryFolder, months: Range<Int>, named name: String) throws
    -> LoadedSeries
  {
    var text = "unique_id,ds,y\n"
    for id in ["a", "b"] {
      var stream = RandomStream(seed: 2, "resume step", id)
      for month in 0..<months.upperBound {
        let y = Int(30 + 3 * stream.normal())
        guard month >= months.lowerBound else { continue }
        let number = month % 12 + 1
        text += "\(id),\(2021 + month / 12)-\(number < 10 ? "0" : "")\(number)-01,\(y)\n"
      }
    }
    let written = try folder.write(text, to: name)
    return try LoadedSeries(SeriesSource(path: folder.url.appending(path: written).path))
  }

  func testASavedModelGoesOnOverAFileOfNewRows() throws {
    let folder = try TemporaryFolder()
    let first = try file(folder, months: 0..<30, named: "first.csv")
    let made = try forecastToResume(
      panel: first.panel,
      options: ForecastOptions(horizon: 3, model: "theta", backtestOrigins: 2),
      fingerprint: first.fingerprint)
    let path = folder.url.appending(path: "model.json")
    try Data(ResumeStep.bytes(of: made.state)).write(to: path)

    let state = try ResumeStep.state(at: path.path)
    XCTAssertEqual(state.fingerprint, first.fingerprint)
    XCTAssertEqual(try ResumeStep.bytes(of: state), try ResumeStep.bytes(of: made.state))
    let newer = try file(folder, months: 28..<32, named: "newer.csv")
    let result = try ResumeStep().run(newer, from: state)
    XCTAssertEqual(result.forecast.series.map(\.firstStep), [32, 32])
    XCTAssertEqual(result.panel.series.map(\.values.count), [32, 32])
    XCTAssertEqual(
      result.notes[0], "4 new values in 2 series taken in; members and weights were kept.")
    let text = String(decoding: try XCTUnwrap(result.files["changes.csv"]), as: UTF8.self)
    let lines = text.split(separator: "\n")
    XCTAssertEqual(
      lines[0],
      "unique_id,change,new_steps,new_values,mae,backtest_mae,coverage-80,coverage-95,mean_before,"
        + "mean_now,refitted_members")
    XCTAssert(lines[1].hasPrefix("a,updated,2,2,"), String(lines[1]))
  }

  func testAFileThatIsNoModelSaysSo() throws {
    let folder = try TemporaryFolder()
    try folder.write("[1, 2]", to: "model.json")
    XCTAssertThrowsError(
      try ResumeStep.state(at: folder.url.appending(path: "model.json").path)
    ) {
      XCTAssert("\($0)".hasSuffix("it is not a saved forecast model."), "\($0)")
    }
  }
}
