import Forecasting
import XCTest

final class ContestTests: XCTestCase {
  /// A flat naive series: 0, 1, 0, 1, … so that the scale of MASE is 1.
  private let values = (0..<20).map { Double($0 % 2) }

  private func rival(_ error: Double, width: Double = .nan, from: Int = 9, to: Int = 16)
    -> [PastForecast]
  {
    (from...to).flatMap { origin in
      (1...2).map { step in
        let y = values[origin + step]
        return PastForecast(
          origin: origin, target: origin + step, mean: y + error, lower80: y + error - width,
          upper80: y + error + width, lower95: y + error - 2 * width, upper95: y + error + 2 * width
        )
      }
    }
  }

  func testScoresByHand() {
    let scores = SeriesContest.scores(
      values: values, firstStep: 0, seasons: [], rivals: [rival(0.5, width: 0.4), rival(-0.25)])
    XCTAssertEqual(scores[0].tested, 16)
    XCTAssertEqual(scores[0].mase, 0.5, accuracy: 1e-12)
    XCTAssertEqual(scores[1].mase, 0.25, accuracy: 1e-12)
    // Forecast 0.5 too high: outside ±0.4, inside ±0.8.
    XCTAssertEqual(scores[0].coverage80, 0)
    XCTAssertEqual(scores[0].coverage95, 1)
    // Twice the pinball losses at −0.3, 0.1, 0.5, 0.9 and 1.3 above the outcome.
    let losses = [0.025 * 0.3, 0.9 * 0.1, 0.5 * 0.5, 0.1 * 0.9, 0.025 * 1.3]
    XCTAssertEqual(scores[0].quantileLoss, 2 * losses.reduce(0, +) / 5, accuracy: 1e-12)
    XCTAssert(scores[1].quantileLoss.isNaN)
    XCTAssertEqual(scores[0].byStep.map(\.count), [8, 8])
    XCTAssertEqual(scores[0].byOrigin.map(\.origin), Array(9...16))
  }

  func testOnlySharedStepsCount() {
    var holed = rival(0.1)
    holed[3].mean = .nan
    let scores = SeriesContest.scores(
      values: values, firstStep: 0, seasons: [],
      rivals: [rival(0.5), rival(0.25, from: 11, to: 18 - 2), holed.shuffled()])
    XCTAssertEqual(scores.map(\.tested), [12, 12, 12])
    let none = SeriesContest.scores(
      values: values, firstStep: 0, seasons: [], rivals: [rival(0.5), []])
    XCTAssertEqual(none.map(\.tested), [0, 0])
  }

  func testTheLeaderboardRanksAndTests() {
    let scores = (0..<12).map { k in
      SeriesContest.scores(
        values: values, firstStep: 0, seasons: [],
        rivals: [rival(0.5 + 0.01 * Double(k)), rival(0.25), rival(0.5)])
    }
    let board = Leaderboard(names: ["a", "b", "base"], scores: scores, baseline: 2, overlap: 2)
    XCTAssertEqual(board.entries.map(\.name), ["b", "base", "a"])
    XCTAssertEqual(board.entries.map(\.wins), [12, 0, 0])
    XCTAssertEqual(board.entries.map(\.worseThanBaseline), [0, 0, 11])
    XCTAssertEqual(board.entries[0].lead?.unit, .series)
    // Twelve differences of one sign: 2 / 2^12 were there no ties, and small with them.
    XCTAssertLessThan(board.entries[0].lead?.pValue ?? 1, 0.01)
    XCTAssertNil(board.entries[2].lead)
    XCTAssertEqual(board.tested, 12 * 16)
    XCTAssert(Leaderboard(names: ["a"], scores: [], baseline: nil, overlap: 1).entries.isEmpty)
  }
}
