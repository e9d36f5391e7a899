import CivilTime
import Feedback
import Foundation
import Pipelines
import Tables
import TestSupport
import XCTest

/// Comments of the made-up city, from file to report.
final class FeedbackPipelineTests: XCTestCase {
  /// Names, an address and a number that the made comments hold.
  private static let personal = [
    "Okafor", "Lindqvist", "Villanueva", "Petrov", "Adeyemi", "@example.com", "555-01",
  ]

  private func comments(_ folder: TemporaryFolder) throws -> FeedbackSource {
    let data = FeedbackSimulation(
      seed: 2024, firstDay: CivilDate(year: 2024, month: 1, day: 1), days: 500, perDay: 3)
    let path = folder.url.appending(path: "data.csv").path
    try Data(data.csv()).write(to: URL(filePath: path))
    return FeedbackSource(path: path, text: "text", reading: ReadOptions())
  }

  private func text(_ folder: String, _ name: String) throws -> String {
    try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
  }

  /// Whole numbers in the named columns of a CSV file; blank cells are nil.
  private func counts(_ csv: String, column: Int) -> [Int?] {
    csv.split(separator: "\n").dropFirst().map {
      Int($0.split(separator: ",", omittingEmptySubsequences: false)[column])
    }
  }

  private func assertPublishable(_ folder: String) throws {
    let page = try text(folder, "report.html")
    for name in Self.personal { XCTAssertFalse(page.contains(name), name) }
    let manifest = try text(folder, "run.json")
    for name in Self.personal { XCTAssertFalse(manifest.contains(name), name) }
  }

  func testThemesAreFoundAndTheirReportNamesNobody() throws {
    let folder = try TemporaryFolder()
    var pipeline = ThemesPipeline(source: try comments(folder), version: "test")
    pipeline.themes = 7
    var pages: [String] = []
    for threads in [1, 2] {
      pipeline.threads = threads
      let out = folder.url.appending(path: "themes\(threads)").path
      _ = try pipeline.run(into: out)
      try assertPublishable(out)
      pages.append(try text(out, "report.html"))
      for case .some(let count) in counts(try text(out, "topics.csv"), column: 2) {
        XCTAssertGreaterThanOrEqual(count, 11)
      }
    }
    XCTAssertEqual(pages[0], pages[1])
    XCTAssertTrue(pages[0].contains("phone") && pages[0].contains("appointment"))
  }

  func testTrendsFindTheQueueAndHideSmallMonths() throws {
    let folder = try TemporaryFolder()
    var source = try comments(folder)
    source.label = "theme"
    source.date = "date"
    let out = folder.url.appending(path: "trends").path
    _ = try TrendsPipeline(source: source, version: "test").run(into: out)
    try assertPublishable(out)
    XCTAssertTrue(try text(out, "report.html").contains("“Waiting on the phone” comes up more"))
    let months = counts(try text(out, "volume.csv"), column: 2)
    XCTAssertTrue(months.contains(nil))
    for case .some(let count) in months { XCTAssertTrue(count == 0 || count >= 11) }
  }

  func testAModelIsTrainedCorrectedAndUsed() throws {
    let folder = try TemporaryFolder()
    var source = try comments(folder)
    source.id = "id"
    let plain = source
    source.label = "theme"
    source.split = "split"
    source.features = ["question"]
    var train = TrainPipeline(source: source, version: "test")
    // Words and one model are enough here.
    train.classifier = TextClassifier(
      vectorizer: TextVectorizer(characters: nil),
      learners: [.complementNaiveBayes(smoothing: 0.3)],
      folds: 2)
    let corrections = folder.url.appending(path: "fixes.csv").path
    try Data("id,label\n1,Staff\n2,Staff\n".utf8).write(to: URL(filePath: corrections))
    train.corrections = corrections
    let model = folder.url.appending(path: "model").path
    _ = try train.run(into: model)
    try assertPublishable(model)
    let page = try text(model, "report.html")
    XCTAssertTrue(page.contains("What did the corrections change?"))
    XCTAssertTrue(page.contains("the other columns alone"))
    for case .some(let count) in counts(try text(model, "confusion.csv"), column: 2) {
      XCTAssertTrue(count == 0 || count >= 11)
    }
    let out = folder.url.appending(path: "labelled").path
    _ = try ClassifyPipeline(source: plain, model: model, version: "test").run(into: out)
    try assertPublishable(out)
    let labels = try text(out, "labels.csv").split(separator: "\n").dropFirst()
    let given = try text(folder.url.path, "data.csv").split(separator: "\n").dropFirst()
    XCTAssertEqual(labels.count, given.count)
    let right = zip(labels, given).count { a, b in
      a.split(separator: ",")[1] == b.split(separator: ",")[5]
    }
    XCTAssertGreaterThan(Double(right), 0.85 * Double(given.count))
  }

  func testWhatIsWrongIsSaidWithFileAndLine() throws {
    let folder = try TemporaryFolder()
    var source = try comments(folder)
    source.text = "comment"
    XCTAssertThrowsError(try ThemesPipeline(source: source, version: "test").run(into: "x")) {
      XCTAssertTrue("\($0)".contains("data.csv: there is no column \"comment\" (--text)."), "\($0)")
    }
    source.text = "text"
    source.label = "theme"
    source.split = "service"
    XCTAssertThrowsError(try TrainPipeline(source: source, version: "test").run(into: "x")) {
      XCTAssertTrue(
        "\($0)".contains("data.csv:2: column \"service\": neither train nor test."), "\($0)")
    }
    source.split = nil
    let corrections = folder.url.appending(path: "fixes.csv").path
    try Data("id,label\nnobody,Staff\n".utf8).write(to: URL(filePath: corrections))
    var train = TrainPipeline(source: source, version: "test")
    train.corrections = corrections
    XCTAssertThrowsError(try train.run(into: "x")) {
      XCTAssertTrue("\($0)".contains("fixes.csv:2: column \"id\""), "\($0)")
    }
  }
}
