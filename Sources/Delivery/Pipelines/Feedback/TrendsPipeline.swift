import Briefings
import CivilTime
public import Feedback
import Foundation
import Provenance
import Reports
import Tables

/// From dated comments with themes to what changed.
public struct TrendsPipeline: Sendable {
  /// Its `label` names the themes; where nil, `model` gives them.
  public var source: FeedbackSource
  /// Folder that `apportion feedback train` wrote.
  public var model: String?
  public var period = ThemePeriods.Length.month
  public var threshold = 11
  public var keeping: [String] = []
  public var title: String?
  public var seed: UInt64 = 1
  public var threads = 1
  public var version: String

  public init(source: FeedbackSource, version: String) {
    self.source = source
    self.version = version
  }

  /// Periods at the end that the alarm watches and whose words are compared.
  private static let watched = 3

  public func run(into folder: String) throws -> RunOutcome {
    let trained = try model.map { try TrainedModel(reading: $0) }
    var source = source
    if let trained { source.features = trained.features }
    let comments = try LoadedComments(source)
    let dated = comments.dates.indices.filter { comments.dates[$0] != nil }
    guard !dated.isEmpty else {
      throw PipelineError(.data, "\(source.name): no comment has a date.")
    }
    let (labels, origin, inputs) = try themes(of: comments, trained)
    let kept = dated.filter { !labels[$0].isEmpty }
    guard !kept.isEmpty else {
      throw PipelineError(.data, "\(source.name): no dated comment has a theme.")
    }
    var published = PublishedComments(
      comments.texts, rule: try SuppressionRule(threshold: threshold), keeping: keeping)
    do {
      return try run(
        comments, kept, kept.map { labels[$0] }, origin, [comments.record] + inputs, &published,
        into: folder)
    } catch let error as TrendError {
      throw PipelineError(.data, "\(source.name): \(error.description).")
    } catch let error as TextError {
      throw PipelineError(.data, "\(source.name): \(error.description).")
    }
  }

  /// The theme of each comment, "" for none, and where it came from.
  private func themes(
    of comments: LoadedComments, _ trained: TrainedModel?
  ) throws -> (labels: [String], origin: String, inputs: [FileRecord]) {
    guard let trained else { return (comments.labels, "column \"\(source.label ?? "")\"", []) }
    let decisions = try trained.decide(comments, threads: threads)
    return (
      decisions.map { $0.isReferred ? "" : trained.classifier.classNames[$0.classes[0]] },
      "the model in \(model ?? ""); comments it is unsure of are left out", [trained.record]
    )
  }

  private func run(
    _ comments: LoadedComments, _ kept: [Int], _ labels: [String], _ origin: String,
    _ inputs: [FileRecord], _ published: inout PublishedComments, into folder: String
  ) throws -> RunOutcome {
    let dates = kept.map { comments.dates[$0]! }
    let periods = try ThemePeriods(of: dates, by: period)
    var sizes: [String: Int] = [:]
    for label in labels { sizes[label, default: 0] += 1 }
    let names = sizes.keys.sorted { (-sizes[$0]!, $0) < (-sizes[$1]!, $1) }
    let number = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    let days = periods.starts.map(\.description)
    var inner = [Int](repeating: 0, count: names.count * days.count)
    for (k, label) in labels.enumerated() {
      inner[number[label]! * days.count + periods.indices[k]] += 1
    }
    let table = try published.suppress(
      CountTable([.init("theme", names), .init("period", days)], counts: inner))
    let trends = try ThemeTrends(
      dates: dates,
      probabilities: names.map { name in labels.map { $0 == name ? 1 : 0 } }, names: names,
      by: period)
    let volumes = days.map { table.count(at: .init([("period", $0)])) }
    let themes = trends.themes.map { theme in
      let counts = days.map { table.count(at: .init([("theme", theme.name), ("period", $0)])) }
      return Self.line(theme, counts, volumes, days)
    }
    let corpus = TextCorpus(kept.map { comments.texts[$0] })
    let vectorizer = try TextVectorizer.counts(minimumDocuments: threshold)
      .fit(corpus, threads: threads)
    let counts = vectorizer.transform(corpus, threads: threads)
    let isWatched = periods.count >= Self.watched + 6
    let alarms =
      isWatched ? try self.alarms(counts, vectorizer, labels, names, periods, published) : []
    let moved = try words(counts, vectorizer, periods, published)
    let quotes = moved.quotes.map { published.quote(kept[$0]) }
    let facts = TrendsFacts(
      title: title ?? "What changed in what people write?", data: comments.facts,
      privacy: published.facts, days: days, period: period.rawValue, volumes: volumes,
      themes: themes, alarms: alarms, isWatched: isWatched, lastPeriods: Self.watched,
      risen: moved.risen, fallen: moved.fallen, quotes: quotes, origin: origin)
    var files = RunFiles()
    files["rates.csv"] = Self.ratesFile(facts)
    files["volume.csv"] = Self.volumeFile(facts)
    files["rejects.csv"] = comments.rejects
    return try FactsAssembly(
      .feedback, verb: TrendsFacts.verb, version: version, inputs: inputs, seed: seed,
      results: ["status": .string("done")]
    ).finish(
      facts, files: files, into: folder, notes: comments.notes,
      summary: [facts.report(origin: .init(entries: [], verifyCommand: "")).decision.headline])
  }

