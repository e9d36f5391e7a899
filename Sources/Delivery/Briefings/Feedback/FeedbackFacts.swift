public import Reports

/// The file of comments, as every feedback report tells it.
public struct CommentFacts: Codable, Sendable {
  public var file: String
  /// Rows of the file, those without a comment, and those that could not be read.
  public var rows: Int
  public var blanks: Int
  public var rejected: Int
  public var comments: Int
  /// What was decided while the file was read.
  public var notes: [String]

  public init(
    file: String, rows: Int, blanks: Int, rejected: Int, comments: Int, notes: [String]
  ) {
    self.file = file
    self.rows = rows
    self.blanks = blanks
    self.rejected = rejected
    self.comments = comments
    self.notes = notes
  }

  func section() -> Report.Section {
    var blocks: [Block] = [
      .paragraph(
        "\(rows) rows were read from \(code: file); \(strong: PlainWords.number(Double(comments))) of them hold a comment."
      )
    ]
    if blanks > 0 {
      blocks.append(
        .paragraph("\(blanks) rows without a comment were left out; shares are of the others."))
    }
    if rejected > 0 {
      blocks.append(
        .warning(
          "\(rejected) rows could not be read and were set aside in \(code: "rejects.csv")."))
    }
    if !notes.isEmpty { blocks.append(.list(notes.prefix(12).map { InlineText($0) })) }
    return Report.Section(id: "data", heading: "How was the file read?", blocks: blocks)
  }
}

/// What was hidden to protect the people who wrote.
public struct PrivacyFacts: Codable, Sendable {
  public var threshold: Int
  public var cells: Int
  /// Counts hidden because they are small, and because a small one would follow from them.
  public var small: Int
  public var complementary: Int
  /// Whether no other choice hides less.
  public var isProvedBest: Bool
  /// Quotes shown, and stretches taken out of them.
  public var quotes: Int
  public var redactions: Int

  public init(
    threshold: Int, cells: Int, small: Int, complementary: Int, isProvedBest: Bool, quotes: Int,
    redactions: Int
  ) {
    self.threshold = threshold
    self.cells = cells
    self.small = small
    self.complementary = complementary
    self.isProvedBest = isProvedBest
    self.quotes = quotes
    self.redactions = redactions
  }

  func section() -> Report.Section {
    var blocks: [Block] = []
    if small + complementary == 0 {
      blocks.append(
        .finding(
          Finding(
            "No count between 1 and \(threshold - 1) had to be hidden.",
            detail: "\(PlainWords.sentence(PlainWords.count(cells, "count"))) were checked.",
            tone: .good)))
    } else {
      blocks.append(
        .finding(
          Finding(
            "\(small + complementary) of \(cells) counts are hidden.",
            detail:
              "\(small) because they lie between 1 and \(threshold - 1), \(complementary) because one of those would follow from \(complementary == 1 ? "it" : "them") and the totals. For each small count, tables that agree with everything shown were found that leave it open by at least \(threshold).\(isProvedBest ? " No other choice hides less." : "")"
          )))
    }
    blocks.append(
      .paragraph(
        quotes == 0
          ? "No comment is quoted."
          : "\(PlainWords.sentence(PlainWords.count(quotes, "comment"))) \(quotes == 1 ? "is" : "are") quoted, each only because at least \(threshold) comments share words with it. \(PlainWords.sentence(PlainWords.count(redactions, "stretch", plural: "stretches"))) with names, numbers or addresses \(redactions == 1 ? "was" : "were") taken out of them."
      ))
    blocks.append(
      .warning(
        "Taking names out by rules misses some. A person should read the quotes before this report leaves the agency. Files with one row a comment are not for publication."
      ))
    return Report.Section(
      id: "privacy", heading: "What is hidden to protect people?", blocks: blocks)
  }

  static func assumption(_ threshold: Int) -> Report.Assumption {
    Report.Assumption(
      "Smallest count shown", value: "\(threshold); 0 is shown",
      source: "cell size policy of the Centers for Medicare & Medicaid Services; --threshold")
  }
}
