import Briefings
import Feedback
import Provenance
import Reports
import Tables

/// From a file of comments to the themes in it.
public struct ThemesPipeline: Sendable {
  public var source: FeedbackSource
  /// Themes looked for; chosen by how well they come back where nil.
  public var themes: Int?
  /// Counts below this are not shown, 3 or more.
  public var threshold = 11
  /// Words that are never taken for names.
  public var keeping: [String] = []
  public var title: String?
  public var seed: UInt64 = 1
  public var threads = 1
  public var version: String

  public init(source: FeedbackSource, version: String) {
    self.source = source
    self.version = version
  }

  /// Numbers of themes tried where none is asked for.
  private static let candidates = [6, 8, 10, 12, 15]

  public func run(into folder: String) throws -> RunOutcome {
    let comments = try LoadedComments(source)
    var published = PublishedComments(
      comments.texts, rule: try SuppressionRule(threshold: threshold), keeping: keeping)
    let found: FoundThemes
    do {
      found = try FoundThemes(
        comments.texts, asked: themes, candidates: Self.candidates, least: threshold, seed: seed,
        threads: threads, names: published.lexicon)
    } catch let error as TopicError {
      throw PipelineError(.data, "\(source.name): \(error.description).")
    } catch let error as TextError {
      throw PipelineError(.data, "\(source.name): \(error.description).")
    }
    let model = found.model
    let none = model.firstTopics.count { $0 == nil }
    let counts = try published.suppress(
      CountTable(
        [.init(PublishedComments.theme, found.names + ["no theme"])],
        counts: model.topics.map(\.documents) + [none]))
    func count(_ name: String) -> Int? {
      counts.count(at: .init([(PublishedComments.theme, name)]))
    }
    let total = counts.count(at: .init())
    let lines = try found.names.enumerated().map { k, name in
      let own = count(name)
      let interval = own.flatMap { part in
        total.map { PublishedComments.interval(part, of: $0) }
      }
      let quotes = own == nil ? [] : try found.quotable(k, least: threshold)
      return ThemesFacts.Theme(
        name: name, comments: own,
        share: counts.share(of: .init([(PublishedComments.theme, name)]), in: .init())
          .map(FileNumbers.rounded),
        lower: interval.map { FileNumbers.rounded($0.lower) },
        upper: interval.map { FileNumbers.rounded($0.upper) },
        words: found.words[k], phrases: found.phrases[k],
        quotes: quotes.map { published.quote($0) },
        stability: FileNumbers.rounded(found.stability.agreement[k]),
        coherence: FileNumbers.rounded(model.topics[k].coherence))
    }
    let facts = ThemesFacts(
      title: title ?? "What do people write about?", data: comments.facts,
      privacy: published.facts, themes: lines, without: count("no theme"),
      isChosen: themes == nil)
    var files = RunFiles()
    files["topics.csv"] = Self.topicsFile(lines)
    files["assignments.csv"] = assignmentsFile(comments, found)
    files["rejects.csv"] = comments.rejects
    return try FactsAssembly(
      .feedback, verb: ThemesFacts.verb, version: version, inputs: [comments.record], seed: seed,
      results: ["status": .string("done")]
    ).finish(
      facts, files: files, into: folder, notes: comments.notes, summary: Self.summary(facts))
  }

  private static func summary(_ facts: ThemesFacts) -> [String] {
    facts.themes.prefix(5).map { theme in
      let share = theme.share.map { PlainWords.percent($0) } ?? "hidden"
      return "\(share)  \(theme.name)"
    } + ["assignments.csv has one row a comment: it is not for publication."]
  }

  /// `topics.csv`: one row a theme; blank where a count is hidden.
  private static func topicsFile(_ lines: [ThemesFacts.Theme]) -> [UInt8] {
    var writer = CSVWriter(header: [
      "topic", "name", "comments", "share", "lo-95", "hi-95", "stability", "coherence", "words",
      "phrases",
    ])
    for (k, line) in lines.enumerated() {
      writer.integer(k + 1)
      writer.text(line.name)
      if let comments = line.comments { writer.integer(comments) } else { writer.missing() }
      for value in [line.share, line.lower, line.upper] {
        if let value { writer.number(value) } else { writer.missing() }
      }
      writer.number(line.stability)
      writer.number(line.coherence)
      writer.text(line.words.joined(separator: " "))
      writer.text(line.phrases.joined(separator: "; "))
      writer.endRow()
    }
    return writer.bytes
  }

  /// `assignments.csv`: one row a comment, for work inside the agency.
  private func assignmentsFile(_ comments: LoadedComments, _ found: FoundThemes) -> [UInt8] {
    var writer = CSVWriter(header: [source.id ?? "line", "topic", "name", "share"])
    for (d, id) in comments.ids.enumerated() {
      writer.text(id)
      if let topic = found.model.firstTopics[d] {
        writer.integer(topic + 1)
        writer.text(found.names[topic])
        writer.number(FileNumbers.rounded(found.model.shares(of: d)[topic]))
      } else {
        writer.missing()
        writer.missing()
        writer.missing()
      }
      writer.endRow()
    }
    return writer.bytes
  }
}