  private static func line(
    _ theme: ThemeTrends.Theme, _ counts: [Int?], _ volumes: [Int?], _ days: [String]
  ) -> TrendsFacts.Theme {
    /// A rate is shown where its count and its volume are: it follows from them.
    func shown(_ value: (ThemeTrend.Period) -> Double) -> [Double?] {
      zip(theme.trend.periods, zip(counts, volumes)).map { period, pair in
        guard pair.0 != nil, pair.1 != nil, value(period).isFinite else { return nil }
        return FileNumbers.rounded(value(period))
      }
    }
    return TrendsFacts.Theme(
      name: theme.name, counts: counts, rates: shown(\.rate), lower: shown(\.lower),
      upper: shown(\.upper),
      // Rounded to a tenth: sums of hidden counts cannot be taken from it.
      change: theme.trend.changes.last.map {
        .init(
          day: days[$0.period], ratio: tenths($0.ratio), lower: tenths($0.lower),
          upper: tenths($0.upper))
      })
  }

  private static func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }

  /// Themes and words that come up more than they used to; names and small counts left out.
  private func alarms(
    _ counts: DocumentTermMatrix, _ vectorizer: FittedTextVectorizer, _ labels: [String],
    _ names: [String], _ periods: ThemePeriods, _ published: PublishedComments
  ) throws -> [TrendsFacts.Alarm] {
    let terms = counts.terms
    let number = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, terms + $0) })
    var starts = [0]
    var items: [Int32] = []
    for d in 0..<counts.documents {
      items += counts.termIndices[counts.entries(of: d)]
      items.append(Int32(number[labels[d]]!))
      starts.append(items.count)
    }
    let holds = DocumentTermMatrix(
      terms: terms + names.count, documentStarts: starts, termIndices: items,
      weights: [Float](repeating: 1, count: items.count))
    var options = EmergingAlarm.Options()
    options.leastRecent = threshold
    options.seed = seed
    options.threads = threads
    let alarm = try EmergingAlarm(
      holds, periods: periods.indices, count: periods.count, options: options)
    return alarm.alarms.filter { $0.count >= threshold }.compactMap { item in
      let name = item.item < terms ? vectorizer.term(item.item) : names[item.item - terms]
      guard item.item >= terms || Self.isShown(name, published) else { return nil }
      return TrendsFacts.Alarm(
        name: name, window: item.window,
        ratio: Self.tenths(Double(item.count) / max(item.expected, 0.5)),
        chance: FileNumbers.rounded(item.adjustedP))
    }.prefix(10).map { $0 }
  }

  private static func isShown(_ term: String, _ published: PublishedComments) -> Bool {
    term.split(separator: " ").allSatisfy { !published.lexicon.isLikelyName(String($0)) }
  }

  /// Words that moved in the last periods, and comments that show it and are like enough others.
  private func words(
    _ counts: DocumentTermMatrix, _ vectorizer: FittedTextVectorizer, _ periods: ThemePeriods,
    _ published: PublishedComments
  ) throws -> (risen: [TrendsFacts.Word], fallen: [TrendsFacts.Word], quotes: [Int]) {
    let split = periods.count - Self.watched
    let before = periods.indices.indices.filter { periods.indices[$0] < split }
    let after = periods.indices.indices.filter { periods.indices[$0] >= split }
    guard before.count >= 10 * threshold, after.count >= threshold else { return ([], [], []) }
    var options = WordShift.Options()
    options.minimumDocuments = threshold
    let shift = try WordShift(counts, before: before, after: after, options: options)
    func lines(_ moves: [WordShift.Move]) -> [TrendsFacts.Word] {
      moves.filter { Self.isShown(vectorizer.term($0.term), published) }.prefix(12).map {
        TrendsFacts.Word(
          word: vectorizer.term($0.term), ratio: Self.tenths(exp($0.logOdds)),
          lower: Self.tenths(exp($0.lower)), upper: Self.tenths(exp($0.upper)))
      }
    }
    let risen = shift.risen()
    let terms = after.map { Set(counts.termIndices[counts.entries(of: $0)]) }
    let quotes = shift.quotes(in: counts, from: after, showing: risen, count: 30).filter { quote in
      let own = Set(counts.termIndices[counts.entries(of: quote)])
      return terms.count { $0.intersection(own).count >= 2 } > threshold
    }
    return (lines(risen), lines(shift.fallen()), Array(quotes.prefix(3)))
  }

  /// `rates.csv`: one row a theme and period; blank where a count is hidden.
  private static func ratesFile(_ facts: TrendsFacts) -> [UInt8] {
    var writer = CSVWriter(header: ["theme", "ds", "comments", "rate", "lo-95", "hi-95"])
    for theme in facts.themes {
      for (k, day) in facts.days.enumerated() {
        writer.text(theme.name)
        writer.text(day)
        if let count = theme.counts[k] { writer.integer(count) } else { writer.missing() }
        for value in [theme.rates[k], theme.lower[k], theme.upper[k]] {
          if let value { writer.number(value) } else { writer.missing() }
        }
        writer.endRow()
      }
    }
    return writer.bytes
  }

  /// `volume.csv`: what `apportion forecast` reads; blank where a count is hidden.
  private static func volumeFile(_ facts: TrendsFacts) -> [UInt8] {
    var writer = CSVWriter(header: ["unique_id", "ds", "y"])
    let all = [("all", facts.volumes)] + facts.themes.map { ($0.name, $0.counts) }
    for (name, counts) in all {
      for (day, count) in zip(facts.days, counts) {
        writer.text(name)
        writer.text(day)
        if let count { writer.integer(count) } else { writer.missing() }
        writer.endRow()
      }
    }
    return writer.bytes
  }
}
