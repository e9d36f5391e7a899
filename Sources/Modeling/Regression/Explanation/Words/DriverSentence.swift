import Foundation

/// One sentence about one driver, from estimates. It says what goes with what, other things in
/// the model being equal; never that one thing makes the other.
struct DriverSentence {
  var words: DriverWords
  var scale: CoefficientScale
  /// Of the intervals.
  var level: Double

  private var range: String { "\(PlainNumber.point(level * 100, range: 100)) % range" }

  /// For each step of a number.
  ///
  /// - Parameters:
  ///   - effect: for one unit, on the scale of the link.
  ///   - spread: greatest less least value of the input, which sets the step.
  func slope(_ input: DriverWords.Input, _ effect: EstimatedRange, spread: Double) -> String {
    let step = Self.step(spread)
    let moved = effect.times(step)
    let subject: String
    let verb: String
    if step == 1 {
      subject =
        input.unit.map { "Each extra \($0.one) of \(input.name)" }
        ?? "Each extra unit of \(input.name)"
      verb = "goes with"
    } else {
      let units = input.unit?.many ?? "units"
      subject = "Every \(PlainNumber.short(step)) extra \(units) of \(input.name)"
      verb = "go with"
    }
    if !effect.isOneSided {
      return "The data do not show which way \(responseSubject) with \(input.name): "
        + lowercasedFirst(subject) + " \(verb) " + between(moved) + ", other things equal."
    }
    return "\(subject) \(verb) \(change(moved)), other things equal."
  }

  /// A level against another.
  func comparison(
    _ input: DriverWords.Input, _ name: String, against reference: String, _ effect: EstimatedRange
  ) -> String {
    if !effect.isOneSided {
      return "The data do not show a difference between \(input.name) \(name) and \(reference): "
        + between(effect) + ", other things equal."
    }
    let standing = words.isCounted ? "there are" : "there is"
    let opening = "Where \(input.name) is \(name)"
    switch scale {
    case .odds:
      return "\(opening) \(odds(effect)) what they are where it is \(reference)"
        + ", other things equal."
    case .link, .none:
      return "\(opening) predictions of \(words.response.many) are "
        + "\(effect.estimate > 0 ? "higher" : "lower") than where it is \(reference)"
        + ", other things equal."
    case .units, .percent:
      let than = isMultiple(effect) ? "as" : "than"
      return "\(opening) \(standing) \(amount(effect)) \(than) where it is \(reference)"
        + " \(bracket(effect)), other things equal."
    }
  }

  /// A smooth: where it is highest and lowest, and how far these are apart.
  func curve(
    _ input: DriverWords.Input, highest: String, lowest: String, _ difference: EstimatedRange,
    within group: String? = nil
  ) -> String {
    let place = group.map { "Where \($0), predictions" } ?? "Predictions"
    let opening =
      "\(place) of \(words.response.many) are highest at \(input.name) \(highest) and "
      + "lowest at \(lowest)"
    switch scale {
    case .units, .percent:
      guard difference.isOneSided else {
        return opening + ", but the difference is no clearer than chance, other things equal."
      }
      return opening
        + ": \(amount(difference)) at the top \(isMultiple(difference) ? "as" : "than") at the "
        + "bottom \(bracket(difference))"
        + ", other things equal."
    case .odds:
      return opening + ": at the top the odds are \(times(exp(difference.estimate))) those at the "
        + "bottom (\(range) \(factors(difference))), other things equal."
    case .link, .none: return opening + ", other things equal."
    }
  }

  /// Where there is no simpler thing to say: how much an input shifts predictions on average.
  func shift(_ input: DriverWords.Input, by size: Double) -> String {
    let opening =
      "On average over these rows \(input.name) moves predictions of "
      + "\(words.response.many) up or down by "
    switch scale {
    case .percent: return opening + "\(PlainNumber.short(expm1(size) * 100)) %."
    case .odds: return opening + "a factor of \(PlainNumber.short(exp(size))) in the odds."
    case .units: return opening + "\(PlainNumber.short(size))."
    case .link, .none: return opening + "\(PlainNumber.short(size)) on the model's own scale."
    }
  }

