import Briefings
import Feedback
import Provenance
import Statistics
import Tables

/// Labelled comments in two parts: to learn from, and to test on.
struct LabelledComments {
  let comments: LoadedComments
  let labels: [String]
  let classNames: [String]
  let training: [Int]
  let testing: [Int]
  var notes: [String] = []

  /// - Parameter holdout: share of the distinct comments kept for testing, where the file
  ///   does not say which.
  init(
    _ comments: LoadedComments, labels: [String], holdout: Double, seed: UInt64
  ) throws {
    let labelled = labels.indices.filter { !labels[$0].isEmpty }
    self.comments = comments
    self.labels = labels
    var tested: Set<Int> = []
    if let column = comments.source.split {
      for d in labelled {
        switch comments.splits[d].lowercased() {
        case "test": tested.insert(d)
        case "train", "": break
        default:
          throw comments.error(
            at: d, column: column, "neither train nor test. Use those two words.")
        }
      }
    } else {
      // Equal comments stay together: none is tested on what was learnt by heart.
      for d in labelled {
        var stream = RandomStream(seed: seed, "holdout", comments.texts[d].lowercased())
        if stream.uniform() < holdout { tested.insert(d) }
      }
    }
    training = labelled.filter { !tested.contains($0) }
    testing = labelled.filter { tested.contains($0) }
    classNames = Set(training.map { labels[$0] }).sorted()
    guard classNames.count >= 2, training.count >= 20, testing.count >= 20 else {
      throw PipelineError(
        .data,
        "\(comments.source.name): column \"\(comments.source.label ?? "")\": \(training.count) "
          + "comments of \(classNames.count) labels to learn from and \(testing.count) to test on. "
          + "At least 2 labels, and 20 comments in each part, are needed.")
    }
    if labelled.count < labels.count {
      notes.append("\(labels.count - labelled.count) comments have no label and are left out.")
    }
  }

  /// A classifier of the training part.
  func fit(
    _ classifier: TextClassifier, labels: [String], threads: Int
  ) throws -> FittedTextClassifier {
    let kept = training.filter { !labels[$0].isEmpty }
    let names = Set(kept.map { labels[$0] }).sorted()
    let number = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    return try classifier.fit(
      comments.examples(kept),
      ClassLabels(kept.map { number[labels[$0]]! }, classes: names.count), classNames: names,
      threads: threads)
  }

  /// What is right without reading a comment: the commonest label, and the commonest for the
  /// other columns.
  func baselines() -> [TrainFacts.Score] {
    let commonest = Self.commonest(training.map { labels[$0] })
    var scores = [
      TestedClassifier.score("the commonest label for all", testing.map { labels[$0] }) { _ in
        commonest
      }
    ]
    if !comments.source.features.isEmpty {
      func key(_ d: Int) -> [String] { comments.features.map { $0[d] } }
      let groups = Dictionary(grouping: training, by: key)
        .mapValues { Self.commonest($0.map { labels[$0] }) }
      scores.append(
        TestedClassifier.score("the other columns alone", testing.map { labels[$0] }) {
          groups[key(testing[$0])] ?? commonest
        })
    }
    return scores
  }

  private static func commonest(_ labels: [String]) -> String {
    var sizes: [String: Int] = [:]
    for label in labels { sizes[label, default: 0] += 1 }
    return sizes.min { (-$0.value, $0.key) < (-$1.value, $1.key) }?.key ?? ""
  }
}

/// A reviewer's file: the column that names a comment, and its right label.
struct CorrectionsFile {
  /// The label of each corrected comment.
  var labels: [Int: String] = [:]
  let record: FileRecord

  init(_ path: String, _ comments: LoadedComments) throws {
    var reading = ReadOptions()
    reading.typesWherePresent = ["id": .text, "label": .text]
    let result = try TableReader.read(path: path, options: reading)
    record = try FileRecord(path: path, at: path)
    func cells(_ name: String) throws -> (CodedText, [Bool]) {
      guard let column = result.table[name], case .text(let text) = column.values else {
        throw PipelineError(
          .data,
          "\(path): there is no column \"\(name)\". A file of corrections has the columns id (as "
            + "in --id) and label.")
      }
      return (text, column.missing)
    }
    let (ids, idMissing) = try cells("id")
    let (names, nameMissing) = try cells("label")
    let places = Dictionary(
      comments.ids.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    for row in 0..<result.table.rowCount {
      let line = result.lines[row]
      guard !idMissing[row], let place = places[ids.dictionary[Int(ids.codes[row])]] else {
        throw PipelineError(
          .data,
          "\(path):\(line): column \"id\": no comment of \(comments.source.name) has this id. Ids "
            + "are those of --id, or lines of the file.")
      }
      guard !nameMissing[row] else {
        throw PipelineError(.data, "\(path):\(line): column \"label\": no label is given.")
      }
      labels[place] = names.dictionary[Int(names.codes[row])]
    }
  }
}
