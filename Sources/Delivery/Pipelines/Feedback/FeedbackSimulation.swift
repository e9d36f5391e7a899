public import CivilTime
import Foundation
import Statistics
import Tables

/// What the residents of a made-up city write about its services, with a theme given by a
/// made-up reader who errs now and then.
///
/// Comments are put together from sentences. Three things are built in to be found: from
/// `queueStart` on more and more write about waiting on the phone, letters become a smaller
/// matter year by year, and some comments hold a name, a phone number or an address that no
/// report may show.
public struct FeedbackSimulation: Sendable {
  public var seed: UInt64
  public var firstDay: CivilDate
  public var days: Int
  /// Comments a day on average.
  public var perDay: Double

  public init(seed: UInt64, firstDay: CivilDate, days: Int, perDay: Double) {
    self.seed = seed
    self.firstDay = firstDay
    self.days = days
    self.perDay = perDay
  }

  /// The day from which the phones are overloaded: after seven tenths of the time.
  public var queueStart: CivilDate { firstDay.adding(days: days * 7 / 10) }

  /// The data file: `id`, `date`, `service`, `question`, `score`, `theme`, `split`, `text`.
  public func csv() -> [UInt8] {
    var writer = CSVWriter(header: [
      "id", "date", "service", "question", "score", "theme", "split", "text",
    ])
    var number = 0
    for day in 0..<days {
      let date = firstDay.adding(days: day)
      var stream = RandomStream(seed: seed, "feedback", date.description)
      let mean = perDay * (date.weekday >= 6 ? 0.5 : 1.2)
      let count = Int((try? Poisson(mean: mean))?.sample(using: &stream) ?? 0)
      for _ in 0..<count {
        number += 1
        let comment = comment(on: day, &stream)
        writer.integer(number)
        writer.date(date)
        writer.text(comment.service)
        writer.text(comment.isPraise ? "What did we do well?" : "What could we do better?")
        writer.integer(comment.score)
        writer.text(comment.label)
        writer.text(stream.integer(below: 5) == 0 ? "test" : "train")
        writer.text(comment.text)
        writer.endRow()
      }
    }
    return writer.bytes
  }

  private struct Comment {
    var service: String
    var isPraise: Bool
    var score: Int
    var label: String
    var text: String
  }

  private func comment(on day: Int, _ stream: inout RandomStream) -> Comment {
    let themes = FeedbackPhrases.themes
    var weights = themes.map(\.share)
    let late = Double(day - days * 7 / 10) / Double(max(1, days * 3 / 10))
    if late > 0 { weights[0] *= 1.6 + 1.2 * late }
    weights[5] *= 1 - 0.5 * Double(day) / Double(max(1, days))
    let theme = draw(weights, &stream)
    let isPraise = stream.uniform() < themes[theme].praise
    func pick(_ list: [String]) -> String { list[stream.integer(below: list.count)] }
    let service = pick(FeedbackPhrases.services)
    var sentences = [pick(isPraise ? themes[theme].good : themes[theme].bad)]
    if stream.uniform() < 0.55 {
      sentences.append(pick(isPraise ? themes[theme].good : themes[theme].bad))
    }
    if stream.uniform() < 0.5 {
      sentences.append(pick(isPraise ? FeedbackPhrases.thanks : FeedbackPhrases.pleas))
    }
    if stream.uniform() < 0.06 {
      let other = stream.integer(below: themes.count)
      sentences.append(pick(isPraise ? themes[other].good : themes[other].bad))
    }
    if stream.uniform() < 0.08 { sentences.append(personal(&stream)) }
    var seen: Set<String> = []
    sentences = sentences.filter { seen.insert($0).inserted }
    let text = sentences.joined(separator: " ")
      .replacingOccurrences(of: "SERVICE", with: service.lowercased())
      .replacingOccurrences(of: "MINUTES", with: String(10 + 5 * stream.integer(below: 14)))
      .replacingOccurrences(of: "WEEKS", with: String(2 + stream.integer(below: 9)))
    // The reader errs in one of 25.
    let label = stream.uniform() < 0.04 ? stream.integer(below: themes.count) : theme
    let score = isPraise ? 4 + stream.integer(below: 2) : 1 + stream.integer(below: 3)
    return Comment(
      service: service, isPraise: isPraise, score: score, label: themes[label].name, text: text)
  }

  private func draw(_ weights: [Double], _ stream: inout RandomStream) -> Int {
    var left = stream.uniform() * weights.reduce(0, +)
    for (k, weight) in weights.enumerated() {
      left -= weight
      if left < 0 { return k }
    }
    return weights.count - 1
  }

  /// A sentence no report may show as it is; numbers are of ranges kept for fiction.
  private func personal(_ stream: inout RandomStream) -> String {
    func pick(_ list: [String]) -> String { list[stream.integer(below: list.count)] }
    let name = pick(FeedbackPhrases.given) + " " + pick(FeedbackPhrases.family)
    switch stream.integer(below: 5) {
    case 0: return "I spoke to \(name) about it."
    case 1: return "Please ring me on 555-01\(10 + stream.integer(below: 90))."
    case 2:
      return
        "My case number is \(2_024_000 + stream.integer(below: 900))-\(stream.integer(below: 90))."
    case 3: return "My name is \(name)."
    default:
      return
        "Write to \(pick(FeedbackPhrases.given).lowercased())\(stream.integer(below: 90))@example.com."
    }
  }
}
