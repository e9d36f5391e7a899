import Feedback
import Foundation
import Tables

/// A labelled set of documents, split as its file says.
struct TextTask {
  let name: String
  let classNames: [String]
  let training: Part
  let test: Part

  struct Part {
    let examples: TextExamples
    let labels: ClassLabels
  }

  /// One file's rows as text.
  struct Rows {
    let columns: [String: [String]]
    let count: Int

    subscript(_ name: String) -> [String] {
      columns[name] ?? [String](repeating: "", count: count)
    }

    /// Nil where the file is absent or has no column `text`.
    init?(_ directory: String, _ name: String) {
      let path = ["\(directory)/\(name).csv.gz", "\(directory)/\(name).csv"]
        .first { FileManager.default.fileExists(atPath: $0) }
      guard let path else { return nil }
      var options = ReadOptions()
      // Comments such as "None" and "N/A" are answers.
      options.missing = [""]
      for column in Self.names { options.typesWherePresent[column] = .text }
      guard let table = try? TableReader.read(path: path, options: options).table else {
        return nil
      }
      var columns: [String: [String]] = [:]
      for column in table.columns {
        guard case .text(let text) = column.values else { continue }
        columns[column.name] = text.codes.indices.map {
          column.missing[$0] ? "" : text.dictionary[Int(text.codes[$0])]
        }
      }
      guard columns["text"] != nil else { return nil }
      self.columns = columns
      count = table.rowCount
    }

    private static let names = [
      "split", "text", "label", "labels", "subcategory", "criticality", "question",
      "organization", "service", "fft_score", "sentiment", "issue",
    ]

    /// Whether each row is for training: as the file says, or four fifths of the texts.
    var isTraining: [Bool] {
      if let split = columns["split"] { return split.map { $0 == "train" } }
      return self["text"].map { text in
        let hash = text.lowercased().utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
          ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        return (hash >> 32) % 5 != 0
      }
    }
  }

  /// Rows with a label other than "", one class each.
  init?(
    _ name: String, _ rows: Rows, label: (Int) -> String, context: [String] = [],
    leastDocuments: Int = 1
  ) {
    var counts: [String: Int] = [:]
    for row in 0..<rows.count { counts[label(row), default: 0] += 1 }
    let names = counts.filter { !$0.key.isEmpty && $0.value >= leastDocuments }.keys.sorted()
    let place = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    self.init(name, rows, names, context) { row in
      place[label(row)].map { [$0] }
    } labels: {
      ClassLabels($0.map { $0[0] }, classes: names.count)
    }
  }

  /// Rows with any number of labels, parted by "|".
  init?(_ name: String, _ rows: Rows, labels column: String, context: [String]) {
    let sets = rows[column].map { $0.split(separator: "|").map(String.init) }
    let names = Set(sets.joined()).sorted()
    let place = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    self.init(name, rows, names, context) { row in
      sets[row].isEmpty ? nil : sets[row].compactMap { place[$0] }
    } labels: {
      ClassLabels(sets: $0, classes: names.count)
    }
  }

  private init?(
    _ name: String, _ rows: Rows, _ classNames: [String], _ context: [String],
    classes: (Int) -> [Int]?, labels: ([[Int]]) -> ClassLabels
  ) {
    let isTraining = rows.isTraining
    func part(_ wanted: Bool) -> Part? {
      let chosen = (0..<rows.count).filter { isTraining[$0] == wanted && classes($0) != nil }
      guard chosen.count >= 20 else { return nil }
      let columns = context.compactMap { name in
        rows.columns[name].map { all in
          ContextColumn(name, .categories(chosen.map { all[$0] }))
        }
      }
      guard
        let examples = try? TextExamples(
          TextCorpus(chosen.map { rows["text"][$0] }), context: columns)
      else { return nil }
      return Part(examples: examples, labels: labels(chosen.map { classes($0) ?? [] }))
    }
    guard let training = part(true), let test = part(false) else { return nil }
    self.name = name
    self.classNames = classNames
    self.training = training
    self.test = test
  }

  /// The tasks whose files the directory holds.
  static func all(_ directory: String) -> [TextTask] {
    var tasks: [TextTask?] = []
    if let rows = Rows(directory, "nhs_fft_phase1") {
      let context = ["question", "organization"]
      tasks.append(TextTask("themes", rows, label: { rows["label"][$0] }, context: context))
      tasks.append(
        TextTask("sub-themes", rows, label: { rows["subcategory"][$0] }, context: context))
      tasks.append(
        TextTask(
          "criticality", rows,
          label: {
            guard let value = Double(rows["criticality"][$0]) else { return "" }
            return value < 0 ? "critical" : value > 0 ? "complimentary" : "neutral"
          }, context: context))
    }
    if let rows = Rows(directory, "nhs_fft_neas_dated") {
      tasks.append(
        TextTask(
          "sentiment", rows,
          label: {
            guard let value = Double(rows["sentiment"][$0]) else { return "" }
            return value < 3 ? "positive" : value > 3 ? "negative" : "neutral"
          }, context: ["fft_score"]))
      tasks.append(TextTask("themes-multi", rows, labels: "labels", context: ["question"]))
    }
    for (name, file, label, least) in [
      ("uci", "uci_sentences", "label", 1), ("mr", "sentence_polarity_mr", "label", 1),
      ("product", "cfpb_product5", "label", 1), ("issue", "cfpb_personal_loans", "issue", 40),
    ] {
      guard let rows = Rows(directory, file) else { continue }
      tasks.append(TextTask(name, rows, label: { rows[label][$0] }, leastDocuments: least))
    }
    return tasks.compactMap { $0 }
  }
}
