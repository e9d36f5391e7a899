import Foundation

extension BeforeAfterFindings {
  /// The finding in a sentence, in words that its checks allow.
  ///
  /// - Parameters:
  ///   - quantity: as it reads after "lowered": "travel time on Main Street".
  ///   - unit: after a number: "seconds".
  ///   - change: as it reads after "the": "retiming".
  public func sentence(quantity: String, unit: String, change: String) -> String {
    let percent = Self.number(abs(100 * relative.value))
    let size = "\(Self.number(abs(average.value))) \(unit) (\(percent) %)"
    let span = interval(unit)
    let down = average.value < 0
    switch wording {
    case .causal where isShown:
      return "The \(change) \(down ? "lowered" : "raised") \(quantity) by \(size); \(span)."
    case .causal:
      return
        "No effect of the \(change) on \(quantity) could be shown: "
        + "\(size) \(down ? "less" : "more"), \(span)."
    case .coincident where isShown:
      return
        "After the \(change), \(quantity) was \(size) \(down ? "lower" : "higher") than the past "
        + "suggests; \(span). This comparison cannot say that the \(change) was the reason."
    case .coincident:
      return
        "After the \(change), \(quantity) was not clearly different from what the past suggests: "
        + "\(size) \(down ? "less" : "more"), \(span)."
    case .refused:
      return
        "These data cannot show whether the \(change) changed \(quantity): the comparison fails "
        + "its own checks. The difference measured was \(size) \(down ? "less" : "more"), "
        + "\(span)."
    }
  }

  /// "95 % interval 3 to 5 seconds less", the signs as the words need them.
  private func interval(_ unit: String) -> String {
    let level = Self.number(100 * average.level)
    let (a, b) = (average.lower, average.upper)
    let head = "\(level) % interval"
    if b <= 0 { return "\(head) \(Self.number(-b)) to \(Self.number(-a)) \(unit) less" }
    if a >= 0 { return "\(head) \(Self.number(a)) to \(Self.number(b)) \(unit) more" }
    return "\(head) from \(Self.number(-a)) \(unit) less to \(Self.number(b)) \(unit) more"
  }

  /// Three digits, without a sign for nothing.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "unknown" }
    guard value != 0 else { return "0" }
    let places = max(0, 2 - Int(log10(abs(value)).rounded(.down)))
    var text = String(format: "%.\(min(places, 9))f", value)
    if text.contains(".") {
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    return text
  }
}