  // MARK: Parts

  private var responseSubject: String {
    words.isCounted ? "\(words.response.many) go" : "\(words.response.many) goes"
  }

  private func lowercasedFirst(_ text: String) -> String {
    text.prefix(1).lowercased() + text.dropFirst()
  }

  /// "3.1 more calls a day (95 % range 2.4 to 3.8)".
  private func change(_ effect: EstimatedRange) -> String {
    switch scale {
    case .units, .percent: return "\(amount(effect)) \(bracket(effect))"
    case .odds:
      return "\(times(exp(effect.estimate))) the odds of \(words.response.one) "
        + "(\(range) \(factors(effect)))"
    case .link, .none:
      return "\(effect.estimate > 0 ? "higher" : "lower") predictions of \(words.response.many)"
    }
  }

  private func more(_ up: Bool) -> String { up ? "more" : words.isCounted ? "fewer" : "less" }

  /// From twice on, a multiple says more than a percentage.
  private func isMultiple(_ effect: EstimatedRange) -> Bool {
    scale == .percent && exp(effect.estimate) >= 2
  }

  private func amount(_ effect: EstimatedRange) -> String {
    if scale == .percent {
      if isMultiple(effect) {
        return
          "\(times(exp(effect.estimate))) as \(words.isCounted ? "many" : "much") \(words.response.many)"
      }
      return "\(percent(effect.estimate)) \(more(effect.estimate > 0)) \(words.response.many)"
    }
    let size = PlainNumber.short(effect.estimate)
    let noun = size == "1" ? words.response.one : words.response.many
    return "\(size) \(more(effect.estimate > 0)) \(noun)"
  }

  /// "(95 % range 2.4 to 3.8)": magnitudes, the smaller first.
  private func bracket(_ effect: EstimatedRange) -> String {
    let ends = effect.estimate > 0 ? [effect.lower, effect.upper] : [effect.upper, effect.lower]
    if scale == .percent {
      return isMultiple(effect)
        ? "(\(range) \(factors(effect)))" : "(\(range) \(percent(ends[0])) to \(percent(ends[1])))"
    }
    return "(\(range) \(PlainNumber.short(ends[0])) to \(PlainNumber.short(ends[1])))"
  }

  /// "anything from 0.4 fewer to 1.2 more calls a day (95 % range)".
  private func between(_ effect: EstimatedRange) -> String {
    switch scale {
    case .units:
      return "anything from \(PlainNumber.short(effect.lower)) \(more(false)) to "
        + "\(PlainNumber.short(effect.upper)) more \(words.response.many) (\(range))"
    case .percent:
      return "anything from \(percent(effect.lower)) \(more(false)) to "
        + "\(percent(effect.upper)) more \(words.response.many) (\(range))"
    case .odds:
      return "odds of \(words.response.one) anywhere from \(factors(effect)) times "
        + "(\(range))"
    case .link, .none:
      return "predictions of \(words.response.many) that may be higher or lower"
    }
  }

  private func odds(_ effect: EstimatedRange) -> String {
    "the odds of \(words.response.one) are \(times(exp(effect.estimate))) "
      + "(\(range) \(factors(effect)))"
  }

  private func percent(_ logarithm: Double) -> String {
    "\(PlainNumber.short(expm1(logarithm) * 100)) %"
  }

  private func times(_ factor: Double) -> String { "\(PlainNumber.factor(factor)) times" }

  private func factors(_ effect: EstimatedRange) -> String {
    "\(PlainNumber.factor(exp(effect.lower))) to \(PlainNumber.factor(exp(effect.upper)))"
  }

  /// 1, or the power of ten that is a small part of the input's spread.
  static func step(_ spread: Double) -> Double {
    guard spread.isFinite, spread > 0 else { return 1 }
    if spread >= 2, spread < 200 { return 1 }
    return pow(10, (log10(spread / 2) - (spread >= 200 ? 1 : 0)).rounded(.down))
  }
}
