import Briefings
import Feedback
import Foundation
import Provenance

/// Turns what is known of comments into what may be published: counts by suppression, quotes
/// by redaction.
struct PublishedComments {
  static let theme = "theme"

  let texts: [String]
  let rule: SuppressionRule
  let lexicon: NameLexicon
  private let redaction: Redaction
  private var quoted = 0
  private var taken = 0
  private var summary: SuppressionSummary

  init(_ texts: [String], rule: SuppressionRule, keeping: [String]) {
    self.texts = texts
    self.rule = rule
    lexicon = NameLexicon(learningFrom: texts, keeping: keeping)
    redaction = Redaction(lexicon: lexicon)
    summary = SuppressionSummary(cells: 0, threshold: rule.threshold)
    summary.isProvedBest = true
  }

  /// Counts that are published together.
  mutating func suppress(_ table: CountTable) throws -> SuppressedTable {
    do {
      let published = try SuppressedTable(table, under: rule)
      let own = published.summary
      summary.cells += own.cells
      summary.shown += own.shown
      summary.small += own.small
      summary.complementary += own.complementary
      summary.isProvedBest = summary.isProvedBest && own.isProvedBest
      return published
    } catch {
      throw PipelineError(
        .software,
        "The check of hidden counts failed; nothing is published. Please report this.")
    }
  }

  /// A comment as it may be quoted, at most 260 characters.
  mutating func quote(_ comment: Int) -> String {
    let text = texts[comment]
    taken += redaction.findings(in: Array(text.utf8)).count
    quoted += 1
    let clean = redaction.redact(text).split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
    guard clean.count > 260 else { return clean }
    let head = clean.prefix(258)
    return String(head[..<(head.lastIndex(of: " ") ?? head.endIndex)]) + " …"
  }

  var facts: PrivacyFacts {
    PrivacyFacts(
      threshold: rule.threshold, cells: summary.cells, small: summary.small,
      complementary: summary.complementary, isProvedBest: summary.isProvedBest, quotes: quoted,
      redactions: taken)
  }

  /// Wilson's 95 % interval of a share (Wilson 1927).
  static func interval(_ part: Int, of whole: Int) -> (lower: Double, upper: Double) {
    guard whole > 0 else { return (0, 1) }
    let (n, z) = (Double(whole), 1.959963984540054)
    let share = Double(part) / n
    let centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    return (max(0, centre - half), min(1, centre + half))
  }
}

extension LoadedComments {
  var facts: CommentFacts {
    CommentFacts(
      file: source.path == "-" ? "standard input" : record.fileName, rows: rows + rejectedCount,
      blanks: blanks, rejected: rejectedCount, comments: texts.count, notes: notes)
  }
}
