import Briefings
import Feedback
import Foundation
import Provenance
import Tables

/// A classifier of comments as `apportion feedback train` keeps it: `model.json`.
struct TrainedModel {
  static let fileName = "model.json"

  private struct File: Codable {
    var format: String
    /// Columns beside the text, in order.
    var features: [String]
    var classifier: FittedTextClassifier
  }

  private static let format = "apportion-feedback-1"

  let features: [String]
  let classifier: FittedTextClassifier
  /// The file it was read from.
  let record: FileRecord

  /// - Throws: `TableError.input` where there is no file, `PipelineError` where it is another.
  init(reading folder: String) throws {
    let path = "\(folder)/\(Self.fileName)"
    let bytes = try WholeFile.read(path)
    record = FileRecord(path: path, content: bytes)
    guard let file = try? JSONDecoder().decode(File.self, from: Data(bytes)),
      file.format == Self.format
    else {
      throw PipelineError(
        .data,
        "\(path): this is no model of comments. Give the folder that apportion feedback train "
          + "wrote.")
    }
    features = file.features
    classifier = file.classifier
  }

  static func bytes(of classifier: FittedTextClassifier, features: [String]) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return Array(
      try encoder.encode(File(format: format, features: features, classifier: classifier)))
  }

  /// What the classifier says of comments that were read with its features.
  func decide(_ comments: LoadedComments, threads: Int) throws -> [TextDecision] {
    do { return try classifier.predict(comments.examples(), threads: threads) } catch {
      throw PipelineError(.data, "\(comments.source.name): \(error).")
    }
  }
}

extension LoadedComments {
  /// Comments with their features as categories, at these positions; all where nil.
  func examples(_ chosen: [Int]? = nil) throws -> TextExamples {
    let places = chosen ?? Array(texts.indices)
    return try TextExamples(
      TextCorpus(places.map { texts[$0] }),
      context: zip(source.features, features).map { name, values in
        ContextColumn(name, .categories(places.map { values[$0] }))
      })
  }
}
